// Package options reads the arguments of mod_wsgi's own directives: words, then name=value options, as in
//
//	WSGIDaemonProcess NAME OPTION=VALUE …
//	WSGIScriptAlias URL FILE OPTION=VALUE …
//
// It knows how they are written (mod_wsgi's wsgi_parse_option), not which there are.
package options

import (
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
)

// Arguments are the arguments of one directive. Places are bytes of the text they were read from.
type Arguments struct {
	// Begin is where the words before the options end.
	Begin   int
	Options []Option
	// Junk is where the text stops being options; mod_wsgi refuses it and what follows. It is nil where all of it are.
	Junk *parser.Word
}

// An Option is NAME=VALUE. Blanks may stand before the value, not before the "=".
type Option struct {
	Name  string
	Value parser.Word // empty, with Start == End, where nothing follows the "="
	Start int         // of the name
}

// End is where the option ends, with its value.
func (o *Option) End() int { return o.Value.End }

// Before is where the word before option i ends.
func (a *Arguments) Before(i int) int {
	if i == 0 {
		return a.Begin
	}
	return a.Options[i-1].End()
}

// Last returns the option of the given name that counts, the last one, and its index.
func (a *Arguments) Last(name string) (Option, int, bool) {
	for i := len(a.Options) - 1; i >= 0; i-- {
		if a.Options[i].Name == name {
			return a.Options[i], i, true
		}
	}
	return Option{}, -1, false
}

// maxExpected is for how many options space is made before they are read.
const maxExpected = 32

// Read reads text that begins with the given number of words. It accepts every text.
func Read(text string, words int) Arguments {
	var a Arguments
	at := 0
	for ; words > 0; words-- {
		w, next := parser.CutWord(text, at)
		if w.Start == w.End {
			return a
		}
		a.Begin, at = w.End, next
	}
	if n := strings.Count(text[at:], "="); n > 0 {
		a.Options = make([]Option, 0, min(n, maxExpected))
	}
	for {
		for at < len(text) && parser.IsSpace(text[at]) {
			at++
		}
		if at == len(text) {
			return a
		}
		name := nameAt(text, at)
		if name == "" {
			w, _ := parser.CutWord(text, at)
			a.Junk = &w
			return a
		}
		o := Option{Name: name, Start: at}
		at += len(name) + 1
		o.Value = parser.Word{Start: at, End: at}
		if w, next := parser.CutWord(text, at); w.Start < w.End {
			o.Value, at = w, next
		}
		a.Options = append(a.Options, o)
	}
}

// nameAt is the name of the option that begins at a place; empty where none does.
func nameAt(text string, at int) string {
	end := at
	for end < len(text) && text[end] != '=' && !parser.IsSpace(text[end]) {
		end++
	}
	if end == len(text) || text[end] != '=' {
		return ""
	}
	return text[at:end]
}
