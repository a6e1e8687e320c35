package rules

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/linttest"
)

var update = flag.Bool("update", false, "write the goldens of fixes anew; never the wants")

const fixtures = "../fixtures/rules"

// TestRules runs every rule over its fixtures.
func TestRules(t *testing.T) {
	for _, rule := range All() {
		t.Run(rule.ID, func(t *testing.T) {
			flagged, silent := false, false
			for _, path := range fixturesOf(t, rule) {
				f, err := linttest.Load(path)
				if err != nil {
					t.Fatal(err)
				}
				if f.Wants() {
					flagged = true
				} else {
					silent = true
				}
				t.Run(filepath.Base(path), func(t *testing.T) { checkFixture(t, rule, f) })
			}
			if !flagged || !silent {
				t.Errorf("fixtures flag: %v, stay silent: %v; a rule needs both", flagged, silent)
			}
		})
	}
}

// TestNotes checks that notes quote the error log in the words of the release judged by: from 6.0 on a line begins with its code.
func TestNotes(t *testing.T) {
	coded := regexp.MustCompile(`(WSGI\d{4}): ([^'.]+)`)
	before6 := regexp.MustCompile(`(?m)^# host:.* target-mod-wsgi=[2-5]`)
	for _, rule := range All() {
		for _, path := range fixturesOf(t, rule) {
			f, err := linttest.Load(path)
			if err != nil {
				t.Fatal(err)
			}
			main := path
			if info, err := os.Stat(path); err == nil && info.IsDir() {
				main = filepath.Join(path, "httpd.conf")
			}
			text, err := os.ReadFile(main)
			if err != nil {
				t.Fatal(err)
			}
			old := before6.Match(text)
			for _, d := range f.Findings(rule) {
				if old && coded.MatchString(d.Symptom) {
					t.Errorf("%s: mod_wsgi before 6 has no codes: %s", path, d.Symptom)
				}
				for _, line := range rule.Doc.Log {
					m := coded.FindStringSubmatch(line.Text)
					if m != nil && !old && strings.Contains(d.Symptom, m[2]) && !coded.MatchString(d.Symptom) {
						t.Errorf("%s: in mod_wsgi 6 the line begins with %s: %s", path, m[1], d.Symptom)
					}
				}
			}
		}
	}
}

func checkFixture(t *testing.T, rule *lint.Rule, f *linttest.Fixture) {
	for _, fault := range f.Run(rule) {
		t.Error(fault)
	}
	for _, d := range f.Findings(rule) {
		if len(d.Fixes) > 0 && rule.Fixes == lint.NoFix {
			t.Errorf("offers a fix, though the rule promises none: %s", d.Fixes[0].Title)
		}
	}
	checkFixed(t, f, rule)
}

// checkFixed applies all fixes of the rules and compares every file with its golden.
func checkFixed(t *testing.T, f *linttest.Fixture, rules ...*lint.Rule) {
	fixed, err := f.Fixed(rules...)
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range fixed {
		checkGolden(t, f.Golden(name), f.Unfixed(name), text)
	}
}

// seeds are the two servers this project began with, and the rules whose rewrites lead each to where it should be.
var seeds = map[string][]string{
	"mod-python":    {"leftover-sethandler-none", "alias-after-root-mount", "userdir-behind-root-mount", "access-control-legacy"},
	"daemon-groups": {"python-home-executable", "pinned-site-packages", "mount-shadowed"},
}

// TestSeeds checks that the rules of each seed find what they must, and that their rewrites lead to its end, where they find nothing more.
func TestSeeds(t *testing.T) {
	for name, want := range seeds {
		t.Run(name, func(t *testing.T) {
			f, err := linttest.Load("../fixtures/sites/" + name)
			if err != nil {
				t.Fatal(err)
			}
			var rules []*lint.Rule
			for _, rule := range All() {
				if slices.Contains(want, rule.ID) {
					rules = append(rules, rule)
				}
			}
			found := map[string]bool{}
			for _, d := range f.Findings(rules...) {
				found[d.Rule.ID] = true
			}
			for _, id := range want {
				if !found[id] {
					t.Errorf("%s finds nothing", id)
				}
			}
			checkFixed(t, f, rules...)
		})
	}
}

// checkGolden compares a fixed text with its golden, which is there only where fixing changes something.
func checkGolden(t *testing.T, golden, before, after string) {
	want, err := os.ReadFile(golden)
	if before == after {
		if err == nil {
			t.Errorf("%s stands there, but nothing is fixed", golden)
		}
		return
	}
	if *update {
		if err := os.WriteFile(golden, []byte(after), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if err != nil {
		t.Errorf("no golden for the fixed text:\n%s", after)
	} else if d := cmp.Diff(string(want), after); d != "" {
		t.Errorf("%s (-want +got):\n%s", golden, d)
	}
}

// fixturesOf lists a rule's fixtures; example.conf must be one.
func fixturesOf(t *testing.T, rule *lint.Rule) []string {
	folder := filepath.Join(fixtures, rule.Family, rule.ID)
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	var paths []string
	example := false
	for _, e := range entries {
		example = example || e.Name() == "example.conf"
		if e.IsDir() || strings.HasSuffix(e.Name(), ".conf") {
			paths = append(paths, filepath.Join(folder, e.Name()))
		}
	}
	if !example {
		t.Errorf("%s has no example.conf", folder)
	}
	return paths
}

// TestNames checks that a rule's id, family, source file and fixtures agree, and that no fixtures are left without a rule.
func TestNames(t *testing.T) {
	known := map[string]bool{}
	for _, rule := range All() {
		known[filepath.Join(rule.Family, rule.ID)] = true
		file := filepath.Join(rule.Family, strings.ReplaceAll(rule.ID, "-", "_")+".go")
		text, err := os.ReadFile(file)
		if err != nil {
			t.Errorf("rule %s: %v", rule.ID, err)
		} else if !strings.Contains(string(text), `"`+rule.ID+`"`) {
			t.Errorf("%s does not hold rule %s", file, rule.ID)
		}
		if rule.Doc.Title == "" || strings.HasSuffix(rule.Doc.Title, ".") || rule.Doc.Why == "" || rule.Doc.Instead == "" || rule.Since == "" {
			t.Errorf("rule %s: its documentation is not whole", rule.ID)
		}
		if (rule.Doc.Fix != "") != (rule.Fixes != lint.NoFix) {
			t.Errorf("rule %s: its documentation and its class of fixes disagree", rule.ID)
		}
	}
	folders, err := filepath.Glob(fixtures + "/*/*")
	if err != nil {
		t.Fatal(err)
	}
	for _, folder := range folders {
		name, err := filepath.Rel(fixtures, folder)
		if err != nil {
			t.Fatal(err)
		}
		if !known[name] {
			t.Errorf("%s belongs to no rule", folder)
		}
	}
}

// elsewhere are lines of a fragment of which the rule may have something to say where the rest of the server is known.
var elsewhere = map[string]string{
	"undefined-variable":         "WSGIScriptAlias / ${BASE}/wsgi.py",
	"wsgi-module-missing":        "WSGIScriptAlias / /srv/blog/wsgi.py",
	"wsgi-module-twice":          "LoadModule wsgi_module modules/mod_wsgi.so",
	"guard-never-true":           "<IfModule mod_wsgi.c>\n</IfModule>",
	"mount-shadowed":             "WSGIScriptAlias / /srv/blog/wsgi.py",
	"mount-shadowed-by-alias":    "WSGIScriptAlias / /srv/blog/wsgi.py",
	"alias-after-root-mount":     "Alias /static /srv/blog/static",
	"rewrite-without-pt":         "RewriteRule ^/old/(.*) /blog/$1",
	"userdir-behind-root-mount":  "UserDir public_html",
	"fallback-behind-root-mount": "FallbackResource /index.html",
	"accept-path-info-off":       "AcceptPathInfo Off",
	"handler-overrides-mount":    "SetHandler default-handler",
	"leftover-sethandler-none":   "<Location /static>\nSetHandler None\n</Location>",
	"group-duplicate":            "WSGIDaemonProcess blog",
	"group-defined-later":        "WSGIScriptAlias / /srv/blog/wsgi.py process-group=blog application-group=%{GLOBAL}",
	"servername-after-mount": "<VirtualHost *:80>\nWSGIScriptAlias / /srv/blog/wsgi.py process-group=blog application-group=%{GLOBAL}\n" +
		"ServerName blog.example\n</VirtualHost>",
	"process-group-overridden": "WSGIProcessGroup blog",
	"import-into-other-group":  "WSGIImportScript /srv/blog/wsgi.py process-group=blog application-group=blog",
	"no-request-timeout":       "WSGIDaemonProcess blog",
	"threads-zero":             "WSGIDaemonProcess blog threads=0",
	"python-path-ignored":      "WSGIPythonPath /srv/blog",
	"lazy-initialization-off":  "WSGILazyInitialization Off",
	"request-body-lost":        "WSGIScriptReloading Off",
	"setenv-not-in-os-environ": "SetEnv DJANGO_SETTINGS_MODULE blog.settings",
}

// TestSuppressionsOfAFragment wants nobody told to remove a suppression that the whole server needs.
func TestSuppressionsOfAFragment(t *testing.T) {
	for id, line := range elsewhere {
		f := linttest.Of("# modwsgi-lint: ignore " + id + " -- for other files\n" + line + "\n")
		for _, d := range f.Findings(append(byDefault(), lint.UnusedSuppression)...) {
			if d.Rule == lint.UnusedSuppression {
				t.Errorf("%s: %s", id, d.Message)
			}
		}
	}
}
