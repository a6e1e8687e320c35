package pyscript

import "strings"

// A binding is a place at the top of a script that gives a name a value. Value is nil where it is not written there, or may never be given.
type binding struct {
	at    Token
	value []Token
}

// Names are the names that the script certainly has of its own once it is loaded: of assignments, functions, classes and imports, each with
// the token that gives it, in no order.
func (s *Script) Names() map[string]Token {
	names := map[string]Token{}
	for name, all := range s.bindings {
		names[name] = all[0].at
	}
	return names
}

func (s *Script) findBindings() {
	s.bindings = map[string][]binding{}
	for _, i := range s.imports {
		if !i.Statement.local() && !s.asProgram(i.Statement) && i.As != "" {
			s.bind(i.As, binding{at: i.At})
		}
	}
	for _, st := range s.Statements {
		if !st.local() && !s.asProgram(st) {
			s.bindingsOf(st)
		}
	}
}

func (s *Script) bind(name string, b binding) { s.bindings[name] = append(s.bindings[name], b) }

// bindingsOf notes the names that one statement binds.
func (s *Script) bindingsOf(st *Statement) {
	tokens := st.Tokens
	for i, t := range tokens {
		if w := s.word(tokens, i-1); t.Kind == Name && (w == "def" || w == "class" || w == "as") {
			s.bind(s.text(t), binding{at: t})
		}
	}
	switch st.Keyword {
	case "for":
		for i := range tokens {
			if name := s.word(tokens, i); name == "in" {
				break
			} else if name != "" {
				s.bind(name, binding{at: tokens[i]})
			}
		}
	case "":
		s.assignments(st)
	}
}

// assignments notes the targets of `a = b = value`, of `a: int = value` and of `a += value`.
func (s *Script) assignments(st *Statement) {
	parts := s.split(st.Tokens, "=")
	value := parts[len(parts)-1]
	for _, target := range parts[:len(parts)-1] {
		if annotated := s.split(target, ":"); len(annotated) == 2 {
			target = annotated[0]
		}
		if len(target) == 1 && st.Runs() {
			s.bind(s.word(target, 0), binding{target[0], value})
			continue
		}
		for i, t := range target {
			if name := s.word(target, i); name != "" && !s.op(target, i-1, ".") && !s.op(target, i+1, ".") && !s.op(target, i+1, "[") {
				s.bind(name, binding{at: t})
			}
		}
	}
	if name := s.word(st.Tokens, 0); name != "" && len(st.Tokens) > 1 {
		if op := s.text(st.Tokens[1]); len(op) > 1 && strings.HasSuffix(op, "=") && strings.IndexByte("=!<>:", op[0]) < 0 {
			s.bind(name, binding{at: st.Tokens[0]})
		}
	}
}

// dynamic are words of scripts that can make names out of texts.
var dynamic = map[string]bool{
	"globals": true, "locals": true, "vars": true, "setattr": true, "__dict__": true, "modules": true, "__builtins__": true, "builtins": true,
	"__setattr__": true, "__getattr__": true, "f_globals": true,
}

// Lacks reports whether the script certainly has no name of its own of that kind once it is loaded. Wherever the name stands and is neither an
// attribute nor an argument nor a parameter, something may give it, so nothing is certain.
func (s *Script) Lacks(name string) bool {
	if s.bindings[name] != nil {
		return false
	}
	for _, st := range s.Statements {
		first := s.word(st.Tokens, 0)
		if s.asProgram(st) {
			continue
		}
		if s.maybe(st, first, name) || !st.local() && s.stops(st, first) {
			return false
		}
	}
	for _, i := range s.imports {
		if i.Name == "*" && !s.asProgram(i.Statement) {
			return false
		}
	}
	return true
}

// maybe reports whether the statement may give the script the name.
func (s *Script) maybe(st *Statement, first, name string) bool {
	for _, call := range s.Calls(st) {
		if (call.Name == "exec" || call.Name == "execfile") && len(call.Args()) < 2 {
			return true
		}
	}
	depth := 0
	for i, t := range st.Tokens {
		depth += s.opens(t)
		w := s.word(st.Tokens, i)
		switch {
		case w == "":
		case dynamic[w], w == "exec" && !s.op(st.Tokens, i+1, "("):
			return true
		case w != name || s.op(st.Tokens, i-1, ".") || depth > 0 && s.op(st.Tokens, i+1, "="):
		case st.Keyword == "def" && depth > 0 && !s.op(st.Tokens, i+1, ":="): // a parameter
		case first == "from" || first == "import": // what they bind is known
		case !st.local() || first == "global":
			return true
		}
	}
	return false
}

// stops reports whether the script may end at the statement.
func (s *Script) stops(st *Statement, first string) bool {
	if first == "raise" {
		return true
	}
	for _, call := range s.Calls(st) {
		switch call.Name {
		case "sys.exit", "os._exit", "exit", "quit", "os.abort":
			return true
		}
	}
	return false
}
