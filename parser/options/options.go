// Package options reads the arguments of mod_wsgi's own directives: words, then name=value options, as in
//
//	WSGIDaemonProcess NAME OPTION=VALUE …
//	WSGIScriptAlias URL FILE OPTION=VALUE …
//
// It knows how they are written (mod_wsgi's wsgi_parse_option), not which there are.
package options

import (
	"io"
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
	x := &optionLexer{text: text, words: words}
	tokens, err := lexer.Upgrade(x)
	if err != nil {
		panic("options: the lexer failed: " + err.Error())
	}
	g, err := grammar().ParseFromLexer(tokens)
	if err != nil {
		panic("options: the grammar is not total: " + err.Error())
	}
	return x.arguments(g)
}

// The grammar of arguments. The lexer ends at the first word that is not an option, so it is total. A run of options is one capture of
// three tokens each: captures, not tokens, are what participle's time goes to.
type argumentsGrammar struct {
	Words   []lexer.Token `parser:"@(Word*)"`
	Options []lexer.Token `parser:"@((Name '=' Value)*)"`
	Junk    []lexer.Token `parser:"@(Junk?)"`
}

const (
	tokenWord lexer.TokenType = iota + 1
	tokenName
	tokenEquals
	tokenValue
	tokenJunk
)

type definition struct{}

func (definition) Symbols() map[string]lexer.TokenType {
	return map[string]lexer.TokenType{
		"EOF": lexer.EOF, "Word": tokenWord, "Name": tokenName, "Equals": tokenEquals, "Value": tokenValue, "Junk": tokenJunk,
	}
}

func (definition) Lex(_ string, r io.Reader) (lexer.Lexer, error) {
	text, err := io.ReadAll(r)
	return &optionLexer{text: string(text), words: 1}, err
}

var grammar = sync.OnceValue(func() *participle.Parser[argumentsGrammar] {
	return participle.MustBuild[argumentsGrammar](participle.Lexer(definition{}))
})

// An optionLexer cuts words as httpd does and options as mod_wsgi does. A token's place is its Pos.Offset; cut holds the words.
type optionLexer struct {
	text    string
	words   int
	at      int
	pending []lexer.Token
	cut     map[int]parser.Word // by offset: of words, values and junk
}

// Next returns the next token. The error is always nil.
func (x *optionLexer) Next() (lexer.Token, error) {
	if len(x.pending) > 0 {
		t := x.pending[0]
		x.pending = x.pending[1:]
		return t, nil
	}
	for x.at < len(x.text) && parser.IsSpace(x.text[x.at]) {
		x.at++
	}
	if x.at == len(x.text) {
		return lexer.EOFToken(lexer.Position{Offset: x.at}), nil
	}
	if x.words > 0 {
		x.words--
		return x.word(tokenWord), nil
	}
	end := x.at
	for end < len(x.text) && x.text[end] != '=' && !parser.IsSpace(x.text[end]) {
		end++
	}
	if end == x.at || end == len(x.text) || x.text[end] != '=' {
		t := x.word(tokenJunk)
		x.at = len(x.text)
		return t, nil
	}
	name := lexer.Token{Type: tokenName, Value: x.text[x.at:end], Pos: lexer.Position{Offset: x.at}}
	x.at = end + 1
	x.pending = append(x.pending,
		lexer.Token{Type: tokenEquals, Value: "=", Pos: lexer.Position{Offset: end}}, x.word(tokenValue))
	return name, nil
}

func (x *optionLexer) word(t lexer.TokenType) lexer.Token {
	w, next := parser.CutWord(x.text, x.at)
	if x.cut == nil {
		x.cut = map[int]parser.Word{}
	}
	if w.Start == w.End && t == tokenValue {
		w.Start, w.End = x.at, x.at
	}
	x.cut[w.Start] = w
	x.at = next
	return lexer.Token{Type: t, Value: w.Value, Pos: lexer.Position{Offset: w.Start}}
}

func (x *optionLexer) arguments(g *argumentsGrammar) Arguments {
	var a Arguments
	end := 0
	for _, t := range g.Words {
		w := x.cut[t.Pos.Offset]
		a.Words = append(a.Words, w)
		end = w.End
	}
	for i := 0; i < len(g.Options); i += 3 {
		name, v := g.Options[i], x.cut[g.Options[i+2].Pos.Offset]
		a.Options = append(a.Options, Option{Name: name.Value, Value: v, Start: name.Pos.Offset, End: v.End, After: end})
		end = v.End
	}
	if len(g.Junk) > 0 {
		w := x.cut[g.Junk[0].Pos.Offset]
		a.Junk = &w
	}
	return a
}
