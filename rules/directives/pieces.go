package directives

import (
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/directives"
	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/parser/options"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

// A piece is a part of what stands behind the words of a directive with options, as its writer meant it. mod_wsgi stops at the first that
// is not an option; here reading goes on. Places are bytes of RawArgs.
type piece struct {
	d     *eval.Directive
	kind  pieceKind
	name  string
	value parser.Word // of a bare piece, the word
	start int
	after int // where the piece before ends
}

type pieceKind uint8

const (
	option    pieceKind = iota // NAME=VALUE, as mod_wsgi reads it
	spaced                     // NAME =VALUE
	quoted                     // "NAME=VALUE"
	bare                       // a word
	swallowed                  // a directive or a tag on a line of its own, below a backslash; nothing behind it is looked at
)

// maxPieces is how many pieces of a line are looked at.
const maxPieces = 1000

// pieces appends what stands behind the words of a directive to all, which is empty; a is how mod_wsgi reads it. It ends at a word that begins
// with "#", which is meant as a comment, and leaves out what is not the text mod_wsgi will see: what a template or a variable is to fill in, and
// typographic quotes and blanks.
func pieces(all []piece, d *eval.Directive, a *options.Arguments) []piece {
	text := d.RawArgs()
	at, end := 0, 0
	for {
		if a.Begin > 0 {
			end = at + a.Begin
		}
		next := 0
		for _, o := range a.Options {
			if o.Name[0] == '#' {
				a.Junk = nil // rule trailing-comment
				break
			}
			if o.Name[0] == '"' || o.Name[0] == '\'' {
				p := piece{d: d, kind: quoted, start: at + o.Start, after: end}
				next = p.quoted(text)
				all, end = append(all, p), p.end()
				break
			}
			p := piece{d: d, name: o.Name, value: o.Value, start: at + o.Start, after: end}
			p.value.Start += at
			p.value.End += at
			all, end = append(all, p), at+o.End()
		}
		if next == 0 {
			if a.Junk == nil {
				break
			}
			if w, _ := parser.CutWord(text, at+a.Junk.Start); model.IsRemark(w.Value) {
				break
			}
			p := piece{d: d, kind: bare, start: at + a.Junk.Start, after: end}
			next = p.junk(text)
			if p.isSwallowed() {
				p.kind = swallowed
				all = append(all, p)
				break
			}
			all, end = append(all, p), p.end()
		}
		if len(all) > maxPieces {
			break
		}
		at = next
		rest := options.Read(text[at:], 0)
		a = &rest
	}
	if isPlain(text) {
		return all
	}
	start, stop := model.Placeholder(text, 0)
	if start >= 0 && len(all) > 0 && start < all[0].start && strings.ContainsAny(text[start:stop], " \t") {
		return all[:0] // of what is behind {{ url }} nobody knows which words it is
	}
	return slices.DeleteFunc(all, func(p piece) bool {
		for stop >= 0 && stop <= p.start {
			start, stop = model.Placeholder(text, stop)
		}
		return start >= 0 && start < p.end() || unsettled(p.text())
	})
}

// quoted reads a whole token in quotes, and returns where it ends.
func (p *piece) quoted(text string) int {
	w, next := parser.CutWord(text, p.start)
	p.value = w
	name, value, ok := strings.Cut(w.Value, "=")
	if !ok {
		p.kind = bare
		return next
	}
	p.name, p.value.Value = strings.TrimSpace(name), value
	return next
}

// junk reads what is not an option: a word, or a name whose "=" stands apart. It returns where it ends.
func (p *piece) junk(text string) int {
	if c := text[p.start]; c == '"' || c == '\'' {
		p.kind = quoted
		return p.quoted(text)
	}
	w, next := parser.CutWord(text, p.start)
	p.value = w
	equals := next
	for equals < len(text) && parser.IsSpace(text[equals]) {
		equals++
	}
	if equals == len(text) || text[equals] != '=' || strings.HasPrefix(w.Value, "=") {
		return next
	}
	p.kind, p.name = spaced, w.Value
	p.value, next = parser.CutWord(text, equals+1)
	if p.value.Start == p.value.End {
		p.value.Start, p.value.End = equals+1, equals+1
	}
	return next
}

// isSwallowed reports whether the piece is a directive's name or a tag that begins a line below the directive's first.
func (p *piece) isSwallowed() bool {
	name := parser.DirectiveName(p.value.Value)
	if strings.HasPrefix(name, "<") {
		name = "<" + strings.Trim(name, "</>")
	}
	at, exact := p.at()
	if known := directives.Lookup(name); !exact || known == nil || known.Name != name {
		return false
	}
	line := at.File.Line(at.From().Line)
	return line.Start > p.d.Syntax.Span().Start && strings.TrimSpace(at.File.Text[line.Start:at.Start]) == ""
}

// end is where the piece ends.
func (p *piece) end() int { return p.value.End }

// text is the piece as written.
func (p *piece) text() string { return p.d.RawArgs()[p.start:p.end()] }

// raw is the value as written, quotes included.
func (p *piece) raw() string { return p.d.RawArgs()[p.value.Start:p.value.End] }

// at is where the piece stands in the file, and whether a fix may change it.
func (p *piece) at() (source.Span, bool) { return span(p.d, p.start, p.end()) }

// valueAt is where its value stands; the piece where it has none.
func (p *piece) valueAt() (source.Span, bool) {
	if p.value.Start == p.value.End {
		return p.at()
	}
	return span(p.d, p.value.Start, p.value.End)
}

func span(d *eval.Directive, start, end int) (source.Span, bool) {
	at, exact := d.Origin(start, end)
	return at, exact && !strings.Contains(d.RawArgs()[start:end], "${")
}

// unsettled reports whether a text is not yet what mod_wsgi will see, or another rule's matter: variables that are not defined, placeholders of
// templates, typographic quotes, blanks that are none to httpd.
func unsettled(text string) bool {
	return !isPlain(text) &&
		(model.Garbled(text) || strings.ContainsAny(text, model.DoubleQuotes+model.SingleQuotes) || shellVariable().MatchString(text))
}

// shellVariable is what a shell, or a program like one, still fills in.
var shellVariable = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\$[A-Za-z_]`) })

// isPlain reports whether a text has nothing in it that something unsettled begins with.
func isPlain(text string) bool {
	for i := range len(text) {
		switch c := text[i]; {
		case c >= 0x80 || c == '$' || c == '@' || c == '<':
			return false
		case c == '{' && (i == 0 || text[i-1] != '%'), c == '%' && i+1 < len(text) && 'A' <= text[i+1] && text[i+1] <= 'Z':
			return false
		}
	}
	return true
}
