package parser

import (
	"sort"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
)

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

// String gives the kind in a word.
func (k Kind) String() string {
	return [...]string{"directive", "comment", "open", "close", "blank"}[k]
}

// A Line is a logical line: one physical line, or several joined by backslashes.
// As a Node it is a directive, a comment, blank, a stray closing tag, or a tag nested deeper than [MaxDepth].
// There are very many of them, so that each of its words counts.
type Line struct {
	tree       *File
	start, end int32 // the physical lines
	from, to   int32 // the text, where it is not joined
	joined     int32 // its number in the tree's, from 1; 0 for a single physical line
	in         int32 // the number of its section in the tree's, from 1; set when the tree is built
}

// Span is the bytes of all physical lines of l, line ends included.
func (l *Line) Span() source.Span {
	return source.Span{File: l.tree.Source, Start: int(l.start), End: int(l.end)}
}

// In is the section l stands in. Opening and closing tags stand in the section around theirs.
func (l *Line) In() *Section {
	l.tree.build()
	return l.tree.section(l.in)
}

// Beside reports whether two lines stand in the same body. Where no bracket stands from one to the other the tree need not be made for it.
func (l *Line) Beside(o *Line) bool {
	if l.tree != o.tree {
		return false
	}
	between := l.tree.Source.Text[min(l.start, o.start):max(l.end, o.end)]
	return !strings.Contains(between, "<") || l.In() == o.In()
}

// Kind says what l is.
func (l *Line) Kind() Kind { return kindOf(l.Text()) }

// Number is the line number httpd reports for l: that of its last physical line, from 1. A last line of the file that ends in a
// backslash and LF counts one more.
func (l *Line) Number() int {
	n := l.tree.Source.Position(int(l.end) - 1).Line
	if j := l.join(); j != nil && j.past {
		n++
	}
	return n
}

// join is the text of a continued line; nil for a single physical one.
func (l *Line) join() *joined {
	if l.joined == 0 {
		return nil
	}
	return l.tree.joined[l.joined-1]
}

// Joined reports whether l is several physical lines.
func (l *Line) Joined() bool { return l.joined != 0 }

// Text is the logical line as httpd sees it before it expands variables: physical lines joined, cut at a NUL, white space trimmed.
func (l *Line) Text() string {
	if l.joined != 0 {
		return l.join().text
	}
	return l.tree.Source.Text[l.from:l.to]
}

// RawLen is the length in bytes of the line in httpd's read buffer, before trimming and without the line end.
func (l *Line) RawLen() int {
	if l.joined != 0 {
		return int(l.join().raw)
	}
	if l.Terminated() {
		return int(l.end-l.start) - 1
	}
	return int(l.end - l.start)
}

// Buffered is the most that httpd's read buffer holds of the line, in bytes without the line end: RawLen, or more where the backslash of a
// continuation was there too.
func (l *Line) Buffered() int {
	if l.joined != 0 {
		return int(l.join().most)
	}
	return l.RawLen()
}

// Terminated reports whether the line ends in LF rather than with the file.
func (l *Line) Terminated() bool { return l.end > l.start && l.tree.Source.Text[l.end-1] == '\n' }

// At returns the bytes of the file that bytes [start, end) of Text came from. A range across a
// continuation takes in the backslash and the line end between.
func (l *Line) At(start, end int) source.Span {
	s := source.Span{File: l.tree.Source, Start: l.offset(start)}
	s.End = s.Start
	if end > start {
		s.End = l.offset(end-1) + 1
	}
	return s
}

func (l *Line) offset(i int) int {
	if l.joined != 0 {
		return l.join().offset(i)
	}
	return int(l.from) + i
}

// Name is the first word of the line, as httpd looks it up: without a closing `>` (ap_build_config_sub).
func (l *Line) Name() Word {
	w, _ := CutWord(l.Text(), 0)
	w.Value = DirectiveName(w.Value)
	return w
}

// Args cuts the words behind the name, as written: variables are not expanded. A section's closing `>` and
// what follows it are left out.
func (l *Line) Args() []Word {
	text := l.Text()
	if l.Kind() == Open {
		if i := strings.LastIndexByte(text, '>'); i >= 0 {
			text = text[:i]
		}
	}
	_, next := CutWord(text, 0)
	return CutWords(text, next)
}

func (l *Line) sealed() {}

// A joined is the text of a continued line, and where its bytes come from.
type joined struct {
	text   string
	pieces []piece
	raw    int32 // bytes in httpd's buffer before trimming
	most   int32 // the same before backslashes were taken out
	past   bool  // httpd looked for a line behind the last
}

// A piece is a run of joined text and its offset in the file.
type piece struct{ at, from int32 }

// add notes that the buffer from offset at on came from the file's offset from.
func (j *joined) add(at, from int) {
	for len(j.pieces) > 0 && int(j.pieces[len(j.pieces)-1].at) >= at {
		j.pieces = j.pieces[:len(j.pieces)-1]
	}
	j.pieces = append(j.pieces, piece{int32(at), int32(from)})
}

// finish takes the text from the buffer. From then on the pieces' offsets are the text's.
func (j *joined) finish(buf []byte) {
	from, to := trim(buf)
	j.text, j.raw = string(buf[from:to]), int32(len(buf))
	for i := range j.pieces {
		j.pieces[i].at -= int32(from)
	}
}

// offset is where byte i of the text stands in the file.
func (j *joined) offset(i int) int {
	after := sort.Search(len(j.pieces), func(k int) bool { return int(j.pieces[k].at) > i })
	p := j.pieces[after-1] // the first begins at or before the text
	return int(p.from) + i - int(p.at)
}
