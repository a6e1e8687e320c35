package eval

import "fmt"

// Lengths of lines, in bytes without the line end (VARBUF_MAX_LEN; HUGE_STRING_LEN for .htaccess).
const (
	maxLine         = 16<<20 - 1
	maxLineHtaccess = 8190
)

// initialBuffer is what httpd's read buffer holds before it has grown. An unterminated last line of just this length is lost: the buffer
// is full, so httpd makes room and reads on, finds the end of the file, and forgets what it had.
const initialBuffer = 206

// fits follows the read buffer: it notes when the buffer grows, reports a line that is too long, and returns false where httpd does not
// get the line.
func (lv *level) fits(l line) bool {
	raw, most := l.syntax.RawLen(), l.syntax.Buffered()
	if !l.syntax.Terminated() && raw == initialBuffer && most == raw && !lv.grown {
		return false
	}
	if most >= initialBuffer {
		lv.grown = true
	}
	limit := maxLine
	if lv.host.Htaccess {
		limit = maxLineHtaccess
	}
	if raw <= limit {
		return true
	}
	lv.tooLong(l, limit)
	return false
}

// tooLong reports a line httpd cannot read. The error has no place of its own: it borrows that of the last read-time directive.
func (lv *level) tooLong(l line, limit int) {
	p := Problem{
		At:      l.syntax.At(0, min(len(l.text), 80)),
		Message: fmt.Sprintf("Error reading %s at line %d: Line too long", l.from.label, l.number()),
		Hint:    fmt.Sprintf("a line may have at most %d bytes", limit),
		Via:     l.from.via, Fatal: true, When: lv.when,
	}
	switch {
	case lv.last != nil:
		p.Label, p.Line = lv.last.Place()
	case lv.including != nil:
		p.Label, p.Line = lv.including.Place()
		p.Via = lv.including.Via
	}
	lv.report(p)
}
