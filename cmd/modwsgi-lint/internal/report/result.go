// Package report shows findings: one file per format.
package report

import (
	"time"

	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
)

// A Result is what a run found, ready to be shown. Findings are sorted by shown file, offset, rule.
type Result struct {
	Version  string // of the tool
	Findings []lint.Diagnostic
	// Show gives the path a user knows a file by, from source.File.Name: as on the command line, relative where that was relative.
	Show       func(name string) string
	Files      int // configuration files read
	Directives int // directives read
	Suppressed int
	Skipped    []Skipped
	Elapsed    time.Duration
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
