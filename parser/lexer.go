package parser

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/alecthomas/participle/v2/lexer"

	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
)

// MaxDepth is how deep sections nest in the tree. An opening tag below that is a Line of the body, with a Problem; httpd itself
// dies of a stack overflow at some ten thousand.
const MaxDepth = 256

// chunkSize is the number of bytes after which the lexer reports EOF at the next top-level boundary, so
// that the tokens of a large file are never in memory together.
const chunkSize = 64 << 10

// slabSize is the number of lines allocated together.
const slabSize = 1024

// The tokens: a logical line each. A section's closing tag that the text lacks is a tokenClose without text.
const (
	tokenLine lexer.TokenType = iota + 1 // directive, comment, stray closing tag
	tokenOpen
	tokenClose
)

// definition is the lexer as participle wants it. Its lexer never fails and its sections are balanced, so the grammar is total.
type definition struct{}

func (definition) Symbols() map[string]lexer.TokenType {
	return map[string]lexer.TokenType{"EOF": lexer.EOF, "Line": tokenLine, "Open": tokenOpen, "Close": tokenClose}
}

func (definition) Lex(name string, r io.Reader) (lexer.Lexer, error) {
	text, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	return newLineLexer(source.NewFile(name, string(text))), nil
}

// A lineLexer reads logical lines and balances sections. Next reports EOF at the end of each chunk; more tells whether
// there is another.
type lineLexer struct {
	file  *source.File
	tree  *File
	at    int   // offset of the next physical line
	row   int32 // physical lines read
	chunk int   // where the chunk began

	open    []openTag
	pending []lexer.Token // closing tags that the line just read implies
	buf     []byte        // of continued lines
}

// An openTag is a section that is open; line is its opening tag.
type openTag struct {
	name string // in lower case
	line *Line
}

func newLineLexer(f *source.File) *lineLexer {
	return &lineLexer{file: f, tree: &File{Source: f}}
}

func (x *lineLexer) more() bool { return x.at < len(x.file.Text) }

// Next returns the next token. The error is always nil.
func (x *lineLexer) Next() (lexer.Token, error) {
	if len(x.pending) > 0 {
		t := x.pending[0]
		x.pending = x.pending[1:]
		return t, nil
	}
	if len(x.open) == 0 && x.at-x.chunk > chunkSize {
		x.chunk = x.at
		return lexer.EOFToken(lexer.Position{Offset: x.at}), nil
	}
	l := x.readLine()
	if l == nil {
		return x.end(), nil
	}
	t := lexer.Token{Type: tokenLine, Value: l.text, Pos: lexer.Position{Offset: int(l.start)}}
	switch l.kind {
	case Open:
		return x.opened(l, t), nil
	case Close:
		return x.closed(l, t), nil
	}
	return t, nil
}

func (x *lineLexer) opened(l *Line, t lexer.Token) lexer.Token {
	name := strings.ToLower(l.Name().Value[1:])
	x.open = append(x.open, openTag{name, l})
	if len(x.open) > MaxDepth {
		if len(x.open) == MaxDepth+1 {
			x.problem(l, fmt.Sprintf("sections are nested more than %d deep", MaxDepth))
		}
		return t
	}
	t.Type = tokenOpen
	return t
}

// closed matches a closing tag: with the innermost section of its name, closing the ones inside it; with none it is stray.
func (x *lineLexer) closed(l *Line, t lexer.Token) lexer.Token {
	name := closedName(l.text)
	i := len(x.open) - 1
	for i >= 0 && x.open[i].name != name {
		i--
	}
	if i < 0 {
		x.problem(l, fmt.Sprintf("</%s> has no <%s> to close", name, name))
		return t
	}
	for j := len(x.open) - 1; j > i; j-- {
		x.unclosed(j, name == "macro")
	}
	x.open = x.open[:i]
	if i >= MaxDepth {
		return t
	}
	t.Type = tokenClose
	x.pending = append(x.pending, t)
	return x.shift()
}

func (x *lineLexer) end() lexer.Token {
	for i := len(x.open) - 1; i >= 0; i-- {
		x.unclosed(i, false)
	}
	x.open = x.open[:0]
	if len(x.pending) > 0 {
		return x.shift()
	}
	return lexer.EOFToken(lexer.Position{Offset: x.at})
}

// unclosed queues the closing tag that open section i lacks. Inside a macro that is no problem, for its text is not read
// before it is used; below MaxDepth there is no section to close.
func (x *lineLexer) unclosed(i int, inMacro bool) {
	if i >= MaxDepth {
		return
	}
	o := x.open[i]
	if !inMacro {
		x.problem(o.line, fmt.Sprintf("<%s> is not closed", o.name))
	}
	x.pending = append(x.pending, lexer.Token{Type: tokenClose, Pos: lexer.Position{Offset: x.at}})
}

func (x *lineLexer) shift() lexer.Token {
	t := x.pending[0]
	x.pending = x.pending[1:]
	return t
}

func (x *lineLexer) problem(l *Line, message string) {
	x.tree.Problems = append(x.tree.Problems, Problem{At: l.At(0, len(l.text)), Message: message})
}

// closedName is the name a closing tag closes, in lower case.
func closedName(text string) string {
	w, _ := CutWord(text, 0)
	return strings.ToLower(strings.TrimSuffix(strings.TrimPrefix(w.Value, "</"), ">"))
}

// readLine reads the next logical line that is not blank; nil at the end of the text.
func (x *lineLexer) readLine() *Line {
	for x.more() {
		l := Line{file: x.file, start: int32(x.at)}
		x.readPhysical(&l)
		l.end = int32(x.at)
		l.number = x.row
		if l.text == "" && l.RawLen() <= maxLine {
			continue
		}
		l.kind = kindOf(l.text)
		return x.tree.add(l)
	}
	return nil
}

// maxLine is the longest line httpd reads, in bytes (VARBUF_MAX_LEN); a blank line that is longer is kept for what reads the tree.
const maxLine = 16777215

// readPhysical reads one line, and on to the end of its continuations. The text of an uncontinued line is a part of the file's.
func (x *lineLexer) readPhysical(l *Line) {
	body, terminated := x.physical()
	if nul := strings.IndexByte(body, 0); nul >= 0 {
		l.text = trim(body[:nul])
		return
	}
	if !terminated || !strings.HasSuffix(strings.TrimSuffix(body, "\r"), `\`) {
		l.text = trim(body)
		return
	}
	x.join(l, body)
}

// physical returns the next physical line without its LF, and whether there was one.
func (x *lineLexer) physical() (string, bool) {
	rest := x.file.Text[x.at:]
	x.row++
	if i := strings.IndexByte(rest, '\n'); i >= 0 {
		x.at += i + 1
		return rest[:i], true
	}
	x.at = len(x.file.Text)
	return rest, false
}

// join follows httpd's ap_cfg_getline_core: the test for a continuation looks at the end of the whole joined buffer, so
// an empty line may continue with a backslash left over from the line before; a CR before the LF is dropped only then.
func (x *lineLexer) join(l *Line, body string) {
	j := &joined{pieces: []piece{{0, l.start}}}
	l.joined = j
	x.buf = append(x.buf[:0], body...)
	for terminated := true; terminated; {
		end, more := bytes.CutSuffix(bytes.TrimSuffix(x.buf, []byte{'\r'}), []byte{'\\'})
		if !more {
			break
		}
		x.buf = end
		if !x.more() {
			x.row++
			break
		}
		j.add(len(x.buf), x.at)
		body, terminated = x.physical()
		if nul := strings.IndexByte(body, 0); nul >= 0 {
			body, terminated = body[:nul], false
		}
		x.buf = append(x.buf, body...)
	}
	j.raw = len(x.buf)
	lead := 0
	for lead < len(x.buf) && IsSpace(x.buf[lead]) {
		lead++
	}
	l.text = trim(string(x.buf[lead:]))
	j.trim(lead)
}

// add notes that the joined text from offset at on came from the file's offset from.
func (j *joined) add(at, from int) {
	for len(j.pieces) > 0 && int(j.pieces[len(j.pieces)-1].at) >= at {
		j.pieces = j.pieces[:len(j.pieces)-1]
	}
	j.pieces = append(j.pieces, piece{int32(at), int32(from)})
}

// trim makes offsets count from the trimmed text, which begins lead bytes into the buffer.
func (j *joined) trim(lead int) {
	for i := range j.pieces {
		j.pieces[i].at -= int32(lead)
	}
}

func trim(s string) string {
	for len(s) > 0 && IsSpace(s[0]) {
		s = s[1:]
	}
	for len(s) > 0 && IsSpace(s[len(s)-1]) {
		s = s[:len(s)-1]
	}
	return s
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

// add stores a line where its address will not change.
func (f *File) add(l Line) *Line {
	if f.lines%slabSize == 0 {
		n := slabSize
		if f.lines == 0 {
			n = min(n, strings.Count(f.Source.Text, "\n")+1)
		}
		f.slabs = append(f.slabs, make([]Line, 0, n))
	}
	s := &f.slabs[len(f.slabs)-1]
	*s = append(*s, l)
	f.lines++
	return &(*s)[len(*s)-1]
}
