package pyscript

import "strings"

// An Import is one name that an import statement binds.
type Import struct {
	Statement *Statement
	// Module is the module as written, with the dots of a relative import.
	Module string
	// Name is what is taken from the module: "" for all of it, "*" for every name.
	Name string
	// As is the name bound; "" for "*".
	As string
	// At is the module's name, or the one taken from it; From is always the module's.
	At, From Token
}

// Imports are those of the whole text, functions included.
func (s *Script) Imports() []Import { return s.imports }

func (s *Script) findImports() {
	s.origins = map[string]string{}
	for _, st := range s.Statements {
		switch s.word(st.Tokens, 0) {
		case "import":
			for _, part := range s.split(st.Tokens[1:], ",") {
				s.importModule(st, part)
			}
		case "from":
			s.importNames(st)
		}
	}
	for _, i := range s.imports {
		switch {
		case i.Statement.local() || i.As == "":
		case i.Name != "":
			s.origins[i.As] = i.Module + "." + i.Name
		case i.As != firstName(i.Module):
			s.origins[i.As] = i.Module
		}
	}
}

// importModule notes `a.b`, which binds a, or `a.b as c`.
func (s *Script) importModule(st *Statement, part []Token) {
	module, n := s.dotted(part)
	if module == "" {
		return
	}
	as := firstName(module)
	if s.word(part, n) == "as" {
		as = s.word(part, n+1)
	}
	s.imports = append(s.imports, Import{Statement: st, Module: module, As: as, At: part[0], From: part[0]})
}

// importNames notes `from a.b import c, d as e`.
func (s *Script) importNames(st *Statement) {
	module, n := s.dotted(st.Tokens[1:])
	names := st.Tokens[1+n:]
	if s.word(names, 0) != "import" {
		return
	}
	names = names[1:]
	if s.op(names, 0, "(") {
		names = names[1 : len(names)-1]
	}
	for _, part := range s.split(names, ",") {
		if len(part) == 0 {
			continue
		}
		i := Import{Statement: st, Module: module, Name: s.text(part[0]), As: s.word(part, 0), At: part[0], From: st.Tokens[1]}
		if s.word(part, 1) == "as" {
			i.As = s.word(part, 2)
		}
		s.imports = append(s.imports, i)
	}
}

// dotted reads `a.b.c` at the beginning of tokens, with dots before it; n is how many tokens that is.
func (s *Script) dotted(tokens []Token) (name string, n int) {
	for ; n < len(tokens); n++ {
		word, last := s.word(tokens, n), s.word(tokens, n-1)
		if dots := s.text(tokens[n]); word == "" && dots != "." && dots != "..." || word == "import" || word != "" && last != "" {
			break
		}
		name += s.text(tokens[n])
	}
	return name, n
}

func firstName(dotted string) string {
	first, _, _ := strings.Cut(dotted, ".")
	return first
}

// Qualify replaces the first name of a dotted one by what it was imported as: "path.append" is "sys.path.append" after `from sys import path`.
func (s *Script) Qualify(dotted string) string {
	first := firstName(dotted)
	if origin := s.origins[first]; origin != "" {
		return origin + dotted[len(first):]
	}
	return dotted
}
