package pyscript

import (
	"path"
	"slices"

	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
)

// A PathChange is a statement that puts folders on sys.path when the script is loaded.
type PathChange struct {
	Statement *Statement
	At        source.Span // the statement
	// Folders are those whose names are known; Whole says that there are no others.
	Folders []Folder
	Whole   bool
	// Parts are what the script says of the others: the texts in their expressions, with slashes between.
	Parts []Folder
}

// A Folder is an entry put on sys.path.
type Folder struct {
	Path string
	At   source.Span // the expression
}

// maxChanges is how many changes are looked at: more are no script's.
const maxChanges = 100

// PathChanges are in the order of the text.
func (s *Script) PathChanges() []PathChange { return s.changes }

func (s *Script) findPathChanges() {
	loops := s.loops()
	for _, st := range s.Statements {
		if !s.adds(st, loops) || len(s.changes) == maxChanges {
			continue
		}
		change := PathChange{Statement: st, At: s.Span(st)}
		entries, changes := s.assigned(st.Tokens)
		for _, call := range s.Calls(st) {
			if added, ok := s.added(call); ok {
				entries, changes = append(entries, added...), true
			}
		}
		entries = s.unrolled(st, entries, loops)
		for _, e := range entries {
			v, known := s.Value(e)
			at := s.At(e[0], e[len(e)-1])
			switch {
			case len(change.Folders)+len(change.Parts) == maxChanges:
			case known:
				change.Folders = append(change.Folders, Folder{v, at})
			case len(e) <= maxWords:
				if v = s.parts(e); v != "" {
					change.Parts = append(change.Parts, Folder{v, at})
				}
			}
		}
		change.Whole = len(entries) > 0 && len(change.Folders) == len(entries)
		if changes {
			s.changes = append(s.changes, change)
		}
	}
}

// parts are the texts in an expression, and in the value of a name that is one.
func (s *Script) parts(tokens []Token) string {
	if all := s.bindings[s.word(tokens, 0)]; len(tokens) == 1 && len(all) == 1 && len(all[0].value) <= maxWords {
		tokens = all[0].value
	}
	var texts []string
	for _, t := range tokens {
		if _, text := s.string(t); text != "" && len(text) <= maxValue {
			texts = append(texts, text)
		}
	}
	return path.Join(texts...)
}

// adds reports whether a statement is certainly executed when the script is loaded, in a function that is called then too, or where what it adds is not
// there: `if folder not in sys.path:`.
func (s *Script) adds(st *Statement, loops map[*Statement]loop) bool {
	for in := st.In; in != nil; in = in.In {
		n := len(in.Tokens)
		missing := in.Keyword == "if" && n > 5 && s.word(in.Tokens, n-6) == "not" && s.word(in.Tokens, n-5) == "in" && s.word(in.Tokens, n-2) == "path"
		called := in.Keyword == "def" && s.calls(in)
		if !missing && !called && in.Keyword != "try" && in.Keyword != "with" && in.Keyword != "finally" && loops[in].name == "" {
			return false
		}
	}
	return st.Keyword == ""
}

// A loop is one over a list that is written out, of which no round is cut short.
type loop struct {
	name string    // that it binds
	all  [][]Token // the elements
}

// loops are the first loops of the script, by their heads.
func (s *Script) loops() map[*Statement]loop {
	found := map[*Statement]loop{}
	for _, st := range s.Statements {
		if name, all := s.loop(st); len(all) > 0 && len(found) < maxChanges {
			found[st] = loop{name, all}
		}
	}
	for _, st := range s.Statements {
		if first := s.word(st.Tokens, 0); first == "continue" || first == "break" {
			for in := st.In; in != nil; in = in.In {
				delete(found, in)
			}
		}
	}
	return found
}

// loop is the name that a head binds, and the elements of the list it goes through; none where it is the head of anything else.
func (s *Script) loop(head *Statement) (name string, all [][]Token) {
	if head.Keyword != "for" || len(head.Tokens) < 5 || s.word(head.Tokens, 0) != "for" || s.word(head.Tokens, 2) != "in" {
		return "", nil
	}
	list := head.Tokens[3 : len(head.Tokens)-1]
	if bound := s.bindings[s.word(list, 0)]; len(list) == 1 && len(bound) == 1 {
		list = bound[0].value
	}
	return s.word(head.Tokens, 1), s.elements(list)
}

// unrolled are the entries that a statement adds in all rounds of the loops around it.
func (s *Script) unrolled(st *Statement, entries [][]Token, loops map[*Statement]loop) [][]Token {
	for in := st.In; in != nil; in = in.In {
		l := loops[in]
		at := slices.IndexFunc(entries, func(e []Token) bool { return l.name != "" && len(e) == 1 && s.word(e, 0) == l.name })
		if at >= 0 {
			entries = slices.Concat(entries[:at], l.all, entries[at+1:])
		}
	}
	return entries
}

// added are the entries that a call puts on sys.path.
func (s *Script) added(call Call) (entries [][]Token, ok bool) {
	at, most := 0, 1
	switch call.Name {
	case "sys.path.insert":
		at, most = 1, 2
	case "sys.path.append", "sys.path.extend":
	case "site.addsitedir":
		most = 2
	default:
		return nil, false
	}
	args := call.Args()
	switch {
	case len(args) <= at || len(args) > most:
		return nil, true
	case call.Name == "sys.path.extend":
		return s.elements(args[0]), true
	}
	return args[at : at+1], true
}

// assigned are the entries of `sys.path += […]`, of `sys.path[:0] = […]` and of `sys.path = […] + sys.path`.
func (s *Script) assigned(tokens []Token) (entries [][]Token, ok bool) {
	dotted, n := s.dotted(tokens)
	if s.Qualify(dotted) != "sys.path" {
		return nil, false
	}
	for i := n; i < len(tokens); i++ {
		if text := s.text(tokens[i]); tokens[i].Kind == Op && (text == "=" || text == "+=") {
			for _, part := range s.split(tokens[i+1:], "+") {
				entries = append(entries, s.elements(part)...)
			}
			return entries, true
		}
	}
	return nil, false
}

// elements are those of a list or a tuple that is written out.
func (s *Script) elements(tokens []Token) [][]Token {
	last := len(tokens) - 1
	if last < 1 || s.opens(tokens[0]) != 1 || s.opens(tokens[last]) != -1 {
		return nil
	}
	all := s.split(tokens[1:last], ",")
	if n := len(all) - 1; n > 0 && len(all[n]) == 0 {
		all = all[:n] // behind the last comma
	}
	return all
}

// Reorders is the statement with which a script puts what site.addsitedir added before all else: `sys.path[:0] = new`, where new is no list that is
// written out. It is nil where there is none.
func (s *Script) Reorders() *Statement {
	added := false
	for _, st := range s.Statements {
		for _, call := range s.Calls(st) {
			added = added || call.Name == "site.addsitedir" && !st.local()
		}
		dotted, n := s.dotted(st.Tokens)
		if !added || !st.Runs() || s.Qualify(dotted) != "sys.path" {
			continue
		}
		target, value := "", s.split(st.Tokens[n:], "=")
		for _, t := range value[0] {
			target += s.text(t)
		}
		if len(value) != 2 || target != "[:0]" && target != "[0:0]" {
			continue
		}
		if s.elements(value[1]) == nil || s.Mentions(value[1], "for") {
			return st
		}
	}
	return nil
}
