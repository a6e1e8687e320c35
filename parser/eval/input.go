package eval

import (
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
)

// An input is where lines come from: a file, or lines kept in memory, which are a macro's body or those of -C. Lines of a macro
// stand before what is left of the outer input, as mod_macro arranges it (make_array_config).
type input struct {
	label string // the file name httpd reports
	via   *Frame
	file  *parser.File
	next  int // index of the next line
	end   int // offset in the file behind the last line
	kept  []kept
	outer *input

	verbatim bool // a backslash at the end of a kept line is a backslash
	resumed  bool // the next line is the first after a macro's
}

// A kept line is a line of a macro's body with its parameters substituted, or a line of -C.
type kept struct {
	text   string
	syntax *parser.Line
	pieces []piece // where text differs from the line as written
}

// A line is a logical line on its way through the reader.
type line struct {
	text   string // physical lines joined, white space trimmed; variables not expanded
	syntax *parser.Line
	number int // as httpd reports it
	from   *input
	// expansion is nil where the text is that of syntax.
	expansion *expansion
}

// at is all of the line's text.
func (l line) at() source.Span { return l.syntax.At(0, len(l.syntax.Text())) }

// nextLine returns the next logical line of the level. Of a file the blank ones are left out.
func (lv *level) nextLine() (line, bool) {
	for {
		in := lv.input
		switch {
		case in.file != nil:
			return lv.nextOfFile(in)
		case in.next < len(in.kept):
			return lv.nextKept(in), true
		case in.outer == nil:
			return line{}, false
		}
		in.outer.resumed = true
		lv.input = in.outer
	}
}

func (lv *level) nextOfFile(in *input) (line, bool) {
	for in.next < in.file.NumLines() {
		l := in.file.Line(in.next)
		at := l.Span()
		first := in.resumed && at.Start == in.end
		in.resumed = false
		in.next++
		in.end = at.End
		got := line{text: l.Text(), syntax: l, number: l.Number(), from: in}
		if first && !l.Terminated() {
			return line{}, false // mod_macro's array_getstr loses it
		}
		if at.End-at.Start >= initialBuffer && !lv.fits(got) {
			continue
		}
		return got, true
	}
	return line{}, false
}

// nextKept joins kept lines as ap_cfg_getline_core does physical ones: a stored line may end in a backslash that was no continuation
// where it was written, because blanks stood behind it.
func (lv *level) nextKept(in *input) line {
	k := in.kept[in.next]
	in.next++
	l := line{text: k.text, syntax: k.syntax, number: in.next, from: in}
	l.expansion = &expansion{body: k.pieces, inexact: true}
	for !in.verbatim && strings.HasSuffix(l.text, `\`) {
		l.text = l.text[:len(l.text)-1]
		l.expansion = &expansion{vague: true, inexact: true}
		if in.next == len(in.kept) {
			lv.joinOuter(&l, in)
			break
		}
		l.text += in.kept[in.next].text
		in.next++
		l.number = in.next
	}
	l.expansion.number = int32(l.number)
	l.text = trim(l.text)
	return l
}

// joinOuter continues a macro's last line with the line behind its Use, as the reading of a macro that has ended goes on there.
func (lv *level) joinOuter(l *line, in *input) {
	outer := in.outer
	if outer == nil {
		return
	}
	lv.input = outer
	l.from = outer
	if outer.file == nil {
		if outer.next < len(outer.kept) {
			next := lv.nextKept(outer)
			l.text += next.text
			l.number = next.number
		}
		return
	}
	f := outer.file
	if outer.next < f.NumLines() && f.Line(outer.next).Span().Start == outer.end {
		next := f.Line(outer.next)
		outer.next++
		outer.end = next.Span().End
		lead := next.At(0, 0).Start - next.Span().Start
		l.text += strings.Repeat(" ", lead) + next.Text()
		l.number = next.Number()
		return
	}
	rest := f.Source.Text[outer.end:]
	if i := strings.IndexByte(rest, '\n'); i >= 0 {
		rest = rest[:i+1]
	}
	outer.end += len(rest)
	l.number = f.Source.Position(outer.end - 1).Line
}

func trim(s string) string {
	for len(s) > 0 && parser.IsSpace(s[0]) {
		s = s[1:]
	}
	for len(s) > 0 && parser.IsSpace(s[len(s)-1]) {
		s = s[:len(s)-1]
	}
	return s
}
