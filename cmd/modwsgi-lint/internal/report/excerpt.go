package report

import (
	"strings"
	"unicode/utf8"
)

// ellipsis stands where a long line is cut.
const ellipsis = "..."

// maxBytes is how many bytes are shown for a cell.
const maxBytes = 16

// An excerpt is a line of source text as it is shown, and the part of it that is meant.
type excerpt struct {
	text  string
	at, n int // the part, in cells from 0
}

// excerptOf shows bytes [from, to) of a line, which has no line end, in at most the given cells. A line that is too long is cut
// around the part, and a part that is too long at its end. An empty part has one cell, which may lie behind the line.
func excerptOf(line string, from, to, cells int) excerpt {
	start, end := 0, len(line)
	if long(line, cells) {
		start, end = around(line, from, to, cells-2*len(ellipsis))
	}
	text := ""
	if start > 0 {
		text = ellipsis
	}
	text += expand(line[start:from], len(text))
	e := excerpt{at: width(text)}
	text += expand(line[from:min(to, end)], e.at)
	e.n = max(1, width(text)-e.at)
	if end > to {
		text += expand(line[to:end], width(text))
	}
	if end < len(line) {
		text += ellipsis
	}
	e.text = text
	return e
}

// long reports whether a line needs more than the given cells.
func long(line string, cells int) bool {
	n, _ := reach(line, cells)
	return n < len(line)
}

// around gives the bytes of a long line to show: the part [from, to) or its beginning, and as much on either side.
func around(line string, from, to, cells int) (start, end int) {
	_, part := reach(line[from:to], cells)
	_, right := reach(line[from:], part+(cells-part)/2)
	back, left := reachBack(line[:from], cells-right)
	ahead, _ := reach(line[from:], cells-left)
	return from - back, from + ahead
}

// reach gives how many bytes at the beginning of s fit into the given cells, a tab taken for a whole stop, and how many cells they use.
// It stops in a heap of characters that take no cell.
func reach(s string, cells int) (n, used int) {
	for most := min(len(s), maxBytes*cells); n < most; {
		size, c := 1, 1
		if !plain(s[n]) {
			_, size = utf8.DecodeRuneInString(s[n:])
			c = width(expand(s[n:n+size], 0))
		}
		if used+c > cells {
			break
		}
		used += c
		n += size
	}
	return n, used
}

// reachBack is reach from the end.
func reachBack(s string, cells int) (n, used int) {
	for most := min(len(s), maxBytes*cells); n < most; {
		_, size := utf8.DecodeLastRuneInString(s[:len(s)-n])
		c := width(expand(s[len(s)-n-size:len(s)-n], 0))
		if used+c > cells {
			break
		}
		used += c
		n += size
	}
	return n, used
}

// lineText is a line of source without its line end.
func lineText(line string) string {
	return strings.TrimSuffix(strings.TrimSuffix(line, "\n"), "\r")
}
