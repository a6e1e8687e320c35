package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
)

const host = "<VirtualHost *:80>\nSetEnv A b\n</VirtualHost>\n"

// rule reports one finding in every text, with a fix that does edit.
func rule(edit func(*source.File) source.Edit) *lint.Rule {
	return &lint.Rule{ID: "test", Family: "test", Severity: lint.Error, Check: func(p *lint.Pass) {
		e := edit(p.Config.Files[0].Source)
		p.Report(lint.Diagnostic{At: e.Span, Message: "wrong", Fixes: []lint.Fix{{Title: "Do it", Safety: lint.Safe, Edits: []source.Edit{e}}}})
	}}
}

// fixed lints a file of the given text with one rule, and returns the run.
func fixed(t *testing.T, text string, r *lint.Rule) (*run, string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "a.conf")
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	flags := &checkFlags{fix: true, files: "off", selectionFlags: selectionFlags{failOn: "info"}}
	run, err := flags.run(&app{stdin: strings.NewReader("")}, nil)
	if err != nil {
		t.Fatal(err)
	}
	run.rules = []*lint.Rule{r}
	if err := run.addAll([]string{file}); err != nil {
		t.Fatal(err)
	}
	if err := run.lint(lint.Safe); err != nil {
		t.Fatal(err)
	}
	return run, file
}

func TestARoundThatMakesItWorseIsTakenBack(t *testing.T) {
	run, _ := fixed(t, host, rule(func(f *source.File) source.Edit {
		at := strings.LastIndex(f.Text, "</")
		return source.Edit{Span: source.Span{File: f, Start: at, End: len(f.Text)}}
	}))
	if changes := run.changes(); len(changes) != 0 {
		t.Errorf("changed: %+v", changes)
	}
	if found := run.subjects[0].findings; len(found) != 1 || found[0].Rule.ID != "test" {
		t.Errorf("found %+v", found)
	}
}

func TestAnOldFaultThatMovesIsNotANewOne(t *testing.T) {
	run, _ := fixed(t, "SetEnv X\n</Directory>\n", rule(func(f *source.File) source.Edit {
		if strings.HasPrefix(f.Text, "#") {
			return source.Edit{Span: source.Span{File: f, Start: 0, End: 1}, New: "#"}
		}
		return source.Edit{Span: source.Span{File: f}, New: "# a line\n"}
	}))
	if changes := run.changes(); len(changes) != 1 || !strings.HasPrefix(changes[0].After, "# a line\nSetEnv") {
		t.Errorf("changes: %+v", changes)
	}
}

func TestFixingEnds(t *testing.T) {
	run, _ := fixed(t, host, rule(func(f *source.File) source.Edit {
		return source.Edit{Span: source.Span{File: f}, New: "#\n"}
	}))
	if changes := run.changes(); len(changes) != 1 || changes[0].After != strings.Repeat("#\n", maxRounds)+host {
		t.Errorf("changes: %+v", changes)
	}
}

func TestAFileThatChangedMeanwhileIsLeftAlone(t *testing.T) {
	run, file := fixed(t, host, rule(func(f *source.File) source.Edit {
		return source.Edit{Span: source.Span{File: f}, New: "#\n"}
	}))
	if err := os.WriteFile(file, []byte("another text"), 0o644); err != nil {
		t.Fatal(err)
	}
	err := run.write()
	if err == nil || !strings.Contains(err.Error(), "changed since it was read") {
		t.Errorf("write: %v", err)
	}
	entries, _ := os.ReadDir(filepath.Dir(file))
	if text, _ := os.ReadFile(file); string(text) != "another text" || len(entries) != 1 {
		t.Errorf("%q, %d files", text, len(entries))
	}
}

func TestAPanicIsShort(t *testing.T) {
	var stderr strings.Builder
	code := Main([]string{"rules"}, nil, panicking{}, &stderr)
	if code != exitFailed || !strings.HasPrefix(stderr.String(), "modwsgi-lint: internal error: ") || strings.Count(stderr.String(), "\n") != 1 {
		t.Errorf("%d, %q", code, stderr.String())
	}
}

type panicking struct{}

// Write panics.
func (panicking) Write([]byte) (int, error) { panic("no\nway") }
