package lint

import (
	"fmt"
	"slices"
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
func suppress(c *eval.Config, scripts *pyscript.Reader, found []*Diagnostic, j judge) ([]*Diagnostic, int) {
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
	about := func(own bool) []*Diagnostic {
		var unused []*Diagnostic
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
func (j judge) withhold(comments map[*source.File][]suppression, found []*Diagnostic) []*Diagnostic {
	claims := claimsOf(comments)
	kept := make([]*Diagnostic, 0, len(found))
	for _, d := range found {
		if c := claims[place{d.At.File, d.Rule.ID}]; c == nil || !c.take(d.At.Start) {
			kept = append(kept, d)
		}
	}
	for _, c := range claims {
		c.note()
	}
	return kept
}

// A place is where a comment's name may have an effect: on findings of one rule in one file.
type place struct {
	file *source.File
	rule string
}

// A claim is what the comments of a file suppress of one rule: the texts they cover by their beginnings, each with its name, and how far the ones
// up to it reach. Thousands of comments meet thousands of findings, so none is asked about each.
type claim struct {
	covers []cover
	reach  []int
	taken  []int // offsets of findings
}

type cover struct {
	start, end int
	name       *named
}

func claimsOf(comments map[*source.File][]suppression) map[place]*claim {
	claims := map[place]*claim{}
	for file, all := range comments {
		for i := range all {
			s := &all[i]
			if s.fault != "" || s.covers.File != file {
				continue
			}
			end := s.covers.End
			if s.file {
				end++ // what stands at the end of the file too
			}
			for k := range s.rules {
				at := place{file, s.rules[k].id}
				if claims[at] == nil {
					claims[at] = &claim{}
				}
				claims[at].covers = append(claims[at].covers, cover{s.covers.Start, end, &s.rules[k]})
			}
		}
	}
	for _, c := range claims {
		slices.SortFunc(c.covers, func(a, b cover) int { return a.start - b.start })
		reach := 0
		for _, x := range c.covers {
			reach = max(reach, x.end)
			c.reach = append(c.reach, reach)
		}
	}
	return claims
}

// take reports whether some comment covers a finding at the offset.
func (c *claim) take(at int) bool {
	i := sort.Search(len(c.covers), func(i int) bool { return c.covers[i].start > at })
	if i == 0 || c.reach[i-1] <= at {
		return false
	}
	c.taken = append(c.taken, at)
	return true
}

// note marks the names that took a finding.
func (c *claim) note() {
	slices.Sort(c.taken)
	for _, x := range c.covers {
		i := sort.SearchInts(c.taken, x.start)
		x.name.used = x.name.used || i < len(c.taken) && c.taken[i] < x.end
	}
}

// about gives the findings about one comment: those about its naming UnusedSuppression where own, else all others. Read says whether
// all of a text was read, for what was not cannot have findings.
func (j judge) about(s *suppression, own bool, read func(source.Span) bool) []*Diagnostic {
	say := func(at source.Span, message string, fixes []Fix) *Diagnostic {
		return &Diagnostic{Rule: UnusedSuppression, Severity: j.severity, At: at, Message: message, Fixes: fixes}
	}
	if s.fault != "" {
		if own {
			return nil
		}
		return []*Diagnostic{say(s.mark, s.fault, nil)}
	}
	var found []*Diagnostic
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
	unread := map[*parser.File][]int{}
	return func(at source.Span) bool {
		f := files[at.File]
		if f == nil {
			return true
		}
		if unread[f] == nil {
			unread[f] = countUnread(f, read)
		}
		from := func(offset int) int {
			return sort.Search(f.NumLines(), func(i int) bool { return f.Line(i).Span().Start >= offset })
		}
		return unread[f][from(at.Start)] == unread[f][from(at.End)]
	}
}

// countUnread counts, for each line and for the end of a file, the directives before it that were not read.
func countUnread(f *parser.File, read map[*parser.Line]bool) []int {
	before := make([]int, f.NumLines()+1)
	for i := range f.NumLines() {
		before[i+1] = before[i]
		if l := f.Line(i); (l.Kind() == parser.Directive || l.Kind() == parser.Open) && !read[l] {
			before[i+1]++
		}
	}
	return before
}
