package pyscript

import "strings"

// A Statement is a simple statement, or the head of one that has others in it: `if x:`.
type Statement struct {
	Tokens []Token
	// Keyword is the first word of a head, `async` aside; "" for a simple statement.
	Keyword string
	// In is the head that the statement stands below; nil at the top.
	In *Statement
	// End is where the text of the statement ends, with all that stands below it.
	End int

	column int
}

// heads are the words that begin a statement with others below. A match is one where a colon ends its line, a case below a match.
var heads = map[string]bool{
	"if": true, "elif": true, "else": true, "for": true, "while": true, "try": true, "except": true, "finally": true, "with": true,
	"def": true, "class": true,
}

// maxColumns is how many blocks may stand in one another, as in Python.
const maxColumns = 100

// A nester puts statements below their heads.
type nester struct {
	script *Script
	// open are the heads whose statements are still to come, the innermost last; columns are those of the blocks.
	open    []*Statement
	columns []int
	waits   bool // the last one of open has no statement yet
	broken  bool
}

// nest gives the statements of logical lines. It is false where the lines are not indented as Python wants it.
func (s *Script) nest(lines []line) bool {
	n := nester{script: s, columns: []int{0}}
	for _, l := range lines {
		n.enter(l.column)
		n.line(l)
	}
	return !n.broken && !n.waits
}

// enter finds the block of a line by its column.
func (n *nester) enter(column int) {
	last := n.columns[len(n.columns)-1]
	if n.waits {
		n.broken = n.broken || column <= last
		n.columns = append(n.columns, column)
		n.waits = false
		return
	}
	for column < last && len(n.columns) > 1 {
		n.columns = n.columns[:len(n.columns)-1]
		n.open = n.open[:len(n.open)-1]
		last = n.columns[len(n.columns)-1]
	}
	n.broken = n.broken || column != last
}

func (n *nester) in() *Statement {
	if len(n.open) == 0 {
		return nil
	}
	return n.open[len(n.open)-1]
}

// line makes the statements of one logical line.
func (n *nester) line(l line) {
	in := n.in()
	head, keyword := n.script.head(l.tokens, in)
	n.broken = n.broken || head == 0 && keyword != "" || len(n.columns) > maxColumns
	if head > 0 {
		in = n.add(&Statement{Tokens: l.tokens[:head], Keyword: keyword, In: in, column: l.column})
		if head == len(l.tokens) {
			n.open, n.waits = append(n.open, in), true
			return
		}
	}
	for _, tokens := range n.script.split(l.tokens[head:], ";") {
		if len(tokens) > 0 {
			n.add(&Statement{Tokens: tokens, In: in, column: l.column})
		}
	}
}

func (n *nester) add(s *Statement) *Statement {
	n.script.Statements = append(n.script.Statements, s)
	end := int(s.Tokens[len(s.Tokens)-1].end)
	for at := s; at != nil; at = at.In {
		at.End = end
	}
	return s
}

// head is how many tokens of a line are the head of a statement, and its word; none of a simple statement, and of a head without a colon.
func (s *Script) head(tokens []Token, in *Statement) (n int, keyword string) {
	keyword = s.word(tokens, 0)
	if keyword == "async" {
		keyword = s.word(tokens, 1)
	}
	match := keyword == "match" && len(tokens) > 2 && s.is(tokens[len(tokens)-1], ":")
	if !heads[keyword] && !match && (keyword != "case" || in == nil || in.Keyword != "match") {
		return 0, ""
	}
	depth, lambdas := 0, 0
	for i, t := range tokens {
		depth += s.opens(t)
		switch {
		case depth == 0 && s.is(t, "lambda"):
			lambdas++
		case depth == 0 && s.is(t, ":") && lambdas > 0:
			lambdas--
		case depth == 0 && s.is(t, ":"):
			return i + 1, keyword
		}
	}
	return 0, keyword
}

// split cuts tokens at the operators of the given text that stand outside brackets.
func (s *Script) split(tokens []Token, at string) [][]Token {
	var parts [][]Token
	depth, from := 0, 0
	for i, t := range tokens {
		depth += s.opens(t)
		if depth == 0 && t.Kind == Op && s.is(t, at) {
			parts = append(parts, tokens[from:i])
			from = i + 1
		}
	}
	return append(parts, tokens[from:])
}

// opens is 1 for an opening bracket and -1 for a closing one.
func (s *Script) opens(t Token) int {
	if t.Kind != Op || t.end-t.start != 1 {
		return 0
	}
	switch c := s.Source.Text[t.start]; {
	case strings.IndexByte("([{", c) >= 0:
		return 1
	case strings.IndexByte(")]}", c) >= 0:
		return -1
	}
	return 0
}
