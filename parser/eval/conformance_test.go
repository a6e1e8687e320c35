package eval_test

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
)

const cases = "../../fixtures/conformance"

// A harness is harness.json: what is loaded and said before a case's first line.
type harness struct {
	Preloaded []struct{ ID, File, Source string } `json:"preloaded_modules"`
	Builtin   []struct{ ID, Source string }       `json:"builtin_modules"`
	Pre       []string                            `json:"pre_directives"`
}

// A conformanceCase is case.json.
type conformanceCase struct {
	Defines  []string
	Env      map[string]string
	Mkdirs   []string
	Symlinks map[string]string
}

func readJSON(t *testing.T, name string, into any) {
	t.Helper()
	text, err := os.ReadFile(name)
	if err == nil {
		err = json.Unmarshal(text, into)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// host is the machine of a case: root holds its files, modules the module objects.
func (h harness) host(root, modules string, c conformanceCase) eval.Host {
	host := eval.Host{
		Files: os.DirFS("/").(fs.ReadLinkFS), ServerRoot: root, Flags: c.Defines, Env: map[string]string{},
		Before: h.Pre, HTTPD: "2.4.71", ModuleFiles: true,
	}
	for name, value := range c.Env {
		host.Env[name] = strings.ReplaceAll(value, "@@DIR@@", root)
	}
	for _, m := range h.Builtin {
		host.Modules = append(host.Modules, eval.Module{ID: m.ID, Source: m.Source})
	}
	for _, m := range h.Preloaded {
		host.Modules = append(host.Modules, eval.Module{ID: m.ID, Source: m.Source, File: filepath.Join(modules, m.File)})
	}
	return host
}

var object = regexp.MustCompile(`@@MODULES@@/([\w.]+)`)

// lay copies a case to root, with the names of its folders filled in, and makes the module objects it loads.
func (c conformanceCase) lay(t *testing.T, from, root, modules string) {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(os.MkdirAll(modules, 0o755))
	must(filepath.WalkDir(from, func(name string, d fs.DirEntry, err error) error {
		must(err)
		rel, err := filepath.Rel(from, name)
		must(err)
		to := filepath.Join(root, rel)
		if d.IsDir() {
			return os.MkdirAll(to, 0o755)
		}
		if rel == "case.json" || rel == "expected.json" {
			return nil
		}
		text, err := os.ReadFile(name)
		must(err)
		for _, m := range object.FindAllSubmatch(text, -1) {
			must(os.WriteFile(filepath.Join(modules, string(m[1])), nil, 0o644))
		}
		filled := strings.NewReplacer("@@DIR@@", root, "@@MODULES@@", modules).Replace(string(text))
		return os.WriteFile(to, []byte(filled), 0o644)
	}))
	for _, dir := range c.Mkdirs {
		must(os.MkdirAll(filepath.Join(root, dir), 0o755))
	}
	for link, target := range c.Symlinks {
		must(os.MkdirAll(filepath.Dir(filepath.Join(root, link)), 0o755))
		must(os.Symlink(target, filepath.Join(root, link)))
	}
}

// TestConformance compares with what httpd 2.4.71 said of each case. What httpd refuses only when it executes the directives is not
// compared beyond the includes; see the README beside the cases.
func TestConformance(t *testing.T) {
	var h harness
	readJSON(t, filepath.Join(cases, "harness.json"), &h)
	names, err := filepath.Glob(filepath.Join(cases, "[0-9]*"))
	if err != nil || len(names) < 269 {
		t.Fatalf("%d cases, %v", len(names), err)
	}
	for _, name := range names {
		t.Run(filepath.Base(name), func(t *testing.T) {
			var c conformanceCase
			if _, err := os.Stat(filepath.Join(name, "case.json")); err == nil {
				readJSON(t, filepath.Join(name, "case.json"), &c)
			}
			var want answer
			readJSON(t, filepath.Join(name, "expected.json"), &want)

			dir, err := filepath.EvalSymlinks(t.TempDir())
			if err != nil {
				t.Fatal(err)
			}
			root, modules := filepath.Join(dir, "case"), filepath.Join(dir, "modules")
			c.lay(t, name, root, modules)
			config := eval.Read(h.host(root, modules, c), filepath.Join(root, "httpd.conf"))
			compare(t, want, tokens(t, answerOf(config), root, modules))
		})
	}
}

// tokens puts the tokens of the cases back for the names of folders.
func tokens(t *testing.T, d answer, root, modules string) (out answer) {
	t.Helper()
	text, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	filled := strings.NewReplacer(root, "@@DIR@@", modules, "@@MODULES@@").Replace(string(text))
	if err := json.Unmarshal([]byte(filled), &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func compare(t *testing.T, want, got answer) {
	t.Helper()
	check := func(what string, want, got any) {
		t.Helper()
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-httpd +eval):\n%s", what, diff)
		}
	}
	check("includes", want.Includes, got.Includes)
	if want.Error != nil && want.Error.Phase == "exec" {
		switch e := got.Error; {
		case e == nil: // the handlers' own reasons are not known
		case e.Phase != "exec" || *e.File != *want.Error.File || *e.Line != *want.Error.Line || !strings.HasPrefix(want.Error.Message, e.Message):
			t.Errorf("httpd: %+v, eval: %+v", want.Error, e)
		}
		return
	}
	check("warnings", want.Warnings, got.Warnings)
	check("error", want.Error, got.Error)
	check("accepted", want.Accepted, got.Accepted)
	check("defines", want.Defines, got.Defines)
	check("directives", want.Directives, got.Directives)
}
