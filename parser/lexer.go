package parser

import (
	"fmt"
	"io"
	"strings"

	"github.com/alecthomas/participle/v2/lexer"

	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
)

// MaxDepth is how deep sections nest in the tree. A tag below that is a Line of the body, and there is a Problem; httpd itself
// dies of a stack overflow at some ten thousand.
const MaxDepth = 256

// chunkSize is the number of bytes after which the lexer reports EOF at the next place outside all sections, so that the tokens of a
// large file are never in memory together.
const chunkSize = 64 << 10

// definition is the lexer as participle wants it.
type definition struct{}

func (definition) Symbols() map[string]lexer.TokenType {
	return map[string]lexer.TokenType{"EOF": lexer.EOF, "Lines": tokenLines, "Open": tokenOpen, "Close": tokenClose}
}

func (definition) Lex(name string, r io.Reader) (lexer.Lexer, error) {
	text, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	return newSectionLexer(Parse(source.NewFile(name, string(text)))), nil
}

// A sectionLexer makes the tokens. It balances the sections, as Python's lexer does indentation: a closing tag that is missing is made
// up, one too many is a line like others. So it never fails and the grammar is total.
type sectionLexer struct {
	tree  *File
	next  int             // the line that comes next
	at    int             // the end of the last line
	chunk int             // where the chunk began
	token lexer.TokenType // the token that the next tag ends
	from  int             // where it began

	queue []lexer.Token // what Next returns next
	taken int           // how many of them it has

	open    []openTag // the sections that are open, at most MaxDepth
	deep    int       // how many more are
	tooDeep bool      // whether that was told
}

// An openTag is a section that is open.
type openTag struct {
	line  *Line
	name  string
	macro int // the innermost <Macro> that it is, or is in: index 1 is the first open section; 0 for none
}

func newSectionLexer(f *File) *sectionLexer { return &sectionLexer{tree: f, token: tokenLines} }

// more reports whether there is another chunk.
func (x *sectionLexer) more() bool { return x.at < len(x.tree.Source.Text) }

// Next returns the next token, EOF at the end of each chunk. The error is always nil.
func (x *sectionLexer) Next() (lexer.Token, error) {
	if x.taken == len(x.queue) {
		x.queue, x.taken = x.queue[:0], 0
		for len(x.queue) == 0 {
			x.step()
		}
	}
	t := x.queue[x.taken]
	x.taken++
	return t, nil
}

// step takes a line; if a token ends there, it is queued.
func (x *sectionLexer) step() {
	if len(x.open) == 0 && x.at-x.chunk > chunkSize {
		x.eof()
		return
	}
	if x.next == x.tree.lines {
		x.at = len(x.tree.Source.Text)
		x.closeFrom(0, x.at)
		x.eof()
		return
	}
	l := x.tree.Line(x.next)
	x.next++
	x.at = int(l.end)
	switch l.Kind() {
	case Open:
		x.opened(l)
	case Close:
		x.closed(l)
	}
}

// end queues the token that ends at offset at. One of type next begins there.
func (x *sectionLexer) end(at int, next lexer.TokenType) {
	value := x.tree.Source.Text[x.from:at]
	x.queue = append(x.queue, lexer.Token{Type: x.token, Value: value, Pos: lexer.Position{Offset: x.from}})
	x.token, x.from = next, at
}

func (x *sectionLexer) eof() {
	x.end(x.at, tokenLines)
	x.queue = append(x.queue, lexer.EOFToken(lexer.Position{Offset: x.at}))
	x.chunk = x.at
}

func (x *sectionLexer) opened(l *Line) {
	if len(x.open) == MaxDepth {
		if !x.tooDeep {
			x.problem(l, "sections are nested more than %d deep", MaxDepth)
		}
		x.deep, x.tooDeep = x.deep+1, true
		return
	}
	tag := openTag{line: l, name: l.Name().Value[1:]}
	if n := len(x.open); SameName(tag.name, "Macro") {
		tag.macro = n + 1
	} else if n > 0 {
		tag.macro = x.open[n-1].macro
	}
	x.open = append(x.open, tag)
	x.end(int(l.start), tokenOpen)
}

// closed matches a closing tag with the innermost section of its name, and closes what is open inside. Where there is none
// it is stray. Below MaxDepth names are not looked at, so that each tag costs no more than that many comparisons.
func (x *sectionLexer) closed(l *Line) {
	if x.deep > 0 {
		x.deep--
		return
	}
	name := closedName(l.Text())
	i, inMacro := x.match(name)
	if i < 0 {
		if !inMacro {
			x.problem(l, "</%s> without matching <%[1]s> section", name)
		}
		return
	}
	x.closeFrom(i+1, int(l.start))
	x.end(int(l.start), tokenClose)
	x.open = x.open[:i]
}

// match returns the innermost open section of the given name, -1 for none. The text of a macro may close what is open where the
// macro is used, but not what is open where it is defined: nothing outside is looked at.
func (x *sectionLexer) match(name string) (i int, inMacro bool) {
	first := 0
	if n := len(x.open); n > 0 && x.open[n-1].macro > 0 {
		first, inMacro = x.open[n-1].macro-1, true
	}
	for i = len(x.open) - 1; i >= first; i-- {
		if SameName(x.open[i].name, name) {
			return i, inMacro
		}
	}
	return -1, inMacro
}

// closeFrom makes up the closing tags that open sections i and on lack, at offset at. The text of a macro is not read before it
// is used, so there that is no problem.
func (x *sectionLexer) closeFrom(i, at int) {
	for j := len(x.open) - 1; j >= i; j-- {
		if tag := x.open[j]; tag.macro == 0 || tag.macro == j+1 {
			x.problem(tag.line, "<%s> was not closed", tag.name)
		}
		x.end(at, tokenClose)
	}
	x.open = x.open[:i]
}

func (x *sectionLexer) problem(l *Line, format string, args ...any) {
	x.tree.problems = append(x.tree.problems, Problem{At: l.At(0, len(l.Text())), Message: fmt.Sprintf(format, args...)})
}

// closedName is the name a closing tag closes. What stands behind its ">" is not a part of it, though httpd refuses it.
func closedName(text string) string {
	w, _ := CutWord(text, 0)
	name := strings.TrimPrefix(w.Value, "</")
	if i := strings.LastIndexByte(name, '>'); i >= 0 {
		name = name[:i]
	}
	return name
}
