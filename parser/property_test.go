package parser

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
)

// parse makes the whole tree.
func parse(text string) *File {
	f := Parse(source.NewFile("httpd.conf", text))
	f.Body()
	return f
}

// FuzzParse checks what is true of every text.
func FuzzParse(f *testing.F) {
	f.Fuzz(checkText)
}

// TestRandomTexts checks the properties on texts made of what the language is made of.
func TestRandomTexts(t *testing.T) {
	words := strings.Split(`\|\\|\\\|/`+"\x00|\r|\r\n|\n|\n|\n|\n\n|\\\n|\\\r\n|\\\n\n|\\\n#| |\t|\v|  |"+
		`#|a|A b|"|'|"a b"|'a\''|\"|<A>|<A x>|<b>|<B "y>z">|</A>|</a>|</b>|</b >|</B|</a>x|<Macro m>|</Macro>|`+
		"<|>|</>|\"<A\" >|'</A>'|${x}|\u00e9|\xff|<Directory /a>|</Directory>|<VirtualHost *>|</VirtualHost>", "|")
	r := rand.New(rand.NewPCG(3, 4))
	for range 20_000 {
		var b strings.Builder
		for range r.IntN(30) {
			b.WriteString(words[r.IntN(len(words))])
		}
		text := b.String()
		checkText(t, text)
		if t.Failed() {
			t.Fatalf("of the text %q", text)
		}
	}
}

func checkText(t *testing.T, text string) {
	tree := parse(text)
	checkTree(t, tree)
	checkReading(t, tree)
	checkPlaces(t, tree)
	checkEdits(t, tree)
}

// checkTree checks that the nodes tile the text, that every line stands in one place of the tree, and knows where.
func checkTree(t *testing.T, f *File) {
	t.Helper()
	at := 0
	var lines []*Line
	tile := func(l *Line, in *Section) {
		if s := l.Span(); s.Start != at || s.End <= s.Start {
			t.Errorf("line %q is bytes %d to %d, want from %d", l.Text(), s.Start, s.End, at)
		}
		if l.In() != in {
			t.Errorf("line %q does not know the section it stands in", l.Text())
		}
		at = l.Span().End
		lines = append(lines, l)
	}
	var walk func(body []Node, in *Section, depth int)
	walk = func(body []Node, in *Section, depth int) {
		if depth > MaxDepth {
			t.Errorf("sections are %d deep", depth)
		}
		for _, n := range body {
			if n.In() != in {
				t.Error("a node does not know the section it stands in")
			}
			start := at
			switch n := n.(type) {
			case *Line:
				tile(n, in)
			case *Section:
				tile(n.Open, in)
				walk(n.Body, n, depth+1)
				if n.Close != nil {
					tile(n.Close, in)
				}
			}
			if s := n.Span(); s.Start != start || s.End != at {
				t.Errorf("a node's span is %d to %d, want %d to %d", s.Start, s.End, start, at)
			}
		}
	}
	walk(f.Body(), nil, 0)
	if at != len(f.Source.Text) {
		t.Errorf("the nodes end at byte %d of %d", at, len(f.Source.Text))
	}
	lines = slices.DeleteFunc(lines, func(l *Line) bool { return l.Kind() == Blank && l.RawLen() <= maxLine })
	if !slices.Equal(lines, slices.Collect(all(f))) {
		t.Error("the lines of the tree are not those of the file")
	}
	for i := range lines {
		if j := min(i+3, len(lines)-1); lines[i].Beside(lines[j]) != (lines[i].In() == lines[j].In()) || lines[j].Beside(lines[i]) != lines[i].Beside(lines[j]) {
			t.Errorf("whether %q stands beside %q is told wrong", lines[i].Text(), lines[j].Text())
		}
	}
	checkProblems(t, f)
}

func checkProblems(t *testing.T, f *File) {
	t.Helper()
	at := 0
	for _, p := range f.Problems() {
		if p.At.Start < at || p.At.End > len(f.Source.Text) {
			t.Errorf("the problem %v is out of place", p)
		}
		at = p.At.Start
	}
}

func all(f *File) func(func(*Line) bool) {
	return func(yield func(*Line) bool) {
		for i := range f.NumLines() {
			if !yield(f.Line(i)) {
				return
			}
		}
	}
}

// A reading is a logical line as httpd reads it.
type reading struct {
	Text        string
	Number, End int
}

// checkReading compares the lines with those of getline.
func checkReading(t *testing.T, f *File) {
	t.Helper()
	text := f.Source.Text
	var want, got []reading
	for at, number := 0, 0; at < len(text); {
		var r reading
		r.Text, r.End, r.Number = getline(text, at, number)
		r.Text = strings.Trim(r.Text, " \t\n\v\f\r")
		if r.Text != "" {
			want = append(want, r)
		}
		at, number = r.End, r.Number
	}
	for l := range all(f) {
		got = append(got, reading{Text: l.Text(), Number: l.Number(), End: l.Span().End})
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("lines of %q (-httpd +parser):\n%s", text, d)
	}
}

// getline reads one line as httpd's ap_cfg_getline_core does, step by step, its buffer holding C strings. It returns the line untrimmed, where the next
// begins, and the number of lines read.
func getline(text string, at, number int) (line string, next, lines int) {
	var buf []byte
	keep := 0
	for {
		number++
		if at == len(text) {
			return string(buf[:keep]), at, number
		}
		physical, _, terminated := strings.Cut(text[at:], "\n")
		at += len(physical)
		if terminated {
			at++
			physical += "\n"
		}
		physical, _, _ = strings.Cut(physical, "\x00")
		buf = append(buf[:keep], physical...)
		end := len(buf)
		if end > 0 && buf[end-1] == '\n' {
			end--
			if end > 0 && buf[end-1] == '\r' {
				end--
			}
			if end > 0 && buf[end-1] == '\\' {
				keep = end - 1
				continue
			}
		}
		return string(buf), at, number
	}
}

// checkPlaces checks that the bytes a part of a line came from are that part, once they are joined.
func checkPlaces(t *testing.T, f *File) {
	t.Helper()
	for l := range all(f) {
		text := l.Text()
		for i := range min(len(text), 20) {
			for j := i + 1; j <= min(len(text), i+20); j++ {
				at := l.At(i, j)
				joined, _, _ := getline(at.Text(), 0, 0)
				if joined != text[i:j] || at.Text()[0] != text[i] || at.Text()[at.Len()-1] != text[j-1] {
					t.Errorf("bytes %d to %d of %q are %q, which is at %q", i, j, text, text[i:j], at.Text())
				}
			}
		}
		if whole := l.At(0, len(text)); !l.Span().Contains(whole) {
			t.Errorf("line %q is at %q", text, whole.Text())
		}
	}
}

// checkEdits checks that the reading of a line does not depend on anything outside its span.
func checkEdits(t *testing.T, f *File) {
	t.Helper()
	for l := range all(f) {
		text := "# before\n" + l.Span().Text()
		if l.Span().End < len(f.Source.Text) {
			text += "After 1\n"
		}
		alone := parse(text)
		if alone.NumLines() < 2 || alone.Line(1).Text() != l.Text() || alone.Line(1).Kind() != l.Kind() {
			t.Errorf("line %q of %q reads differently alone", l.Text(), f.Source.Text)
		}
	}
}
