package pyscript

import (
	"path"
	"strings"
)

// A FileRun is a call that runs another file of Python in the script.
type FileRun struct {
	Statement *Statement
	Call
	Path string // "" where it is not known
}

// runners are the functions that run a file or its text, by the last part of their names.
var runners = map[string]bool{"execfile": true, "exec": true, "exec_": true, "run_path": true}

// RunsOf are the calls that run a file of the given base name, aside from those in functions that the script itself does not call and those of a script
// started as a program. The name may reach the call by way of variables.
func (s *Script) RunsOf(base string) []FileRun {
	var runs []FileRun
	carriers := map[string]string{} // the variables that have the file's name, or the open file, with its path
	for _, st := range s.Statements {
		if !s.inCalled(st) || s.asProgram(st) || !s.carries(st.Tokens, base, carriers) {
			continue
		}
		file := s.pathOf(st, base, carriers)
		for _, call := range s.Calls(st) {
			last := call.Name[strings.LastIndexByte(call.Name, '.')+1:]
			if runners[last] && s.carriesAny(call.Args(), base, carriers) {
				runs = append(runs, FileRun{st, call, file})
			}
		}
		depth := 0
		for i, t := range st.Tokens {
			depth += s.opens(t)
			if w := s.word(st.Tokens, i); w != "" && depth == 0 && (s.op(st.Tokens, i+1, "=") || s.word(st.Tokens, i-1) == "as") {
				carriers[w] = file
			}
		}
	}
	return runs
}

func (s *Script) carriesAny(args [][]Token, base string, carriers map[string]string) bool {
	for _, arg := range args {
		if s.carries(arg, base, carriers) {
			return true
		}
	}
	return false
}

// carries reports whether the file's name, or a variable that has it, stands among the tokens.
func (s *Script) carries(tokens []Token, base string, carriers map[string]string) bool {
	for i, t := range tokens {
		if _, ok := carriers[s.word(tokens, i)]; ok || t.Kind == String && strings.Contains(s.text(t), base) {
			return true
		}
	}
	return false
}

// pathOf is the file's path, as far as the statement or its variables tell it.
func (s *Script) pathOf(st *Statement, base string, carriers map[string]string) string {
	candidates := s.split(st.Tokens, "=")
	for _, call := range s.Calls(st) {
		if len(call.inner) <= maxWords {
			for _, arg := range call.Args() {
				candidates = append(candidates, s.split(arg, "=")...)
			}
		}
	}
	for _, c := range candidates {
		if v, known := s.Value(c); known && path.Base(v) == base {
			return v
		}
	}
	for i := range st.Tokens {
		if v := carriers[s.word(st.Tokens, i)]; v != "" {
			return v
		}
	}
	return ""
}

// Binds reports whether something at the top of the script may give it the name.
func (s *Script) Binds(name string) bool { return s.bindings[name] != nil }

// MadeBy is the function or class that gave a name its only value, as it was imported: "flask.Flask" of `app = Flask(__name__)`. It is "" where
// that cannot be told.
func (s *Script) MadeBy(name string) string {
	all := s.bindings[name]
	if len(all) != 1 {
		return ""
	}
	value := all[0].value
	dotted, n := s.dotted(value)
	if !s.op(value, n, "(") || s.ends(value)[n] != len(value)-1 {
		return ""
	}
	return s.Qualify(dotted)
}
