package lint

import (
	"slices"

	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
)

// joinCauses makes one finding of those that a rule says have one cause: the first of the worst takes in the others.
func joinCauses(found []*Diagnostic) []*Diagnostic {
	type cause struct {
		rule *Rule
		of   any
	}
	causeOf := func(d *Diagnostic) cause {
		if _, any := d.Cause.(closedFolder); any {
			return cause{of: d.Cause}
		}
		return cause{d.Rule, d.Cause}
	}
	first := map[cause]*Diagnostic{}
	for _, d := range found {
		if c := causeOf(d); c.of != nil && (first[c] == nil || d.Severity > first[c].Severity) {
			first[c] = d
		}
	}
	return slices.DeleteFunc(found, func(d *Diagnostic) bool {
		one := first[causeOf(d)]
		if one == nil || one == d {
			return false
		}
		one.takeIn(d)
		return true
	})
}

// joinTexts makes one finding of those of a rule about one text that stands in no macro. They are sorted.
func joinTexts(found []*Diagnostic) []*Diagnostic {
	ofMacro := func(d *Diagnostic) bool { return d.Via != nil && d.Via.Macro != "" }
	kept := found[:0]
	for _, d := range found {
		n := len(kept) - 1
		switch {
		case n < 0 || kept[n].Rule != d.Rule || kept[n].At != d.At || d.At.IsZero() || ofMacro(d) || ofMacro(kept[n]):
			kept = append(kept, d)
		case d.Severity > kept[n].Severity:
			d.takeIn(kept[n])
			kept[n] = d
		default:
			kept[n].takeIn(d)
		}
	}
	return kept
}

// maxTold is how many places a finding tells of.
const maxTold = 10

// takeIn makes a finding that of another too.
func (d *Diagnostic) takeIn(other *Diagnostic) {
	if other.At != d.At && len(d.Related) < maxTold {
		d.Related = append(slices.Clip(d.Related), Related{At: other.At, Message: other.Also})
	}
	if len(other.Fixes) == 0 {
		return
	}
	if len(d.Fixes) == 0 {
		d.Fixes = other.Fixes[:1]
		return
	}
	d.Fixes = slices.Clone(d.Fixes)
	d.Fixes[0].Edits = slices.Clip(d.Fixes[0].Edits)
	for _, e := range other.Fixes[0].Edits {
		i := slices.IndexFunc(d.Fixes[0].Edits, func(o source.Edit) bool { return o.Span == e.Span })
		switch {
		case i < 0:
			d.Fixes[0].Edits = append(d.Fixes[0].Edits, e)
		case e.Span.Start == e.Span.End && d.Fixes[0].Edits[i].New != e.New: // both write something there
			d.Fixes[0].Edits = slices.Clone(d.Fixes[0].Edits)
			d.Fixes[0].Edits[i].New += e.New
		}
	}
}
