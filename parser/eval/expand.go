package eval

import (
	"sort"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
)

// An expansion tells where the bytes of a line came from that is not the text as written.
type expansion struct {
	pieces  []piece // what variables made of the line; nil for none
	body    []piece // what a macro's parameters made of the line before; nil for none
	text    string  // the expanded line
	number  int32   // the line's number in a macro; 0 for a file
	inexact bool    // a change to the line as written changes more than this directive
	vague   bool    // it is not known which byte came from where
}

// A piece is a run of bytes of an expanded line, up to the next piece.
type piece struct {
	at       int32 // where it begins in the expanded line
	from, to int32 // what it came from in the line before
	verbatim bool
}

// expand replaces every ${NAME} of a line by its value, once and from left to right (ap_resolve_env). The first "}" ends the name.
// What is not defined stays.
func (lv *level) expand(l *line) {
	i := strings.Index(l.text, "${")
	if i < 0 || strings.IndexByte(l.text[i:], '}') < 0 {
		if l.expansion != nil {
			l.expansion.text = l.text
		}
		return
	}
	x := &expansion{}
	if l.expansion != nil {
		x.body, x.number, x.inexact, x.vague = l.expansion.body, l.expansion.number, l.expansion.inexact, l.expansion.vague
	}
	var out strings.Builder
	at := 0
	for {
		i := strings.Index(l.text[at:], "${")
		if i < 0 {
			break
		}
		start := at + i
		end := strings.IndexByte(l.text[start:], '}')
		if end < 0 {
			break
		}
		end += start + 1
		x.verbatim(&out, l.text, at, start)
		at = end
		value, ok := lv.value(l.text[start+2 : end-1])
		if !ok || !lv.spend(&lv.budget.made, len(value), maxMade, "bytes made by variables and macros", func() line { return *l }) {
			lv.undefined(l, start, end, ok)
			x.verbatim(&out, l.text, start, end)
			continue
		}
		x.pieces = append(x.pieces, piece{at: int32(out.Len()), from: int32(start), to: int32(end)})
		out.WriteString(value)
	}
	x.verbatim(&out, l.text, at, len(l.text))
	l.text = out.String()
	x.text = l.text
	l.expansion = x
}

// verbatim copies text[from:to] to the expanded line.
func (x *expansion) verbatim(out *strings.Builder, text string, from, to int) {
	if from == to {
		return
	}
	x.pieces = append(x.pieces, piece{at: int32(out.Len()), from: int32(from), to: int32(to), verbatim: true})
	out.WriteString(text[from:to])
}

// value looks a variable up: names given with Define in any letter case, then the environment as spelled.
func (r *reader) value(name string) (value string, ok bool) {
	if value, ok = r.vars[parser.LowerName(name)]; !ok {
		value, ok = r.host.Env[name]
	}
	return value, ok
}

// undefined warns of ${NAME} as httpd does; it does not of a name with a colon. What a fragment uses may be defined elsewhere.
func (lv *level) undefined(l *line, start, end int, defined bool) {
	name := l.text[start+2 : end-1]
	if defined || lv.host.Open || strings.IndexByte(name, ':') >= 0 {
		return
	}
	at := l.at()
	if l.expansion == nil {
		at = l.syntax.At(start, end)
	}
	lv.note(Warning{
		Code: "AH00111", Message: "Config variable ${" + name + "} is not defined", At: at, Line: l.number(), Label: l.from.label, Via: l.from.via, Undefined: name,
	})
}

// Origin returns the text that bytes [start, end) of RawArgs came from, and whether it is that and nothing else (see [Arg]).
func (d *Directive) Origin(start, end int) (at source.Span, exact bool) {
	text, length := len(d.Syntax.Text()), len(d.text())
	start, end = min(int(d.args)+start, length), min(int(d.args)+end, length) // RawArgs may be a ">" that is not there
	x := d.expansion
	if x == nil {
		return d.Syntax.At(start, end), true
	}
	if x.vague {
		return d.At(), false
	}
	start, end, exact = trace(x.pieces, start, end)
	start, end, inBody := trace(x.body, start, end)
	return d.Syntax.At(min(start, text), min(end, text)), exact && inBody && !x.inexact
}

// Written returns the text that bytes [start, end) of RawArgs came from, where that makes these bytes and no others wherever it is read: it may hold
// variables and a macro's parameters, but none that gives more than these bytes.
func (d *Directive) Written(start, end int) (at source.Span, whole bool) {
	at, _ = d.Origin(start, end)
	x := d.expansion
	if x == nil {
		return at, true
	}
	before, _ := d.Origin(start-1, start)
	behind, _ := d.Origin(end, end+1)
	return at, !x.vague && int(d.args)+start > 0 && before.End <= at.Start && (int(d.args)+end >= len(d.text()) || at.End <= behind.Start)
}

// trace maps bytes [start, end) of an expanded line to the line before.
func trace(pieces []piece, start, end int) (from, to int, verbatim bool) {
	if pieces == nil {
		return start, end, true
	}
	first := max(0, sort.Search(len(pieces), func(i int) bool { return int(pieces[i].at) > start })-1)
	from, to, verbatim = -1, -1, true
	for i := first; i < len(pieces) && (i == first || int(pieces[i].at) < end); i++ {
		p := pieces[i]
		f, t := int(p.from), int(p.to)
		if p.verbatim {
			f += max(0, start-int(p.at))
			t = min(t, int(p.from)+max(0, end-int(p.at)))
		} else {
			verbatim = false
		}
		if from < 0 {
			from = f
		}
		to = max(f, t)
	}
	return from, to, verbatim
}

// Place is the file name and the line number that httpd reports for d. In a macro they are its own.
func (d *Directive) Place() (label string, line int) {
	label = d.Syntax.Span().File.Name
	if d.Via != nil {
		label = d.Via.Label
	}
	if d.expansion != nil && d.expansion.number > 0 {
		return label, int(d.expansion.number)
	}
	return label, d.Syntax.Number()
}
