package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/fatih/color"
)

// A Branch is a line of a tree, with the lines that hang on it. Texts may be anybody's: WriteTree makes them visible.
type Branch struct {
	// Parts are the line. It is broken between parts only.
	Parts []Part
	// Place tells where it comes from, at the end of the line.
	Place    string
	Children []Branch
	// Row is how many of its first parts stand in columns with those of the rows beside it.
	Row int
}

// A Part is a piece of a line.
type Part struct {
	Text string
	Tone Tone
}

// A Tone says what a part is.
type Tone uint8

// The tones.
const (
	Plain Tone = iota
	Name
	Faint
	Wrong
	Doubtful
)

// maxColumn is how many cells a column of rows has at most: longer parts move what follows them.
const maxColumn = 44

// WriteTree draws trees, with an empty line between two. It returns the first error of w.
func WriteTree(w io.Writer, roots []Branch, o Options) error {
	cells := max(o.Width, minWidth)
	if o.Width == 0 {
		cells = defaultWidth
	}
	style := newStyle(o.Color)
	tones := [...]*color.Color{Plain: nil, Name: style.bold, Faint: style.faint, Wrong: style.removed, Doubtful: style.doubtful}
	b := bufio.NewWriter(w)
	for i, root := range roots {
		if i > 0 {
			fmt.Fprintln(b)
		}
		t := tree{cells: cells, style: style, tones: tones[:]}
		t.add(root, nil, "", "")
		t.print(b)
	}
	return b.Flush()
}

// A tree is one tree in the making: its lines, and where their places begin.
type tree struct {
	cells int
	style *style
	tones []*color.Color
	lines []treeLine
}

// A treeLine is a line as it is printed: the frame, parts, and the place of a branch behind its last line.
type treeLine struct {
	frame string
	text  string // painted
	width int    // of frame and text
	place string
}

// add lays out a branch whose parts have the given widths at least. The frame of its first line is head, that of the others rest.
func (t *tree) add(b Branch, columns []int, head, rest string) {
	hang := rest + "  "
	if len(b.Children) > 0 {
		hang = rest + "│ "
	}
	line := treeLine{frame: head, width: width(head)}
	next := func() {
		t.lines = append(t.lines, line)
		line = treeLine{frame: hang + "  ", width: width(hang) + 2}
	}
	gap := 0 // before the next part
	for i, p := range b.Parts {
		text := Visible(p.Text)
		n := width(text)
		if gap > 0 && line.width+gap+n > t.cells {
			next()
			gap = 0
		}
		line.text += strings.Repeat(" ", gap) + paint(t.tones[p.Tone], text)
		line.width += gap + n
		gap = 1
		if i < min(b.Row, len(columns)) {
			gap += max(0, columns[i]-n)
		}
	}
	line.place = Visible(b.Place)
	if place := line.place; place != "" && line.width+2+width(place) > t.cells {
		line.place = ""
		next()
		line.place = place
	}
	t.lines = append(t.lines, line)
	columns = columnsOf(b.Children)
	for i, child := range b.Children {
		if i == len(b.Children)-1 {
			t.add(child, columns, rest+"└─ ", rest+"   ")
		} else {
			t.add(child, columns, rest+"├─ ", rest+"│  ")
		}
	}
}

// columnsOf are the widths of the columns of rows.
func columnsOf(branches []Branch) []int {
	var columns []int
	for _, b := range branches {
		for i, p := range b.Parts[:min(b.Row, len(b.Parts))] {
			if i == len(columns) {
				columns = append(columns, 0)
			}
			if n := width(Visible(p.Text)); n <= maxColumn {
				columns[i] = max(columns[i], n)
			}
		}
	}
	return columns
}

// print writes the lines, their places in one column as far as they fit there.
func (t *tree) print(b *bufio.Writer) {
	column := 0
	for _, l := range t.lines {
		if l.place != "" && l.text != "" {
			column = max(column, l.width+2)
		}
	}
	for _, l := range t.lines {
		fmt.Fprint(b, paint(t.style.faint, l.frame), l.text)
		if l.place != "" {
			gap := column - l.width
			if l.text == "" {
				gap = 0
			} else if column+width(l.place) > t.cells {
				gap = 2
			}
			fmt.Fprint(b, strings.Repeat(" ", gap), paint(t.style.faint, l.place))
		}
		fmt.Fprintln(b)
	}
}
