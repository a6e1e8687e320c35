package report

import (
	"io"
	"slices"
	"unicode/utf8"

	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
)

// rdLevels are the severities of reviewdog.
var rdLevels = map[lint.Severity]string{lint.Error: "ERROR", lint.Warning: "WARNING", lint.Info: "INFO"}

type (
	rdReport struct {
		Source      rdLink         `json:"source"`
		Diagnostics []rdDiagnostic `json:"diagnostics"`
	}
	rdLink struct {
		Name  string `json:"name,omitempty"`
		Value string `json:"value,omitempty"`
		URL   string `json:"url"`
	}
	rdDiagnostic struct {
		Message     string         `json:"message"`
		Location    *rdLocation    `json:"location,omitempty"`
		Severity    string         `json:"severity"`
		Code        rdLink         `json:"code"`
		Suggestions []rdSuggestion `json:"suggestions,omitempty"`
	}
	rdLocation struct {
		Path  string  `json:"path"`
		Range rdRange `json:"range"`
	}
	rdRange struct {
		Start rdPosition `json:"start"`
		End   rdPosition `json:"end"`
	}
	rdPosition struct {
		Line   int `json:"line"`
		Column int `json:"column"` // in bytes, from 1
	}
	rdSuggestion struct {
		Range rdRange `json:"range"`
		Text  string  `json:"text"`
	}
)

// writeRDJSON writes the Diagnostic Format of reviewdog, which puts findings, and what to write instead, beside the lines of a pull request.
//
// https://github.com/reviewdog/reviewdog/tree/master/proto/rdf
func writeRDJSON(w io.Writer, r *Result, _ Options) error {
	whole := rdReport{Source: rdLink{Name: "modwsgi-lint", URL: projectURL}, Diagnostics: []rdDiagnostic{}}
	return writeList(w, whole, `"diagnostics": `, len(r.Findings), func() func(int) any {
		return func(i int) any {
			d := r.Findings[i]
			f := rdDiagnostic{Message: told(d), Severity: rdLevels[d.Severity], Code: rdLink{Value: d.Rule.ID, URL: ruleURL(d.Rule.ID)}}
			if !d.At.IsZero() {
				f.Location = &rdLocation{r.path(d.At), rdRangeOf(d.At)}
			}
			if s, ok := suggestion(d); ok {
				f.Suggestions = []rdSuggestion{s}
			}
			return f
		}
	})
}

// suggestion is the best fix of a finding as one replacement. There is none where a value is missing, where the fix is not all in the finding's file, or
// where its text is not UTF-8, which JSON cannot say.
func suggestion(d *lint.Diagnostic) (rdSuggestion, bool) {
	if len(d.Fixes) == 0 || d.Fixes[0].Safety < lint.Unsafe {
		return rdSuggestion{}, false
	}
	edits := slices.Clone(d.Fixes[0].Edits)
	all := edits[0].Span
	for _, e := range edits {
		if e.Span.File != d.At.File {
			return rdSuggestion{}, false
		}
		all.Start, all.End = min(all.Start, e.Span.Start), max(all.End, e.Span.End)
	}
	// What lies between is a text of its own.
	within := source.NewFile(all.File.Name, all.Text())
	for i := range edits {
		edits[i].Span = source.Span{File: within, Start: edits[i].Span.Start - all.Start, End: edits[i].Span.End - all.Start}
	}
	text, err := source.Apply(within.Text, edits)
	return rdSuggestion{rdRangeOf(all), text}, err == nil && utf8.ValidString(text)
}

func rdRangeOf(s source.Span) rdRange {
	position := func(p source.Position) rdPosition {
		return rdPosition{p.Line, 1 + p.Offset - s.File.Line(p.Line).Start}
	}
	return rdRange{position(s.From()), position(s.To())}
}
