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
	want := map[string]string{index: indexPage()}
	for _, rule := range allRules() {
		want[rule.ID+".md"] = pageOf(t, rule, exampleOf(t, rule))
	}
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

func indexPage() string {
	return `# The rules

Each page shows an example, what modwsgi-lint says of it, why it is a mistake, the lines to search Apache's error log for, and what to do instead.
` + "`modwsgi-lint explain RULE`" + ` prints the same page. The pages are generated; [adding a rule](../adding-a-rule.md) says how.

` + ruleTable("") + `
- **error**: Apache does not start, or requests certainly fail. **warning**: ignored, insecure, or silently different from what it says. **info**: advice,
  which never changes the exit code by default.
- A **safe** fix is applied by ` + "`--fix`" + `: httpd behaves the same, or only the mistake goes. An **unsafe** one only together with
  ` + "`--unsafe-fixes`" + `: the site may behave differently. A **manual** one is shown, and never applied. These are the usual classes; a single
  finding's may be safer or less safe.
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
