package directives

import (
	"slices"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/parser/options"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model/wsgi"
)

// A line is a directive with options, and what is wrong with each of its pieces.
type line struct {
	d        *eval.Directive
	nameless *model.DaemonGroup // the group, where an option stands in the place of its name
	name     *piece             // its name, where that stands behind an option
	known    *wsgi.Directive
	pieces   []piece
	verdicts []verdict // of the pieces
	release  wsgi.Release
}

// A verdict is what is wrong with a piece, one thing only: the first of these that is so. A rule speaks of its own.
type verdict uint8

const (
	right      verdict = iota
	none               // no option: see slips
	unknown            // an option that the release judged by has not
	miswritten         // its value holds the next option, or the comma before it
	refused            // its value
	repeated           // below, on the same line, so that this one is nothing
	measured           // a number with something behind it, such as a unit
)

// daemonLines are the WSGIDaemonProcess lines with something wrong in them, otherLines those of every other directive that takes options.
var (
	daemonLines = lint.Fact[[]*line]{Find: func(p *lint.Pass) []*line {
		var f faulty
		for _, g := range p.Groups {
			f.add(p, g.Decl, &g.Options, g)
		}
		return f.found
	}}
	otherLines = lint.Fact[[]*line]{Find: func(p *lint.Pass) []*line {
		var f faulty
		for _, s := range p.Servers {
			for _, m := range s.Mounts {
				f.add(p, m.Decl, &m.Options, nil)
			}
		}
		for _, scripts := range [][]*model.Script{p.Imports, p.HandlerScripts} {
			for _, s := range scripts {
				f.add(p, s.Decl, &s.Options, nil)
			}
		}
		for _, d := range p.Own {
			if d.Is("WSGIDispatchScript") || d.Is("WSGIAccessScript") || d.Is("WSGIAuthUserScript") || d.Is("WSGIAuthGroupScript") {
				a := options.Read(d.RawArgs(), 1)
				f.add(p, d, &a, nil)
			}
		}
		return f.found
	}}
)

// faulty collects lines with something wrong in them.
type faulty struct {
	found []*line
	at    *line // for the line at hand, until one is kept
}

// add looks at the line of d; a is how mod_wsgi reads its arguments, and g the group it defines, if it does.
func (f *faulty) add(p *lint.Pass, d *eval.Directive, a *options.Arguments, g *model.DaemonGroup) {
	if f.at == nil {
		f.at = &line{release: target(p)}
	}
	f.at.known = wsgi.Lookup(d.Name)
	f.at.read(d, a)
	f.at.nameless, f.at.name = nil, nil
	if g != nil && p.Nameless(g) {
		f.at.nameless = g
		f.at.takeName()
	}
	x, _ := f.at.excluded()
	if x != nil || f.at.nameless != nil || slices.ContainsFunc(f.at.verdicts, func(v verdict) bool { return v != right }) {
		f.found, f.at = append(f.found, f.at), nil
	}
}

// read makes l the line of d; a is how mod_wsgi reads its arguments.
func (l *line) read(d *eval.Directive, a *options.Arguments) {
	l.d, l.pieces, l.verdicts = d, pieces(l.pieces[:0], d, a), l.verdicts[:0]
	for i := range l.pieces {
		v := l.judge(i)
		if (v == right || v == measured) && l.isRepeated(i) {
			v = repeated
		}
		l.verdicts = append(l.verdicts, v)
	}
}

// takeName takes the one word that can only be meant for the group's name out of the pieces: rule daemon-name-missing's matter.
func (l *line) takeName() {
	at := -1
	for i := range l.pieces {
		switch p := &l.pieces[i]; {
		case p.kind == option:
		case at >= 0 || p.kind != bare || !couldBeName(l.known, p.value.Value):
			return
		default:
			at = i
		}
	}
	if at >= 0 {
		name := l.pieces[at]
		l.name = &name
		l.pieces, l.verdicts = slices.Delete(l.pieces, at, at+1), slices.Delete(l.verdicts, at, at+1)
	}
}

// couldBeName reports whether a word reads as a group's name: neither an option nor a part of a path.
func couldBeName(known *wsgi.Directive, word string) bool {
	return known.Option(word) == nil && word != "" && !strings.ContainsAny(word, `/\:,;="'`)
}

// isRepeated reports whether piece i is an option that stands on the line again, behind it.
func (l *line) isRepeated(i int) bool {
	for j := i + 1; j < len(l.pieces); j++ {
		if l.pieces[j].kind == option && l.pieces[j].name == l.pieces[i].name {
			return true
		}
	}
	return false
}

// judge says what is wrong with piece i, repetition aside.
func (l *line) judge(i int) verdict {
	p := &l.pieces[i]
	if p.kind != option {
		return none
	}
	o := l.known.Option(p.name)
	if i > 0 && parted(l.known, l.pieces[i-1:]) {
		return none // daemon-option-syntax names it
	}
	if o == nil || !o.In(l.release) {
		return unknown
	}
	if _, ok := mixed(l.known, p, o); ok {
		return miswritten
	}
	if o.Value.Refuses(p.value.Value, l.release) != "" || isRoot(p) || l.isPair(p, o) {
		return refused
	}
	if o.Value.Kind.IsNumber() {
		if _, rest := o.Value.Number(p.value.Value); strings.TrimRight(rest, ", \t") != "" && !unclosed(l.d, p.value) {
			return measured
		}
	}
	return right
}

// isRoot reports whether a piece asks for processes of the user root, which mod_wsgi refuses: rule user-root.
func isRoot(p *piece) bool {
	return p.name == "user" && (p.value.Value == "root" || p.value.Value == "#0")
}

// isPair reports whether a piece names an account as chown takes it, with the group behind a colon, which no account has in its name. Behind a "#"
// the digits alone are read.
func (l *line) isPair(p *piece, o *wsgi.Option) bool {
	return l.known.Name == "WSGIDaemonProcess" && o.Value.Kind == wsgi.Name && strings.Contains(p.value.Value, ":") && p.value.Value[0] != '#'
}

// each looks at the options of one verdict, with what is known of them; nil for an option that no release has.
func (l *line) each(v verdict, look func(*piece, *wsgi.Option)) {
	for i := range l.pieces {
		if l.verdicts[i] == v && l.pieces[i].kind == option {
			look(&l.pieces[i], l.known.Option(l.pieces[i].name))
		}
	}
}
