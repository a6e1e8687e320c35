package lint

import (
	"fmt"
	"sort"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model/pyscript"
)

// A judge knows the rules that comments may name.
type judge struct {
	known, ran map[string]bool // by id
	// severity is that of UnusedSuppression; Off where it does not speak.
	severity Severity
}

// suppress takes out the findings that comments of the files suppress, adds those about the comments, and counts what it took out.
func suppress(c *eval.Config, scripts *pyscript.Reader, found []Diagnostic, j judge) ([]Diagnostic, int) {
	comments := map[*source.File][]suppression{}
	for _, f := range c.Files {
		if all := suppressions(f); all != nil {
			comments[f.Source] = all
		}
	}
	if scripts != nil {
		for _, s := range scripts.All() {
			if all := scriptSuppressions(s); all != nil {
				comments[s.Source] = all
			}
		}
	}
	if len(comments) == 0 {
		return found, 0
	}
	kept := j.withhold(comments, found)
	count := len(found) - len(kept)
	if j.severity == Off {
		return kept, count
	}
	read := wholly(c)
	about := func(own bool) []Diagnostic {
		var unused []Diagnostic
		for _, all := range comments {
			for i := range all {
				unused = append(unused, j.about(&all[i], own, read)...)
			}
		}
		return unused
	}
	// Comments may suppress findings about comments; whether those have an effect is asked last.
	unused := about(false)
	rest := j.withhold(comments, unused)
	count += len(unused) - len(rest)
	return append(append(kept, rest...), about(true)...), count
}

// withhold returns the findings that no comment suppresses, and notes which names of comments had an effect.
func (j judge) withhold(comments map[*source.File][]suppression, found []Diagnostic) []Diagnostic {
	kept := make([]Diagnostic, 0, len(found))
	for _, d := range found {
		hit := false
		all := comments[d.At.File]
		for i := range all {
			hit = all[i].takes(d) || hit
		}
		if !hit {
			kept = append(kept, d)
		}
	}
	return kept
}

// takes reports whether the comment suppresses the finding, and if so notes it.
func (s *suppression) takes(d Diagnostic) bool {
	if s.fault != "" || s.covers.File != d.At.File {
		return false
	}
	if !s.file && (d.At.Start < s.covers.Start || d.At.Start >= s.covers.End) {
		return false
	}
	hit := false
	for i := range s.rules {
		if s.rules[i].id == d.Rule.ID {
			s.rules[i].used, hit = true, true
		}
	}
	return hit
}

// about gives the findings about one comment: those about its naming UnusedSuppression where own, else all others. Read says whether
// all of a text was read, for what was not cannot have findings.
func (j judge) about(s *suppression, own bool, read func(source.Span) bool) []Diagnostic {
	say := func(at source.Span, message string, fixes []Fix) Diagnostic {
		return Diagnostic{Rule: UnusedSuppression, Severity: j.severity, At: at, Message: message, Fixes: fixes}
	}
	if s.fault != "" {
		if own {
			return nil
		}
		return []Diagnostic{say(s.mark, s.fault, nil)}
	}
	var found []Diagnostic
	for i, n := range s.rules {
		if own != (n.id == UnusedSuppression.ID) {
			continue
		}
		at := s.at(n.start, n.end)
		switch {
		case !j.known[n.id]:
			found = append(found, say(at, fmt.Sprintf("there is no rule %q, so nothing is suppressed", n.id), nil))
		case n.used || !j.ran[n.id]:
		case s.covers.IsZero():
			found = append(found, say(at, fmt.Sprintf("%s has nothing to suppress: nothing follows this comment in its section", n.id), s.removeRule(i)))
		case read(s.covers):
			found = append(found, say(at, fmt.Sprintf("%s finds nothing here to suppress", n.id), s.removeRule(i)))
		}
	}
	return found
}

// linesRead are the lines that were executed or asked.
func linesRead(c *eval.Config) map[*parser.Line]bool {
	read := make(map[*parser.Line]bool, len(c.Directives)+len(c.ReadTime)+len(c.Conditions))
	for _, d := range c.Directives {
		read[d.Syntax] = true
	}
	for _, d := range c.ReadTime {
		read[d.Syntax] = true
	}
	for _, k := range c.Conditions {
		read[k.Syntax] = true
	}
	return read
}

// wholly reports whether every directive of a text was read; a script always is.
func wholly(c *eval.Config) func(source.Span) bool {
	read := linesRead(c)
	files := map[*source.File]*parser.File{}
	for _, f := range c.Files {
		files[f.Source] = f
	}
	return func(at source.Span) bool {
		f := files[at.File]
		if f == nil {
			return true
		}
		first := sort.Search(f.NumLines(), func(i int) bool { return f.Line(i).Span().Start >= at.Start })
		for i := first; i < f.NumLines() && f.Line(i).Span().Start < at.End; i++ {
			l := f.Line(i)
			if (l.Kind() == parser.Directive || l.Kind() == parser.Open) && !read[l] {
				return false
			}
		}
		return true
	}
}
