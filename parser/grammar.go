package parser

import (
	"math"
	"sync"

	"github.com/alecthomas/participle/v2"
	"github.com/alecthomas/participle/v2/lexer"
)

// A textGrammar is a piece of a file: lines, then sections. Tokens are all it is made of.
//
// The natural shape, a list of "line or section" with a token a line, says the same and takes five times as long: participle copies its
// state for every alternative and every repetition, and keeps a record of every capture. So nothing is captured but the
// sections, and lines belong to the token of the tag they follow.
type textGrammar struct {
	Tokens   []lexer.Token
	Sections []*sectionGrammar `parser:"Lines @@*"`
}

// A sectionGrammar is a section and the lines behind it.
type sectionGrammar struct {
	Tokens   []lexer.Token
	Sections []*sectionGrammar `parser:"Open @@* Close"`
}

// The tokens. They tile the text: each goes on to the next tag.
const (
	tokenLines lexer.TokenType = iota + 1 // lines outside all sections: directives, comments, blank lines, or nothing
	tokenOpen                             // a section's opening tag, and lines
	tokenClose                            // its closing tag, and lines; empty where the text lacks it
)

// grammar builds the parser once, at first use. A section may hold any number of sections, so participle's limit on
// repetitions, meant against grammars that never end, is raised.
var grammar = sync.OnceValue(func() *participle.Parser[textGrammar] {
	participle.MaxIterations = math.MaxInt
	return participle.MustBuild[textGrammar](participle.Lexer(definition{}))
})
