// Package pyscript reads the text of a WSGI script: which statements it has, what stands in what, and what they say of sys.path, of the
// environment and of the script's own names. It runs nothing and imports nothing.
//
// It knows Python 2 and 3 as far as both have the same words. A text that Python would refuse, or that it does not know well enough, is no
// script to it, so that nothing is said of one that is half understood.
package pyscript

import (
	"regexp"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
)

// A Script is the text of a WSGI script, understood.
type Script struct {
	Source *source.File
	// Statements are in the order of the text, each head before what stands below it.
	Statements []*Statement
	// Comments are from # to the end of the line.
	Comments []source.Span

	imports  []Import
	origins  map[string]string    // what a name was imported as: "environ" is "os.environ"
	bindings map[string][]binding // at the top, by name
	values   map[string]constant  // of names, once asked for
	changes  []PathChange         // of sys.path
	callees  map[string]bool      // functions that are called, once asked for
}

const byteOrderMark = "\ufeff"

// Parse reads a script. It is nil where the text is not understood.
func Parse(file *source.File) *Script {
	l := lexer{text: file.Text}
	if strings.HasPrefix(l.text, byteOrderMark) {
		l.at = len(byteOrderMark)
	}
	if !readable(l.text) {
		return nil
	}
	l.run()
	s := &Script{Source: file, values: map[string]constant{}}
	if l.broken || !s.nest(l.lines) {
		return nil
	}
	for _, c := range l.comments {
		s.Comments = append(s.Comments, s.At(c, c))
	}
	s.findImports()
	s.findBindings()
	s.findPathChanges()
	return s
}

var (
	coding = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)`)
	})
	// ascii are encodings in which a byte below 128 is always the character of ASCII.
	ascii = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`(?i)^(utf[-_]?8(-sig)?|(us-)?ascii|latin[-_]?\d+|iso[-_]?8859[-_]?\d+|(cp|windows-)125\d|koi8[-_]\w|euc[-_]\w+)$`)
	})
)

// readable reports whether Python can decode the text, by the line that tells the encoding, and all syntax in it is ASCII.
func readable(text string) bool {
	rest := strings.TrimPrefix(text, byteOrderMark)
	for range 2 {
		line, after, _ := strings.Cut(rest, "\n")
		if m := coding().FindStringSubmatch(line); m != nil {
			return ascii().MatchString(m[1])
		}
		rest = after
	}
	return utf8.ValidString(text)
}

// At is the text from one token to another.
func (s *Script) At(from, to Token) source.Span {
	return source.Span{File: s.Source, Start: int(from.start), End: int(to.end)}
}

// Span is the text of the statement, of a head without what stands below it.
func (s *Script) Span(st *Statement) source.Span {
	return s.At(st.Tokens[0], st.Tokens[len(st.Tokens)-1])
}

// Following is the text that a comment speaks of: the statement it stands in or behind, else the next one, with all that stands below it.
// It is empty where there is none.
func (s *Script) Following(comment source.Span) source.Span {
	line := comment.From().Line
	for _, st := range s.Statements {
		at := s.Span(st)
		if at.Start > comment.Start || at.End > comment.Start || at.To().Line == line {
			return source.Span{File: s.Source, Start: at.Start, End: st.End}
		}
	}
	return source.Span{}
}

func (s *Script) text(t Token) string { return s.Source.Text[t.start:t.end] }

func (s *Script) is(t Token, text string) bool { return s.text(t) == text }

// word is the name that token i is; "" where it is none, or there are fewer.
func (s *Script) word(tokens []Token, i int) string {
	if i < 0 || i >= len(tokens) || tokens[i].Kind != Name {
		return ""
	}
	return s.text(tokens[i])
}

// op reports whether token i is the operator.
func (s *Script) op(tokens []Token, i int, text string) bool {
	return i >= 0 && i < len(tokens) && tokens[i].Kind == Op && s.is(tokens[i], text)
}

// size is how many tokens the script has.
func (s *Script) size() int {
	n := 0
	for _, st := range s.Statements {
		n += len(st.Tokens)
	}
	return n
}
