package pyscript

import "github.com/modwsgi-lint/modwsgi-lint/parser/source"

// A Call is a call in a statement.
type Call struct {
	// Name is the function's dotted name, as it was imported: "os.path.join". It begins with a dot where it is a method of something that is no
	// name.
	Name string
	// Written is the name as it stands in the script.
	Written string
	// Of is the function, as it was imported, whose result this is a method of: "tornado.ioloop.IOLoop.current" of IOLoop.current().start(). It is ""
	// where that cannot be told.
	Of string
	// At is the call, from the name to the closing bracket.
	At source.Span

	script *Script
	inner  []Token // between the brackets
}

// Args are the tokens of each argument.
func (c Call) Args() [][]Token {
	if len(c.inner) == 0 {
		return nil
	}
	return c.script.split(c.inner, ",")
}

// Calls are the calls in a statement, outer ones first, but for those in a lambda, which may never be made.
func (s *Script) Calls(st *Statement) []Call {
	var calls []Call
	ends := s.ends(st.Tokens)
	if ends == nil {
		return nil
	}
	ending := map[int]string{} // the functions called, by where their calls end
	for i, t := range st.Tokens {
		if t.Kind == Name && s.is(t, "lambda") {
			break
		}
		if !s.op(st.Tokens, i, "(") || i == 0 || st.Tokens[i-1].Kind != Name {
			continue
		}
		from := i - 1
		for s.op(st.Tokens, from-1, ".") && s.word(st.Tokens, from-2) != "" {
			from -= 2
		}
		if w := s.word(st.Tokens, from-1); w == "def" || w == "class" {
			continue
		}
		name, _ := s.dotted(st.Tokens[from:i])
		call := Call{Name: s.Qualify(name), Written: name, At: s.At(st.Tokens[from], st.Tokens[ends[i]]), script: s, inner: st.Tokens[i+1 : ends[i]]}
		if s.op(st.Tokens, from-1, ".") {
			call.Name, call.Of = "."+name, ending[from-2]
		}
		ending[ends[i]] = call.Name
		calls = append(calls, call)
	}
	return calls
}

// ends gives the index of the closing bracket for that of each opening one; nil where there is none.
func (s *Script) ends(tokens []Token) []int {
	var ends, open []int
	for i, t := range tokens {
		switch s.opens(t) {
		case 1:
			if ends == nil {
				ends = make([]int, len(tokens))
			}
			open = append(open, i)
		case -1:
			ends[open[len(open)-1]] = i
			open = open[:len(open)-1]
		}
	}
	return ends
}
