package lint

import (
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
)

// A suppression is one comment `# modwsgi-lint: ignore RULE[, RULE] -- reason`.
type suppression struct {
	line  *parser.Line
	at    source.Span // from the linter's name to the end
	rules []named
	file  bool // ignore-file
	// covers is the text whose findings it suppresses; it is empty where no directive follows.
	covers source.Span
	fault  string // why it suppresses nothing whatever it names, or ""
}

// A named rule of a comment.
type named struct {
	id         string
	start, end int // in the line's text
	used       bool
}

const mark = "modwsgi-lint:"

// parseSuppression reads a comment that speaks to the linter; ok is false for all others. What it covers is left to the caller.
func parseSuppression(l *parser.Line) (s suppression, ok bool) {
	text := l.Text()
	from := len(text) - len(strings.TrimLeft(text, "# \t"))
	if !strings.HasPrefix(text[from:], mark) {
		return s, false
	}
	s = suppression{line: l, at: l.At(from, len(text))}
	rest := text[from+len(mark):]
	names, reason, _ := strings.Cut(rest, "--")
	verb := strings.TrimLeft(names, " \t")
	at := from + len(mark) + len(names) - len(verb)
	word, _, _ := strings.Cut(strings.ReplaceAll(verb, "\t", " "), " ")
	switch word {
	case "ignore-file":
		s.file = true
	case "ignore":
	default:
		s.fault = "this comment is not understood: write # modwsgi-lint: ignore RULE -- reason"
		return s, true
	}
	s.rules = cutNames(verb[len(word):], at+len(word))
	switch {
	case len(s.rules) == 0:
		s.fault = "this comment names no rule: write # modwsgi-lint: " + word + " RULE -- reason"
	case strings.Trim(reason, "- \t") == "":
		s.fault = "this comment suppresses nothing, because it gives no reason: write -- and the reason behind the rule"
	}
	return s, true
}

// cutNames cuts names between commas. The first byte of text stands at offset at of the line's text.
func cutNames(text string, at int) []named {
	var names []named
	for part := range strings.SplitSeq(text, ",") {
		id := strings.TrimSpace(part)
		if id != "" {
			start := at + strings.Index(part, id)
			names = append(names, named{id: id, start: start, end: start + len(id)})
		}
		at += len(part) + 1
	}
	return names
}

// suppressions collects the comments of a tree, in the order of the text.
func suppressions(f *parser.File) []suppression {
	if !strings.Contains(f.Source.Text, mark) {
		return nil
	}
	var all []suppression
	var walk func(body []parser.Node)
	walk = func(body []parser.Node) {
		for i, n := range body {
			if s, ok := n.(*parser.Section); ok {
				walk(s.Body)
				continue
			}
			l := n.(*parser.Line)
			if l.Kind() != parser.Comment {
				continue
			}
			s, ok := parseSuppression(l)
			if !ok {
				continue
			}
			s.covers = next(body[i+1:])
			if s.file {
				s.covers = source.Span{File: f.Source, End: len(f.Source.Text)}
			}
			all = append(all, s)
		}
	}
	walk(f.Body())
	return all
}

// next is the text of the first node that is neither a comment nor blank.
func next(body []parser.Node) source.Span {
	for _, n := range body {
		if l, ok := n.(*parser.Line); ok && (l.Kind() == parser.Comment || l.Kind() == parser.Blank) {
			continue
		}
		return n.Span()
	}
	return source.Span{}
}

// removeRule removes name i from the comment, or the whole comment where it is the only one. A comment that is continued
// keeps its lines: what it swallows is somebody's text.
func (s *suppression) removeRule(i int) []Fix {
	l := s.line
	if strings.Contains(strings.TrimSuffix(l.Span().Text(), "\n"), "\n") {
		return nil
	}
	id := s.rules[i].id
	at := l.Span()
	switch {
	case len(s.rules) == 1:
		return []Fix{{Title: "Remove the comment", Safety: Safe, Edits: []source.Edit{{Span: at}}}}
	case i == 0:
		at = l.At(s.rules[0].start, s.rules[1].start)
	default:
		at = l.At(s.rules[i-1].end, s.rules[i].end)
	}
	return []Fix{{Title: "Remove " + id + " from the comment", Safety: Safe, Edits: []source.Edit{{Span: at}}}}
}
