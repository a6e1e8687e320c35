package layout

import "strings"

// maxValue is how many bytes variables may make a word long: they could double at every line.
const maxValue = 1 << 16

// A shellWord is a word of a command with its variables replaced.
type shellWord struct {
	value   string
	unknown bool // a part of it is what a command prints, or an expansion that is not understood
}

func (w shellWord) assigns() bool {
	name, _, ok := strings.Cut(w.value, "=")
	return ok && isName(name)
}

// word reads a word up to white space or one of `;&|()`.
func (s *shell) word() shellWord {
	var b strings.Builder
	var w shellWord
	for s.pos < len(s.text) && strings.IndexByte(" \t\r\n;&|()", s.text[s.pos]) < 0 {
		switch c := s.text[s.pos]; c {
		case '\'':
			s.pos++
			b.WriteString(s.until("'"))
			s.pos++
		case '"':
			s.pos++
			s.quoted(&b, &w)
			s.pos++
		default:
			s.char(&b, &w, "")
		}
	}
	w.value = b.String()
	return w
}

func (s *shell) quoted(b *strings.Builder, w *shellWord) {
	for s.pos < len(s.text) && s.text[s.pos] != '"' {
		s.char(b, w, `"\$`+"`")
	}
}

// char reads one character or one expansion. A backslash hides the next character, if that is one of hides or hides is empty.
func (s *shell) char(b *strings.Builder, w *shellWord, hides string) {
	c := s.text[s.pos]
	s.pos++
	switch {
	case c == '\\' && s.pos < len(s.text) && (hides == "" || strings.IndexByte(hides, s.text[s.pos]) >= 0):
		b.WriteByte(s.text[s.pos])
		s.pos++
	case c == '`':
		s.until("`")
		s.pos++
		w.unknown = true
	case c == '$':
		value, ok := s.expand()
		if b.Len()+len(value) > maxValue {
			value, ok = "", false
		}
		b.WriteString(value)
		w.unknown = w.unknown || !ok
	default:
		b.WriteByte(c)
	}
}

// expand reads what follows a `$`.
func (s *shell) expand() (value string, ok bool) {
	start := s.pos
	switch {
	case strings.HasPrefix(s.text[start:], "{"):
		s.pos++
		return s.braces()
	case strings.HasPrefix(s.text[start:], "("):
		s.until(")")
		s.pos++
		return "", false
	}
	for s.pos < len(s.text) && isNameByte(s.text[s.pos]) {
		s.pos++
	}
	name := s.text[start:s.pos]
	if name == "" {
		return "$", true
	}
	return s.env[name], isName(name)
}

// braces reads a `${…}` behind its opening: a name, and an operator with a word.
func (s *shell) braces() (value string, ok bool) {
	start := s.pos
	for s.pos < len(s.text) && isNameByte(s.text[s.pos]) {
		s.pos++
	}
	name := s.text[start:s.pos]
	operator := s.operator()
	var word shellWord
	var b strings.Builder
	for s.pos < len(s.text) && s.text[s.pos] != '}' {
		if s.text[s.pos] == '"' {
			s.pos++
			continue
		}
		s.char(&b, &word, `"\$}`)
	}
	s.pos++
	value, set := s.env[name]
	if op, ok := strings.CutPrefix(operator, ":"); ok {
		operator, set = op, set && value != ""
	}
	return s.operate(name, operator, b.String(), set, isName(name) && !word.unknown)
}

// operator reads the operator of a `${…}`; what is none is one byte that operate does not know.
func (s *shell) operator() string {
	rest := s.text[s.pos:]
	for _, op := range []string{":-", ":=", ":+", "##", "}", "-", "=", "+", "#"} {
		if strings.HasPrefix(rest, op) {
			op = strings.Trim(op, "}")
			s.pos += len(op)
			return op
		}
	}
	s.pos = min(s.pos+1, len(s.text))
	return rest[:min(1, len(rest))]
}

func (s *shell) operate(name, operator, word string, set, ok bool) (string, bool) {
	value := s.env[name]
	switch operator {
	case "":
		return value, ok
	case "-", "=":
		if set {
			return value, ok
		}
		if operator == "=" && ok {
			s.env[name] = word
		}
		return word, ok
	case "+":
		if !set {
			return "", ok
		}
		return word, ok
	case "#", "##":
		return strings.TrimPrefix(value, word), ok && !strings.ContainsAny(word, "*?[")
	}
	return "", false
}
