package eval

import (
	"fmt"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
)

// macroBody reads lines up to the macro's closing tag, comments left out and blank lines kept (get_lines_till_end_token). It returns what
// is wrong with the end.
func (lv *level) macroBody(m *macro, open line) (body []kept, wrong string) {
	const missing = "expected token not found: </Macro>"
	silent := lv.ignoreNesting || m.ignoreNesting
	macros, tags := 1, 1
	start, grown := *lv.input, lv.grown
	resume, split := start, false // where the reading goes on if the closing tag is missing
	lv.grown = true               // the buffer here is another one, of a fixed size
	defer func() { lv.input.through, lv.grown = false, grown }()
	for {
		blanks := lv.blanks()
		lv.input.through = start.file == nil
		l, ok := lv.nextLine()
		if !ok {
			again := lv.input.next - start.next
			if start.file != nil && lv.spend(&lv.budget.replayed, again, maxReplayed, "lines read again", func() line { return open }) {
				lv.input = &resume // read the rest of the file as if the tag were not there
			}
			return nil, missing
		}
		for range blanks {
			body = append(body, kept{})
		}
		if len(l.text)+2 > macroBuffer || l.syntax != nil && l.syntax.RawLen()+2 > macroBuffer {
			wrong = missing
		}
		if l.text != "" && l.text[0] == '#' {
			continue
		}
		if !split && lv.input.file == start.file && (parser.SameName(splitName(l), "<Macro") || parser.SameName(l.text, "<Macro>")) {
			resume, split = *lv.input, true // this was to be it
		}
		word, _ := parser.CutWord(l.text, 0)
		switch w := word.Value; {
		case strings.HasPrefix(w, "</"):
			if tags--; tags < 0 && !silent {
				lv.warn("AH02793", fmt.Sprintf("bad (negative) nesting on line %d of %s", lines(open, l), m.where()), l.at(), l)
			}
			if parser.SameName(w, "</Macro>") {
				end := strings.LastIndexByte(l.text, '>')
				told := l
				told.from, told.counted = open.from, open.number()+lines(open, l)
				lv.warnTrailing("AH02794: non blank chars found after directive closing", l.text[end+1:], told)
				macros--
			}
			if macros == 0 {
				if tags != 0 && !silent {
					lv.warn("AH02795", fmt.Sprintf("bad cumulated nesting (%+d) in %s", tags, m.where()), l.at(), l)
				}
				return body, wrong
			}
		case strings.HasPrefix(w, "<"):
			tags++
			if parser.SameName(w, "<Macro") {
				macros++
			}
		}
		body = append(body, kept{text: l.text, syntax: l.syntax})
	}
}

// lines is how many lines behind the opening tag l is, as counted by the input that was read there. Where that has ended the reading goes on behind
// the Use that it came from.
func lines(open, l line) int {
	n, from := 0, open.number()
	for in := open.from; in != nil && in != l.from && in.via != nil; in = in.outer {
		n += len(in.kept) - from
		from = in.via.Line
	}
	return n + l.number() - from
}

// blanks counts the blank logical lines before the next line of a file, which the parser leaves out.
func (lv *level) blanks() int {
	in := lv.input
	if in.file == nil || in.next >= in.file.NumLines() {
		return 0
	}
	return parser.LogicalLines(in.file.Source.Text[in.end:in.file.Line(in.next).Span().Start])
}
