package model

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestTest asks what each If, ElseIf and Else holds for.
func TestTest(t *testing.T) {
	const (
		none, perhaps, all = None, Perhaps, All
		chain              = "<If %s>\n</If>\nSetEnv A b\n<ElseIf %s>\n<If a>\n</If>\n</ElseIf>\n<Else>\n</Else>\n"
	)
	for _, tt := range []struct {
		config string
		want   []Reach
	}{
		{fmt.Sprintf(chain, "true", "true"), []Reach{all, none, perhaps, none}},
		{fmt.Sprintf(chain, "false", "true"), []Reach{none, all, perhaps, none}},
		{fmt.Sprintf(chain, "false", "false"), []Reach{none, none, perhaps, all}},
		{fmt.Sprintf(chain, "a", "true"), []Reach{perhaps, perhaps, perhaps, none}},
		{fmt.Sprintf(chain, "a", "false"), []Reach{perhaps, none, perhaps, perhaps}},
		{"<If false>\n</If>\n<Directory /a>\n<Else>\n</Else>\n</Directory>\n", []Reach{none, perhaps}},
		{"<IfDefine A>\n<If true>\n</If>\n</IfDefine>\n<Else>\n</Else>\n", []Reach{all, perhaps}},
	} {
		var got []Reach
		for _, s := range build(tt.config, true).Main.Sections {
			if s.Kind == If {
				got = append(got, s.Test())
			}
		}
		if d := cmp.Diff(tt.want, got); d != "" {
			t.Errorf("%s(-want +got):\n%s", tt.config, d)
		}
	}
}
