package rules

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/linttest"
)

// The corpus is real configurations, which stand beside the project and not in it; summary is what is found in them, which a person has
// read: what is an error or a warning there is one on a real server.
const (
	corpus  = "../../shared/corpus"
	summary = "testdata/corpus.txt"
)

// TestCorpus compares the number of findings of each rule in each file with the summary, which -update writes.
func TestCorpus(t *testing.T) {
	total := map[string]int{}
	var files strings.Builder
	for name, f := range corpusFiles(t) {
		here := map[string]int{}
		for _, d := range f.Findings(byDefault()...) {
			if d.Rule != lint.Unreadable { // the files it includes are not in the corpus
				here[d.Severity.String()+" "+d.Rule.ID]++
			}
		}
		for _, kind := range slices.Sorted(maps.Keys(here)) {
			fmt.Fprintf(&files, "%s: %s %d\n", name, kind, here[kind])
			total[kind] += here[kind]
		}
	}
	got := "# Findings in the corpus, by kind and by file. Written by go test ./rules -run TestCorpus -update.\n"
	for _, kind := range slices.Sorted(maps.Keys(total)) {
		got += fmt.Sprintf("%s %d\n", kind, total[kind])
	}
	got += "\n" + files.String()
	if *update {
		if err := os.WriteFile(summary, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(summary)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), got); d != "" {
		t.Errorf("%s (-want +got):\n%s", summary, d)
	}
}

// byDefault are the rules that run without being asked for.
func byDefault() []*lint.Rule {
	return slices.DeleteFunc(slices.Clone(All()), func(r *lint.Rule) bool { return r.Severity == lint.Off })
}

// TestCorpusFixes applies all fixes there are to each file: they must end, and httpd must not refuse more than before.
func TestCorpusFixes(t *testing.T) {
	refused := func(f *linttest.Fixture) int {
		n := 0
		for _, d := range f.Findings() {
			if d.Rule == lint.Syntax {
				n++
			}
		}
		return n
	}
	for name, f := range corpusFiles(t) {
		fixed, err := f.Fixed(All()...)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for _, text := range fixed {
			if before, after := refused(f), refused(linttest.Of(text)); after > before {
				t.Errorf("%s: %d faults of syntax, and %d after all fixes", name, before, after)
			}
		}
	}
}

// corpusFiles yields the files of the corpus by their names, in order.
func corpusFiles(t *testing.T) func(yield func(string, *linttest.Fixture) bool) {
	if _, err := os.Stat(corpus); err != nil {
		t.Skipf("no corpus: %v", err)
	}
	return func(yield func(string, *linttest.Fixture) bool) {
		err := filepath.WalkDir(corpus, func(path string, d fs.DirEntry, err error) error {
			name, _ := filepath.Rel(corpus, path)
			if err != nil || d.IsDir() || !strings.ContainsRune(name, filepath.Separator) {
				return err
			}
			text, err := os.ReadFile(path)
			if err == nil && !yield(filepath.ToSlash(name), linttest.Of(string(text))) {
				return fs.SkipAll
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
}
