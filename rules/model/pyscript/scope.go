package pyscript

// Runs reports whether the statement is certainly executed once when the script is loaded, as far as what is above it comes to its end: it
// stands at the top, or in the body of a with or a try there.
func (st *Statement) Runs() bool {
	for in := st.In; in != nil; in = in.In {
		switch in.Keyword {
		case "try", "with", "finally":
		default:
			return false
		}
	}
	return true
}

// local reports whether the names that the statement binds are those of a function or a class.
func (st *Statement) local() bool {
	for in := st.In; in != nil; in = in.In {
		if in.Keyword == "def" || in.Keyword == "class" {
			return true
		}
	}
	return false
}

// calls reports whether the function with that head is called when the script is loaded, or for a request.
func (s *Script) calls(head *Statement) bool {
	if s.callees == nil {
		s.callees = map[string]bool{"application": true}
		for _, st := range s.Statements {
			if !st.local() && !s.asProgram(st) {
				for _, call := range s.Calls(st) {
					s.callees[call.Written] = true
				}
			}
		}
	}
	name := s.word(head.Tokens, 1)
	if name == "def" {
		name = s.word(head.Tokens, 2) // of async def
	}
	return s.callees[name]
}

// inCalled reports whether all the functions that a statement stands in, if any, are called, and none of them in a class.
func (s *Script) inCalled(st *Statement) bool {
	for in := st.In; in != nil; in = in.In {
		if in.Keyword == "class" || in.Keyword == "def" && !s.calls(in) {
			return false
		}
	}
	return true
}

// Conditional reports whether the statement stands below anything that may keep it from being executed where its function is called.
func (st *Statement) Conditional() bool {
	for in := st.In; in != nil; in = in.In {
		switch in.Keyword {
		case "try", "with", "finally", "def":
		default:
			return true
		}
	}
	return false
}

// asProgram reports whether the statement is executed only where the script is started as a program, which mod_wsgi does not do: below
// `if __name__ == "__main__":`.
func (s *Script) asProgram(st *Statement) bool {
	for in := st.In; in != nil; in = in.In {
		if in.Keyword != "if" || len(in.Tokens) != 5 || !s.op(in.Tokens, 2, "==") {
			continue
		}
		for _, pair := range [][2]int{{1, 3}, {3, 1}} {
			if v, _ := s.Literal(in.Tokens[pair[1]]); s.word(in.Tokens, pair[0]) == "__name__" && v == "__main__" {
				return true
			}
		}
	}
	return false
}

// Guarded reports whether the statement stands in a try, or in a with that suppresses errors, so that an error in it may be meant.
func (s *Script) Guarded(st *Statement) bool {
	for in := st.In; in != nil; in = in.In {
		if in.Keyword == "try" || in.Keyword == "with" && s.Mentions(in.Tokens, "suppress") {
			return true
		}
	}
	return false
}

// AsksForVersion reports whether the statement stands in an if that asks for Python's version.
func (s *Script) AsksForVersion(st *Statement) bool {
	for in := st.In; in != nil; in = in.In {
		if in.Keyword == "if" && (s.Mentions(in.Tokens, "version_info") || s.Mentions(in.Tokens, "PY2")) {
			return true
		}
	}
	return false
}

// HasMainGuard reports whether the script has an `if __name__ == …`: it is made to be started as a program too.
func (s *Script) HasMainGuard() bool {
	for _, st := range s.Statements {
		if st.Keyword == "if" && s.Mentions(st.Tokens, "__name__") {
			return true
		}
	}
	return false
}

// Mentions reports whether a name stands among the tokens.
func (s *Script) Mentions(tokens []Token, name string) bool {
	for _, t := range tokens {
		if t.Kind == Name && s.is(t, name) {
			return true
		}
	}
	return false
}

// PrintsAsPython2 reports whether the script has a statement that only Python 2 takes: `print "x"`, or `except E, e:`.
func (s *Script) PrintsAsPython2() bool {
	for _, st := range s.Statements {
		if s.word(st.Tokens, 0) == "print" && len(st.Tokens) > 1 && st.Tokens[1].Kind != Op {
			return true
		}
		if st.Keyword == "except" && len(s.split(st.Tokens, ",")) > 1 {
			return true
		}
	}
	return false
}
