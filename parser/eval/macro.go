package eval

import (
	"fmt"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
)

// macroBuffer is mod_macro's MAX_STRING_LEN: a line of a body, its line end and a final zero must fit.
const macroBuffer = 8192

// prefixes are what mod_macro wants names of parameters to begin with. One that begins with "@" is inserted in quotes.
const prefixes = "$%@"

// A macro is what <Macro> defines.
type macro struct {
	name     string // in lower case
	location string // `defined on line D of "F"`
	params   []string
	body     []kept

	broken                     bool // it is not what was meant
	absent                     bool // it was used, but not defined
	ignoreEmpty, ignoreNesting bool // its flags /IgnoreEmptyArgs and /IgnoreBadNesting
}

// defineMacro is mod_macro's macro_section: it stores the body without reading it.
func (lv *level) defineMacro(d *Directive, l line) *fault {
	lv.anyMacro = true
	m, f := lv.macroHead(d, l)
	told := len(lv.cfg.Warnings)
	body, end := lv.macroBody(m, l)
	switch {
	case f != nil:
		lv.cfg.Warnings = lv.cfg.Warnings[:told] // httpd does not come so far
		lv.breakMacro(d, m)
		return f
	case end != "":
		lv.breakMacro(d, m)
		return &fault{kind: Unpaired, message: m.where() + "\n\tcontents error: " + end, hint: "the macro needs its own </Macro>"}
	}
	m.body = body
	lv.checkBody(m, l)
	lv.macros[m.name] = m
	return nil
}

// breakMacro lets a macro that is none be used: one mistake is enough.
func (lv *level) breakMacro(d *Directive, m *macro) {
	word, _ := parser.CutWord(d.RawArgs(), 0)
	m.broken = true
	lv.macros[parser.LowerName(strings.TrimSuffix(word.Value, ">"))] = m
}

func (m *macro) where() string { return "macro '" + m.name + "' (" + m.location + ")" }

// macroHead reads the opening tag. The macro is never nil.
func (lv *level) macroHead(d *Directive, l line) (*macro, *fault) {
	m := &macro{location: fmt.Sprintf("defined on line %d of \"%s\"", l.number(), l.from.label)}
	end := strings.LastIndexByte(d.RawArgs(), '>')
	switch {
	case end < 0:
		return m, &fault{message: "<Macro> directive missing closing '>'"}
	case end == 0:
		return m, &fault{message: "<Macro macro definition: empty name"}
	}
	lv.warnTrailing("AH02801: non blank chars found after <Macro closing '>'", d.RawArgs()[end+1:], l)
	args := d.RawArgs()[:end]
	word, next := parser.CutWord(args, 0)
	m.name = parser.LowerName(word.Value)
	if m.name == "" {
		return m, &fault{message: "<Macro macro definition: name not found"}
	}
	if old := lv.macros[m.name]; old != nil && !old.absent {
		lv.warn("AH02802", fmt.Sprintf("macro '%s' multiply defined: %s, redefined on line %d of \"%s\"",
			m.name, old.location, l.number(), l.from.label), l.at(), l)
		m.ignoreEmpty, m.ignoreNesting = old.ignoreEmpty, old.ignoreNesting
	}
	if strings.IndexByte(prefixes, m.name[0]) >= 0 {
		lv.warn("AH02803", m.where()+" better prefix a macro name with any of '"+prefixes+"'", l.at(), l)
	}
	var n int
	if m.params, n = cutUpTo(maxParams, args, lv.macroFlags(m, args, next, l)); n > maxParams {
		lv.refuse("parameters", fmt.Sprintf("a macro with more than %d parameters is not followed", maxParams), l)
	}
	return m, lv.checkParams(m, l)
}

// macroFlags reads the flags before the parameters, and returns where these begin.
func (lv *level) macroFlags(m *macro, args string, at int, l line) int {
	const empty, nesting = "/IgnoreEmptyArgs", "/IgnoreBadNesting"
	for at < len(args) && args[at] == '/' {
		if hasPrefixFold(args[at:], empty) {
			m.ignoreEmpty = true
			at += len(empty)
		}
		if hasPrefixFold(args[at:], nesting) {
			m.ignoreNesting = true
			at += len(nesting)
		}
		if at == len(args) {
			break
		}
		if args[at] != ' ' {
			flag, _, more := strings.Cut(args[at:], " ")
			lv.warn("AH02804", m.where()+": unknown flag '"+flag+"'", l.at(), l)
			if more {
				at += len(flag)
			}
		}
		at++
	}
	return at
}

func hasPrefixFold(s, prefix string) bool {
	return len(s) >= len(prefix) && parser.SameName(s[:len(prefix)], prefix)
}

// checkParams is check_macro_arguments.
func (lv *level) checkParams(m *macro, l line) *fault {
	for i, a := range m.params {
		switch {
		case a == "":
			return &fault{message: fmt.Sprintf("%s: empty argument #%d name", m.where(), i+1)}
		case strings.IndexByte(prefixes, a[0]) < 0:
			lv.warn("AH02796", fmt.Sprintf("%s argument name '%s' (#%d) without expected prefix, better prefix argument names with one of '%s'.",
				m.where(), a, i+1, prefixes), l.at(), l)
		}
		if strings.HasPrefix(a, "${") {
			lv.warn("AH02805", fmt.Sprintf("%s argument name '%s' (#%d) clashes with 'Define' syntax '${...}', better use '$(...)'.",
				m.where(), a, i+1), l.at(), l)
		}
		for j := i + 1; j < len(m.params); j++ {
			b := m.params[j]
			switch {
			case a == b:
				return &fault{message: fmt.Sprintf("argument name conflict in %s: argument '%s': #%d and #%d, change argument names!",
					m.where(), a, i+1, j+1)}
			case b != "" && (strings.HasPrefix(a, b) || strings.HasPrefix(b, a)):
				lv.warn("AH02797", fmt.Sprintf("%s: argument name prefix conflict (%s #%d and %s #%d), be careful about your macro definition!",
					m.where(), a, i+1, b, j+1), l.at(), l)
			}
		}
	}
	return nil
}

// warnTrailing warns of text behind a tag (warn_if_non_blank). A comment is no such text.
func (lv *level) warnTrailing(what, text string, l line) {
	for i := range len(text) {
		switch text[i] {
		case ' ', '\t':
			continue
		case '#':
			return
		}
		lv.warn("AH02989", fmt.Sprintf("%s on line %d of %s: %s", what, l.number(), l.from.label, text), l.at(), l)
		return
	}
}

// checkBody is check_macro_contents: it warns of parameters the body does not use.
func (lv *level) checkBody(m *macro, l line) {
	if len(m.body) == 0 {
		lv.warn("AH02799", m.where()+": empty contents!", l.at(), l)
		return
	}
	used := make([]bool, len(m.params))
	for _, k := range m.body {
		params := newSearch(m.params, k.text)
		for from := 0; ; {
			i, at := params.find(k.text, from)
			if i < 0 {
				break
			}
			used[i] = true
			from = at + len(m.params[i])
		}
	}
	for i, u := range used {
		if !u {
			lv.warn("AH02800", fmt.Sprintf("%s: argument '%s' (#%d) never used", m.where(), m.params[i], i+1), l.at(), l)
		}
	}
}

// undefMacro is mod_macro's undef_macro.
func (lv *level) undefMacro(d *Directive, _ line) *fault {
	w, f := words(d, 1, 1)
	switch {
	case f != nil:
		return f
	case lv.macros[parser.LowerName(w[0])] != nil:
	case !lv.anyMacro:
		return &fault{message: "no macro defined before UndefMacro"}
	default:
		return &fault{message: "cannot remove undefined macro '" + parser.LowerName(w[0]) + "'", at: d.Arg(0).At()}
	}
	delete(lv.macros, parser.LowerName(w[0]))
	return nil
}

// ignoreInMacros silences a warning from here on.
func (lv *level) ignoreInMacros(d *Directive, _ line) *fault {
	if d.Is("MacroIgnoreEmptyArgs") {
		lv.ignoreEmpty = true
	} else {
		lv.ignoreNesting = true
	}
	return nil
}
