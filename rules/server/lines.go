package server

import (
	"iter"
	"slices"
	"sort"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
)

// lines yields the logical lines of all files read, each once, but for those that a false condition skips. Files whose text is not worth
// it are left out.
func lines(c *eval.Config, worth func(text string) bool) iter.Seq[*parser.Line] {
	return func(yield func(*parser.Line) bool) {
		var skips map[*source.File][]source.Span
		for _, f := range c.Files {
			if !worth(f.Source.Text) {
				continue
			}
			if skips == nil {
				skips = skipped(c)
			}
			if !readLines(f, skips[f.Source], yield) {
				return
			}
		}
	}
}

// readLines yields the lines of f that begin in no skip. The skips are sorted.
func readLines(f *parser.File, skips []source.Span, yield func(*parser.Line) bool) bool {
	for i := range f.NumLines() {
		l := f.Line(i)
		start := l.Span().Start
		for len(skips) > 0 && skips[0].End <= start {
			skips = skips[1:]
		}
		if len(skips) > 0 && skips[0].Start <= start {
			continue
		}
		if !yield(l) {
			return false
		}
	}
	return true
}

// skipped are the bodies of false conditions, by file, sorted and apart from one another. One that is not closed in the file it began in
// goes to the file's end.
func skipped(c *eval.Config) map[*source.File][]source.Span {
	skips := map[*source.File][]source.Span{}
	for _, k := range c.Conditions {
		if k.Truth != eval.No {
			continue
		}
		s := k.Syntax.Span()
		s.Start, s.End = s.End, len(s.File.Text)
		if k.Close != nil {
			if end := k.Close.Span(); end.File == s.File && end.Start >= s.Start {
				s.End = end.Start
			}
		}
		skips[s.File] = append(skips[s.File], s)
	}
	for file, all := range skips {
		skips[file] = source.Join(all)
	}
	return skips
}

// oddTag reports whether a line has a tag that is not closed at its end, or before, as in few files.
func oddTag(text string) bool {
	for {
		i := strings.IndexByte(text, '<')
		if i < 0 {
			return false
		}
		line, rest, _ := strings.Cut(text[i:], "\n")
		line = strings.TrimRight(line, " \t\r")
		if strings.IndexByte(line, '>') != len(line)-1 {
			return true
		}
		text = rest
	}
}

// allASCII reports whether all that is read is ASCII, as most is: then it has no typographic quotes and no white space of Unicode.
var allASCII = lint.Fact[bool]{Find: func(p *lint.Pass) bool {
	for _, f := range p.Config.Files {
		if !isASCII(f.Source.Text) {
			return false
		}
	}
	for _, values := range []map[string]string{p.Host.Env, p.Host.Variables} {
		for _, v := range values {
			if !isASCII(v) {
				return false
			}
		}
	}
	return true
}}

// isASCII reports whether a text is all ASCII.
func isASCII(text string) bool {
	for i := range len(text) {
		if text[i] >= 0x80 {
			return false
		}
	}
	return true
}

// inMacro reports whether a line stands in the body of a <Macro>: then it is no line of the configuration yet, and a fix must not touch it.
func inMacro(l *parser.Line) bool {
	for s := l.In(); s != nil; s = s.In() {
		if s.Name() == "macro" {
			return true
		}
	}
	return false
}

// A told knows what the read pass refuses already: that is for rule syntax to say.
type told map[*source.File][]int

func tellers(c *eval.Config) told {
	t := told{}
	for _, p := range c.Problems {
		t[p.At.File] = append(t[p.At.File], p.At.Start)
	}
	for _, starts := range t {
		slices.Sort(starts)
	}
	return t
}

// of reports whether some problem begins on the line.
func (t told) of(l *parser.Line) bool {
	at := l.Span()
	starts := t[at.File]
	i := sort.SearchInts(starts, at.Start)
	return i < len(starts) && starts[i] < at.End
}
