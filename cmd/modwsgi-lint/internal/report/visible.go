package report

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// tabStop is how many cells a tab reaches in what is shown.
const tabStop = 4

// Visible writes text that is not ours so that it cannot steer a terminal: control characters, line ends, bidirectional overrides,
// invisible characters and bytes that are not UTF-8 become escapes such as \x1b and \u202e.
func Visible(s string) string { return expand(s, -1) }

// plain reports whether a byte is a character of ASCII that is shown as it is, in one cell.
func plain(c byte) bool { return ' ' <= c && c < 0x7f }

// expand is Visible for a line of source text that begins in the given column, from 0: tabs become blanks. Column -1 is for text whose tabs
// are shown as escapes.
func expand(s string, column int) string {
	n := 0
	for n < len(s) && plain(s[n]) {
		n++
	}
	if n == len(s) {
		return s
	}
	var b strings.Builder
	b.WriteString(s[:n])
	if column >= 0 {
		column += n
	}
	for s = s[n:]; len(s) > 0; {
		r, n := utf8.DecodeRuneInString(s)
		cell := escape(s[:n], r)
		if r == '\t' && column >= 0 {
			cell = strings.Repeat(" ", tabStop-column%tabStop)
		}
		if column >= 0 {
			column += width(cell)
		}
		b.WriteString(cell)
		s = s[n:]
	}
	return b.String()
}

// escape writes one character, whose bytes are s. What unicode.IsPrint calls printable leaves out all that steers, hides or looks like a blank.
func escape(s string, r rune) string {
	switch {
	case r == utf8.RuneError && len(s) == 1:
		return fmt.Sprintf(`\x%02x`, s[0])
	case unicode.IsPrint(r):
		return s
	case r == '\n':
		return `\n`
	case r == '\r':
		return `\r`
	case r == '\t':
		return `\t`
	case r < 0x80:
		return fmt.Sprintf(`\x%02x`, r)
	case r < 0x10000:
		return fmt.Sprintf(`\u%04x`, r)
	default:
		return fmt.Sprintf(`\U%08x`, r)
	}
}

// width is the number of terminal cells of visible text.
func width(s string) int {
	n := 0
	for _, r := range s {
		n += runeWidth(r)
	}
	return n
}

func runeWidth(r rune) int {
	switch {
	case r < 0x300:
		return 1
	case unicode.In(r, unicode.Mn, unicode.Me, vowels):
		return 0
	case unicode.Is(wide, r):
		return 2
	}
	return 1
}

// vowels are the medial and final letters of Hangul, which join the one before.
var vowels = &unicode.RangeTable{R16: []unicode.Range16{{Lo: 0x1160, Hi: 0x11ff, Stride: 1}}}

// wide are the characters two cells wide, by East Asian Width W and F of Unicode, with the emoji of the first plane in whole blocks.
var wide = &unicode.RangeTable{
	R16: []unicode.Range16{
		{Lo: 0x1100, Hi: 0x115f, Stride: 1}, {Lo: 0x231a, Hi: 0x231b, Stride: 1}, {Lo: 0x2329, Hi: 0x232a, Stride: 1},
		{Lo: 0x23e9, Hi: 0x23ec, Stride: 1}, {Lo: 0x23f0, Hi: 0x23f3, Stride: 3}, {Lo: 0x25fd, Hi: 0x25fe, Stride: 1},
		{Lo: 0x2614, Hi: 0x2615, Stride: 1}, {Lo: 0x2648, Hi: 0x2653, Stride: 1}, {Lo: 0x267f, Hi: 0x2693, Stride: 20},
		{Lo: 0x26a1, Hi: 0x26aa, Stride: 9}, {Lo: 0x26ab, Hi: 0x26bd, Stride: 18}, {Lo: 0x26be, Hi: 0x26c4, Stride: 6},
		{Lo: 0x26c5, Hi: 0x26ce, Stride: 9}, {Lo: 0x26d4, Hi: 0x26ea, Stride: 22}, {Lo: 0x26f2, Hi: 0x26f3, Stride: 1},
		{Lo: 0x26f5, Hi: 0x26fa, Stride: 5}, {Lo: 0x26fd, Hi: 0x2705, Stride: 8}, {Lo: 0x270a, Hi: 0x270b, Stride: 1},
		{Lo: 0x2728, Hi: 0x274c, Stride: 36}, {Lo: 0x274e, Hi: 0x2753, Stride: 5}, {Lo: 0x2754, Hi: 0x2755, Stride: 1},
		{Lo: 0x2757, Hi: 0x2795, Stride: 62}, {Lo: 0x2796, Hi: 0x2797, Stride: 1}, {Lo: 0x27b0, Hi: 0x27bf, Stride: 15},
		{Lo: 0x2b1b, Hi: 0x2b1c, Stride: 1}, {Lo: 0x2b50, Hi: 0x2b55, Stride: 5}, {Lo: 0x2e80, Hi: 0x303e, Stride: 1},
		{Lo: 0x3041, Hi: 0xa4cf, Stride: 1}, {Lo: 0xa960, Hi: 0xa97f, Stride: 1}, {Lo: 0xac00, Hi: 0xd7a3, Stride: 1},
		{Lo: 0xf900, Hi: 0xfaff, Stride: 1}, {Lo: 0xfe10, Hi: 0xfe19, Stride: 1}, {Lo: 0xfe30, Hi: 0xfe6f, Stride: 1},
		{Lo: 0xff01, Hi: 0xff60, Stride: 1}, {Lo: 0xffe0, Hi: 0xffe6, Stride: 1},
	},
	R32: []unicode.Range32{
		{Lo: 0x16fe0, Hi: 0x18cff, Stride: 1}, {Lo: 0x1b000, Hi: 0x1b2ff, Stride: 1}, {Lo: 0x1f004, Hi: 0x1f0cf, Stride: 203},
		{Lo: 0x1f18e, Hi: 0x1f191, Stride: 3}, {Lo: 0x1f192, Hi: 0x1f19a, Stride: 1}, {Lo: 0x1f200, Hi: 0x1f320, Stride: 1},
		{Lo: 0x1f32d, Hi: 0x1f64f, Stride: 1}, {Lo: 0x1f680, Hi: 0x1f6ff, Stride: 1}, {Lo: 0x1f7e0, Hi: 0x1f7eb, Stride: 1},
		{Lo: 0x1f900, Hi: 0x1f9ff, Stride: 1}, {Lo: 0x1fa70, Hi: 0x1faff, Stride: 1}, {Lo: 0x20000, Hi: 0x3fffd, Stride: 1},
	},
}

// wrap breaks text at blanks into lines of at most the given cells. A word that is longer stands alone on its line.
func wrap(text string, cells int) []string {
	if even(text) {
		return cut(text, cells, cells)
	}
	var lines []string
	var line strings.Builder
	for paragraph := range strings.SplitSeq(text, "\n") {
		used := 0
		line.Grow(min(len(paragraph), cells))
		for word := range strings.FieldsSeq(paragraph) {
			word = Visible(word)
			n := width(word)
			if used > 0 && used+1+n > cells {
				lines = append(lines, line.String())
				line.Reset()
				used = 0
			}
			if used > 0 {
				line.WriteByte(' ')
				used++
			}
			line.WriteString(word)
			used += n
		}
		lines = append(lines, line.String())
		line.Reset()
	}
	return lines
}

// even reports whether a text is of plain characters, with one blank between words, as most are.
func even(text string) bool {
	blank := true
	for i := range len(text) {
		if !plain(text[i]) || blank && text[i] == ' ' {
			return false
		}
		blank = text[i] == ' '
	}
	return !blank
}

// cut is wrap for an even text whose first line has room for first cells. Where it has none for the first word it is as long as the others.
func cut(text string, first, cells int) []string {
	lines := make([]string, 0, 1+len(text)/max(1, cells))
	if len(text) > first && (first < 0 || strings.LastIndexByte(text[:first+1], ' ') < 0) {
		first = cells
	}
	for room := first; len(text) > room; room = cells {
		i := strings.LastIndexByte(text[:room+1], ' ')
		if i < 0 {
			i = strings.IndexByte(text, ' ')
		}
		if i < 0 {
			break
		}
		lines, text = append(lines, text[:i]), text[i+1:]
	}
	return append(lines, text)
}
