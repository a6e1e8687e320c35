package cli

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/cmd/modwsgi-lint/internal/report"
	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
)

// maxRounds is how often a subject is fixed and looked at again.
const maxRounds = 10

// fix makes fixes in memory, in rounds, until none is left that is at least as safe as lowest. Out is what was found before; it returns what is
// found after. A round that makes worse what httpd reads is taken back, and is the last.
func (r *run) fix(s *subject, out lint.Outcome, lowest lint.Safety) (lint.Outcome, error) {
	if lowest > lint.Safe {
		return out, nil
	}
	first := len(out.Findings)
	for range maxRounds {
		edits, applied, _ := lint.Plan(s.fixable(out.Findings), lowest)
		if len(applied) == 0 {
			break
		}
		undo, err := r.apply(s, edits)
		if err != nil {
			return out, err
		}
		was := s.config
		if err := s.read(); err != nil {
			return out, err
		}
		if worse(was, s.config) {
			undo()
			if err := s.read(); err != nil {
				return out, err
			}
			out = r.look(s)
			break
		}
		out = r.look(s)
	}
	if r.flags.writing() {
		r.fixed += max(0, first-len(out.Findings))
	}
	return out, nil
}

// fixable leaves the findings whose fixes change a file under the first of its names only: two names may lead to one real file.
func (s *subject) fixable(findings []*lint.Diagnostic) []*lint.Diagnostic {
	first := map[string]*source.File{}
	for _, f := range s.config.Files {
		if real, err := s.real(f.Source); err == nil && first[real] == nil {
			first[real] = f.Source
		}
	}
	return slices.DeleteFunc(slices.Clone(findings), func(d *lint.Diagnostic) bool {
		return len(d.Fixes) > 0 && slices.ContainsFunc(d.Fixes[0].Edits, func(e source.Edit) bool {
			real, err := s.real(e.Span.File)
			if first[real] == nil {
				first[real] = e.Span.File // a script
			}
			return err != nil || first[real] != e.Span.File
		})
	})
}

// apply lays the texts with edits made over the files. Undo takes them away again.
func (r *run) apply(s *subject, edits map[*source.File][]source.Edit) (undo func(), err error) {
	texts := map[string]string{}
	before := map[string]string{}
	for f, e := range edits {
		real, err := s.real(f)
		if err != nil {
			return nil, err
		}
		if texts[real], err = source.Apply(f.Text, e); err != nil {
			return nil, err
		}
		before[real] = f.Text
	}
	set := func(texts map[string]string) {
		for real, text := range texts {
			if _, ok := r.before[real]; !ok {
				r.before[real] = before[real]
			}
			r.after[real] = text
			r.texts.Set(real, text)
		}
	}
	set(texts)
	return func() { set(before) }, nil
}

// worse reports whether httpd refuses something in the second reading that it did not refuse in the first. Numbers do not count: the lines
// that messages speak of move.
func worse(was, is *eval.Config) bool {
	key := func(p eval.Problem) string {
		return strings.Map(func(r rune) rune {
			if '0' <= r && r <= '9' {
				return -1
			}
			return r
		}, p.Label+"\x00"+p.Message)
	}
	count := map[string]int{}
	for _, p := range was.Problems {
		count[key(p)]++
	}
	for _, p := range is.Problems {
		if count[key(p)]--; count[key(p)] < 0 {
			return true
		}
	}
	return false
}

// changes are the real files that fixes change, by path.
func (r *run) changes() []report.Change {
	cwd, err := os.Getwd()
	if err == nil {
		cwd, err = filepath.EvalSymlinks(cwd)
	}
	var all []report.Change
	for real, after := range r.after {
		path := real
		if rest, e := filepath.Rel(cwd, real); err == nil && e == nil && filepath.IsLocal(rest) {
			path = rest
		}
		if before := r.before[real]; before != after {
			all = append(all, report.Change{Path: filepath.ToSlash(path), Before: before, After: after})
		}
	}
	slices.SortFunc(all, func(a, b report.Change) int { return strings.Compare(a.Path, b.Path) })
	return all
}
