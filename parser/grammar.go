package parser

import (
	"math"
	"sync"

	"github.com/alecthomas/participle/v2"
	"github.com/alecthomas/participle/v2/lexer"
)

// A textGrammar is a piece of a file: lines, then sections, each with the lines up to the next.
//
// The natural shape, a list of "line or section", says the same and costs twice as much: participle
// copies its state for every alternative. Here a run of lines is one capture.
type textGrammar struct {
	Lines    []lexer.Token    `parser:"@(Line*)"`
	Sections []sectionGrammar `parser:"@@*"`
}

// A sectionGrammar is a section and the lines behind it.
type sectionGrammar struct {
	Open     lexer.Token      `parser:"@Open"`
	Lines    []lexer.Token    `parser:"@(Line*)"`
	Sections []sectionGrammar `parser:"@@*"`
	Close    lexer.Token      `parser:"@Close"`
	After    []lexer.Token    `parser:"@(Line*)"`
}

// grammar builds the parser once, at first use. A run of lines may be as long as the file, so participle's limit on
// repetitions, meant against grammars that never end, is raised.
var grammar = sync.OnceValue(func() *participle.Parser[textGrammar] {
	participle.MaxIterations = math.MaxInt
	return participle.MustBuild[textGrammar](participle.Lexer(definition{}))
})
