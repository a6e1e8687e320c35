package parser

import (
	"sort"
	"strconv"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
)

// A File is the tree of one configuration file. The spans of its Body tile the text.
type File struct {
	Source   *source.File
	Body     []Node
	Problems []Problem // what is wrong with the nesting of sections, in text order; never fatal

	slabs [][]Line // every logical line that is not blank, in text order, in slabs of slabSize
	lines int
}

// NumLines returns how many logical lines that are not blank the file has.
func (f *File) NumLines() int { return f.lines }

// Line returns logical line i, counted from 0 in text order, blank lines left out.
func (f *File) Line(i int) *Line { return &f.slabs[i/slabSize][i%slabSize] }

// A Node is a *Line or a *Section.
type Node interface {
	// Span is the bytes of the node, from the start of its first physical line to the end of its last, line end included.
	Span() source.Span
	// In is the section whose body the node stands in; nil at the top of the file.
	In() *Section
	sealed()
}

// A Kind says what a logical line is.
type Kind uint8

// The kinds of lines.
const (
	Directive Kind = iota
	Comment
	Open  // the opening tag of a section
	Close // a closing tag: the section's own, or a stray one, which then is a node of a body
	Blank // a run of physical lines with nothing on them
)

// A Line is a logical line: one physical line, or several joined by backslashes.
// As a Node it is a directive, a comment, blank, a stray closing tag, or an opening tag nested deeper than [MaxDepth].
type Line struct {
	file       *source.File
	in         *Section
	text       string
	joined     *joined // nil for a single physical line
	start, end int32
	number     int32
	kind       Kind
}

// A joined tells where the bytes of a continued line come from.
type joined struct {
	pieces []piece
	raw    int // bytes in httpd's buffer before trimming
}

// A piece is a run of joined text and its offset in the file.
type piece struct{ at, from int32 }

// Span is the bytes of all physical lines of l, line ends included.
func (l *Line) Span() source.Span {
	return source.Span{File: l.file, Start: int(l.start), End: int(l.end)}
}

// In is the section l stands in. Opening and closing tags stand in the section around theirs.
func (l *Line) In() *Section { return l.in }

// Kind says what l is.
func (l *Line) Kind() Kind { return l.kind }

// Number is the line number httpd reports for l: that of its last physical line, from 1.
func (l *Line) Number() int { return int(l.number) }

// Text is the logical line as httpd sees it before it expands variables: physical lines joined, cut at a NUL, white space trimmed.
func (l *Line) Text() string { return l.text }

// RawLen is the length in bytes of the line in httpd's read buffer, before trimming and without the line end.
func (l *Line) RawLen() int {
	if l.joined != nil {
		return l.joined.raw
	}
	return len(strings.TrimSuffix(l.Span().Text(), "\n"))
}

// Terminated reports whether the line ends in LF rather than with the file.
func (l *Line) Terminated() bool { return l.end > l.start && l.file.Text[l.end-1] == '\n' }

// At returns the bytes of the file that [start, end) of Text came from. A range across a
// continuation takes in the backslash and the line end between.
func (l *Line) At(start, end int) source.Span {
	s := source.Span{File: l.file, Start: l.offset(start)}
	s.End = s.Start
	if end > start {
		s.End = l.offset(end-1) + 1
	}
	return s
}

func (l *Line) offset(i int) int {
	if l.joined == nil {
		lead := int(l.start)
		for lead < int(l.end) && IsSpace(l.file.Text[lead]) {
			lead++
		}
		return lead + i
	}
	p := l.joined.pieces
	n := sort.Search(len(p), func(k int) bool { return int(p[k].at) > i })
	if n == 0 {
		return int(p[0].from)
	}
	return int(p[n-1].from) + i - int(p[n-1].at)
}

// Name is the first word of the line, as httpd looks it up: without a closing `>` (ap_build_config_sub).
func (l *Line) Name() Word {
	w, _ := CutWord(l.text, 0)
	w.Value = DirectiveName(w.Value)
	return w
}

// Args cuts the words behind the name, as written: variables are not expanded. A section's closing `>` and
// what follows it are left out.
func (l *Line) Args() []Word {
	text := l.text
	if l.kind == Open {
		if i := strings.LastIndexByte(text, '>'); i >= 0 {
			text = text[:i]
		}
	}
	_, next := CutWord(text, 0)
	return CutWords(text, next)
}

func (l *Line) sealed() {}

// A Section is <Name args> … </Name>.
type Section struct {
	Open  *Line
	Body  []Node
	Close *Line // nil where the section is not closed in its file
	in    *Section
	end   int32
}

// Span is the bytes from the opening tag's to the closing tag's last, or to the end of the body where there is none.
func (s *Section) Span() source.Span {
	return source.Span{File: s.Open.file, Start: int(s.Open.start), End: int(s.end)}
}

// In is the section around s; nil at the top of the file.
func (s *Section) In() *Section { return s.in }

// Name is the section's name in lower case without the `<`, such as "virtualhost".
func (s *Section) Name() string { return strings.ToLower(strings.TrimPrefix(s.Open.Name().Value, "<")) }

func (s *Section) sealed() {}

// A Problem is a fault in the text, with its place. It is an error for those who want one.
type Problem struct {
	At      source.Span
	Message string
}

// Error gives the place as file:line and the message.
func (p Problem) Error() string {
	return p.At.File.Name + ":" + strconv.Itoa(p.At.From().Line) + ": " + p.Message
}
