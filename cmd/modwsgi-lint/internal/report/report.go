package report

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
)

// Options say how findings are shown.
type Options struct {
	Color bool
	// Width is the number of cells of a line of text; 0 stands for 100.
	Width   int
	Quiet   bool // findings only, no summary
	Verbose bool // also what was skipped
	// Terminal says that a person looks on. Only then a diff is coloured and shows control bytes as escapes; else it is exact.
	Terminal bool
}

const (
	defaultWidth = 100
	minWidth     = 40
)

type format struct {
	name  string
	write func(io.Writer, *Result, Options) error
}

func formats() []format {
	return []format{
		{"text", writeText}, {"concise", writeConcise}, {"json", writeJSON}, {"jsonl", writeJSONLines}, {"sarif", writeSARIF},
		{"github", writeGitHub}, {"gitlab", writeGitLab}, {"checkstyle", writeCheckstyle}, {"junit", writeJUnit}, {"rdjson", writeRDJSON},
		{"diff", writeDiff},
	}
}

// Formats are the names Write knows, the usual one first.
func Formats() []string {
	var names []string
	for _, f := range formats() {
		names = append(names, f.name)
	}
	return names
}

// Write shows a result in the format of the given name. It returns the first error of w.
func Write(w io.Writer, name string, r *Result, o Options) error {
	i := slices.IndexFunc(formats(), func(f format) bool { return f.name == name })
	if i < 0 {
		return fmt.Errorf("no format %q: use one of %s", name, strings.Join(Formats(), ", "))
	}
	if o.Width == 0 {
		o.Width = defaultWidth
	}
	o.Width = max(o.Width, minWidth)
	sorted := *r
	sorted.Findings = slices.Clone(r.Findings)
	lint.SortFindings(sorted.Findings, r.show)
	return formats()[i].write(w, &sorted, o)
}
