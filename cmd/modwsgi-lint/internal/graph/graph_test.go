package graph

import (
	"encoding/json"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/modwsgi-lint/modwsgi-lint/cmd/modwsgi-lint/internal/report"
	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

var update = flag.Bool("update", false, "rewrite the golden files: read what changes in them")

const fixtures = "../../../../fixtures"

// build reads a text as a whole server, or as a fragment.
func build(text string, open bool) *model.Config {
	host := eval.Host{Files: fstest.MapFS{}, ServerRoot: "/etc/apache2", Open: open, HTTPD: "2.4.71", Modules: []eval.Module{
		{ID: "core_module", Source: "core.c"}, {ID: "so_module", Source: "mod_so.c"}, {ID: "wsgi_module", Source: "mod_wsgi.c"},
	}}
	return model.Build(eval.ReadText(host, source.NewFile("httpd.conf", text)))
}

func showName(f *source.File) string { return f.Name }

func graphOf(text string, open bool) *Graph {
	return Of(build(text, open), showName)
}

func written(t testing.TB, format string, g *Graph) string {
	t.Helper()
	var b strings.Builder
	if err := Write(&b, format, g, report.Options{Width: 100}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// golden compares the drawings of a graph with the files of testdata.
func golden(t *testing.T, name string, g *Graph, formats ...string) {
	for _, format := range formats {
		got := written(t, format, g)
		file := filepath.Join("testdata", name+"."+format)
		if *update {
			if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(string(want), got); d != "" {
			t.Errorf("%s differs (-want +got):\n%s", file, d)
		}
	}
}

// demo is the demonstration server.
func demo(t *testing.T) *model.Config {
	t.Helper()
	host := eval.Host{
		Files: os.DirFS(fixtures + "/sites/demo").(fs.ReadLinkFS), ServerRoot: "/etc/apache2", HTTPD: "2.4.71",
		Modules: []eval.Module{{ID: "core_module", Source: "core.c"}, {ID: "so_module", Source: "mod_so.c"}},
		Env:     map[string]string{"APACHE_RUN_USER": "www-data", "APACHE_RUN_GROUP": "www-data", "APACHE_RUN_DIR": "/run", "APACHE_PID_FILE": "/run/pid", "APACHE_LOG_DIR": "/log"},
	}
	c := model.Build(eval.Read(host, "/etc/apache2/apache2.conf"))
	if len(c.Problems) > 0 {
		t.Fatal(c.Problems)
	}
	return c
}

// TestDemo draws the demonstration server.
func TestDemo(t *testing.T) { golden(t, "demo", Of(demo(t), showName), Formats()...) }

// TestStrange draws a server with something of everything.
func TestStrange(t *testing.T) {
	text, err := os.ReadFile("testdata/strange.conf")
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "strange", graphOf(string(text), false), "text", "dot", "mermaid")
	golden(t, "strange-fragment", graphOf(string(text), true), "text")
}

// TestEmpty says so where there is nothing to draw, in every format, and draws a server's groups without its mounts.
func TestEmpty(t *testing.T) {
	for _, text := range []string{"", "Listen 80\n<VirtualHost *:80>\nServerName a.example\nAlias /x /y\n</VirtualHost>\n"} {
		for _, format := range []string{"text", "dot", "mermaid"} {
			if got := written(t, format, graphOf(text, false)); !strings.Contains(got, "nothing runs under mod") {
				t.Errorf("%s of %q:\n%s", format, text, got)
			}
		}
	}
	if got := written(t, "text", graphOf("WSGIDaemonProcess blog", true)); !strings.Contains(got, "blog 1 process × 15 threads nothing here names it") {
		t.Error(got)
	}
}

// eachFixture reads every configuration among the fixtures as a whole server and as a fragment.
func eachFixture(t *testing.T, visit func(t *testing.T, c *model.Config)) {
	read := 0
	err := filepath.WalkDir(fixtures, func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || filepath.Ext(name) != ".conf" || e.Type() != 0 {
			return err
		}
		text, err := os.ReadFile(name)
		read++
		for _, open := range []bool{false, true} {
			t.Run(name, func(t *testing.T) { visit(t, build(string(text), open)) })
		}
		return err
	})
	if err != nil || read < 500 {
		t.Errorf("%d files were read: %v", read, err)
	}
}

// TestComplete checks that every server, mount, group and script of the model is in the graph once, and that ids name what is there.
func TestComplete(t *testing.T) {
	eachFixture(t, func(t *testing.T, c *model.Config) {
		g := Of(c, showName)
		mounts, daemons, scripts := 0, 0, 0
		for i, s := range c.Servers {
			mounts += len(s.Mounts)
			if got := g.Servers[i]; len(got.Mounts) != len(s.Mounts) || len(got.Mappings) != len(s.Mappings) {
				t.Errorf("%s has %d mounts and %d mappings in the graph", s.Title(), len(got.Mounts), len(got.Mappings))
			}
		}
		ids := checkIDs(t, g)
		for _, n := range g.Groups {
			if n.Kind == daemon {
				daemons++
			}
		}
		for _, s := range g.Servers {
			scripts += len(s.Scripts)
		}
		if len(c.Servers) != len(g.Servers) || daemons != len(c.Groups) || ids["mount"] != mounts {
			t.Errorf("%d of %d servers, %d of %d groups, %d of %d mounts", len(g.Servers), len(c.Servers), daemons, len(c.Groups), ids["mount"], mounts)
		}
		if want := len(c.Imports) + len(c.HandlerScripts) + len(c.ScriptHandlers); scripts < want {
			t.Errorf("%d of %d scripts", scripts, want)
		}
		var decoded Graph
		if err := json.Unmarshal([]byte(written(t, "json", g)), &decoded); err != nil || len(decoded.Servers) != len(g.Servers) {
			t.Errorf("the JSON is none: %v", err)
		}
	})
}

// checkIDs checks that every id is given once, and every edge leads to one. The result is how many there are of each kind.
func checkIDs(t *testing.T, g *Graph) map[string]int {
	t.Helper()
	defined, kinds := map[string]bool{"": true}, map[string]int{}
	define := func(id string) {
		if defined[id] {
			t.Errorf("%s is defined twice", id)
		}
		defined[id] = true
		kinds[strings.TrimRight(id, "0123456789")]++
	}
	for _, s := range g.Servers {
		define(s.ID)
		for _, m := range s.Mounts {
			define(m.ID)
		}
		for _, x := range s.Scripts {
			define(x.ID)
		}
	}
	for _, n := range g.Groups {
		define(n.ID)
	}
	for _, e := range g.Environments {
		define(e.ID)
	}
	lead := func(id string) {
		if !defined[id] {
			t.Errorf("%s is defined nowhere", id)
		}
	}
	for _, s := range g.Servers {
		for _, m := range s.Mounts {
			if m.Taken != nil {
				lead(string(m.Taken.Mount))
			}
		}
		for _, in := range s.Inherited {
			lead(in.Mount)
		}
		for _, runs := range s.runs() {
			if len(runs) == 0 {
				t.Errorf("%s runs nothing somewhere", s.ID)
			}
			for _, r := range runs {
				lead(r.Group)
			}
		}
	}
	for _, n := range g.Groups {
		lead(string(n.Environment))
		if n.Kind == daemon {
			lead(string(n.Server))
		}
	}
	return kinds
}

// TestRules checks that the graph says what the rules say: a mount called shadowed is drawn so, and no others; a group that may not be used is
// not drawn as usable from there.
func TestRules(t *testing.T) {
	var asked []*lint.Rule
	for _, r := range rules.All() {
		switch r.ID {
		case "mount-shadowed", "mount-shadowed-by-alias", "group-undefined", "group-of-other-vhost", "embedded-restricted":
			asked = append(asked, r)
		}
	}
	compared := map[string]int{}
	eachFixture(t, func(t *testing.T, c *model.Config) {
		g := Of(c, showName)
		for _, d := range lint.Run(c, lint.Options{Rules: asked, Known: rules.All()}).Findings {
			line := d.At.From().Line
			switch {
			case d.Rule.Family == "mounts" && !g.takenAt(line):
				t.Errorf("%s on line %d, and not drawn", d.Rule.ID, line)
			case d.Rule.Family == "groups" && g.usableAt(line) && !strings.HasPrefix(d.Symptom, "Apache refuses to start"):
				t.Errorf("%s on line %d, and drawn as usable", d.Rule.ID, line)
			}
			if slices.Contains(asked, d.Rule) {
				compared[d.Rule.ID]++
			}
		}
	})
	if len(compared) != len(asked) {
		t.Errorf("findings compared: %v", compared)
	}
}

// takenAt reports whether a mount on a line is drawn as never reached.
func (g *Graph) takenAt(line int) bool {
	for _, s := range g.Servers {
		for _, m := range s.Mounts {
			if m.Location.Line == line && m.Taken != nil {
				return true
			}
		}
	}
	return false
}

// usableAt reports whether all that a line sends to a group, or a mount on it that has none, may certainly run there.
func (g *Graph) usableAt(line int) bool {
	usable := false
	for _, s := range g.Servers {
		at := map[string]*Place{}
		ways := map[string][]Run{}
		for _, m := range s.Mounts {
			at[m.ID], ways[m.ID] = m.Location, m.Runs
		}
		for _, in := range s.Inherited {
			ways[in.Mount] = in.Runs
		}
		for _, x := range s.Scripts {
			at[x.ID], ways[x.ID] = x.Location, x.Runs
		}
		for id, runs := range ways {
			for _, r := range runs {
				place := r.Location
				if place == nil {
					place = at[id]
				}
				if place == nil || place.Line != line {
					continue
				}
				if r.Usable == nil || !*r.Usable {
					return false
				}
				usable = true
			}
		}
	}
	return usable
}
