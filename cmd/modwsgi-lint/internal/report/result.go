// Package report shows findings: one file per format.
package report

import (
	"iter"
	"slices"
	"time"

	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
)

// A Result is what a run found, ready to be shown. Write sorts the findings by shown file, offset and rule.
type Result struct {
	Version  string // of the tool
	Findings []*lint.Diagnostic
	// Show gives the path a user knows a file by, from source.File.Name: as on the command line, relative where that was relative. Nil
	// leaves names as they are.
	Show       func(name string) string
	Files      int // configuration files read
	Directives int // directives read
	Suppressed int
	Fixed      int // findings that are gone because their fixes were written (--fix)
	Skipped    []Skipped
	Elapsed    time.Duration // 0 leaves the time out
	// Changes are the texts before and after the fixes asked for (--diff, --fix); empty otherwise.
	Changes []Change
}

// A Skipped is a file that was not linted, and why.
type Skipped struct{ File, Reason string }

// A Change is one real file before and after fixing. Path is as diffs name it, without the a/ or b/.
type Change struct {
	Path          string
	Before, After string
}

// show gives the path a user knows a file by.
func (r *Result) show(name string) string {
	if r.Show == nil {
		return name
	}
	return r.Show(name)
}

// path is show for the file of a span, and "" for a span that is nowhere.
func (r *Result) path(s source.Span) string {
	if s.IsZero() {
		return ""
	}
	return r.show(s.File.Name)
}

// findingsByFile yields the findings of each file, which stand together, under the name that the user knows it by.
func (r *Result) findingsByFile() iter.Seq2[string, []*lint.Diagnostic] {
	return func(yield func(string, []*lint.Diagnostic) bool) {
		for rest := r.Findings; len(rest) > 0; {
			name := r.path(rest[0].At)
			n := slices.IndexFunc(rest, func(d *lint.Diagnostic) bool { return r.path(d.At) != name })
			if n < 0 {
				n = len(rest)
			}
			if !yield(Visible(name), rest[:n]) {
				return
			}
			rest = rest[n:]
		}
	}
}
