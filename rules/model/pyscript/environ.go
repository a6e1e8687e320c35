package pyscript

import (
	"slices"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
)

// A Variable is an environment variable that the script sets when it is loaded.
type Variable struct {
	Value string
	// Default says that it is left as it is where something has set it before: os.environ.setdefault.
	Default bool
	At      source.Span // the statement
}

// Environ is what the script sets an environment variable to. It is not known where the script does not, where the value is computed, and where
// more than one statement may set it.
func (s *Script) Environ(name string) (v Variable, known bool) {
	for _, st := range s.Statements {
		if !s.maySet(st, name) {
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

// maySet reports whether the statement mentions the variable, and not only to read it: as os.environ["NAME"], os.environ.get or os.getenv.
func (s *Script) maySet(st *Statement, name string) bool {
	if s.Mentions(st.Tokens, name) {
		return true
	}
	parts := s.split(st.Tokens, "=")
	value := len(st.Tokens) - len(parts[len(parts)-1]) // what stands before it is assigned to
	for i, t := range st.Tokens {
		if v, ok := s.Literal(t); !ok || v != name {
			continue
		}
		asked := s.word(st.Tokens, i-2)
		read := s.op(st.Tokens, i-1, "(") && (asked == "get" || asked == "getenv") || s.op(st.Tokens, i-1, "[") && asked == "environ" && i >= value
		if !read {
			return true
		}
	}
	return false
}

// sets is the value of `os.environ["NAME"] = value` or of `os.environ.setdefault("NAME", value)`.
func (s *Script) sets(st *Statement, name string) (value []Token, byDefault, ok bool) {
	names := func(tokens []Token) bool {
		v, ok := s.Value(tokens)
		return ok && v == name
	}
	for _, call := range s.Calls(st) {
		if call.Name != "os.environ.setdefault" {
			continue
		}
		if args := call.Args(); len(args) == 2 && names(args[0]) {
			return args[1], true, true
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

// PassesOn reports whether a function of the script may pass a variable of the request on: it names the variable and does not ask os.environ for it, or
// it sets variables of os.environ, whichever they are.
func (s *Script) PassesOn(name string) bool {
	for _, st := range s.Statements {
		if !st.local() {
			continue
		}
		names := func(t Token) bool { v, ok := s.Literal(t); return ok && v == name }
		if s.changesEnviron(st) || !s.mentionsEnviron(st.Tokens) && slices.ContainsFunc(st.Tokens, names) {
			return true
		}
	}
	return false
}

// changesEnviron reports whether the statement may set a variable in os.environ.
func (s *Script) changesEnviron(st *Statement) bool {
	for _, call := range s.Calls(st) {
		if call.Name == "os.environ.update" || call.Name == "os.environ.setdefault" || call.Name == "os.putenv" {
			return true
		}
	}
	targets := s.split(st.Tokens, "=")
	return slices.ContainsFunc(targets[:len(targets)-1], s.mentionsEnviron)
}

// mentionsEnviron reports whether os.environ or os.getenv stands among the tokens.
func (s *Script) mentionsEnviron(tokens []Token) bool {
	for i := range tokens {
		dotted, _ := s.dotted(tokens[i:])
		if q := s.Qualify(dotted); !s.op(tokens, i-1, ".") && (q == "os.environ" || strings.HasPrefix(q, "os.environ.") || q == "os.getenv") {
			return true
		}
	}
	return false
}
