package docstest

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/modwsgi-lint/modwsgi-lint/cmd/modwsgi-lint/internal/report"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/linttest"
)

const exampleName = "example.conf"

// pageOf is the page of a rule, with the given example. Whoever reads it has a site that is down: what is seen and what to do come first.
func pageOf(t *testing.T, rule *lint.Rule, example *linttest.Fixture) string {
	var p strings.Builder
	doc := rule.Doc
	fmt.Fprintf(&p, "# %s\n\n`%s` · family %s · severity %s · fix %s\n", doc.Title, rule.ID, rule.Family, rule.Severity, rule.Fixes)
	section := func(title string, blocks ...string) {
		fmt.Fprintf(&p, "\n## %s\n\n%s\n", title, strings.Join(blocks, "\n\n"))
	}
	text := seen(rule, example)
	if text == "" {
		t.Errorf("%s: neither Doc.Seen nor a note of the example says what is seen", rule.ID)
	}
	section("What is seen", text)
	if len(doc.Log) > 0 {
		section("In Apache's error log", logLines(doc.Log)...)
	}
	section("What to do", doc.Instead, "Then `apachectl configtest`, and `apachectl graceful` where that says \"Syntax OK\".")
	blocks := []string{fence("apache", example.Text())}
	for _, name := range example.Copied() {
		blocks = append(blocks, "`"+name+"`:", fence("python", example.Unfixed(name)))
	}
	section("Example", blocks...)
	section("What modwsgi-lint says", fence("", said(t, rule, example)))
	section("Why", doc.Why)
	section("Fix", fix(t, rule, example)...)
	in := ""
	if at := example.Findings(rule)[0].At; !at.IsZero() && shown(at.File.Name) != exampleName {
		in = "; in a script it stands above the statement or behind it"
	}
	section("Options", fmt.Sprintf("None. `--severity %s=off` turns the rule off, `# modwsgi-lint: ignore %[1]s -- reason` above the directive suppresses a finding%s.", rule.ID, in))
	if len(doc.Refs) > 0 {
		var refs []string
		for _, ref := range doc.Refs {
			refs = append(refs, "- <"+ref+">")
		}
		section("References", strings.Join(refs, "\n"))
	}
	section("Since", rule.Since)
	return p.String()
}

// seen is what the page begins with: Doc.Seen, or else the symptom of what is found in the example, as a sentence.
func seen(rule *lint.Rule, example *linttest.Fixture) string {
	if rule.Doc.Seen != "" {
		return rule.Doc.Seen
	}
	for _, d := range example.Findings(rule) {
		if d.Symptom != "" {
			first, n := utf8.DecodeRuneInString(d.Symptom)
			text := string(unicode.ToUpper(first)) + d.Symptom[n:]
			if strings.HasSuffix(text, `."`) {
				return text
			}
			return text + "."
		}
	}
	return ""
}

// said is the text the command prints for the example.
func said(t *testing.T, rule *lint.Rule, example *linttest.Fixture) string {
	found := example.Findings(rule)
	if len(found) == 0 {
		t.Fatalf("%s: nothing is said of %s", rule.ID, example.Path)
	}
	var out strings.Builder
	r := &report.Result{Findings: found, Show: shown}
	if err := report.Write(&out, "text", r, report.Options{Quiet: true}); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// shown is what a page calls a file: the fixture, or a script, which is copied to the machine.
func shown(name string) string {
	if strings.HasPrefix(name, "/srv/") {
		return name
	}
	return exampleName
}

// logLines are what to search the error log for, one block for each set of versions that write the same.
func logLines(lines []lint.LogLine) []string {
	var blocks []string
	for i := 0; i < len(lines); {
		versions, text := lines[i].Versions, ""
		for ; i < len(lines) && lines[i].Versions == versions; i++ {
			text += lines[i].Text + "\n"
		}
		switch {
		case versions != "":
			blocks = append(blocks, versions+":")
		case len(blocks) > 0:
			blocks = append(blocks, "All versions:")
		}
		blocks = append(blocks, fence("", text))
	}
	return blocks
}

// safeties say what becomes of a fix of each class.
var safeties = map[lint.Safety]string{
	lint.Safe:   "**safe**: `--fix` applies it",
	lint.Unsafe: "**unsafe**: only `--unsafe-fixes` applies it, for the site may behave differently",
	lint.Manual: "**manual**: it is shown, and never applied",
}

// fix is what a rule's fix does, shown on the example.
func fix(t *testing.T, rule *lint.Rule, example *linttest.Fixture) []string {
	if rule.Fixes == lint.NoFix {
		return []string{"There is none."}
	}
	safety := "Its class is " + safeties[rule.Fixes] + "."
	here := lint.NoFix
	for _, d := range example.Findings(rule) {
		if len(d.Fixes) > 0 {
			here = max(here, d.Fixes[0].Safety)
		}
	}
	if here == lint.NoFix {
		return []string{rule.Doc.Fix, safety, "The example shows none: there only a person can tell what was meant."}
	}
	if here != rule.Fixes {
		safety = "Its class usually is " + safeties[rule.Fixes] + ". In the example it is " + safeties[here] + "."
	}
	fixed, err := example.Fixed(rule)
	if err != nil {
		t.Fatal(err)
	}
	var diff strings.Builder
	for _, name := range slices.Sorted(maps.Keys(fixed)) {
		if err := report.Unified(&diff, []report.Change{{Path: shown(name), Before: example.Unfixed(name), After: fixed[name]}}); err != nil {
			t.Fatal(err)
		}
	}
	if diff.Len() == 0 {
		t.Fatalf("%s: %s shows no fix", rule.ID, example.Path)
	}
	return []string{rule.Doc.Fix, safety, fence("diff", diff.String())}
}

// fence makes a block of code. What is shown holds no fence of its own.
func fence(language, text string) string {
	return "```" + language + "\n" + strings.TrimRight(text, "\n") + "\n```"
}
