package lint

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

// machine is a file system that rules may ask.
type machine struct{ fstest.MapFS }

func (machine) Owner(fs.FileInfo) (uid, gid uint32, ok bool) { return 0, 0, false }
func (machine) HasACL(string) bool                           { return false }

func (m machine) IsFile(name string) bool { return m.Exists(name) && !m.IsDir(name) }

func (m machine) IsDir(name string) bool {
	info, err := fs.Stat(m, name[1:])
	return err == nil && info.IsDir()
}

func (m machine) Exists(name string) bool {
	_, err := fs.Stat(m, name[1:])
	return err == nil
}

// flagsScript flags every bad() of the script /srv/wsgi.py.
func flagsScript() *Rule {
	return &Rule{ID: "bad", Severity: Warning, Check: func(p *Pass) {
		s := p.Scripts.Read("/srv/wsgi.py")
		for _, st := range s.Statements {
			for _, call := range s.Calls(st) {
				if call.Name == "bad" {
					p.Report(Diagnostic{At: call.At, Message: "BAD"})
				}
			}
		}
	}}
}

func TestSuppressInScripts(t *testing.T) {
	const ignore = "# modwsgi-lint: ignore bad -- known"
	for _, tt := range []struct {
		name, text string
		suppressed int
		want       []string
		fixed      string
	}{
		{"above", ignore + "\nbad()\nbad()\n", 1, []string{"/srv/wsgi.py:3 warning bad: BAD"}, ""},
		{"behind", "bad()  " + ignore + "\nbad()\n", 1, []string{"/srv/wsgi.py:2 warning bad: BAD"}, ""},
		{"inside", "bad(  " + ignore + "\n  1)\nbad()\n", 1, []string{"/srv/wsgi.py:3 warning bad: BAD"}, ""},
		{"above a block", ignore + "\nwith a:\n  bad()\n  bad()\nbad()\n", 2, []string{"/srv/wsgi.py:5 warning bad: BAD"}, ""},
		{"whole file", "bad()\nif a: bad()\n# modwsgi-lint: ignore-file bad -- known\n", 2, nil, ""},
		{"in a string", "'''\n" + ignore + "\n'''; bad()\n", 0, []string{"/srv/wsgi.py:3 warning bad: BAD"}, ""},
		{"unused above", "a = 1\r\n  " + ignore + "\r\ngood()\r\n", 0, []string{"/srv/wsgi.py:2 warning unused-suppression: bad finds nothing here to suppress"},
			"a = 1\r\ngood()\r\n"},
		{"unused behind", "good()  " + ignore + "\n", 0, []string{"/srv/wsgi.py:1 warning unused-suppression: bad finds nothing here to suppress"}, "good()\n"},
		{"at the end", "bad()\n" + ignore + "\n", 0, []string{"/srv/wsgi.py:1 warning bad: BAD",
			"/srv/wsgi.py:2 warning unused-suppression: bad has nothing to suppress: nothing follows this comment in its section"}, "bad()\n"},
		{"no such rule", "# modwsgi-lint: ignore bda -- known\nbad()\n", 0, []string{
			`/srv/wsgi.py:1 warning unused-suppression: there is no rule "bda", so nothing is suppressed`, "/srv/wsgi.py:2 warning bad: BAD"}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			files := machine{fstest.MapFS{"srv/wsgi.py": {Data: []byte(tt.text)}}}
			c := configOf("A\n")
			c.Imports = []*model.Script{{File: model.Value{Value: "/srv/wsgi.py"}}}
			out := Run(c, Options{Rules: []*Rule{flagsScript(), UnusedSuppression}, Files: files})
			wantTold(t, out.Findings, tt.want...)
			if out.Suppressed != tt.suppressed {
				t.Errorf("%d suppressed, want %d", out.Suppressed, tt.suppressed)
			}
			edits, _, _ := Plan(out.Findings, Safe)
			fixed := ""
			for f, e := range edits {
				var err error
				if fixed, err = source.Apply(f.Text, e); err != nil || !strings.HasSuffix(f.Name, "wsgi.py") {
					t.Errorf("%s: %v", f.Name, err)
				}
			}
			if fixed != tt.fixed {
				t.Errorf("fixed: %q, want %q", fixed, tt.fixed)
			}
		})
	}
}
