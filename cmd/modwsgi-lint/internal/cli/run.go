package cli

import (
	"iter"
	"slices"

	"github.com/modwsgi-lint/modwsgi-lint/cmd/modwsgi-lint/internal/report"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

// A run is the linting of all paths of one command line.
type run struct {
	*collection
	selection
	flags    *checkFlags
	baseline map[string]bool // fingerprints of what is known already

	suppressed int
	fixed      int
	// before and after are the texts of the real files that fixes change.
	before, after map[string]string
}

// lint lints every subject, making the fixes that are at least as safe as lowest.
func (r *run) lint(lowest lint.Safety) error {
	for _, s := range r.subjects {
		if !s.wanted() {
			continue
		}
		out, read := r.look(s), s.config
		fixed, err := r.fix(s, out, lowest)
		if err != nil {
			return err
		}
		if r.flags.writing() {
			out = fixed
		} else {
			s.config = read // what is found is shown in the text as it stays
		}
		s.findings = out.Findings
		r.suppressed += out.Suppressed
		for _, f := range out.Failures {
			r.errs = append(r.errs, f)
		}
	}
	return nil
}

// look runs the rules over a subject as it was read, and keeps what touches the files asked for.
func (r *run) look(s *subject) lint.Outcome {
	s.target = r.flags.target(s.Configuration, s.config)
	o := lint.Options{Rules: r.rules, Known: rules.All(), Severities: r.severities, Target: s.target}
	if asksFiles(r.flags.files, s.Installed) {
		o.Files = s.Disk.Snapshot() // of this round: a fix changes texts
	}
	out := lint.Run(model.Build(s.config), o)
	if !s.whole {
		out.Findings = slices.DeleteFunc(out.Findings, func(d *lint.Diagnostic) bool { return !s.touches(d) })
	}
	r.dropKnown(s, &out)
	return out
}

// touches reports whether a finding speaks of a file that was asked for, or would change it.
func (s *subject) touches(d *lint.Diagnostic) bool {
	asked := func(at source.Span) bool {
		if at.IsZero() {
			return false
		}
		real, err := s.real(at.File)
		return err == nil && s.only[real] != ""
	}
	for at := range spans(d) {
		if asked(at) {
			return true
		}
	}
	return false
}

// spans yields every text that a finding names: its place, those it relates to, and those its fixes would change.
func spans(d *lint.Diagnostic) iter.Seq[source.Span] {
	return func(yield func(source.Span) bool) {
		if !yield(d.At) {
			return
		}
		for _, r := range d.Related {
			if !yield(r.At) {
				return
			}
		}
		for _, f := range d.Fixes {
			for _, e := range f.Edits {
				if !yield(e.Span) {
					return
				}
			}
		}
	}
}

// result is what reports show. From here on files have the names that the user knows them by: two servers may have files that
// are called the same.
func (r *run) result() *report.Result {
	res := &report.Result{Version: version(), Suppressed: r.suppressed, Fixed: r.fixed, Skipped: r.skipped}
	for _, s := range r.subjects {
		if !s.wanted() {
			continue
		}
		res.Files += len(s.config.Files)
		res.Directives += len(s.config.Directives) + len(s.config.ReadTime)
		for _, name := range s.Absent {
			res.Skipped = append(res.Skipped, report.Skipped{File: name, Reason: "included, but not in the tree that was read"})
		}
		res.Findings = append(res.Findings, s.findings...)
		for f := range s.named() {
			f.Name = s.show(f)
		}
	}
	lint.SortFindings(res.Findings, func(name string) string { return name })
	res.Changes = r.changes()
	return res
}
