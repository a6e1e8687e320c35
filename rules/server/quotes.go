package server

import (
	"strings"
	"unicode/utf8"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/directives"
	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

const doubles, singles = model.DoubleQuotes, model.SingleQuotes

// A mistyped is a piece of a directive's arguments between quotes of which at least one is typographic. Offsets are bytes of the
// arguments; an end that is missing is empty.
type mistyped struct {
	start, content int // of the opening quote, and behind it
	end, after     int // of the closing quote, and behind it
	value          int // of an option that stands between them as a whole, behind its "="; else 0
}

// maxMistyped is how many pieces are found in a directive; fixing goes on with the next ones.
const maxMistyped = 20

// mistypedIn finds the pieces of a directive's arguments that stand in typographic quotes.
func mistypedIn(d *eval.Directive) []mistyped {
	text := d.SectionArgs()
	if isASCII(text) || !strings.ContainsAny(text, doubles+singles) {
		return nil
	}
	var found []mistyped
	x := quoteFinder{text: text, options: takesOptions(d.Name)}
	for pos := 0; pos < len(text) && len(found) < maxMistyped; {
		w, next := parser.CutWord(text, pos)
		if w.Start == w.End {
			break
		}
		m, ok := x.at(w)
		if ok {
			found = append(found, m)
			for next = m.after; next < len(text) && parser.IsSpace(text[next]); next++ {
			}
		}
		pos = next
	}
	return found
}

// A quoteFinder looks at the words of a text, in order.
type quoteFinder struct {
	text    string
	options bool            // quotes may also open behind "name="
	none    map[string]bool // kinds of quotes of which no closing one is left
}

// at judges a word.
func (x *quoteFinder) at(w parser.Word) (m mistyped, ok bool) {
	start := w.Start
	value := 0
	if eq := strings.IndexByte(x.text[w.Start:w.End], '='); eq > 0 && w.Quote == 0 && x.options {
		if r, n := utf8.DecodeRuneInString(x.text[start:w.End]); !strings.ContainsRune(doubles+singles, r) {
			start += eq + 1
		} else if !strings.Contains(x.text[start+n:start+eq], "/") {
			value = start + eq + 1
		}
	}
	r, n := utf8.DecodeRuneInString(x.text[start:w.End])
	m = mistyped{start: start, content: start + n, value: value}
	switch {
	case strings.ContainsRune(doubles, r):
		m.end, m.after = x.closing(m.content, doubles+`"`)
		if m.end < 0 {
			m.end, m.after = w.End, w.End
		}
		return m, true
	case strings.ContainsRune(singles, r):
		m.end, m.after = x.closing(m.content, singles+`'`)
		return m, m.end >= 0
	case w.Quote != 0 && open(x.text, w):
		all := doubles
		if w.Quote == '\'' {
			all = singles
		}
		m.end, m.after = x.closing(m.content, all)
		return m, m.end >= 0
	case w.Quote == 0:
		last, size := utf8.DecodeLastRuneInString(x.text[start:w.End])
		m = mistyped{start: start, content: start, end: w.End - size, after: w.End}
		return m, strings.ContainsRune(doubles, last)
	}
	return m, false
}

// closing finds the first of the quotes, from offset at on, that ends a word; -1 where there is none.
func (x *quoteFinder) closing(at int, quotes string) (start, end int) {
	if !x.none[quotes] {
		for i, r := range x.text[at:] {
			after := at + i + utf8.RuneLen(r)
			if r != utf8.RuneError && strings.ContainsRune(quotes, r) && (after == len(x.text) || parser.IsSpace(x.text[after])) {
				return at + i, after
			}
		}
		if x.none == nil {
			x.none = map[string]bool{}
		}
		x.none[quotes] = true
	}
	return -1, -1
}

// open reports whether a word in quotes lacks the closing one, so that it runs to the end of the text.
func open(text string, w parser.Word) bool {
	i := w.Start + 1
	for i < w.End && text[i] != w.Quote {
		if text[i] == '\\' && i+1 < w.End && (text[i+1] == '\\' || text[i+1] == w.Quote) {
			i++
		}
		i++
	}
	return i >= w.End
}

// takesOptions reports whether a directive of mod_wsgi has options of the form name=value.
func takesOptions(name string) bool {
	known := directives.Lookup(name)
	return known != nil && known.Args == directives.RawArgs && strings.HasPrefix(known.Name, "WSGI")
}
