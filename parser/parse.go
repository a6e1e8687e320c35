package parser

import (
	"github.com/alecthomas/participle/v2/lexer"

	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
)

// Parse reads a file into its tree. It accepts every text: see [File.Problems] for what is wrong with it.
func Parse(f *source.File) *File {
	x := newLineLexer(f)
	b := builder{tree: x.tree}
	for first := true; first || x.more(); first = false {
		tokens, err := lexer.Upgrade(x)
		if err != nil {
			panic("parser: the lexer failed: " + err.Error())
		}
		text, err := grammar().ParseFromLexer(tokens)
		if err != nil {
			panic("parser: the grammar is not total: " + err.Error())
		}
		b.body = b.lines(b.body, nil, len(text.Lines))
		b.body = b.sections(b.body, nil, text.Sections)
	}
	b.tree.Body = b.blank(b.body, nil, len(f.Text))
	return b.tree
}

// A builder turns the grammar's structs into nodes, which stand in the order of the text. The lexer has stored every line in that order
// already, so a token only says where a line belongs.
type builder struct {
	tree *File
	body []Node
	next int // the line that comes next
	at   int // end of the last node
}

func (b *builder) take(in *Section) *Line {
	l := b.tree.Line(b.next)
	l.in = in
	b.next++
	b.at = int(l.end)
	return l
}

// lines appends the next n lines to body.
func (b *builder) lines(body []Node, in *Section, n int) []Node {
	for range n {
		body = b.blank(body, in, int(b.tree.Line(b.next).start))
		body = append(body, b.take(in))
	}
	return body
}

func (b *builder) sections(body []Node, in *Section, sections []sectionGrammar) []Node {
	for i := range sections {
		g := &sections[i]
		body = b.blank(body, in, int(b.tree.Line(b.next).start))
		s := &Section{in: in, Open: b.take(in)}
		s.Body = make([]Node, 0, len(g.Lines)+len(g.Sections))
		s.Body = b.lines(s.Body, s, len(g.Lines))
		s.Body = b.sections(s.Body, s, g.Sections)
		if g.Close.Value != "" {
			s.Body = b.blank(s.Body, s, int(b.tree.Line(b.next).start))
			s.Close = b.take(in)
		}
		s.end = int32(b.at)
		body = append(body, s)
		body = b.lines(body, in, len(g.After))
	}
	return body
}

// blank appends what lies between the last node and offset end, which is lines with nothing on them.
func (b *builder) blank(body []Node, in *Section, end int) []Node {
	if end <= b.at {
		return body
	}
	l := &Line{file: b.tree.Source, in: in, start: int32(b.at), end: int32(end), kind: Blank}
	b.at = end
	return append(body, l)
}
