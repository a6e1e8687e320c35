package parser

import (
	"cmp"
	"math"
	"slices"

	"github.com/alecthomas/participle/v2/lexer"

	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
)

// Parse reads a file. It accepts every text shorter than 2 GiB: see [File.Problems] for what is wrong with it. A longer one gives no
// lines and a Problem.
//
// The lines are read at once, and the tree when it is first asked for: who replays a configuration as httpd does reads lines alone.
func Parse(f *source.File) *File {
	tree := &File{Source: f}
	if len(f.Text) <= math.MaxInt32 {
		tree.readLines()
	}
	return tree
}

// build makes the tree of the lines, once.
func (f *File) build() {
	f.built.Do(func() {
		if len(f.Source.Text) > math.MaxInt32 {
			f.problems = []Problem{{At: source.Span{File: f.Source}, Message: "the text is longer than 2 GiB"}}
			return
		}
		x := newSectionLexer(f)
		b := builder{tree: f}
		for first := true; first || x.more(); first = false {
			b.text(chunk(x))
		}
		f.body = b.nodes
		slices.SortStableFunc(f.problems, func(p, q Problem) int { return cmp.Compare(p.At.Start, q.At.Start) })
	})
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

// A builder turns the grammar's structs into nodes. The lines are stored in the order of the text already, so a token only says where a
// line belongs.
type builder struct {
	tree  *File
	nodes []Node // of the bodies being built, the outermost first
	next  int    // the line that comes next
	at    int    // the end of the last node
}

func (b *builder) text(g *textGrammar) {
	b.lines(g.Tokens[0], nil)
	for _, s := range g.Sections {
		b.section(s, nil)
	}
}

func (b *builder) section(g *sectionGrammar, in *Section) {
	s := b.tree.newSection(b.line(in), in)
	outer := len(b.nodes)
	b.lines(g.Tokens[0], s)
	for _, inner := range g.Sections {
		b.section(inner, s)
	}
	inside := len(b.nodes)
	s.end = int32(b.at)
	behind := g.Tokens[len(g.Tokens)-1]
	if behind.Value != "" {
		s.Close = b.line(in)
		s.end = s.Close.end
	} else if i := again(s, b.nodes[outer:]); i >= 0 {
		inside = outer + i
		s.end = int32(b.nodes[inside].Span().Start)
		move(b.nodes[inside:], in)
	}
	s.Body = slices.Clone(b.nodes[outer:inside])
	b.nodes = slices.Replace(b.nodes, outer, inside, Node(s))
	b.lines(behind, in)
}

// again returns the index in the body of s, which is not closed, of the first section that httpd would not take there because it is
// another of the same kind: so s was meant to end before it. It is -1 where there is none.
func again(s *Section, body []Node) int {
	name := s.Name()
	switch name {
	case "virtualhost", "directory", "directorymatch", "location", "locationmatch", "proxy", "proxymatch":
		return slices.IndexFunc(body, func(n Node) bool {
			inner, ok := n.(*Section)
			return ok && inner.Name() == name
		})
	}
	return -1
}

// move makes the nodes stand in another section.
func move(nodes []Node, in *Section) {
	for _, n := range nodes {
		switch n := n.(type) {
		case *Line:
			n.in = in.num()
		case *Section:
			n.in, n.Open.in = in, in.num()
			if n.Close != nil {
				n.Close.in = in.num()
			}
		}
	}
}

// lines appends the lines of a token that are left, and the blank ones among them, as nodes.
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
	l.in = in.num()
	b.next++
	b.at = int(l.end)
	return l
}

// blank appends what lies between the last node and offset end, which is lines with nothing on them.
func (b *builder) blank(end int, in *Section) {
	if end > b.at {
		l := &Line{tree: b.tree, in: in.num(), start: int32(b.at), end: int32(end), from: int32(end), to: int32(end)}
		b.nodes = append(b.nodes, l)
		b.at = end
	}
}
