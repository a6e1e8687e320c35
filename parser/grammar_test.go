package parser

import (
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/participle/v2/lexer"
)

// TestGrammar shows the grammar in a line.
func TestGrammar(t *testing.T) {
	want := "TextGrammar = <lines> SectionGrammar* .\nSectionGrammar = <open> SectionGrammar* <close> ."
	if got := grammar().String(); got != want {
		t.Errorf("the grammar is\n%s\nwant\n%s", got, want)
	}
}

// TestTokens checks that the tokens tile the text.
func TestTokens(t *testing.T) {
	text := "\n# A\n<B>\nC\\\nD\n\n<E>\n</B>\n</F>\n \n" + strings.Repeat("G\n", chunkSize) + "<H>"
	x, err := definition{}.Lex("httpd.conf", strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	var kinds []lexer.TokenType
	at := 0
	for chunks := 0; at < len(text) || chunks < 3; {
		token, err := x.Next()
		if err != nil {
			t.Fatal(err)
		}
		if token.Pos.Offset != at || !strings.HasPrefix(text[at:], token.Value) {
			t.Fatalf("token %v at byte %d, want %d", token.Type, token.Pos.Offset, at)
		}
		at += len(token.Value)
		kinds = append(kinds, token.Type)
		if token.EOF() {
			chunks++
		}
	}
	want := []lexer.TokenType{tokenLines, tokenOpen, tokenOpen, tokenClose, tokenClose, lexer.EOF, tokenLines, lexer.EOF, tokenLines, tokenOpen, tokenClose, lexer.EOF}
	if !slices.Equal(kinds, want) {
		t.Errorf("tokens %v, want %v", kinds, want)
	}
}

func TestParseConcurrently(t *testing.T) {
	text := site(1 << 10)
	lines := make(chan int)
	for range 4 {
		go func() { lines <- parse(text).NumLines() }()
	}
	for range 4 {
		if n, want := <-lines, parse(text).NumLines(); n != want {
			t.Errorf("%d lines, want %d", n, want)
		}
	}
}
