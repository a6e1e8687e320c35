package parser

import (
	"bytes"
	"strings"
	"sync"
)

// maxLine is the longest line httpd reads, in bytes (VARBUF_MAX_LEN).
const maxLine = 16777215

// A lineReader reads the logical lines of a text.
type lineReader struct {
	text string
	nul  bool   // there is a NUL in the text
	at   int    // offset of the next physical line
	buf  []byte // of continued lines
}

func newLineReader(text string) lineReader {
	return lineReader{text: text, nul: strings.IndexByte(text, 0) >= 0}
}

func (r *lineReader) more() bool { return r.at < len(r.text) }

// readLines reads the logical lines of the file that are not blank. A blank line that is too long for httpd is kept.
func (f *File) readLines() {
	room := rooms.Get().(*room)
	defer rooms.Put(room)
	n := 0
	for r := newLineReader(f.Source.Text); r.more(); {
		l := Line{tree: f, start: int32(r.at)}
		if j := r.read(&l); j != nil {
			f.joined = append(f.joined, j)
			l.joined = int32(len(f.joined))
		}
		l.end = int32(r.at)
		if l.Text() == "" && l.RawLen() <= maxLine {
			continue
		}
		if room[n] = l; n == slabSize-1 {
			f.add(room[:])
			n = -1
		}
		n++
	}
	f.add(room[:n])
}

// A room holds lines until it is known how many there are.
type room [slabSize]Line

var rooms = sync.Pool{New: func() any { return new(room) }}

// LogicalLines counts the logical lines of a text, blank ones too.
func LogicalLines(text string) int {
	n := 0
	for r := newLineReader(text); r.more(); n++ {
		r.read(&Line{start: int32(r.at)})
	}
	return n
}

// read reads one line, and on to the end of its continuations: of such a one it returns the text.
func (r *lineReader) read(l *Line) *joined {
	body, terminated := r.physical()
	if nul := r.findNUL(body); nul >= 0 {
		body = body[:nul]
	} else if terminated && strings.HasSuffix(strings.TrimSuffix(body, "\r"), `\`) {
		return r.join(body, l.start)
	}
	from, to := trim(body)
	l.from, l.to = l.start+int32(from), l.start+int32(to)
	return nil
}

// findNUL is the offset of the first NUL, -1 for none.
func (r *lineReader) findNUL(body string) int {
	if !r.nul {
		return -1
	}
	return strings.IndexByte(body, 0)
}

// physical returns the next physical line without its LF, and whether there was one.
func (r *lineReader) physical() (string, bool) {
	rest := r.text[r.at:]
	if i := strings.IndexByte(rest, '\n'); i >= 0 {
		r.at += i + 1
		return rest[:i], true
	}
	r.at = len(r.text)
	return rest, false
}

// join joins a physical line that begins at offset start with the ones that continue it. It follows httpd's ap_cfg_getline_core: the test
// for a continuation looks at the end of the whole joined buffer, so an empty line may continue with a backslash left over
// from the line before; a CR before the LF is dropped only then.
func (r *lineReader) join(body string, start int32) *joined {
	j := &joined{pieces: []piece{{0, start}}}
	r.buf = append(r.buf[:0], body...)
	for terminated := true; terminated; {
		j.most = max(j.most, int32(len(r.buf)))
		end, continued := bytes.CutSuffix(bytes.TrimSuffix(r.buf, []byte{'\r'}), []byte{'\\'})
		if !continued {
			break
		}
		r.buf = end
		if !r.more() {
			j.past = true // and counts
			break
		}
		j.add(len(r.buf), r.at)
		body, terminated = r.physical()
		if nul := r.findNUL(body); nul >= 0 {
			body, terminated = body[:nul], false
		}
		r.buf = append(r.buf, body...)
	}
	j.most = max(j.most, int32(len(r.buf)))
	j.finish(r.buf)
	return j
}

// trim returns where s without the white space around it begins and ends.
func trim[S string | []byte](s S) (from, to int) {
	to = len(s)
	for from < to && IsSpace(s[from]) {
		from++
	}
	for from < to && IsSpace(s[to-1]) {
		to--
	}
	return from, to
}

// kindOf sorts a logical line. A tag may stand in quotes, as any first word may.
func kindOf(text string) Kind {
	if text == "" {
		return Blank
	}
	at := 0
	switch text[0] {
	case '#':
		return Comment
	case '"', '\'':
		at = 1
	}
	switch {
	case strings.HasPrefix(text[at:], "</"):
		return Close
	case strings.HasPrefix(text[at:], "<"):
		return Open
	}
	return Directive
}
