package layout

import (
	"maps"
	"strings"
)

// Assign makes the assignments of a shell script, such as Debian's envvars, and returns env with them. Nothing is executed: of the
// shell's language it knows NAME=value, export, unset, quotes, $NAME, and ${NAME} with the operators :- - := = :+ + # ##. What it cannot
// know is left out: what a command prints, what another file says. Of an if, case or loop it takes an assignment only where the
// variable has no value yet.
func Assign(script string, env map[string]string) map[string]string {
	s := shell{text: strings.ReplaceAll(script, "\\\n", ""), env: maps.Clone(env)}
	if s.env == nil {
		s.env = map[string]string{}
	}
	for s.pos < len(s.text) {
		s.run(s.command())
	}
	return s.env
}

type shell struct {
	text  string
	pos   int
	env   map[string]string
	depth int // of if, case and loops
}

// command reads the words of one command, up to the line's end or one of `;&|()`.
func (s *shell) command() []shellWord {
	var words []shellWord
	for s.pos < len(s.text) {
		switch c := s.text[s.pos]; {
		case c == ' ' || c == '\t' || c == '\r':
			s.pos++
		case c == '#':
			s.until("\n")
		case strings.IndexByte("\n;&|()", c) >= 0:
			s.pos++
			return words
		default:
			words = append(words, s.word())
		}
	}
	return words
}

// run does what a command does to the variables.
func (s *shell) run(words []shellWord) {
	if len(words) == 0 {
		return
	}
	switch words[0].value {
	case "if", "case", "for", "while", "until":
		s.depth++
	case "fi", "esac", "done":
		s.depth = max(s.depth-1, 0)
	case "then", "else", "elif", "do":
		s.run(words[1:])
	case "unset":
		for _, w := range words[1:] {
			if s.depth == 0 {
				delete(s.env, w.value)
			}
		}
	case "export", "readonly", "declare", "typeset":
		for _, w := range words[1:] {
			s.assign(w)
		}
	default:
		for _, w := range words {
			if !w.assigns() {
				return // the assignments before a command are the command's alone
			}
		}
		for _, w := range words {
			s.assign(w)
		}
	}
}

func (s *shell) assign(w shellWord) {
	name, value, ok := strings.Cut(w.value, "=")
	if _, set := s.env[name]; !ok || !isName(name) || w.unknown || s.depth > 0 && set {
		return
	}
	s.env[name] = value
}

// until returns the text up to the first of the bytes given, and moves there.
func (s *shell) until(bytes string) string {
	start := s.pos
	if n := strings.IndexAny(s.text[start:], bytes); n >= 0 {
		s.pos += n
	} else {
		s.pos = len(s.text)
	}
	return s.text[start:s.pos]
}

func isName(s string) bool {
	for i := range len(s) {
		if !isNameByte(s[i]) || i == 0 && s[i] <= '9' {
			return false
		}
	}
	return s != ""
}

func isNameByte(c byte) bool {
	return c == '_' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
}
