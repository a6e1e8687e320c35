package lint

import (
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model/pyscript"
)

// A comment is one of the configuration, or of a WSGI script.
type comment struct {
	text string
	// at is where bytes of the text stand.
	at func(start, end int) source.Span
	// whole is what goes with the comment; it is empty where the comment cannot go alone.
	whole source.Span
}

// A suppression is one comment `# modwsgi-lint: ignore RULE[, RULE] -- reason`.
type suppression struct {
	comment
	mark  source.Span // from the linter's name to the end
	rules []named
	file  bool // ignore-file
	// covers is the text whose findings it suppresses; it is empty where nothing follows.
	covers source.Span
	fault  string // why it suppresses nothing whatever it names, or ""
}

// A named rule of a comment.
type named struct {
	id         string
	start, end int // in the comment's text
	used       bool
}

const mark = "modwsgi-lint:"

// parseSuppression reads a comment that speaks to the linter; ok is false for all others. What it covers is left to the caller.
func parseSuppression(c comment) (s suppression, ok bool) {
	text := c.text
	from := len(text) - len(strings.TrimLeft(text, "# \t"))
	if !strings.HasPrefix(text[from:], mark) {
		return s, false
	}
	s = suppression{comment: c, mark: c.at(from, len(text))}
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
			s, ok := parseSuppression(lineComment(l))
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

// lineComment is a comment of the configuration. One that is continued keeps its lines: what it swallows is somebody's text.
func lineComment(l *parser.Line) comment {
	c := comment{text: l.Text(), at: l.At, whole: l.Span()}
	if strings.Contains(strings.TrimSuffix(c.whole.Text(), "\n"), "\n") {
		c.whole = source.Span{}
	}
	return c
}

// scriptSuppressions collects the comments of a script. Each covers the statement it stands in or behind, else the next one.
func scriptSuppressions(s *pyscript.Script) []suppression {
	if !strings.Contains(s.Source.Text, mark) {
		return nil
	}
	var all []suppression
	for _, at := range s.Comments {
		c := comment{text: at.Text(), whole: source.Span{File: at.File, Start: blanksBefore(at), End: at.End}}
		c.at = func(start, end int) source.Span {
			return source.Span{File: at.File, Start: at.Start + start, End: at.Start + end}
		}
		if line := at.File.Line(at.From().Line); line.Start == c.whole.Start {
			c.whole = line
		}
		x, ok := parseSuppression(c)
		if !ok {
			continue
		}
		x.covers = s.Following(at)
		if x.file {
			x.covers = source.Span{File: s.Source, End: len(s.Source.Text)}
		}
		all = append(all, x)
	}
	return all
}

// blanksBefore is where the blanks before a text begin.
func blanksBefore(at source.Span) int {
	return len(strings.TrimRight(at.File.Text[:at.Start], " \t\f"))
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

// removeRule removes name i from the comment, or the whole comment where it is the only one.
func (s *suppression) removeRule(i int) []Fix {
	if s.whole.IsZero() {
		return nil
	}
	id := s.rules[i].id
	at := s.whole
	switch {
	case len(s.rules) == 1:
		return []Fix{{Title: "Remove the comment", Safety: Safe, Edits: []source.Edit{{Span: at}}}}
	case i == 0:
		at = s.at(s.rules[0].start, s.rules[1].start)
	default:
		at = s.at(s.rules[i-1].end, s.rules[i].end)
	}
	return []Fix{{Title: "Remove " + id + " from the comment", Safety: Safe, Edits: []source.Edit{{Span: at}}}}
}
