package eval

import "strings"

// nextParam finds the next parameter in a line from offset at on: the leftmost one, of several at one place the longest.
func (m *macro) nextParam(text string, at int) (param, found int) {
	param = -1
	for i, p := range m.params {
		j := strings.Index(text[at:], p)
		if j < 0 {
			continue
		}
		if j += at; param < 0 || j < found || j == found && len(p) > len(m.params[param]) {
			param, found = i, j
		}
	}
	return param, found
}

// A substitution is a line of a macro's body on its way to be the line that is read.
type substitution struct {
	text   string
	pieces []piece
	done   int // offset in text behind the last value
	from   int // offset in the line before that done corresponds to
	vague  bool
}

// substitute puts values for a macro's parameters. What is inserted is not looked at again, except for the end of a quoted value: mod_macro
// goes on behind as many bytes as the value has without its quotes. It fails where the line outgrows mod_macro's buffer.
func (m *macro) substitute(text string, values []string) (out string, pieces []piece, ok bool) {
	s := substitution{text: text}
	for at := 0; ; {
		i, found := m.nextParam(s.text, at)
		if i < 0 {
			return s.text, s.finish(len(text)), true
		}
		name, value := m.params[i], values[i]
		at = found + len(value)
		if name == value {
			continue
		}
		insert := value
		if name[0] == '@' {
			insert = `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(value) + `"`
		}
		if len(s.text)+len(insert)-len(name)+len("\n") >= macroBuffer {
			return "", nil, false
		}
		s.replace(found, len(name), insert)
	}
}

// replace puts a value for the n bytes at offset at.
func (s *substitution) replace(at, n int, value string) {
	s.text = s.text[:at] + value + s.text[at+n:]
	if at < s.done {
		s.vague = true
		return
	}
	s.verbatim(at)
	s.pieces = append(s.pieces, piece{at: int32(at), from: int32(s.from), to: int32(s.from + n), variable: -1})
	s.from += n
	s.done = at + len(value)
}

// verbatim notes that the text up to offset end is that of the line before.
func (s *substitution) verbatim(end int) {
	if end > s.done {
		s.pieces = append(s.pieces, piece{at: int32(s.done), from: int32(s.from), to: int32(s.from + end - s.done), verbatim: true})
		s.from += end - s.done
	}
}

// finish returns where the bytes came from, of a line of n bytes.
func (s *substitution) finish(n int) []piece {
	switch {
	case s.vague:
		return []piece{{to: int32(n), variable: -1}}
	case s.pieces != nil:
		s.verbatim(len(s.text))
	}
	return s.pieces
}
