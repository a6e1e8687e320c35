// Package options reads the arguments of mod_wsgi's own directives: words, then name=value options, as in
//
//	WSGIDaemonProcess NAME OPTION=VALUE …
//	WSGIScriptAlias URL FILE OPTION=VALUE …
//
// It knows how they are written (mod_wsgi's wsgi_parse_option), not which there are.
package options

import (
	"io"
	"strings"
	"sync"

	"github.com/alecthomas/participle/v2"
	"github.com/alecthomas/participle/v2/lexer"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
)

// Arguments are the arguments of one directive. Places are bytes of the text they were read from.
type Arguments struct {
	Words   []parser.Word // as many as asked for, or as there are
	Options []Option
	// Junk is where the text stops being options; mod_wsgi refuses it and what follows. It is nil where all of it are.
	Junk *parser.Word
}

// An Option is NAME=VALUE. Blanks may stand before the value, not before the "=".
type Option struct {
	Name       string
	Value      parser.Word // empty, with Start == End, where nothing follows the "="
	Start, End int         // from the name's first byte to the value's last
	After      int         // where the word before the option ends
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

// Read reads text that begins with the given number of words. It accepts every text.
func Read(text string, words int) Arguments {
	x := &optionLexer{text: text, wanted: words, cut: make([]Option, 0, words+1+min(strings.Count(text, "="), maxExpected))}
	tokens, err := lexer.Upgrade(x)
	if err != nil {
		panic("options: the lexer failed: " + err.Error())
	}
	if len(x.cut) == x.words { // words alone, as most mounts have
		return x.arguments(&argumentsGrammar{})
	}
	g, err := grammar().ParseFromLexer(tokens)
	if err != nil {
		panic("options: the grammar is not total: " + err.Error())
	}
	return x.arguments(g)
}

// maxExpected is for how many options space is made before they are read.
const maxExpected = 32

// The grammar of arguments. The lexer ends at the first word that is not an option, so it is total. A run of options is one token: tokens are what
// participle's time goes to, and a server may have thousands of these lines.
type argumentsGrammar struct {
	Words   lexer.Token `parser:"@Words?"`
	Options lexer.Token `parser:"@Options?"`
	Junk    lexer.Token `parser:"@Junk?"`
}

const (
	tokenWords lexer.TokenType = iota + 1
	tokenOptions
	tokenJunk
)

type definition struct{}

func (definition) Symbols() map[string]lexer.TokenType {
	return map[string]lexer.TokenType{"EOF": lexer.EOF, "Words": tokenWords, "Options": tokenOptions, "Junk": tokenJunk}
}

func (definition) Lex(_ string, r io.Reader) (lexer.Lexer, error) {
	text, err := io.ReadAll(r)
	return &optionLexer{text: string(text), wanted: 1}, err
}

var grammar = sync.OnceValue(func() *participle.Parser[argumentsGrammar] {
	return participle.MustBuild[argumentsGrammar](participle.Lexer(definition{}))
})

// An optionLexer cuts words as httpd does and options as mod_wsgi does.
type optionLexer struct {
	text   string
	wanted int // words that are still to come
	at     int
	end    int      // of the last word or option
	cut    []Option // the words, the options and the junk; of words and of junk the value alone
	words  int      // how many of them are words
}

// Next returns the next token. The error is always nil.
func (x *optionLexer) Next() (lexer.Token, error) {
	first := len(x.cut)
	for x.wanted > 0 && x.skip() {
		x.add("")
		x.wanted--
		x.words++
	}
	if len(x.cut) > first {
		return x.token(tokenWords, first), nil
	}
	for x.skip() {
		name := x.name()
		if name == "" {
			break
		}
		x.add(name)
	}
	switch {
	case len(x.cut) > first:
		return x.token(tokenOptions, first), nil
	case x.at < len(x.text):
		x.add("")
		x.at = len(x.text)
		return x.token(tokenJunk, first), nil
	}
	return lexer.EOFToken(lexer.Position{Offset: x.at}), nil
}

// skip goes to the next word, and reports whether there is one.
func (x *optionLexer) skip() bool {
	for x.at < len(x.text) && parser.IsSpace(x.text[x.at]) {
		x.at++
	}
	return x.at < len(x.text)
}

// name is that of the option at hand; empty where the word is none.
func (x *optionLexer) name() string {
	end := x.at
	for end < len(x.text) && x.text[end] != '=' && !parser.IsSpace(x.text[end]) {
		end++
	}
	if end == len(x.text) || x.text[end] != '=' {
		return ""
	}
	return x.text[x.at:end]
}

// add cuts the word at hand, which is the value of an option where a name with its "=" stands before it.
func (x *optionLexer) add(name string) {
	o := Option{Name: name, Start: x.at, After: x.end}
	if name != "" {
		x.at += len(name) + 1
	}
	o.Value, o.End = parser.Word{Start: x.at, End: x.at}, x.at
	if w, next := parser.CutWord(x.text, x.at); w.Start < w.End {
		o.Value, o.End, x.at = w, w.End, next
	}
	x.end = o.End
	x.cut = append(x.cut, o)
}

// token is what has been cut since the first.
func (x *optionLexer) token(t lexer.TokenType, first int) lexer.Token {
	start := x.cut[first].Start
	return lexer.Token{Type: t, Value: x.text[start:x.end], Pos: lexer.Position{Offset: start}}
}

// arguments takes what was cut, as the grammar divides it.
func (x *optionLexer) arguments(g *argumentsGrammar) Arguments {
	a := Arguments{Options: x.cut[x.words:]}
	for _, w := range x.cut[:x.words] {
		a.Words = append(a.Words, w.Value)
	}
	if last := len(a.Options) - 1; g.Junk.Type == tokenJunk {
		a.Options, a.Junk = a.Options[:last], &a.Options[last].Value
	}
	return a
}
