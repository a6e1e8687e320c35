package report

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/fatih/color"

	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
)

const (
	// maxRewrite is how many lines of a rewrite are shown.
	maxRewrite = 40
	// maxRewriteCells is how long a line of a rewrite may be before it is cut: several terminal lines, because people copy it.
	maxRewriteCells = 480
)

// fix shows a rewrite, if it is new. That of an alternative is only named.
func (t *text) fix(f lint.Fix, first bool, n news) {
	kind, title := fixLine(f)
	switch {
	case !first:
		t.note("or "+kind, f.Title)
		return
	case n.repeated:
		t.note(kind, f.Title+" (the same rewrite as above)")
		return
	}
	t.note(kind, title)
	if !n.rewrite {
		return
	}
	left := maxRewrite
	t.rule()
	windows := windowsOf(f.Edits)
	for i, w := range windows {
		if left > 0 {
			t.between(windows, i)
		}
		left = t.window(w, left)
	}
	if left < 0 {
		t.line(0, paint(t.style.faint, fmt.Sprintf("and %s more, which --diff shows", counted(-left, "line"))))
	}
	t.rule()
}

// between writes what stands before window i: the name of its file, where there are several, or that lines are left out.
func (t *text) between(windows []window, i int) {
	file := windows[i].at.File
	switch {
	case i == 0 && file != windows[len(windows)-1].at.File, i > 0 && file != windows[i-1].at.File:
		fmt.Fprintf(t.Buffer, "%*s%s %s\n", t.gutter, "", paint(t.style.frame, "-->"), Visible(t.result.show(file.Name)))
	case i > 0:
		fmt.Fprintln(t.Buffer, paint(t.style.frame, ellipsis))
	}
}

// window shows one window as long as there are lines left, and returns how many are then left, below zero for those not shown.
func (t *text) window(w window, left int) int {
	before, after, regions := w.apply()
	first := w.at.From().Line
	put := func(number int, bar, text string) {
		if left > 0 {
			t.row(number, bar, text)
		}
		left--
	}
	for i, h := range hunks(regions, 1, 1, len(before)) {
		if i > 0 && left > 0 {
			fmt.Fprintln(t.Buffer, paint(t.style.frame, ellipsis))
		}
		twins := h.twins()
		h.each(func(mark byte, n int) {
			switch mark {
			case '-':
				put(first+n, paint(t.style.removed, "-"), t.compared(before[n], twin(after, twins.removed, n), t.style.removed, t.style.old))
			case '+':
				put(0, paint(t.style.added, "+"), t.compared(after[n], twin(before, twins.added, n), t.style.added, t.style.new))
			default:
				put(first+n, paint(t.style.frame, "|"), excerptOf(lineText(before[n]), 0, 0, t.cells-t.gutter-len(" | ")).text)
			}
		})
	}
	return left
}

// twins tell which line of the other text stands for one that is replaced, where as many lines come as go.
type twins struct{ removed, added map[int]int }

func (h hunk) twins() twins {
	t := twins{map[int]int{}, map[int]int{}}
	for _, r := range h.changes {
		if r.a1-r.a0 != r.b1-r.b0 {
			continue
		}
		for i := range r.a1 - r.a0 {
			t.removed[r.a0+i], t.added[r.b0+i] = r.b0+i, r.a0+i
		}
	}
	return t
}

func twin(lines []string, of map[int]int, n int) string {
	if i, ok := of[n]; ok {
		return lineText(lines[i])
	}
	return ""
}

// compared paints a line of a rewrite, and stronger what its twin, if any, does not have.
func (t *text) compared(line, twin string, plain, strong *color.Color) string {
	line = lineText(line)
	from, to := 0, 0
	if twin != "" {
		from, to = differing(line, twin)
	}
	if long(line, maxRewriteCells) {
		return paint(plain, excerptOf(line, from, to, maxRewriteCells).text)
	}
	head := expand(line[:from], 0)
	middle := expand(line[from:to], width(head))
	tail := expand(line[to:], width(head+middle))
	return paint(plain, head) + paint(strong, middle) + paint(plain, tail)
}

// differing gives the bytes of line that stand between what it has in common with the other one at either end.
func differing(line, other string) (from, to int) {
	for from < len(line) && from < len(other) && line[from] == other[from] {
		from++
	}
	for from > 0 && from < len(line) && !utf8.RuneStart(line[from]) {
		from--
	}
	to = len(line)
	for end := len(other); to > from && end > from && line[to-1] == other[end-1]; end-- {
		to--
	}
	for to < len(line) && !utf8.RuneStart(line[to]) {
		to++
	}
	if strings.TrimSpace(line[:from]+line[to:]) == "" {
		return 0, 0 // nothing in common: the whole line is new
	}
	return from, to
}
