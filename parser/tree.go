package parser

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
)

// A File is one configuration file: its lines, and the tree they make. It may be used by several goroutines.
type File struct {
	Source *source.File

	slabs  [][]Line // every logical line that is not blank, in text order, in slabs of slabSize
	lines  int
	joined []*joined // the texts of the continued ones

	built    sync.Once
	body     []Node
	sections []*Section
	problems []Problem
}

// Body is the top of the tree. The spans of its nodes tile the text.
func (f *File) Body() []Node {
	f.build()
	return f.body
}

// Problems are what is wrong with the nesting of sections, in text order; none is fatal. They are judged by this text alone, as it is
// written: a variable, or a macro that is used, may hold a tag too.
func (f *File) Problems() []Problem {
	f.build()
	return f.problems
}

// slabSize is the number of lines allocated together.
const slabSize = 1024

// NumLines returns how many logical lines that are not blank the file has. A blank line that is too long for httpd is one of them.
func (f *File) NumLines() int { return f.lines }

// Line returns logical line i, counted from 0 in text order, blank lines left out.
func (f *File) Line(i int) *Line { return &f.slabs[i/slabSize][i%slabSize] }

// add stores lines where their addresses will not change, and takes them out of the slice.
func (f *File) add(lines []Line) {
	if len(lines) > 0 {
		f.slabs = append(f.slabs, slices.Clone(lines))
		f.lines += len(lines)
		clear(lines)
	}
}

func (f *File) newSection(open *Line, in *Section) *Section {
	s := &Section{Open: open, in: in, number: int32(len(f.sections)) + 1}
	f.sections = append(f.sections, s)
	return s
}

// section is the one of a number that num gives.
func (f *File) section(num int32) *Section {
	if num == 0 {
		return nil
	}
	return f.sections[num-1]
}

// A Node is a *Line or a *Section.
type Node interface {
	// Span is the bytes of the node, from the start of its first physical line to the end of its last, line end included.
	Span() source.Span
	// In is the section whose body the node stands in; nil at the top of the file.
	In() *Section
	sealed()
}

// A Section is <Name args> … </Name>. Its opening tag, the nodes of its body and its closing tag tile its span.
type Section struct {
	Open  *Line
	Body  []Node
	Close *Line // nil where the section is not closed in its file
	in    *Section
	end   int32

	number int32 // in the tree's sections, from 1
}

// num is the number of the section, 0 for none.
func (s *Section) num() int32 {
	if s == nil {
		return 0
	}
	return s.number
}

// Span is the bytes from the opening tag's to the closing tag's last, or to the end of the body where there is none.
func (s *Section) Span() source.Span {
	return source.Span{File: s.Open.tree.Source, Start: int(s.Open.start), End: int(s.end)}
}

// In is the section around s; nil at the top of the file.
func (s *Section) In() *Section { return s.in }

// Name is the section's name in lower case without the `<`, such as "virtualhost".
func (s *Section) Name() string { return LowerName(strings.TrimPrefix(s.Open.Name().Value, "<")) }

func (s *Section) sealed() {}

// A Problem is a fault in the text, with its place. It is an error for those who want one.
type Problem struct {
	At      source.Span
	Message string // in httpd's words, where it has some
}

// Error gives the place as file:line and the message.
func (p Problem) Error() string {
	return fmt.Sprintf("%s:%d: %s", p.At.File.Name, p.At.From().Line, p.Message)
}
