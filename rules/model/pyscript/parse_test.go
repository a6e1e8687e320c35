package pyscript

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
)

func parse(text string) *Script { return Parse(source.NewFile("/srv/blog/wsgi.py", text)) }

// outline is the statements of a script, a line each: the heads they stand below, and their tokens.
func outline(s *Script) string {
	if s == nil {
		return "not understood"
	}
	var lines []string
	for _, st := range s.Statements {
		line := ""
		for in := st.In; in != nil; in = in.In {
			line = in.Keyword + ">" + line
		}
		for i, t := range st.Tokens {
			if i > 0 {
				line += " "
			}
			line += s.text(t)
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

func TestStatements(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"", ""},
		{"# only a comment", ""},
		{"a = 1; b = 2;\n", "a = 1\nb = 2"},
		{"a = (1,\n# x\n  2)\nb", "a = ( 1 , 2 )\nb"},
		{"a = 1 + \\\n  2\r\nb\rc", "a = 1 + 2\nb\nc"},
		{"if a: b; c\nd", "if a :\nif>b\nif>c\nd"},
		{"if a[1:2] and {1: 2} or (lambda: 1): b", "if a [ 1 : 2 ] and { 1 : 2 } or ( lambda : 1 ) :\nif>b"},
		{"if lambda: 1: b", "if lambda : 1 :\nif>b"},
		{"def f(a: int = 1) -> str:\n  '''doc'''\n  return\n\n  # c\nx", "def f ( a : int = 1 ) -> str :\ndef>'''doc'''\ndef>return\nx"},
		{"try:\n\ta\nexcept E:\n        b\nfinally: c", "try :\ntry>a\nexcept E :\nexcept>b\nfinally :\nfinally>c"},
		{"async def f():\n  async with a as b: pass\n", "async def f ( ) :\ndef>async with a as b :\ndef>with>pass"},
		{"match x:\n  case {'a': 1}: pass\nmatch = x[a:b]\n", "match x :\nmatch>case { 'a' : 1 } :\nmatch>case>pass\nmatch = x [ a : b ]"},
		{"a: int = 1", "a : int = 1"},
		{"print 'x' % `1`, 0777, 10L <> 9", "print 'x' % ` 1 ` , 0777 , 10L <> 9"},
		{"exec 'x' in {}", "exec 'x' in { }"},
		{"\ufeffa", "a"},
		{"if a:\n  b\n\f\nc", "if a :\nif>b\nc"},
		{"x = 1e-5 + 0x1e-5 + .5j", "x = 1e-5 + 0x1e - 5 + .5j"},

		{`a = 'it''s' "#" u'\'' rb"\"" R'''x'y''z\'''' `, `a = 'it' 's' "#" u'\'' rb"\"" R'''x'y''z\''''`},
		{"a = 'x\\\ny'", "a = 'x\\\ny'"},
		{`f"{a["b"]}" c`, `f"{a["b"]}" c`},
		{`f'{a!r:>{width}}{{}}' c`, `f'{a!r:>{width}}{{}}' c`},
		{`f'{a:%H:%M "x"}' c`, `f'{a:%H:%M "x"}' c`},
		{`f"{f"{f"{1}"}"}" c`, `f"{f"{f"{1}"}"}" c`},
		{"f'''{\n a # }'\n}''' c", "f'''{\n a # }'\n}''' c"},
		{`f"\{a}\N{DIGIT ONE}{x}" c`, `f"\{a}\N{DIGIT ONE}{x}" c`},
		{`rf"\{a}" + t"{b}" c`, `rf"\{a}" + t"{b}" c`},
		{`f"{ {'a': 1}['a'] }" c`, `f"{ {'a': 1}['a'] }" c`},

		{"# coding: latin-1\na = '\xe9'", "a = '\xe9'"},
		{"a = '\xe9'", "not understood"},
		{"# coding: utf-16\na", "not understood"},
		{"# coding: shift_jis\na", "not understood"},
		{"\xff\xfea\x00", "not understood"},
		{"a\x00b", "not understood"},
		{"a = 'x\n'", "not understood"},
		{"'''x", "not understood"},
		{"(a", "not understood"},
		{"a)", "not understood"},
		{"(a]", "not understood"},
		{"a \\ b", "not understood"},
		{"a \\", "not understood"},
		{"if a:\nb", "not understood"},
		{"if a:", "not understood"},
		{"if a", "not understood"},
		{"  a", "not understood"},
		{"a\n  b", "not understood"},
		{"if a:\n    b\n  c", "not understood"},
		{"a = $x", "not understood"},
		{"a?", "not understood"},
		{"x = {{ name }}", "not understood"},
		{"{% if x %}", "not understood"},
		{"f'{a'", "not understood"},
		{"f'{a:x'", "not understood"},
		{strings.Repeat("(", 300) + strings.Repeat(")", 300), "not understood"},
		{strings.Repeat(`f"{`, 300), "not understood"},
		{strings.Repeat("a;", 200_000), "not understood"},
	} {
		if got := outline(parse(tt.text)); got != tt.want {
			t.Errorf("%.60q:\n%s\nwant\n%s", tt.text, got, tt.want)
		}
	}
}

// asked prints the lines of the statements of each file it is given, as Python sees them; nothing of a file that Python refuses.
const asked = `
import ast, json, sys, warnings
warnings.simplefilter('ignore')
lines = {}
for name in sys.argv[1:]:
    try:
        tree = ast.parse(open(name, 'rb').read())
    except (SyntaxError, ValueError):
        continue
    lines[name] = sorted({node.lineno for node in ast.walk(tree) if isinstance(node, ast.stmt)})
json.dump(lines, sys.stdout)
`

// TestAsPython compares where statements begin with what Python says of its own library.
func TestAsPython(t *testing.T) {
	out, err := exec.Command("python3", "-c", "import os; print(os.path.dirname(os.__file__))").Output()
	if err != nil {
		t.Skipf("no Python to compare with: %v", err)
	}
	names, err := filepath.Glob(filepath.Join(strings.TrimSpace(string(out)), "*.py"))
	if err != nil || len(names) < 50 {
		t.Fatalf("%d modules, %v", len(names), err)
	}
	names = names[:len(names)/3]
	out, err = exec.Command("python3", append([]string{"-c", asked}, names...)...).Output()
	if err != nil {
		t.Fatal(err)
	}
	var want map[string][]int
	if err := json.Unmarshal(out, &want); err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		s := parse(string(text))
		if (s != nil) != (want[name] != nil) {
			t.Errorf("%s: understood %v, by Python %v", name, s != nil, want[name] != nil)
			continue
		}
		if s == nil {
			continue
		}
		var lines []int
		for _, st := range s.Statements {
			switch line := s.Span(st).From().Line; {
			case st.Keyword == "else" || st.Keyword == "except" || st.Keyword == "finally" || st.Keyword == "case":
			case s.text(st.Tokens[0]) == "@": // to Python a part of what follows
			case !slices.Contains(lines, line):
				lines = append(lines, line)
			}
		}
		if missing := without(want[name], lines); len(missing) > 0 {
			t.Errorf("%s: statements begin on lines %v too", name, missing)
		}
		if more := without(lines, want[name]); len(more) > 0 {
			t.Errorf("%s: no statements begin on lines %v", name, more)
		}
	}
}

// without are the lines that others do not have; an elif is an if to Python.
func without(lines, others []int) []int {
	var missing []int
	for _, line := range lines {
		if _, found := slices.BinarySearch(others, line); !found {
			missing = append(missing, line)
		}
	}
	return missing
}

// FuzzParse reads any text, and asks everything about it.
func FuzzParse(f *testing.F) {
	for _, text := range []string{
		"import os, sys\nsys.path.insert(0, os.path.dirname(__file__))\nfrom app import app as application\n",
		"activate_this = '/v/bin/activate_this.py'\nwith open(activate_this) as f:\n    exec(f.read(), dict(__file__=activate_this))\n",
		"os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'a.b')\nos.environ['X'] = x\n",
		"try:\n\tapp.run()\nfinally: pass\nif __name__ == '__main__': app.run()",
		"f'{a!r:>{w}}' f\"{x[\"y\"]}\" t'''{\n}'''", "x = a = b: c = (lambda: d)", "from . import (a as b, *)", "sys.path[:0] = [a] + sys.path\nsys.path +=",
		"", "\ufeff#!x\r\n# coding: latin-1\r\xe9", "a = a + a / a.parent", "[", "print 'x',", "exec(", "import", "from", "@", "x.run(", "a=b=", "global x", ":=",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s := parse(text)
		if s == nil {
			return
		}
		checkStatements(t, s)
		s.Names()
		s.Lacks("application")
		s.Environ("DJANGO_SETTINGS_MODULE")
		s.Reorders()
		s.HasMainGuard()
		s.PrintsAsPython2()
		s.MadeBy("app")
		for _, run := range s.RunsOf("activate_this.py") {
			if run.At.Start >= run.At.End {
				t.Errorf("a call without text: %+v", run.Call)
			}
		}
		for _, c := range s.PathChanges() {
			for _, f := range c.Folders {
				if len(f.Path) > maxValue || !c.At.Contains(f.At) {
					t.Errorf("folder %q at %v is not in its statement", f.Path, f.At)
				}
			}
		}
		for _, c := range s.Comments {
			s.Following(c)
		}
	})
}

// checkStatements looks whether the statements stand one behind the other, inside their heads.
func checkStatements(t *testing.T, s *Script) {
	at := 0
	for _, st := range s.Statements {
		span := s.Span(st)
		if span.Start < at || span.End > st.End || st.End > len(s.Source.Text) {
			t.Fatalf("%q: a statement at %d to %d, which ends at %d, behind %d", s.Source.Text, span.Start, span.End, st.End, at)
		}
		at = span.End
		if st.In != nil && (st.In.Keyword == "" || st.End > st.In.End || span.Start < s.Span(st.In).End) {
			t.Fatalf("%q: a statement at %d to %d is not below its head", s.Source.Text, span.Start, st.End)
		}
	}
}

// tooLong is what only work that is not linear takes, on however busy a machine.
const tooLong = time.Minute

// TestHostileTextIsQuick asks everything about texts made to take long.
func TestHostileTextIsQuick(t *testing.T) {
	nested := "exec(" + strings.Repeat("f(", 150) + "'activate_this.py'" + strings.Repeat("+a.b(c)/d", 20_000) + strings.Repeat(")", 151) + "\n"
	for name, text := range map[string]string{
		"calls in calls":  nested,
		"path changes":    strings.Repeat("sys.path.append('/srv');", 24_000),
		"names of names":  chain(20_000),
		"activations":     strings.Repeat("a = 'activate_this.py'\nexec(a)\n", 20_000),
		"strings":         strings.Repeat("''", 1<<18),
		"blocks":          blocks(90) + strings.Repeat("a;", 50_000),
		"one long string": "'''" + strings.Repeat("'' {", 1<<17) + "'''",
	} {
		start := time.Now()
		if s := parse(text); s != nil {
			s.Lacks("application")
			s.Environ("DJANGO_SETTINGS_MODULE")
			s.Reorders()
			s.RunsOf("activate_this.py")
		}
		if took := time.Since(start); took > tooLong {
			t.Errorf("%s: %v for %d bytes", name, took, len(text))
		}
	}
}

func chain(n int) string {
	var b strings.Builder
	b.WriteString("a0 = '/srv'\n")
	for i := range n {
		fmt.Fprintf(&b, "a%d = a%d + a%d\n", i+1, i, i)
	}
	return b.String() + fmt.Sprintf("sys.path.append(a%d)\n", n)
}

func blocks(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.Repeat(" ", i) + "if a:\n")
	}
	return b.String() + strings.Repeat(" ", n)
}
