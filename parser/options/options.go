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
	x := &optionLexer{text: text, words: words, cut: make([]Option, 0, words+1+min(strings.Count(text, "="), maxExpected))}
	tokens, err := lexer.Upgrade(x)
	if err != nil {
		panic("options: the lexer failed: " + err.Error())
	}
	if len(x.cut) <= words { // words alone, as most mounts have
		return x.arguments(len(x.cut), 0)
	}
	g, err := grammar().ParseFromLexer(tokens)
	if err != nil {
		panic("options: the grammar is not total: " + err.Error())
	}
	return x.arguments(len(g.Words), len(g.Options))
}

// maxExpected is for how many options space is made before they are read.
const maxExpected = 32

// The grammar of arguments. The lexer ends at the first word that is not an option, so it is total. An option is one token, and a run of them
// one capture: tokens and captures are what participle's time goes to, and a server may have thousands of these lines.
type argumentsGrammar struct {
	Words   []lexer.Token `parser:"@(Word*)"`
	Options []lexer.Token `parser:"@(Option*)"`
	Junk    []lexer.Token `parser:"@(Junk?)"`
}

const (
	tokenWord lexer.TokenType = iota + 1
	tokenOption
	tokenJunk
)

type definition struct{}

func (definition) Symbols() map[string]lexer.TokenType {
	return map[string]lexer.TokenType{"EOF": lexer.EOF, "Word": tokenWord, "Option": tokenOption, "Junk": tokenJunk}
}

func (definition) Lex(_ string, r io.Reader) (lexer.Lexer, error) {
	text, err := io.ReadAll(r)
	return &optionLexer{text: string(text), words: 1}, err
}

var grammar = sync.OnceValue(func() *participle.Parser[argumentsGrammar] {
	return participle.MustBuild[argumentsGrammar](participle.Lexer(definition{}))
})

// An optionLexer cuts words as httpd does and options as mod_wsgi does.
type optionLexer struct {
	text  string
	words int
	at    int
	end   int      // of the last token
	cut   []Option // what each token is, in order; of a word and of junk the value alone
}

// Next returns the next token. The error is always nil.
func (x *optionLexer) Next() (lexer.Token, error) {
	for x.at < len(x.text) && parser.IsSpace(x.text[x.at]) {
		x.at++
	}
	if x.at == len(x.text) {
		return lexer.EOFToken(lexer.Position{Offset: x.at}), nil
	}
	if x.words > 0 {
		x.words--
		return x.token(tokenWord, ""), nil
	}
	end := x.at
	for end < len(x.text) && x.text[end] != '=' && !parser.IsSpace(x.text[end]) {
		end++
	}
	if end == x.at || end == len(x.text) || x.text[end] != '=' {
		t := x.token(tokenJunk, "")
		x.at = len(x.text)
		return t, nil
	}
	return x.token(tokenOption, x.text[x.at:end]), nil
}

// token cuts the word at hand, which is the value of an option where a name with its "=" stands before it.
func (x *optionLexer) token(t lexer.TokenType, name string) lexer.Token {
	o := Option{Name: name, Start: x.at, After: x.end}
	if t == tokenOption {
		x.at += len(name) + 1
	}
	o.Value, o.End = parser.Word{Start: x.at, End: x.at}, x.at
	if w, next := parser.CutWord(x.text, x.at); w.Start < w.End {
		o.Value, o.End, x.at = w, w.End, next
	}
	x.end = o.End
	x.cut = append(x.cut, o)
	return lexer.Token{Type: t, Value: x.text[o.Start:o.End], Pos: lexer.Position{Offset: o.Start}}
}

// arguments takes what was cut for as many words and options; what is left is junk. The tokens are in the order of the grammar.
func (x *optionLexer) arguments(words, options int) Arguments {
	a := Arguments{Options: x.cut[words : words+options]}
	for _, w := range x.cut[:words] {
		a.Words = append(a.Words, w.Value)
	}
	if rest := x.cut[words+options:]; len(rest) > 0 {
		a.Junk = &rest[0].Value
	}
	return a
}
