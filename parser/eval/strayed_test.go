package eval_test

import (
	"strings"
	"testing"
)

// TestStrayed asks, by first argument, for the directives whose section's opening tag is lost.
func TestStrayed(t *testing.T) {
	const host = "<VirtualHost *:80>\n"
	for text, want := range map[string]string{
		"A 1\n</VirtualHost>\nA 2\n":                                       "1",
		host + "A 1\n</VirtualHost>\nA 2\n</VirtualHost>\n":                "2",
		host + "A 1\n</If>\nA 2\n</VirtualHost>\n":                         "1",
		host + "<If a>\nA 1\n</If>\nA 2\n</If>\n</VirtualHost>\n":          "2",
		host + "<Files a>\nA 1\n</Files>\nA 2\n</If>\n</VirtualHost>\n":    "a 1 2",
		"A 1\n" + host + "A 2\n</VirtualHosts>\nA 3\n":                     "",
		"<IfDefine !X>\n" + host + "A 1\n</IfDefine>\n</VirtualHost>\nA 2": "",
	} {
		c := read(closed, text)
		strayed := c.Strayed()
		var got []string
		for _, d := range c.Directives {
			if strayed[d] {
				got = append(got, d.Arg(0).Value)
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
