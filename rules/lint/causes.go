package lint

import (
	"slices"

	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
)

// joinCauses makes one finding of those that have one cause.
func joinCauses(found []*Diagnostic) []*Diagnostic {
	type key struct {
		rule *Rule
		of   any
	}
	keyOf := func(d *Diagnostic) key {
		if _, shared := d.Cause.Of.(closedFolder); shared {
			return key{nil, d.Cause.Of}
		}
		return key{d.Rule, d.Cause.Of}
	}
	first := map[key]*Diagnostic{}
	for _, d := range found {
		if d.Cause == nil || d.Cause.Of == nil {
			continue
		}
		if one := first[keyOf(d)]; one == nil || d.Severity > one.Severity {
			first[keyOf(d)] = d
		}
	}
	return slices.DeleteFunc(found, func(d *Diagnostic) bool {
		if d.Cause == nil || d.Cause.Of == nil || first[keyOf(d)] == d {
			return false
		}
		first[keyOf(d)].takeIn(d)
		return true
	})
}

// joinTexts makes one finding of those of a rule about one text that stands in no macro. They are sorted.
func joinTexts(found []*Diagnostic) []*Diagnostic {
	kept := found[:0]
	for _, d := range found {
		if n := len(kept) - 1; n >= 0 && d.At.File != nil && kept[n].Rule == d.Rule && kept[n].At == d.At && (d.Via == nil || d.Via.Macro == "") {
			kept[n].takeIn(d)
			continue
		}
		kept = append(kept, d)
	}
	return kept
}

// maxTold is how many places a finding tells of.
const maxTold = 10

// takeIn makes a finding that of another too.
func (d *Diagnostic) takeIn(other *Diagnostic) {
	d.Severity = max(d.Severity, other.Severity)
	if other.At != d.At && len(d.Related) < maxTold {
		d.Related = append(slices.Clip(d.Related), Related{At: other.At, Message: other.Cause.Also})
	}
	if len(other.Fixes) == 0 {
		return
	}
	if len(d.Fixes) == 0 {
		d.Fixes = other.Fixes[:1]
		return
	}
	d.Fixes = slices.Clone(d.Fixes)
	d.Fixes[0].Safety = min(d.Fixes[0].Safety, other.Fixes[0].Safety)
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
