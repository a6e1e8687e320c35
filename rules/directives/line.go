package directives

import (
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model/wsgi"
)

// A line is a directive with options, and what is wrong with each of its pieces.
type line struct {
	d        *eval.Directive
	known    *wsgi.Directive
	pieces   []piece
	verdicts []verdict
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

// daemonLines looks at every WSGIDaemonProcess.
func daemonLines(p *lint.Pass, look func(*line)) {
	known := wsgi.Lookup("WSGIDaemonProcess")
	for _, g := range p.Groups {
		look(newLine(g.Decl, known, target(p)))
	}
}

// optionLines looks at every directive that takes options, of those the build judged by has.
func optionLines(p *lint.Pass, look func(*line)) {
	for _, d := range p.Own {
		if known := own(p, d); known != nil && len(known.Options) > 0 {
			look(newLine(d, known, target(p)))
		}
	}
}

func newLine(d *eval.Directive, known *wsgi.Directive, r wsgi.Release) *line {
	l := &line{d: d, known: known, pieces: pieces(d, known.Words)}
	l.verdicts = make([]verdict, len(l.pieces))
	last := map[string]int{}
	for i := range l.pieces {
		if l.pieces[i].kind == option {
			last[l.pieces[i].name] = i
		}
	}
	for i := range l.pieces {
		v := l.judge(i, r)
		if (v == right || v == measured) && last[l.pieces[i].name] > i {
			v = repeated
		}
		l.verdicts[i] = v
	}
	return l
}

// judge says what is wrong with piece i, repetition aside.
func (l *line) judge(i int, r wsgi.Release) verdict {
	p := &l.pieces[i]
	if p.kind != option {
		return none
	}
	o := l.known.Option(p.name)
	if o == nil || !o.In(r) {
		return unknown
	}
	if _, ok := mixed(l.known, p, o, i == len(l.pieces)-1); ok {
		return miswritten
	}
	if o.Value.Refuses(p.value.Value, r) != "" || isRoot(p) {
		return refused
	}
	if o.Value.Kind.IsNumber() {
		if _, rest := o.Value.Number(p.value.Value); strings.TrimRight(rest, ", \t") != "" {
			return measured
		}
	}
	return right
}

// isRoot reports whether a piece asks for processes of the user root, which mod_wsgi refuses: rule user-root.
func isRoot(p *piece) bool {
	return p.name == "user" && (p.value.Value == "root" || p.value.Value == "#0")
}

// each looks at the options of one verdict, with what is known of them; nil for an option that no release has.
func (l *line) each(v verdict, look func(*piece, *wsgi.Option)) {
	for i := range l.pieces {
		if l.verdicts[i] == v && l.pieces[i].kind == option {
			look(&l.pieces[i], l.known.Option(l.pieces[i].name))
		}
	}
}
