package parser

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestNameAndArgs(t *testing.T) {
	for _, tt := range []struct {
		text string
		want []string // the name first
	}{
		{`Alias /a "/srv/a b"`, []string{"Alias", "/a", "/srv/a b"}},
		{`"Alias" /a`, []string{"Alias", "/a"}},
		{`ServerAdmin> a@b`, []string{"ServerAdmin", "a@b"}},
		{`""  x`, []string{"", "x"}},
		{`<Directory "/srv/a">`, []string{"<Directory", "/srv/a"}},
		{`<If "%{A} -gt 1 && %{B} > 2"> C`, []string{"<If", "%{A} -gt 1 && %{B} > 2"}},
		{`<Directory "/srv/a`, []string{"<Directory", "/srv/a"}},
		{`<Else>`, []string{"<Else"}},
		{`</Directory> x`, []string{"</Directory>", "x"}},
	} {
		l := parse(tt.text).Line(0)
		got := []string{l.Name().Value}
		for _, w := range l.Args() {
			got = append(got, w.Value)
		}
		if d := cmp.Diff(tt.want, got); d != "" {
			t.Errorf("%s (-want +got):\n%s", tt.text, d)
		}
	}
}

func TestRawLenAndTerminated(t *testing.T) {
	for _, tt := range []struct {
		text       string
		length     int
		terminated bool
	}{
		{" A b \n", 5, true},
		{" A b ", 5, false},
		{"A\r\n", 2, true},
		{"A \\\n b \n", 5, true},
		{"A \\\n b", 4, false},
		{"A\\", 2, false},
		{strings.Repeat(" ", maxLine+1) + "\n", maxLine + 1, true},
	} {
		l := parse("B\n" + tt.text).Line(1)
		if l.RawLen() != tt.length || l.Terminated() != tt.terminated {
			t.Errorf("%.20q is %d bytes, terminated %v; want %d, %v", tt.text, l.RawLen(), l.Terminated(), tt.length, tt.terminated)
		}
	}
	if n := parse(strings.Repeat(" ", maxLine)).NumLines(); n != 0 {
		t.Errorf("a blank line that httpd can read is %d lines", n)
	}
}
