package lint

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
)

// sanitize takes out of a finding what lies outside the text, or cannot be applied, so that whoever shows or applies it need not ask.
// It says what that was, or "".
func sanitize(d *Diagnostic) (reason string) {
	if !d.At.IsZero() && !inside(d.At) {
		reason = fmt.Sprintf("it flags bytes %d to %d of %s", d.At.Start, d.At.End, d.At.File.Name)
		d.At = source.Span{}
	}
	d.Related = without(d.Related, func(r Related) bool {
		if inside(r.At) {
			return false
		}
		reason = fmt.Sprintf("it relates to bytes %d to %d of no text", r.At.Start, r.At.End)
		return true
	})
	d.Fixes = without(d.Fixes, func(f Fix) bool {
		if f.sound() {
			return false
		}
		reason = fmt.Sprintf("its fix %q cannot be applied", f.Title)
		return true
	})
	return reason
}

// without leaves out what is wrong, in a new slice: the rule's own may be used for other findings too.
func without[T any](all []T, wrong func(T) bool) []T {
	if !slices.ContainsFunc(all, wrong) {
		return all
	}
	return slices.DeleteFunc(slices.Clone(all), wrong)
}

func inside(s source.Span) bool {
	return !s.IsZero() && s.Start >= 0 && s.Start <= s.End && s.End <= len(s.File.Text)
}

// sound reports whether the edits lie in their files, and do not overlap one another.
func (f Fix) sound() bool {
	switch e := f.Edits; len(e) { // as most have
	case 1:
		return inside(e[0].Span)
	case 2:
		return inside(e[0].Span) && inside(e[1].Span) && !e[0].Overlaps(e[1])
	}
	files := map[*source.File]int{}
	for _, e := range f.Edits {
		if !inside(e.Span) {
			return false
		}
		if _, ok := files[e.Span.File]; !ok {
			files[e.Span.File] = len(files)
		}
	}
	ordered := slices.Clone(f.Edits)
	slices.SortFunc(ordered, func(a, b source.Edit) int {
		return cmp.Or(files[a.Span.File]-files[b.Span.File], a.Span.Start-b.Span.Start, a.Span.Len()-b.Span.Len())
	})
	for i := 1; i < len(ordered); i++ {
		if ordered[i-1].Overlaps(ordered[i]) {
			return false
		}
	}
	return len(ordered) > 0
}
