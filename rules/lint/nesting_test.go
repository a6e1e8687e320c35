package lint

import (
	"slices"
	"strings"
	"testing"

	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
)

// problemsOf are problems on lines of a text, "LINE: MESSAGE" each.
func problemsOf(text string, problems ...string) []eval.Problem {
	f := source.NewFile("/etc/apache2/a.conf", text)
	var all []eval.Problem
	for _, p := range problems {
		line, message, _ := strings.Cut(p, ": ")
		at := f.Line(int(line[0] - '0'))
		at.End = at.Start + len(strings.TrimRight(at.Text(), "\n"))
		all = append(all, eval.Problem{At: at, Message: message, Fatal: true})
	}
	return all
}

// TestJoinTags makes one finding of what one tag makes two of.
func TestJoinTags(t *testing.T) {
	tests := []struct {
		text     string
		problems []string
		want     []string
	}{
		{ // out of place
			"<Location /a>\n</Files>\n</Location>\n",
			[]string{"1: Expected </Location> but saw </Files>", "3: Expected </VirtualHost> but saw </Location>"},
			[]string{"1: Expected </Location> but saw </Files>"},
		},
		{ // out of place, further down
			"Require local\n</Location>\n<Location /a>\n</VirtualHost>\n",
			[]string{"2: Expected </VirtualHost> but saw </Location>", "3: Expected </Location> but saw </VirtualHost>"},
			[]string{"3: Expected </Location> but saw </VirtualHost>"},
		},
		{ // misspelt
			"<IfDefine A>\n</IfDefnie>\n",
			[]string{"1: Expected </IfDefine> before end of configuration", "2: Expected </IfDefine> but saw </IfDefnie>"},
			[]string{"2: Expected </IfDefine> but saw </IfDefnie>; did you mean </IfDefine>?"},
		},
		{ // opens where it should close; httpd tells the outermost first
			"<VirtualHost *:80>\n<VirtualHost>\n",
			[]string{"1: <VirtualHost> was not closed.", "2: <VirtualHost> was not closed."},
			[]string{"2: <VirtualHost> was not closed; did you mean </VirtualHost>?"},
		},
		{ // misspelt so that what it was to close is open further down
			"<IfModule a.c>\n</Ifodule>\n</Files>\n",
			[]string{"2: </Ifodule> without matching <Ifodule> section; no <Ifodule> is open here",
				"3: </Files> without matching <Files> section; <IfModule> on line 1 is still open here"},
			[]string{"2: </Ifodule> without matching <Ifodule> section; did you mean </IfModule>?"},
		},
		{ // two mistakes
			"<VirtualHost *:80>\n<VirtualHost *:81>\n</Files>\n",
			[]string{"1: <VirtualHost> was not closed.", "2: <VirtualHost> was not closed.", "3: Expected </VirtualHost> but saw </Files>"},
			[]string{"1: <VirtualHost> was not closed.", "2: <VirtualHost> was not closed.", "3: Expected </VirtualHost> but saw </Files>"},
		},
	}
	for _, tt := range tests {
		var found []Diagnostic
		for _, p := range problemsOf(tt.text, tt.problems...) {
			found = append(found, problem(p, false))
		}
		var got []string
		for _, d := range joinTags(found) {
			got = append(got, string(rune('0'+d.At.From().Line))+": "+d.Message)
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%q: %q, want %q", tt.text, got, tt.want)
		}
	}
}

// TestJoinMacros makes one finding of what is said alike of all uses of a macro.
func TestJoinMacros(t *testing.T) {
	var found []Diagnostic
	for _, p := range problemsOf("Use A b\nUse A c\nUse B c\n", "1: macro 'a' undefined", "2: macro 'a' undefined", "3: macro 'b' undefined") {
		found = append(found, problem(p, false))
	}
	if got := joinMacros(found); len(got) != 2 || len(got[0].Related) != 1 {
		t.Errorf("%d findings: %+v", len(got), got)
	}
}

// TestJoinPlaces puts neighbours of one section together.
func TestJoinPlaces(t *testing.T) {
	text := strings.Repeat("Require\n", 8)
	got := joinPlaces(problemsOf(text, "1: A not allowed in <X> context", "3: B not allowed in <X> context", "4: C not allowed in <Y> context",
		"5: D takes one argument", "6: E takes one argument", "8: C not allowed in <Y> context"))
	var sizes []int
	for _, together := range got {
		sizes = append(sizes, len(together))
	}
	if want := []int{2, 1, 1, 1, 1}; !slices.Equal(sizes, want) {
		t.Errorf("put together %v, want %v", sizes, want)
	}
}
