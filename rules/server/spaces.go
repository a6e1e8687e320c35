package server

import (
	"strings"
	"unicode/utf8"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/directives"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

const wideSpaces, zeroSpaces = model.WideSpaces, model.ZeroSpaces

// A stray is a run of such characters in a line, where a plain blank or nothing was meant.
type stray struct {
	line       *parser.Line
	start, end int // bytes of the line's text
	refused    bool
	dead       bool // a mount or an interpreter does not work
}

// maxStrays is how many runs a line, and a finding, has at most; fixing goes on with the next ones.
const maxStrays = 1000

// straysIn finds the runs in a line that were not meant to be letters.
func straysIn(l *parser.Line) []stray {
	text := l.Text()
	if isASCII(text) || !strings.ContainsAny(text, wideSpaces+zeroSpaces) {
		return nil
	}
	words := parser.CutWords(text, 0)
	known := directives.Lookup(plainName(words[0].Value))
	var found []stray
	for i, w := range words {
		if w.Quote != 0 && i > 0 {
			continue
		}
		equals := w.Start + strings.LastIndexByte(text[w.Start:w.End], '=')
		for at := w.Start; at < w.End && len(found) < maxStrays; {
			start := strings.IndexAny(text[at:w.End], wideSpaces+zeroSpaces)
			if start < 0 {
				break
			}
			s := stray{line: l, start: at + start}
			s.end = s.start + len(text[s.start:w.End]) - len(strings.TrimLeft(text[s.start:w.End], wideSpaces+zeroSpaces))
			if l.At(s.start, s.start).Start == 0 && strings.HasPrefix(s.text(), mark) {
				at = s.end // rule byte-order-mark
				continue
			}
			atEnd := s.end == w.End || text[s.end:w.End] == ">"
			if i == 0 || s.start == w.Start || atEnd || s.separates(known, len(words), equals) {
				s.judge(known, i, words)
				found = append(found, s)
			}
			at = s.end
		}
	}
	return found
}

// plainName is the directive meant by a first word with white space of Unicode in it.
func plainName(word string) string {
	word = strings.TrimLeft(word, wideSpaces+zeroSpaces)
	if i := strings.IndexAny(word, wideSpaces); i >= 0 {
		word = word[:i]
	}
	return parser.DirectiveName(word)
}

// separates reports whether a run inside a word was meant to end it, as far as the text behind it tells; the last "=" of the word is at
// offset equals. What has no width was never meant.
func (s stray) separates(d *directives.Directive, words, equals int) bool {
	if strings.TrimLeft(s.text(), zeroSpaces) == "" {
		return true
	}
	if d == nil || tooMany(d.Args, words) {
		return false
	}
	name := strings.ToLower(d.Name)
	rest := s.line.Text()[s.end:]
	return tooFew(d.Args, words-1) || rest[0] == '/' || rest[0] == '"' || strings.HasPrefix(rest, "http://") || strings.HasPrefix(rest, "https://") ||
		takesOptions(name) && equals > s.end || strings.Contains(lists, " "+name+" ")
}

// lists are directives whose words are never made of several.
const lists = " allow allowoverride deny options order require serveralias servername "

// placed are directives that have the URL from the Location they stand in, or take it as their first word.
const placed = " alias aliasmatch scriptalias scriptaliasmatch proxypass proxypassmatch proxypassreverse "

func inLocation(l *parser.Line) bool {
	for in := l.In(); in != nil; in = in.Open.In() {
		if name := strings.ToLower(in.Open.Name().Value); name == "<location" || name == "<locationmatch" {
			return true
		}
	}
	return false
}

func (s stray) text() string { return s.line.Text()[s.start:s.end] }

// judge says what comes of a run in word i of a line.
func (s *stray) judge(d *directives.Directive, i int, words []parser.Word) {
	if i == 0 || d == nil {
		s.refused = i == 0
		return
	}
	name := strings.ToLower(d.Name)
	s.refused = d.Args == directives.Flag || len(words) == 2 && strings.Contains(placed, " "+name+" ") && !inLocation(s.line) || tooFew(d.Args, len(words)-1) || name == "documentroot" ||
		strings.Contains(lists, " "+name+" ") && !strings.HasPrefix(name, "server")
	s.dead = strings.HasPrefix(name, "wsgiscriptalias") || name == "wsgipythonhome" || strings.HasPrefix(words[i].Value, "python-home=")
}

// edit puts plain blanks for the run: one for each character that has a width, and none at the end of the line or of a tag.
func (s stray) edit() source.Edit {
	blanks := ""
	if rest := s.line.Text()[s.end:]; rest != "" && rest != ">" {
		for _, r := range s.text() {
			if !strings.ContainsRune(zeroSpaces, r) {
				blanks += " "
			}
		}
	}
	return source.Edit{Span: s.line.At(s.start, s.end), New: blanks}
}

// first is the first character of the run.
func (s stray) first() rune {
	r, _ := utf8.DecodeRuneInString(s.text())
	return r
}
