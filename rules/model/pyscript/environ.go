package pyscript

import "github.com/modwsgi-lint/modwsgi-lint/parser/source"

// A Variable is an environment variable that the script sets when it is loaded.
type Variable struct {
	Value string
	// Default says that it is left as it is where something has set it before: os.environ.setdefault.
	Default bool
	At      source.Span // the statement
}

// Environ is what the script sets an environment variable to. It is not known where the script does not mention it, where the value is computed, and
// where more than one statement may set it.
func (s *Script) Environ(name string) (v Variable, known bool) {
	for _, st := range s.Statements {
		if !s.mentionsText(st, name) {
			continue
		}
		value, byDefault, ok := s.sets(st, name)
		if !ok || known || !st.Runs() {
			return Variable{}, false
		}
		text, ok := s.Value(value)
		if !ok {
			return Variable{}, false
		}
		v, known = Variable{text, byDefault, s.Span(st)}, true
	}
	return v, known
}

func (s *Script) mentionsText(st *Statement, text string) bool {
	for _, t := range st.Tokens {
		if v, ok := s.Literal(t); ok && v == text {
			return true
		}
	}
	return s.Mentions(st.Tokens, text)
}

// sets is the value of `os.environ["NAME"] = value` or of `os.environ.setdefault("NAME", value)`.
func (s *Script) sets(st *Statement, name string) (value []Token, byDefault, ok bool) {
	names := func(tokens []Token) bool {
		v, ok := s.Value(tokens)
		return ok && v == name
	}
	for _, call := range s.Calls(st) {
		if call.Name == "os.environ.setdefault" && len(call.Args) == 2 && names(call.Args[0]) {
			return call.Args[1], true, true
		}
	}
	parts := s.split(st.Tokens, "=")
	target := parts[0]
	dotted, n := s.dotted(target)
	if len(parts) == 2 && s.Qualify(dotted) == "os.environ" && s.op(target, n, "[") && names(target[n+1:len(target)-1]) {
		return parts[1], false, true
	}
	return nil, false, false
}
