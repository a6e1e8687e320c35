package lint

import (
	"slices"

	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
)

// joinCauses makes one finding of those that a rule says have one cause, and of those about one text that stands in no macro.
func joinCauses(found []*Diagnostic) []*Diagnostic {
	found = joinBy(found, func(d *Diagnostic) any { return d.Cause })
	return joinBy(found, func(d *Diagnostic) any {
		if d.At.File == nil || d.Via != nil && d.Via.Macro != "" {
			return nil
		}
		return d.At
	})
}

// joinBy makes one finding of those of a rule that have something in common, which is nil for none.
func joinBy(found []*Diagnostic, common func(*Diagnostic) any) []*Diagnostic {
	type key struct {
		rule *Rule
		what any
	}
	keyOf := func(d *Diagnostic) key {
		k := key{d.Rule, common(d)}
		if _, any := k.what.(closedFolder); any {
			k.rule = nil
		}
		return k
	}
	first := map[key]*Diagnostic{}
	for _, d := range found {
		if k := keyOf(d); k.what != nil && (first[k] == nil || d.Severity > first[k].Severity) {
			first[k] = d
		}
	}
	return slices.DeleteFunc(found, func(d *Diagnostic) bool {
		one := first[keyOf(d)]
		if one == nil || one == d {
			return false
		}
		one.takeIn(d)
		return true
	})
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
