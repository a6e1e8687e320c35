package eval

import (
	"fmt"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
)

// useMacro puts a macro's body before what is left of the input (mod_macro's use_macro).
func (lv *level) useMacro(d *Directive, l line) *fault {
	first, next := parser.CutWord(d.RawArgs(), 0)
	if !lv.anyMacro && !lv.host.Open {
		lv.macros[parser.LowerName(first.Value)] = &macro{absent: true} // so that an UndefMacro is not told of too
		return &fault{kind: MacroUse, message: "no macro defined before Use"}
	}
	if first.Value == "" {
		return &fault{message: "no macro name specified with Use"}
	}
	name := parser.LowerName(first.Value)
	m := lv.macros[name]
	switch {
	case m == nil && lv.host.Open:
		lv.cfg.Elsewhere = append(lv.cfg.Elsewhere, Problem{At: d.Arg(0).At(), Message: "macro '" + name + "' undefined", Unreadable: true})
		return nil
	case m != nil && m.broken:
		return nil
	case m == nil || m.absent:
		lv.macros[name] = &macro{absent: true}
		return &fault{kind: MacroUse, message: "macro '" + name + "' undefined", at: d.Arg(0).At()}
	case strings.Contains(l.from.label, "macro '"+m.name+"'"):
		return &fault{message: "recursive use of macro '" + m.name + "' is invalid", at: d.Arg(0).At(), unreadable: true}
	}
	values, n := cutUpTo(len(m.params), d.RawArgs(), next)
	if n != len(m.params) {
		return &fault{kind: MacroUse, message: fmt.Sprintf("%s used with %d arguments instead of %d", m.where(), n, len(m.params))}
	}
	return lv.insert(m, values, l)
}

// cutUpTo cuts the first words of text from offset at on, and counts all.
func cutUpTo(limit int, text string, at int) (words []string, n int) {
	for at < len(text) {
		var w parser.Word
		if w, at = parser.CutWord(text, at); n < limit {
			words = append(words, w.Value)
		}
		n++
	}
	return words, n
}

// insert makes a macro's lines the input, with what is left of it behind.
func (lv *level) insert(m *macro, values []string, l line) *fault {
	where := fmt.Sprintf("%s used on line %d of \"%s\"", m.where(), l.number(), l.from.label)
	for i, v := range values {
		if v == "" && !lv.ignoreEmpty && !m.ignoreEmpty {
			lv.warn("AH02798", fmt.Sprintf("%s: empty argument #%d", where, i+1), l.at(), l)
		}
	}
	body := make([]kept, len(m.body))
	made := len(where)
	for i, k := range m.body {
		text, pieces, ok := m.substitute(k.text, values)
		if !ok {
			return &fault{kind: MacroUse, message: fmt.Sprintf("%s error while substituting: while processing line %d of %s cannot substitute, buffer size too small",
				where, i+1, m.where())}
		}
		body[i] = kept{text: text, syntax: k.syntax, pieces: pieces}
		made += len(text) * (1 + len(values)/8) // each is looked for
	}
	at := func() line { return l }
	if !lv.spend(&lv.budget.replayed, 1+len(body), maxReplayed, "lines read again", at) ||
		!lv.spend(&lv.budget.made, made, maxMade, "bytes made by variables and macros", at) {
		return nil
	}
	via := &Frame{Kind: useFrame, By: l.syntax, Line: l.number(), Macro: m.name, Outer: l.from.via, Label: where}
	lv.input = &input{label: where, via: via, kept: body, outer: lv.input}
	return nil
}
