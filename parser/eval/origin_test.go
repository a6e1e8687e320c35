package eval_test

import (
	"strings"
	"testing"

	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
)

// TestOrigin finds where the words of the last directive came from.
func TestOrigin(t *testing.T) {
	for _, test := range []struct {
		name, text, value string // value is the word asked for
		at                string // the text it came from
		exact             bool
	}{
		{"a word", "A one two", "two", "two", true},
		{"a word in quotes", `A "one two"`, "one two", `"one two"`, true},
		{"a word across lines", "A on\\\ne two", "one", "on\\\ne", true},
		{"a word behind a continued line", "A one \\\n two", "two", "two", true},
		{"a section's word", "<Directory \"/a b\">", "/a b", `"/a b"`, true},
		{"a section's word at the bracket", "<Directory /a>", "/a", "/a", true},
		{"a variable", "Define X v\nA one ${X}", "v", "${X}", false},
		{"a word beside a variable", "Define X v\nA ${X} two", "two", "two", true},
		{"a word before a variable", "Define X v\nA one ${X}", "one", "one", true},
		{"a word with a variable in it", "Define X v\nA one/${X}/b", "one/v/b", "one/${X}/b", false},
		{"words out of one variable", "Define X \"v w\"\nA ${x}", "w", "${x}", false},
		{"a word that two variables make", "Define X v\nDefine Y w\nA ${X}${Y}", "vw", "${X}${Y}", false},
		{"a quote out of a variable", "Define Q '\"'\nA ${Q}one two${Q} three", "one two", "${Q}one two${Q}", false},
		{"a variable that is not defined here", "A ${X} two", "${X}", "${X}", false},
		{"a variable across lines", "Define XY v\nA ${X\\\nY} two", "v", "${X\\\nY}", false},
		{"the environment", "A ${HOME}", "/root", "${HOME}", false},
		{"a name out of a variable", "Define X Aname\n${X} one", "one", "one", true},
		{"a name and a word out of a variable", "Define X 'A one'\n${X} two", "one", "${X}", false},
		{"a macro's own word", "<Macro m $p>\nA one $p\n</Macro>\nUse m v", "one", "one", false},
		{"a macro's parameter", "<Macro m $p>\nA one $p two\n</Macro>\nUse m v", "v", "$p", false},
		{"a word behind a macro's parameter", "<Macro m $p>\nA one $p two\n</Macro>\nUse m v", "two", "two", false},
		{"a parameter in quotes", "<Macro m @p>\nA one @p two\n</Macro>\nUse m \"v w\"", "v w", "@p", false},
		{"a variable in a macro", "Define X v\n<Macro m $p>\nA $p ${X}\n</Macro>\nUse m longer", "v", "${X}", false},
		{"a variable out of a parameter", "Define X v\n<Macro m $p>\nA one $p\n</Macro>\nUse m ${X}", "v", "$p", false},
		{"a parameter in a continued line", "<Macro m $p>\nA one \\\n $p two\n</Macro>\nUse m v", "two", "two", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			h := closed
			h.Env = map[string]string{"HOME": "/root"}
			c := read(h, test.text)
			if len(c.Problems) > 0 && !strings.HasPrefix(test.text, "<Directory") {
				t.Fatalf("%q", faults(c))
			}
			d := c.Directives[len(c.Directives)-1]
			var arg *eval.Arg
			for _, a := range d.Args() {
				if a.Value == test.value {
					arg = &a
				}
			}
			if arg == nil {
				t.Fatalf("no word %q in %q", test.value, d.RawArgs())
			}
			if got := arg.At().Text(); got != test.at || arg.Exact() != test.exact {
				t.Errorf("%q, exact %v", got, arg.Exact())
			}
			if got := d.RawArgs()[arg.Start:arg.End]; !strings.Contains(got, test.value) {
				t.Errorf("RawArgs[%d:%d] is %q", arg.Start, arg.End, got)
			}
		})
	}
}

func TestPlace(t *testing.T) {
	h := in(map[string]string{"/etc/a.conf": "# a\nIn 1\n"})
	c := eval.ReadText(h, source.NewFile("/t.conf", "A \\\n1\n<Macro m>\n# none\nB 1\nInclude a.conf\n</Macro>\nUse m\n"))
	m := `macro 'm' (defined on line 3 of "/t.conf") used on line 8 of "/t.conf"`
	for i, want := range []struct {
		name, label string
		line        int
	}{{"A", "/t.conf", 2}, {"B", m, 1}, {"In", "/etc/a.conf", 2}} {
		d := c.Directives[i]
		if label, line := d.Place(); d.Name != want.name || label != want.label || line != want.line {
			t.Errorf("%s is on line %d of %s", d.Name, line, label)
		}
	}
	in := c.Directives[2]
	if in.Via.Kind != "Include" || in.Via.Line != 2 || in.Via.Outer.Macro != "m" || in.Via.Outer.Line != 8 || in.Via.Outer.Outer != nil {
		t.Errorf("%+v, %+v", in.Via, in.Via.Outer)
	}
	if at := c.Directives[1].At(); at.From().Line != 5 || at.Text() != "B 1" {
		t.Errorf("B stands at %+v", at.From())
	}
}

// TestWritten asks for text that can go: what stands behind /venv in the last directive.
func TestWritten(t *testing.T) {
	for _, test := range []struct{ text, at string }{
		{"A /venv/bin", "/bin"},
		{"Define X /venv\nA ${X}/bin", "/bin"},
		{"Define X /bin\nA /venv${X}", "${X}"},
		{"Define X bin\nA /venv/${X} b", "/${X}"},
		{"Define X /venv/bin\nA ${X}", ""},
		{"Define X 'nv/bin b'\nA /ve${X}", ""},
		{"Define X '/bin b'\nA /venv${X}", ""},
		{"<Macro m $p>\nA $p/bin b\n</Macro>\nUse m /venv", "/bin"},
		{"<Macro m $p>\nA $p b\n</Macro>\nUse m /venv/bin", ""},
		{"<Macro m $p>\nA /venv/$p\n</Macro>\nUse m bin", "/$p"},
		{"Define X /venv\n<Macro m $p>\nA ${X}/$p\n</Macro>\nUse m bin", "/$p"},
		{"<Macro m $p>\nA one \\\n /venv/bin\n</Macro>\nUse m v", "/bin"},
	} {
		c := read(closed, test.text)
		d := c.Directives[len(c.Directives)-1]
		start := strings.Index(d.RawArgs(), "/bin")
		at, whole := d.Written(start, start+len("/bin"))
		if whole != (test.at != "") || whole && at.Text() != test.at {
			t.Errorf("%q: got %v, %q", test.text, whole, at.Text())
		}
	}
}
