package server

import (
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
)

// An opened is a word whose quote is not closed: the last of its directive.
type opened struct {
	parser.Word
	words  int    // words of the directive, this one included
	option string // NAME= of mod_wsgi before the word
}

// openIn finds the word of a directive whose quote is not closed, where that is a slip.
func openIn(d *eval.Directive) (o opened, ok bool) {
	text := d.SectionArgs()
	options := takesOptions(d.Name)
	for pos := 0; pos < len(text); {
		w, next := parser.CutWord(text, pos)
		option := ""
		if eq := strings.IndexByte(text[w.Start:w.End], '='); options && o.words > 0 && w.Quote == 0 && eq > 0 && w.Start+eq+1 < w.End {
			option = text[w.Start : w.Start+eq+1]
			w, next = parser.CutWord(text, w.Start+eq+1)
		}
		o.Word, o.option, pos = w, option, next
		if w.Start < w.End {
			o.words++
		}
	}
	if o.Quote == 0 || !open(text, o.Word) {
		return o, false
	}
	// mod_rewrite's patterns may hold quotes, and the message of an ErrorDocument could once begin with one.
	return o, !d.Is("RewriteCond") && !d.Is("RewriteRule") && !d.Is("ErrorDocument") && len(mistypedIn(d)) == 0
}
