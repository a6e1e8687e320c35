package eval

import "strings"

// A search finds the parameters of a macro in a line, from left to right.
type search struct {
	params []string
	next   []int // of each parameter, how far before the end of the line it stands next; 0 for nowhere
}

func newSearch(params []string, text string) *search {
	s := &search{params: params, next: make([]int, len(params))}
	s.look(text, 0, len(text))
	return s
}

// look finds the parameters that begin in text[from:to].
func (s *search) look(text string, from, to int) {
	for i, p := range s.params {
		if at := strings.Index(text[from:min(to+len(p)-1, len(text))], p); at >= 0 {
			s.next[i] = len(text) - from - at
		}
	}
}

// skip leaves out what begins before offset to.
func (s *search) skip(text string, to int) {
	for i, p := range s.params {
		if s.next[i] <= len(text)-to {
			continue
		}
		s.next[i] = 0
		if at := strings.Index(text[to:], p); at >= 0 {
			s.next[i] = len(text) - to - at
		}
	}
}

// find returns the next parameter from offset from on: the leftmost one, of several at one place the longest; -1 for none. The text behind
// from is that of the last call.
func (s *search) find(text string, from int) (param, at int) {
	s.skip(text, from)
	param = -1
	for i, p := range s.params {
		if s.next[i] == 0 {
			continue
		}
		if found := len(text) - s.next[i]; param < 0 || found < at || found == at && len(p) > len(s.params[param]) {
			param, at = i, found
		}
	}
	return param, at
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
	params := newSearch(m.params, text)
	for from := 0; ; {
		i, at := params.find(s.text, from)
		if i < 0 {
			return s.text, s.finish(len(text)), true
		}
		name, value := m.params[i], values[i]
		from = at + len(value)
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
		s.replace(at, len(name), insert)
		if end := at + len(insert); from < end {
			params.skip(s.text, end)
			params.look(s.text, from, end)
		}
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
	s.pieces = append(s.pieces, piece{at: int32(at), from: int32(s.from), to: int32(s.from + n)})
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
		return []piece{{to: int32(n)}}
	case s.pieces != nil:
		s.verbatim(len(s.text))
	}
	return s.pieces
}
