package eval

import (
	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/directives"
)

// asked are the sections that are asked while reading.
var asked = []string{"<IfModule", "<IfDefine", "<IfVersion", "<IfFile", "<IfDirective", "<IfSection", "<Macro"}

// meantSection is the one of those that the opening tag of a section was meant to be, for its name has a slip, or a blank in it, or none behind it;
// empty where it is another.
func meantSection(d *Directive) string {
	known := directives.Lookup(d.Name) != nil
	if known && !d.Is("<If") {
		return "" // no other name that httpd has is the beginning of one of those
	}
	first := d.Arg(0).Value
	for _, name := range asked {
		n := min(len(name), len(d.Name))
		begins := parser.SameName(d.Name[:n], name[:n])
		if begins && n < len(name) && parser.SameName(first, name[n:]) || !known && (slips(d.Name, name) || begins && n < len(d.Name)) {
			return name
		}
	}
	return ""
}

// guess lets the body of a section that was meant to be asked stand under a condition that nobody knows. The section is httpd's all the same.
func (lv *level) guess(o *opened, d *Directive, l line) {
	o.meant = meantSection(d)
	switch o.meant {
	case "":
	case "<Macro":
		lv.anyMacro = true
		lv.breakMacro(d, &macro{})
		if glued := d.Name[min(len(d.Name), len("<Macro")):]; glued != "" {
			lv.macros[parser.LowerName(glued)] = &macro{broken: true}
		}
	default:
		o.guessed = &Condition{Kind: o.meant[1:], Truth: Maybe, Refused: true, Syntax: l.syntax, Via: l.from.via, Outer: lv.when, In: lv.in, guessed: true}
		lv.cfg.Conditions = append(lv.cfg.Conditions, o.guessed)
		lv.when = o.guessed
	}
}

// known is the innermost condition that httpd knows of.
func (c *Condition) known() *Condition {
	for c != nil && c.guessed {
		c = c.Outer
	}
	return c
}

// slips reports whether a name would be the other but for one letter that is lost, doubled or another, or for two that changed places.
func slips(name, meant string) bool {
	a, b := parser.LowerName(name), parser.LowerName(meant)
	if len(b) <= len("<If") {
		return false
	}
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	switch {
	case len(a) == 2 && len(b) == 2:
		return a[0] == b[1] && a[1] == b[0]
	default:
		return len(a) <= 1 && len(b) <= 1
	}
}
