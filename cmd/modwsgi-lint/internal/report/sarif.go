package report

import (
	"io"
	"net/url"
	"path"
	"slices"
	"unicode/utf8"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"

	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
)

// sarifLevels are the levels of SARIF.
var sarifLevels = map[lint.Severity]string{lint.Error: "error", lint.Warning: "warning", lint.Info: "note"}

// writeSARIF writes a log of SARIF 2.1.0, as GitHub's code scanning reads it: columns in code points, relative paths below the root of the sources, and
// the fixes that need no human value and can be said in JSON.
//
// https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
func writeSARIF(w io.Writer, r *Result, _ Options) error {
	run := sarif.NewRunWithInformationURI("modwsgi-lint", projectURL).WithColumnKind("unicodeCodePoints")
	run.Tool.Driver.WithVersion(r.Version)
	fingerprints := lint.Fingerprints(r.Findings, r.show)
	described := map[*lint.Rule]bool{}
	for i, d := range r.Findings {
		if !described[d.Rule] {
			described[d.Rule] = true
			describe(run.AddRule(d.Rule.ID), d.Rule)
		}
		result := run.CreateResultForRule(d.Rule.ID).WithLevel(sarifLevels[d.Severity]).WithMessage(sarif.NewTextMessage(told(d))).
			WithPartialFingerprints(map[string]string{"modwsgiLint/v1": fingerprints[i]})
		if !d.At.IsZero() {
			result.AddLocation(r.sarifLocation(d.At))
		}
		for _, other := range d.Related {
			if !other.At.IsZero() {
				result.AddRelatedLocation(r.sarifLocation(other.At).WithMessage(sarif.NewTextMessage(Visible(other.Message))))
			}
		}
		for _, fix := range d.Fixes {
			if fix.Safety >= lint.Unsafe && !slices.ContainsFunc(fix.Edits, func(e source.Edit) bool { return !utf8.ValidString(e.New) }) {
				result.AddFixe(r.sarifFix(fix))
			}
		}
	}
	log := sarif.NewReport()
	log.AddRun(run)
	return WriteObject(w, log)
}

// describe fills in what is said of a rule.
func describe(entry *sarif.ReportingDescriptor, rule *lint.Rule) {
	text := func(s string) *sarif.MultiformatMessageString { return sarif.NewMultiformatMessageString().WithText(s) }
	tags := sarif.NewPropertyBag()
	tags.Add("tags", []string{rule.Family})
	entry.WithShortDescription(text(rule.Doc.Title)).WithFullDescription(text(rule.Doc.Seen)).WithHelp(text(rule.Doc.Instead)).
		WithHelpURI(ruleURL(rule.ID)).WithProperties(tags).
		WithDefaultConfiguration(sarif.NewReportingConfiguration().WithLevel(sarifLevels[max(rule.Severity, lint.Info)]))
}

func (r *Result) sarifLocation(s source.Span) *sarif.Location {
	return sarif.NewLocationWithPhysicalLocation(sarif.NewPhysicalLocation().WithArtifactLocation(sarifFile(r.path(s))).WithRegion(sarifRegion(s)))
}

// sarifFile names a file by an address: below the root of the sources where its path is relative.
func sarifFile(name string) *sarif.ArtifactLocation {
	if path.IsAbs(name) {
		return sarif.NewSimpleArtifactLocation((&url.URL{Scheme: "file", Path: name}).String())
	}
	return sarif.NewSimpleArtifactLocation((&url.URL{Path: name}).String()).WithURIBaseID("%SRCROOT%")
}

func sarifRegion(s source.Span) *sarif.Region {
	from, to := s.From(), s.To()
	return sarif.NewRegion().WithStartLine(from.Line).WithStartColumn(from.Column).WithEndLine(to.Line).WithEndColumn(to.Column).
		WithByteOffset(from.Offset).WithByteLength(s.Len())
}

// sarifFix has one change a file, each with the edits of that file.
func (r *Result) sarifFix(fix lint.Fix) *sarif.Fix {
	out := sarif.NewFix().WithDescription(sarif.NewTextMessage(Visible(fix.Title) + " (" + fix.Safety.String() + ")"))
	changes := map[*source.File]*sarif.ArtifactChange{}
	for _, e := range fix.Edits {
		change := changes[e.Span.File]
		if change == nil {
			change = sarif.NewArtifactChange().WithArtifactLocation(sarifFile(r.path(e.Span)))
			changes[e.Span.File] = change
			out.AddArtifactChange(change)
		}
		change.AddReplacement(sarif.NewReplacement().WithDeletedRegion(sarifRegion(e.Span)).
			WithInsertedContent(sarif.NewArtifactContent().WithText(e.New)))
	}
	return out
}
