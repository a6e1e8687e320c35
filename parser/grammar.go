package parser

import (
	"math"
	"sync"

	"github.com/alecthomas/participle/v2"
	"github.com/alecthomas/participle/v2/lexer"
)

// A textGrammar is a piece of a file: lines, then sections.
//
// The natural shape, a list of "line or section", says the same and costs twice as much: participle copies its state for every
// alternative and every repetition. So the lines up to the next tag are one token, and a tag is captured with the lines behind it.
type textGrammar struct {
	Lines    []lexer.Token     `parser:"@Lines"`
	Sections []*sectionGrammar `parser:"@@*"`
}

// A sectionGrammar is a section and the lines behind it.
type sectionGrammar struct {
	Open     []lexer.Token     `parser:"@(Open Lines)"`
	Sections []*sectionGrammar `parser:"@@*"`
	Close    []lexer.Token     `parser:"@(Close Lines)"`
}

// The tokens. They tile the text.
const (
	tokenLines lexer.TokenType = iota + 1 // what stands between two tags: directives, comments, blank lines, or nothing
	tokenOpen                             // a section's opening tag
	tokenClose                            // its closing tag; empty where the text lacks it
)

// grammar builds the parser once, at first use. A section may hold any number of sections, so participle's limit on
// repetitions, meant against grammars that never end, is raised.
var grammar = sync.OnceValue(func() *participle.Parser[textGrammar] {
	participle.MaxIterations = math.MaxInt
	return participle.MustBuild[textGrammar](participle.Lexer(definition{}))
})
