// Package source holds configuration text: files, spans of their bytes, and edits to them.
//
// It knows nothing of Apache. Everything above speaks of places in a text by [Span], which is bytes;
// lines and columns are computed when a place is shown.
package source

import (
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// A File is the text of one configuration file, kept exactly as read.
type File struct {
	// Name is the file's path as httpd names it: absolute, below the root the configuration is about.
	// A text without a file (standard input) has the name its user gave it.
	Name string
	// Text is every byte of the file. It need not be UTF-8.
	Text string

	once   sync.Once
	starts []int // offset of each physical line's first byte, and of what follows the last LF; of a large text
}

// large is from how many bytes on the starts of a text's lines are kept. In a smaller one they are looked for each time.
const large = 16 << 10

// NewFile returns a file of the given name and text.
func NewFile(name, text string) *File { return &File{Name: name, Text: text} }

// A Position is a place in a file as people and editors count it.
type Position struct {
	Offset int // in bytes, from 0
	Line   int // physical line, from 1; lines end at LF
	Column int // in Unicode code points, from 1; a byte that is not UTF-8 counts as one
}

// Position returns the position of the byte at offset, which is clamped to the text. In no file at all it is the zero Position.
func (f *File) Position(offset int) Position {
	if f == nil {
		return Position{}
	}
	offset = min(max(offset, 0), len(f.Text))
	var line, start int
	if before := f.Text[:offset]; len(f.Text) < large {
		line, start = strings.Count(before, "\n")+1, strings.LastIndexByte(before, '\n')+1
	} else {
		f.index()
		line, _ = slices.BinarySearch(f.starts, offset+1)
		start = f.starts[line-1]
	}
	return Position{Offset: offset, Line: line, Column: utf8.RuneCountInString(f.Text[start:offset]) + 1}
}

// Lines returns the number of physical lines. Text behind the last LF is a line; nothing behind it is not.
func (f *File) Lines() int {
	n := 0
	if len(f.Text) < large {
		n = strings.Count(f.Text, "\n")
	} else {
		f.index()
		n = len(f.starts) - 1
	}
	if f.Text != "" && !strings.HasSuffix(f.Text, "\n") {
		n++
	}
	return n
}

// Line returns the span of physical line n, its line end included. n is from 1 to Lines; behind a last LF, and in an empty text, there is
// one more, which is empty.
func (f *File) Line(n int) Span {
	if len(f.Text) < large {
		start := 0
		for range n - 1 {
			start += strings.IndexByte(f.Text[start:], '\n') + 1
		}
		end := len(f.Text)
		if i := strings.IndexByte(f.Text[start:], '\n'); i >= 0 {
			end = start + i + 1
		}
		return Span{File: f, Start: start, End: end}
	}
	f.index()
	end := len(f.Text)
	if n < len(f.starts) {
		end = f.starts[n]
	}
	return Span{File: f, Start: f.starts[n-1], End: end}
}

func (f *File) index() {
	f.once.Do(func() {
		f.starts = make([]int, 1, 1+strings.Count(f.Text, "\n"))
		at := 0
		for line := range strings.Lines(f.Text) {
			at += len(line)
			if strings.HasSuffix(line, "\n") {
				f.starts = append(f.starts, at)
			}
		}
	})
}

// A Span is the bytes [Start, End) of one file. The zero Span is nowhere.
type Span struct {
	File       *File
	Start, End int
}

// IsZero reports whether the span is nowhere.
func (s Span) IsZero() bool { return s.File == nil }

// Text returns the bytes of the span.
func (s Span) Text() string {
	if s.File == nil {
		return ""
	}
	return s.File.Text[s.Start:s.End]
}

// Len returns the length of the span in bytes.
func (s Span) Len() int { return s.End - s.Start }

// From returns the position of the span's first byte.
func (s Span) From() Position { return s.File.Position(s.Start) }

// To returns the position of the byte behind the span's last.
func (s Span) To() Position { return s.File.Position(s.End) }

// Contains reports whether o lies wholly inside s.
func (s Span) Contains(o Span) bool {
	return s.File == o.File && s.Start <= o.Start && o.End <= s.End
}

// Less orders spans by file name, then start, then end.
func (s Span) Less(o Span) bool {
	if s.File != o.File {
		a, b := s.name(), o.name()
		if a != b {
			return a < b
		}
	}
	if s.Start != o.Start {
		return s.Start < o.Start
	}
	return s.End < o.End
}

// Join sorts spans of one file, and makes one of those that overlap or touch. It works in the slice it is given.
func Join(spans []Span) []Span {
	slices.SortFunc(spans, func(a, b Span) int { return a.Start - b.Start })
	apart := spans[:0]
	for _, s := range spans {
		if n := len(apart); n > 0 && s.Start <= apart[n-1].End {
			apart[n-1].End = max(apart[n-1].End, s.End)
			continue
		}
		apart = append(apart, s)
	}
	return apart
}

func (s Span) name() string {
	if s.File == nil {
		return ""
	}
	return s.File.Name
}
