package lint

import (
	"fmt"

	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
)

// sanitize takes out of a finding what lies outside the text, or cannot be applied, so that whoever shows or applies it need not ask.
// It says what that was, or "".
func sanitize(d *Diagnostic) (reason string) {
	if !d.At.IsZero() && !inside(d.At) {
		reason = fmt.Sprintf("it flags bytes %d to %d of %s", d.At.Start, d.At.End, d.At.File.Name)
		d.At = source.Span{}
	}
	var related []Related
	for _, r := range d.Related {
		if !inside(r.At) {
			reason = fmt.Sprintf("it relates to bytes %d to %d of no text", r.At.Start, r.At.End)
			continue
		}
		related = append(related, r)
	}
	var fixes []Fix
	for _, f := range d.Fixes {
		if !f.sound() {
			reason = fmt.Sprintf("its fix %q cannot be applied", f.Title)
			continue
		}
		fixes = append(fixes, f)
	}
	d.Related, d.Fixes = related, fixes
	return reason
}

func inside(s source.Span) bool {
	return !s.IsZero() && s.Start >= 0 && s.Start <= s.End && s.End <= len(s.File.Text)
}

// sound reports whether the edits lie in their files, and do not overlap one another.
func (f Fix) sound() bool {
	for i, e := range f.Edits {
		if !inside(e.Span) {
			return false
		}
		for _, o := range f.Edits[:i] {
			if e.Overlaps(o) {
				return false
			}
		}
	}
	return len(f.Edits) > 0
}
