package docstest

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/modwsgi-lint/modwsgi-lint/docs"
	"github.com/modwsgi-lint/modwsgi-lint/rules"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/linttest"
)

var update = flag.Bool("update", false, "write the pages anew")

const (
	root  = "../../../.."
	pages = root + "/docs/rules"
	index = "README.md"
)

// allRules are those with a page, the built-in ones last.
func allRules() []*lint.Rule { return slices.Concat(rules.All(), lint.Builtin()) }

// TestPages compares every page with what it should be, and finds pages that belong to no rule.
func TestPages(t *testing.T) {
	want, seenOf := map[string]string{}, map[string]string{}
	for _, rule := range allRules() {
		example := exampleOf(t, rule)
		want[rule.ID+".md"] = pageOf(t, rule, example)
		seenOf[rule.ID] = seen(rule, example)
	}
	want[index] = indexPage(seenOf)
	if t.Failed() {
		return
	}
	entries, err := os.ReadDir(pages)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if _, ok := want[e.Name()]; !ok && !*update {
			t.Errorf("docs/rules/%s belongs to no rule: run go generate ./...", e.Name())
		} else if !ok {
			os.Remove(filepath.Join(pages, e.Name()))
		}
	}
	for name, text := range want {
		if *update {
			if err := os.WriteFile(filepath.Join(pages, name), []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		got, err := os.ReadFile(filepath.Join(pages, name))
		if err != nil {
			t.Errorf("docs/rules/%s is missing: run go generate ./...", name)
		} else if d := cmp.Diff(text, string(got)); d != "" {
			t.Errorf("docs/rules/%s is out of date: run go generate ./... (-want +got)\n%s", name, d)
		}
	}
}

// exampleOf is the fixture that a rule's page shows.
func exampleOf(t *testing.T, rule *lint.Rule) *linttest.Fixture {
	path := filepath.Join(root, "fixtures/rules", rule.Family, rule.ID, exampleName)
	if rule.Check == nil { // a built-in rule, which has no fixtures of its own
		path = filepath.Join("testdata", rule.ID+".conf")
	}
	example, err := linttest.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, fault := range example.Run(rule) {
		t.Errorf("%s: %s", path, fault)
	}
	return example
}

// sights are what a visitor or an operator may see, with the words of pages that speak of it.
var sights = []struct {
	title string
	words []string
}{
	{"Apache does not start, or refuses to reload", []string{"does not start", "refuses to start"}},
	{"403 Forbidden", []string{"403"}},
	{"404 Not Found", []string{"404"}},
	{"500 Internal Server Error", []string{"500"}},
	{"503 Service Unavailable", []string{"503"}},
	{"504 Gateway Timeout", []string{"504"}},
	{"the source of a script", []string{"**source", "program's text", "files reads"}},
}

// bySight lists the rules by what their page begins with; the last line has those of which nothing of this is seen.
func bySight(seenOf map[string]string) string {
	var b strings.Builder
	list := func(title string, has func(text string) bool) {
		var links []string
		for _, r := range allRules() {
			if has(seenOf[r.ID]) {
				links = append(links, fmt.Sprintf("[%s](%[1]s.md)", r.ID))
			}
		}
		fmt.Fprintf(&b, "- **%s**: %s\n", title, strings.Join(links, ", "))
	}
	var all []string
	for _, sight := range sights {
		list(sight.title, func(text string) bool { return holdsOne(text, sight.words) })
		all = append(all, sight.words...)
	}
	list("none of these, or nothing yet", func(text string) bool { return !holdsOne(text, all) })
	return b.String()
}

func holdsOne(text string, words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(text, w) })
}

func indexPage(seenOf map[string]string) string {
	return `# The rules

Each page says what is seen, the lines to search Apache's error log for, what to do, an example with what modwsgi-lint says of it, and why
it is a mistake. ` + "`modwsgi-lint explain RULE`" + ` prints the same page. The pages are generated; [adding a rule](../adding-a-rule.md) says
how.

## By what is seen

The site is down? Look here for the answer it gives, or run ` + "`modwsgi-lint`" + `.

` + bySight(seenOf) + `
## All

` + ruleTable("") + `
- **error**: Apache does not start, or requests certainly fail. **warning**: ignored, insecure, or silently different from what it says. **info**: advice,
  which never changes the exit code by default.
- A **safe** fix is applied by ` + "`--fix`" + `: httpd behaves the same, or only the mistake goes. An **unsafe** one only together with
  ` + "`--unsafe-fixes`" + `: the site may behave differently. A **manual** one is shown, and never applied. These are the usual classes; a single
  finding's may be safer or less safe.

## Words of the pages

- A **mount** is a WSGIScriptAlias: a URL, and the script that answers it and all below it. The **main server** is what stands outside all
  virtual hosts.
- A **daemon group** or **process group** is what WSGIDaemonProcess defines: processes that run applications and nothing else. An
  application that is sent to none runs **embedded**, in Apache's own processes.
- An **application group** is a Python interpreter inside a process. ` + "`%{GLOBAL}`" + ` is the first one.
- To **grant** a folder is to let visitors in, by ` + "`Require all granted`" + `.
- Lines of the error log were seen on servers with the versions that stand above them. Those said not to be observed are from the
  [error reference](https://modwsgi.readthedocs.io/en/master/error-reference.html) of mod_wsgi 6, where most lines begin with a code and no
  line ends with the path of the script.
`
}

// ruleTable lists the rules with links to their pages, which lie below the folder at.
func ruleTable(at string) string {
	var b strings.Builder
	b.WriteString("| rule | family | severity | fix | what it finds |\n| --- | --- | --- | --- | --- |\n")
	for _, r := range allRules() {
		fmt.Fprintf(&b, "| [%s](%s%s.md) | %s | %s | %s | %s |\n", r.ID, at, r.ID, r.Family, r.Severity, r.Fixes, r.Doc.Title)
	}
	return b.String()
}

// TestPageOf reads pages as the command does.
func TestPageOf(t *testing.T) {
	for _, rule := range allRules() {
		if text, ok := docs.Page(rule.ID); !ok || !strings.Contains(text, "`"+rule.ID+"`") {
			t.Errorf("docs.Page(%q) is %v, and not the rule's page", rule.ID, ok)
		}
	}
	for _, id := range []string{"", "README", "no-such-rule", "../docs", "../../README"} {
		if text, ok := docs.Page(id); ok {
			t.Errorf("docs.Page(%q) gives a page: %.40q", id, text)
		}
	}
}
