package lint

import (
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/directives"
	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

// Movable reports whether a fix may move or remove d's line: every byte of it was written there, once, for d alone.
func Movable(d *eval.Directive) bool {
	_, exact := d.Origin(0, len(d.RawArgs()))
	return exact
}

// Together reports whether two directives stand in the same body of the same file, so that one may be moved to the other.
func Together(a, b *eval.Directive) bool {
	return a.In == b.In && a.Syntax.Beside(b.Syntax)
}

// MayMoveAbove reports whether a fix may move d's line above that of target, which stands before it in the same body.
func MayMoveAbove(c *model.Config, d, target *eval.Directive) bool {
	return Together(d, target) && MayOvertake(c, d, target)
}

// MayOvertake is MayMoveAbove for two bodies: both lines are Movable, and nothing between may leave one of them out.
func MayOvertake(c *model.Config, d, target *eval.Directive) bool {
	return Movable(d) && Movable(target) && !c.MayPart(target, d)
}

// Block is the whole physical lines of d and the comment lines directly above, which speak of it.
func Block(d *eval.Directive) source.Span {
	span := d.Syntax.Span()
	f := span.File
	for n := span.From().Line - 1; n >= 1; n-- {
		above := f.Line(n)
		if !isComment(above.Text()) || n > 1 && continues(f.Line(n-1).Text()) {
			break
		}
		span.Start = above.Start
	}
	return span
}

// MoveAbove moves d's block above that of target, and the empty line above it if that would be left over. See MayMoveAbove.
func MoveAbove(d, target *eval.Directive) []source.Edit {
	block, to, end := Block(d), Block(target), LineEnd(target)
	text, remove := block.Text(), RemoveLines(block)
	if !strings.HasSuffix(text, "\n") {
		text += end
	}
	if remove.Span.Start < block.Start {
		text += end
	}
	insert := source.Span{File: to.File, Start: to.Start, End: to.Start}
	return []source.Edit{{Span: insert, New: text}, remove}
}

// RemoveLines removes whole lines. Where that would leave two empty lines together, or one at the end of a body, it takes
// the one above too.
func RemoveLines(s source.Span) source.Edit {
	f := s.File
	first := s.From().Line
	if first > 1 && isBlank(f.Line(first-1).Text()) && (first == 2 || !continues(f.Line(first-2).Text())) {
		below := ""
		if s.End < len(f.Text) {
			below = f.Line(f.Position(s.End).Line).Text()
		}
		if isBlank(below) || strings.HasPrefix(strings.TrimSpace(below), "</") {
			s.Start = f.Line(first - 1).Start
		}
	}
	return source.Edit{Span: s}
}

// GoesOn returns the line below that of at, if it was certainly meant to be a part of it, for it begins with nothing that Apache has. A capital
// letter may be that of a directive whose name is misspelt.
func GoesOn(at source.Span) (line source.Span, ok bool) {
	f, here := at.File, at.From().Line
	if here == f.Lines() {
		return line, false
	}
	line = f.Line(here + 1)
	word, _ := parser.CutWord(strings.TrimSpace(line.Text()), 0)
	return line, word.Value != "" && !strings.ContainsAny(word.Value[:1], "#<ABCDEFGHIJKLMNOPQRSTUVWXYZ") && directives.Lookup(word.Value) == nil
}

// Below is the line below d, if it was certainly meant to be a part of d: it begins with a path, or has an option. Where something is missing in d, that is the
// same mistake.
func Below(d *eval.Directive) []source.Span {
	end := d.At()
	end.Start = end.End
	line, ok := GoesOn(end)
	if text := strings.TrimSpace(line.Text()); !ok || text[0] != '/' && !strings.Contains(text, "=") {
		return nil
	}
	return []source.Span{line}
}

// LineAbove writes a line above that of d.
func LineAbove(d *eval.Directive, text string) []source.Edit {
	at := d.Syntax.Span()
	at.End = at.Start
	return []source.Edit{{Span: at, New: Indent(d) + text + LineEnd(d)}}
}

// AddWords writes more words at the end of d; nothing where its last one is not finished.
func AddWords(d *eval.Directive, words string) []source.Edit {
	if strings.Count(d.RawArgs(), `"`)%2 != 0 || strings.Count(d.RawArgs(), "'")%2 != 0 {
		return nil
	}
	at := d.At()
	at.Start = at.End
	return []source.Edit{{Span: at, New: " " + words}}
}

// LineEnd is how d's line ends, LF or CR LF; LF where the file ends first.
func LineEnd(d *eval.Directive) string {
	if strings.HasSuffix(d.Syntax.Span().Text(), "\r\n") {
		return "\r\n"
	}
	return "\n"
}

// Indent is the white space before d's first word.
func Indent(d *eval.Directive) string {
	s := d.Syntax.Span()
	return s.File.Text[s.Start:d.Syntax.At(0, 0).Start]
}

func isComment(line string) bool { return strings.HasPrefix(strings.TrimSpace(line), "#") }

func isBlank(line string) bool { return strings.TrimSpace(line) == "" }

func continues(line string) bool {
	return strings.HasSuffix(strings.TrimSuffix(strings.TrimSuffix(line, "\n"), "\r"), `\`)
}
