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
	through  bool // so are all further ones, for what reads them began in the macro
}

// A kept line is a line of a macro's body with its parameters substituted, or a line of -C.
type kept struct {
	text   string
	syntax *parser.Line
	pieces []piece // where text differs from the line as written
}

// A line is a logical line on its way through the reader.
type line struct {
	text    string // physical lines joined, white space trimmed; variables not expanded
	syntax  *parser.Line
	counted int // the number httpd reports, where it is not that of syntax
	from    *input
	// expansion is nil where the text is that of syntax.
	expansion *expansion
}

// number is what httpd reports.
func (l line) number() int {
	if l.counted > 0 {
		return l.counted
	}
	return l.syntax.Number()
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
			l := lv.nextKept(in)
			lv.grown = lv.grown || len(l.text) >= initialBuffer
			return l, true
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
		first := in.through || in.resumed && at.Start == in.end
		in.resumed = false
		in.next++
		got := line{text: l.Text(), syntax: l, from: in}
		if first && !l.Terminated() {
			got.text, got.expansion = "", &expansion{vague: true}
			lv.join(&got, in)
			got.text = trim(got.text)
			return got, true
		}
		in.end = at.End
		if at.End-at.Start >= initialBuffer && !lv.fits(got) {
			continue
		}
		return got, true
	}
	return line{}, false
}

// nextKept joins kept lines as ap_cfg_getline_core does physical ones: a stored line may end in a backslash that was no continuation
// where it was written, because blanks stood behind it. A macro's last line is continued with what stands behind its Use, for the reading of a macro
// that has ended goes on there.
func (lv *level) nextKept(in *input) line {
	k := in.kept[in.next]
	in.next++
	l := line{text: k.text, syntax: k.syntax, counted: in.next, from: in}
	l.expansion = &expansion{body: k.pieces, inexact: true}
	for !in.verbatim && strings.HasSuffix(l.text, `\`) {
		l.text = l.text[:len(l.text)-1]
		l.expansion = &expansion{vague: true, inexact: true}
		if in.next == len(in.kept) {
			var use *Frame
			if in, use = in.resuming(); in == nil {
				break
			}
			lv.input, l.from = in, in
			if in.file != nil {
				l.syntax = use.By
				lv.join(&l, in)
				break
			}
		}
		if in.next == len(in.kept) {
			break
		}
		l.text += in.kept[in.next].text
		in.next++
		l.counted = in.next
	}
	l.expansion.number = int32(l.counted)
	l.text = trim(l.text)
	return l
}

// resuming is the input that the reading goes on with behind a macro that has ended, and the Use there; nil where there is none.
func (in *input) resuming() (outer *input, use *Frame) {
	outer, use = in.outer, in.via
	for outer != nil && outer.file == nil && outer.next == len(outer.kept) && outer.outer != nil {
		outer, use = outer.outer, outer.via
	}
	return outer, use
}

// join continues l with the physical lines behind the last line read, be they blank. The end of the file counts as a line. What stands
// on a last line that has no end is lost, for the reading still goes through mod_macro's array_getstr.
func (lv *level) join(l *line, in *input) {
	text := in.file.Source.Text
	for more := true; more; {
		l.counted = in.lineAt() + 1
		i := strings.IndexByte(text[in.end:], '\n')
		if i < 0 {
			if !lv.grown && len(l.text)+len(text)-in.end >= initialBuffer {
				l.text = "" // so is the rest where the buffer is full
			}
			in.end = len(text)
			break
		}
		body := text[in.end : in.end+i]
		in.end += i + 1
		if nul := strings.IndexByte(body, 0); nul >= 0 {
			l.text += body[:nul]
			break
		}
		l.text += body
		var rest string
		if rest, more = strings.CutSuffix(strings.TrimSuffix(l.text, "\r"), `\`); more {
			l.text = rest
		}
	}
	for in.next < in.file.NumLines() && in.file.Line(in.next).Span().Start < in.end {
		in.next++
	}
}

// lineAt is the number of the last line read of a file, as httpd counts: one more where the file ends in a backslash and LF.
func (in *input) lineAt() int {
	n := in.file.Source.Position(in.end - 1).Line
	if in.next > 0 {
		if last := in.file.Line(in.next - 1); last.Span().End == in.end {
			n = max(n, last.Number())
		}
	}
	return n
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
