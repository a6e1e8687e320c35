package source_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
)

func TestPosition(t *testing.T) {
	f := source.NewFile("a.conf", "ab\nä\xffc\r\n\nlast")
	for _, tt := range []struct{ offset, line, column int }{
		{-1, 1, 1}, {0, 1, 1}, {2, 1, 3}, {3, 2, 1}, {5, 2, 2}, {6, 2, 3}, {7, 2, 4}, {9, 3, 1}, {10, 4, 1}, {13, 4, 4}, {14, 4, 5}, {99, 4, 5},
	} {
		p := f.Position(tt.offset)
		if p.Line != tt.line || p.Column != tt.column || p.Offset != min(max(tt.offset, 0), len(f.Text)) {
			t.Errorf("byte %d is at %+v, want %d:%d", tt.offset, p, tt.line, tt.column)
		}
	}
}

func TestLines(t *testing.T) {
	for _, tt := range []struct {
		text  string
		lines int
	}{{"", 0}, {"a", 1}, {"\n", 1}, {"a\n", 1}, {"a\nb", 2}, {"\n\n\n", 3}, {"a\rb\r\n", 1}} {
		f := source.NewFile("a.conf", tt.text)
		if n := f.Lines(); n != tt.lines {
			t.Errorf("%q has %d lines, want %d", tt.text, n, tt.lines)
		}
		var text string
		for n := 1; n <= tt.lines; n++ {
			s := f.Line(n)
			if s.From().Line != n || s.From().Column != 1 {
				t.Errorf("line %d of %q begins at %+v", n, tt.text, s.From())
			}
			text += s.Text()
		}
		if text != tt.text {
			t.Errorf("the lines of %q are %q", tt.text, text)
		}
	}
	for _, text := range []string{"", "a\n"} {
		f := source.NewFile("a.conf", text)
		if s := f.Line(f.Lines() + 1); s.Text() != "" || s.Start != len(text) {
			t.Errorf("behind the last line of %q is %q", text, s.Text())
		}
	}
}

func TestLargeTextsHaveTheSamePlaces(t *testing.T) {
	text := "ab\nä\xffc\r\n\nlast\n"
	small, large := source.NewFile("a.conf", text), source.NewFile("a.conf", text+strings.Repeat("x\n", 1<<15))
	for offset := range len(text) + 1 {
		if p, q := small.Position(offset), large.Position(offset); p != q {
			t.Errorf("byte %d is at %+v, in a large text at %+v", offset, p, q)
		}
	}
	n := small.Lines()
	if large.Lines() != n+1<<15 {
		t.Errorf("the large text has %d lines, want %d", large.Lines(), n+1<<15)
	}
	for i := 1; i <= n; i++ {
		if p, q := small.Line(i), large.Line(i); p.Start != q.Start || p.End != q.End {
			t.Errorf("line %d is %v, in a large text %v", i, p, q)
		}
	}
	if last := large.Line(large.Lines() + 1); last.Start != len(large.Text) || last.Len() != 0 {
		t.Errorf("behind the last line is %q", last.Text())
	}
}

func TestSpan(t *testing.T) {
	f, g := source.NewFile("a.conf", "abcdef"), source.NewFile("b.conf", "abcdef")
	s := source.Span{File: f, Start: 2, End: 4}
	if s.Text() != "cd" || s.Len() != 2 || s.From().Column != 3 || s.To().Column != 5 || s.IsZero() {
		t.Errorf("the span is %q, from %+v to %+v", s.Text(), s.From(), s.To())
	}
	inside, across, other := source.Span{File: f, Start: 3, End: 4}, source.Span{File: f, Start: 3, End: 5}, source.Span{File: g, Start: 3, End: 4}
	if !s.Contains(s) || !s.Contains(inside) || s.Contains(across) || s.Contains(other) {
		t.Error("Contains is wrong")
	}
	ordered := []source.Span{{}, {File: f, Start: 1, End: 6}, s, inside, across, other}
	for i, a := range ordered {
		for j, b := range ordered {
			if a.Less(b) != (i < j) {
				t.Errorf("%v.Less(%v) is %v", a, b, a.Less(b))
			}
		}
	}
	var none source.Span
	if !none.IsZero() || none.Text() != "" || none.From() != (source.Position{}) || none.To() != (source.Position{}) {
		t.Error("the zero span is somewhere")
	}
}

func TestJoin(t *testing.T) {
	f := source.NewFile("a.conf", strings.Repeat("x", 20))
	span := func(start, end int) source.Span { return source.Span{File: f, Start: start, End: end} }
	got := source.Join([]source.Span{span(8, 9), span(1, 5), span(2, 3), span(9, 12), span(15, 15)})
	if want := []source.Span{span(1, 5), span(8, 12), span(15, 15)}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if got := source.Join(nil); len(got) != 0 {
		t.Errorf("of none: %v", got)
	}
}

func TestConcurrentPositions(t *testing.T) {
	f := source.NewFile("a.conf", strings.Repeat("a\n", 1000))
	lines := make(chan int)
	for range 4 {
		go func() { lines <- f.Position(1999).Line }()
	}
	for range 4 {
		if n := <-lines; n != 1000 {
			t.Errorf("line %d, want 1000", n)
		}
	}
}
