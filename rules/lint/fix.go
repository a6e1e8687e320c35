package lint

import (
	"sort"
	"strconv"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
)

// Plan picks what to apply in one round: the first fix of each finding, where it is at least as safe as lowest. Fixes that are the
// same are applied once. One that does not go together with an earlier one is left out whole, for the next round over the new text.
//
// The edits of a file stand in the order of the findings, as [source.Apply] wants them. Applied are the findings that the edits
// settle, left all others.
func Plan(findings []*Diagnostic, lowest Safety) (edits map[*source.File][]source.Edit, applied, left []*Diagnostic) {
	p := plan{taken: map[*source.File]*taken{}}
	edits = map[*source.File][]source.Edit{}
	done := map[string]bool{}
	for _, d := range findings {
		if len(d.Fixes) == 0 || d.Fixes[0].Safety < max(lowest, Unsafe) {
			left = append(left, d)
			continue
		}
		fix := d.Fixes[0]
		key := fix.Key()
		if done[key] {
			applied = append(applied, d)
			continue
		}
		if !p.fits(fix) {
			left = append(left, d)
			continue
		}
		for _, e := range fix.Edits {
			p.take(e)
			edits[e.Span.File] = append(edits[e.Span.File], e)
		}
		done[key] = true
		applied = append(applied, d)
	}
	return edits, applied, left
}

// Key tells fixes apart by what they do, whatever they are called. Files are told apart by name: it is one name, one file in a run.
func (f Fix) Key() string {
	var b strings.Builder
	room := 0
	for _, e := range f.Edits {
		room += len(e.Span.File.Name) + len(e.New) + len("12:1:12345:123451:")
	}
	b.Grow(room)
	for _, e := range f.Edits {
		for _, s := range []string{e.Span.File.Name, strconv.Itoa(e.Span.Start), strconv.Itoa(e.Span.End), e.New} {
			b.WriteString(strconv.Itoa(len(s)) + ":" + s)
		}
	}
	return b.String()
}

// A plan holds the edits accepted so far.
type plan struct{ taken map[*source.File]*taken }

// taken are edits of one file that do not overlap, by start; insertions stand before what begins at the same place.
type taken []source.Edit

func (p plan) fits(f Fix) bool {
	for _, e := range f.Edits {
		if t := p.taken[e.Span.File]; t != nil && t.clash(e) {
			return false
		}
	}
	return true
}

func (p plan) take(e source.Edit) {
	t := p.taken[e.Span.File]
	if t == nil {
		t = &taken{}
		p.taken[e.Span.File] = t
	}
	i := t.after(e)
	*t = append(*t, source.Edit{})
	copy((*t)[i+1:], (*t)[i:])
	(*t)[i] = e
}

// after is the index behind all edits that e stands behind.
func (t taken) after(e source.Edit) int {
	return sort.Search(len(t), func(i int) bool {
		s := t[i].Span
		return s.Start > e.Span.Start || s.Start == e.Span.Start && s.End > s.Start && e.Span.End == e.Span.Start
	})
}

// clash reports whether e cannot be made beside the edits taken. The same text put in twice at one place is a clash too: two fixes
// that share a part are not both wanted, and in the next round the second one will know.
func (t taken) clash(e source.Edit) bool {
	i := sort.Search(len(t), func(i int) bool { return t[i].Span.Start >= e.Span.Start })
	for k := i; k < len(t) && t[k].Span.Start <= e.Span.End; k++ {
		if t[k].Overlaps(e) || t[k] == e {
			return true
		}
	}
	return i > 0 && t[i-1].Overlaps(e)
}
