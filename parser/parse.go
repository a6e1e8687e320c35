package parser

import (
	"cmp"
	"math"
	"slices"

	"github.com/alecthomas/participle/v2/lexer"

	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
)

// Parse reads a file into its tree. It accepts every text shorter than 2 GiB: see [File.Problems] for what is wrong with it. A
// longer one gives an empty tree and a Problem.
func Parse(f *source.File) *File {
	x := newSectionLexer(f)
	tree := x.lines.tree
	if len(f.Text) > math.MaxInt32 {
		tree.Problems = []Problem{{At: source.Span{File: f}, Message: "the text is longer than 2 GiB"}}
		return tree
	}
	b := builder{tree: tree}
	for first := true; first || x.more(); first = false {
		b.text(chunk(x))
	}
	tree.Body = b.nodes
	slices.SortStableFunc(tree.Problems, func(p, q Problem) int { return cmp.Compare(p.At.Start, q.At.Start) })
	return tree
}

// chunk parses the lexer's tokens up to its next EOF.
func chunk(x *sectionLexer) *textGrammar {
	tokens, err := lexer.Upgrade(x)
	if err != nil {
		panic("parser: the lexer failed: " + err.Error())
	}
	text, err := grammar().ParseFromLexer(tokens)
	if err != nil {
		panic("parser: the grammar is not total: " + err.Error())
	}
	return text
}

// A builder turns the grammar's structs into nodes. The lexer has stored every line in the order of the text already, so a
// token only says where a line belongs.
type builder struct {
	tree  *File
	nodes []Node // of the bodies being built, the outermost first
	next  int    // the line that comes next
	at    int    // the end of the last node
}

func (b *builder) text(g *textGrammar) {
	b.lines(g.Lines[0], nil)
	for _, s := range g.Sections {
		b.section(s, nil)
	}
}

func (b *builder) section(g *sectionGrammar, in *Section) {
	s := &Section{in: in, Open: b.line(in)}
	outer := len(b.nodes)
	b.lines(g.Open[1], s)
	for _, inner := range g.Sections {
		b.section(inner, s)
	}
	s.Body = slices.Clone(b.nodes[outer:])
	if g.Close[0].Value != "" {
		s.Close = b.line(in)
	}
	s.end = int32(b.at)
	b.nodes = append(b.nodes[:outer], s)
	b.lines(g.Close[1], in)
}

// lines appends the lines of a token, and the blank ones among them, as nodes.
func (b *builder) lines(t lexer.Token, in *Section) {
	end := t.Pos.Offset + len(t.Value)
	for b.next < b.tree.lines && int(b.tree.Line(b.next).start) < end {
		b.blank(int(b.tree.Line(b.next).start), in)
		b.nodes = append(b.nodes, b.line(in))
	}
	b.blank(end, in)
}

// line takes the next line.
func (b *builder) line(in *Section) *Line {
	l := b.tree.Line(b.next)
	l.in = in
	b.next++
	b.at = int(l.end)
	return l
}

// blank appends what lies between the last node and offset end, which is lines with nothing on them.
func (b *builder) blank(end int, in *Section) {
	if end > b.at {
		l := &Line{file: b.tree.Source, in: in, start: int32(b.at), end: int32(end), from: int32(end), to: int32(end), kind: Blank}
		b.nodes = append(b.nodes, l)
		b.at = end
	}
}
