package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/fatih/color"

	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
)

// A mark is a place to show: its text is underlined with line, and the label stands behind that.
type mark struct {
	at    source.Span
	label string
	paint *color.Color
	line  rune
}

// byFile puts the marks of a file together, in the order in which the files come.
func byFile(marks []mark) [][]mark {
	var groups [][]mark
	for _, m := range marks {
		i := slices.IndexFunc(groups, func(g []mark) bool { return g[0].at.File == m.at.File })
		if i < 0 {
			groups = append(groups, nil)
			i = len(groups) - 1
		}
		groups[i] = append(groups[i], m)
	}
	return groups
}

// A piece is the part of a mark in one physical line.
type piece struct {
	mark
	number   int // of the line
	from, to int // bytes of the line
	last     bool
}

// Of a mark over more lines than these only the first and the last ones are shown.
const (
	maxLines   = 6
	firstLines = 4
)

// pieces cuts a mark into the parts in its lines, without the blanks around and the backslashes that continue lines.
func (m mark) pieces() []piece {
	f := m.at.File
	first, last := m.at.From().Line, m.at.To().Line
	if m.at.End > m.at.Start {
		last = f.Position(m.at.End - 1).Line
	}
	var all []piece
	for n := first; n <= last; n++ {
		if last-first >= maxLines && n == first+firstLines {
			n = last
		}
		span := f.Line(min(n, max(1, f.Lines())))
		text := lineText(span.Text())
		p := piece{mark: m, number: n, from: min(max(m.at.Start-span.Start, 0), len(text)), to: min(m.at.End-span.Start, len(text)), last: n == last}
		if first != last {
			part := text[p.from:p.to]
			p.from += len(part) - len(strings.TrimLeft(part, " \t"))
			p.to -= len(part) - len(strings.TrimRight(strings.TrimSuffix(part, `\`), " \t"))
		}
		p.to = max(p.from, p.to)
		all = append(all, p)
	}
	return all
}

// snippet shows the lines of marks of one file, each with what is marked in it below.
func (t *text) snippet(marks []mark) {
	var pieces []piece
	for _, m := range marks {
		pieces = append(pieces, m.pieces()...)
	}
	slices.SortStableFunc(pieces, func(a, b piece) int { return a.number - b.number })
	t.rule()
	f := marks[0].at.File
	cells := t.cells - t.gutter - len(" | ")
	number, shown := 0, ""
	for _, p := range pieces {
		e := excerptOf(t.source(f, p.number), p.from, p.to, cells)
		switch {
		case number == 0 || p.number <= number+1:
		case p.number == number+2:
			t.line(number+1, excerptOf(t.source(f, number+1), 0, 0, cells).text)
		default:
			fmt.Fprintln(t.Buffer, paint(t.style.frame, ellipsis))
		}
		if p.number != number || e.text != shown {
			t.line(p.number, e.text)
		}
		number, shown = p.number, e.text
		t.underline(p, e, cells)
	}
	t.rule()
}

// source is the text of physical line n; of the one behind the last, nothing.
func (t *text) source(f *source.File, n int) string {
	if n > f.Lines() {
		return ""
	}
	return lineText(f.Line(n).Text())
}

// rule writes an empty line of the frame.
func (t *text) rule() { t.line(0, "") }

// line writes a line of source with its number, none for 0.
func (t *text) line(n int, text string) { t.row(n, paint(t.style.frame, "|"), text) }

func (t *text) row(n int, bar, text string) {
	if n > 0 {
		t.WriteString(paint(t.style.frame, fmt.Sprintf("%*d", t.gutter, n)))
	} else {
		t.blanks(t.gutter)
	}
	t.WriteByte(' ')
	t.WriteString(bar)
	if text != "" {
		t.WriteByte(' ')
		t.WriteString(text)
	}
	t.WriteByte('\n')
}

func (t *text) blanks(n int) {
	for range n {
		t.WriteByte(' ')
	}
}

// underline marks a piece below its line. The label stands behind it where it fits, else below.
func (t *text) underline(p piece, e excerpt, cells int) {
	lead := strings.Repeat(" ", e.at)
	stroke := strings.Repeat(string(p.line), e.n)
	label := ""
	if p.last {
		label = Visible(p.label)
	}
	if label == "" || e.at+e.n+1+width(label) <= cells {
		if label != "" {
			label = " " + label
		}
		t.line(0, lead+paint(p.paint, stroke+label))
		return
	}
	t.line(0, lead+paint(p.paint, stroke))
	indent := min(e.at, cells/2)
	for _, l := range wrap(p.label, cells-indent) {
		t.line(0, strings.Repeat(" ", indent)+paint(p.paint, l))
	}
}
