package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/fatih/color"
)

const contextLines = 3

// A hunk is a part of a unified diff: lines [a0, a1) and [b0, b1) of the two texts, context included.
type hunk struct {
	region
	changes []region
}

// hunks joins regions with context lines around, those with at most gap lines between into one. The old text has the given number of lines.
func hunks(regions []region, context, gap, lines int) []hunk {
	var all []hunk
	for _, r := range regions {
		before := min(context, r.a0)
		after := min(context, lines-r.a1)
		h := hunk{region{r.a0 - before, r.a1 + after, r.b0 - before, r.b1 + after}, []region{r}}
		if n := len(all); n > 0 && all[n-1].a1+gap >= h.a0 {
			all[n-1].a1, all[n-1].b1 = h.a1, h.b1
			all[n-1].changes = append(all[n-1].changes, r)
			continue
		}
		all = append(all, h)
	}
	return all
}

// each calls do for every line of the hunk in the order of a diff: mark is ' ', '-' or '+', and n the line's index in its text.
func (h hunk) each(do func(mark byte, n int)) {
	at := h.a0
	for _, r := range h.changes {
		for ; at < r.a0; at++ {
			do(' ', at)
		}
		for ; at < r.a1; at++ {
			do('-', at)
		}
		for n := r.b0; n < r.b1; n++ {
			do('+', n)
		}
	}
	for ; at < h.a1; at++ {
		do(' ', at)
	}
}

// Unified writes one unified diff of all changes, byte for byte what git apply and patch -p1 take, from the folder that the paths start at.
// Paths are written without a leading slash.
//
// There is no "diff --git" line: with one, git apply would take paths as starting at the top of the repository it is called in.
func Unified(w io.Writer, changes []Change) error {
	return unified(w, changes, func(_ byte, line string) string { return line })
}

// unified writes a diff; show makes a line, its mark and line end included, what is written. Headers have the mark 'h', hunks' '@'.
func unified(w io.Writer, changes []Change, show func(mark byte, line string) string) error {
	out := bufio.NewWriter(w)
	put := func(mark byte, line string) { _, _ = out.WriteString(show(mark, line)) } // Flush gives the error
	for _, c := range changes {
		a, b := splitLines(c.Before), splitLines(c.After)
		regions := changed(a, b)
		if len(regions) == 0 {
			continue
		}
		path := strings.TrimLeft(c.Path, "/")
		put('h', "--- "+quotePath("a/"+path)+"\n")
		put('h', "+++ "+quotePath("b/"+path)+"\n")
		for _, h := range hunks(regions, contextLines, 0, len(a)) {
			put('@', fmt.Sprintf("@@ -%s +%s @@\n", lineRange(h.a0, h.a1), lineRange(h.b0, h.b1)))
			h.each(func(mark byte, n int) {
				line := ""
				if mark == '+' {
					line = b[n]
				} else {
					line = a[n]
				}
				if !strings.HasSuffix(line, "\n") {
					line += "\n\\ No newline at end of file\n"
				}
				put(mark, string(mark)+line)
			})
		}
	}
	return out.Flush()
}

// lineRange writes lines [from, to), from 0, as diffs do: first line from 1 and count; of none the line before.
func lineRange(from, to int) string {
	first := from
	if from < to {
		first++
	}
	return fmt.Sprintf("%d,%d", first, to-from)
}

// quotePath writes a path of a diff's header so that git and GNU patch read it back: plain where it can be, else in quotes as a string of C.
func quotePath(path string) string {
	plain := true
	for i := range len(path) {
		if c := path[i]; c <= ' ' || c >= 0x7f || c == '"' || c == '\\' {
			plain = false
		}
	}
	if plain {
		return path
	}
	var b strings.Builder
	b.WriteByte('"')
	for i := range len(path) {
		switch c := path[i]; {
		case c == '"' || c == '\\':
			b.WriteString(`\` + string(rune(c)))
		case c == '\n':
			b.WriteString(`\n`)
		case c == '\t':
			b.WriteString(`\t`)
		case c < ' ' || c >= 0x7f:
			fmt.Fprintf(&b, `\%03o`, c)
		default:
			b.WriteByte(c)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// writeDiff writes the changes. For a person it colours them and makes control bytes visible; then it is no longer a patch. Colour alone
// does not count: FORCE_COLOR may be set where the diff goes to git apply.
func writeDiff(w io.Writer, r *Result, o Options) error {
	if !o.Terminal {
		return Unified(w, r.Changes)
	}
	s := newStyle(o.Color)
	marks := map[byte]*color.Color{'h': s.bold, '@': s.frame, '-': s.removed, '+': s.added, ' ': nil}
	return unified(w, r.Changes, func(mark byte, line string) string {
		var b strings.Builder
		for part := range strings.SplitSeq(strings.TrimSuffix(line, "\n"), "\n") {
			b.WriteString(paint(marks[mark], part[:1]+expand(part[1:], 0)) + "\n")
		}
		return b.String()
	})
}
