package eval

import (
	"fmt"

	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
)

// A fault is why httpd refuses a line.
type fault struct {
	kind          Kind
	message, hint string
	at            source.Span // zero for the whole line
	unreadable    bool
	blames        *Directive // a section that is at fault, and not the line
	told          bool
	open          string // the condition that a closing tag of another name meets still open
	closes        string // the section that a closing tag names, where none is open
}

func (r *reader) report(p Problem) {
	switch n := len(r.cfg.Problems); {
	case n > maxFaults:
		return
	case n == maxFaults:
		p = Problem{At: p.At, Label: p.Label, Line: p.Line, Via: p.Via, When: p.When, Unreadable: true,
			Message: fmt.Sprintf("gave up telling problems after %d", maxFaults)}
	}
	p.When = p.When.known()
	p.warnings, p.includes = len(r.cfg.Warnings), len(r.cfg.Includes)
	r.cfg.Problems = append(r.cfg.Problems, p)
}

// fail reports a fault with the place of directive d, which is that of httpd's err_directive.
func (lv *level) fail(d *Directive, l line, f *fault) {
	p := Problem{Kind: f.kind, At: f.at, Message: f.message, Hint: f.hint, Via: d.Via, Unreadable: f.unreadable, Fatal: true, When: d.When}
	p.Label, p.Line = d.Place()
	if p.At.IsZero() {
		p.At = d.At()
	}
	lv.report(p)
}

// failAt reports a fault with the place of line l.
func (lv *level) failAt(l line, f *fault) {
	p := Problem{Kind: f.kind, At: f.at, Label: l.from.label, Line: l.number(), Message: f.message, Open: f.open, Hint: f.hint, Via: l.from.via, Fatal: true, When: lv.when}
	switch {
	case f.blames != nil:
		p.At, p.When = f.blames.At(), f.blames.When
	case p.At.IsZero():
		p.At = l.at()
	}
	if f.closes != "" {
		p.closes, p.directives, p.In = f.closes, len(lv.cfg.Directives), lv.in
	}
	lv.report(p)
}

// warn notes what httpd logs. It logs no place; at is ours.
func (r *reader) warn(code, message string, at source.Span, l line) {
	r.note(Warning{Code: code, Message: message, At: at, Line: l.number(), Label: l.from.label, Via: l.from.via})
}

func (r *reader) note(w Warning) {
	if len(r.cfg.Warnings) < maxWarnings {
		r.cfg.Warnings = append(r.cfg.Warnings, w)
	}
}

// place is where httpd reports the line that the frame's file is included by; nothing for a nil frame.
func (f *Frame) place() (label string, line int) {
	for f != nil && f.Kind == useFrame {
		f = f.Outer
	}
	switch {
	case f == nil:
		return "", 0
	case f.Outer != nil:
		return f.Outer.Label, f.Line
	default:
		return f.By.Span().File.Name, f.Line
	}
}
