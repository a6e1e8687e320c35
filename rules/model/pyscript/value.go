package pyscript

import (
	"path"
	"strings"
)

// A constant is what a name stands for. Known is false where that cannot be told.
type constant struct {
	value string
	known bool
}

const (
	maxDepth = 12   // of expressions in expressions
	maxWords = 200  // tokens of an expression
	maxValue = 4096 // bytes of a value, as of a path
)

// Value is the text that an expression gives: of strings and what they are filled with, of names that are bound once to one, of __file__, and of what
// os.path and pathlib make of them. It is not known where anything else has a part in it.
func (s *Script) Value(tokens []Token) (value string, known bool) {
	return s.value(tokens, 0)
}

func (s *Script) value(tokens []Token, depth int) (string, bool) {
	if len(tokens) == 0 || len(tokens) > maxWords || depth > maxDepth {
		return "", false
	}
	if parts := s.split(tokens, "+"); len(parts) > 1 {
		return s.joined(parts, depth, func(a, b string) string { return a + b })
	}
	if parts := s.split(tokens, "/"); len(parts) > 1 {
		return s.joined(parts, depth, join)
	}
	if parts := s.split(tokens, "%"); len(parts) == 2 {
		args := s.elements(parts[1])
		if args == nil {
			args = parts[1:]
		}
		return s.filled(parts[0], "%s", args, depth)
	}
	last := len(tokens) - 1
	switch {
	case tokens[0].Kind == String && !s.op(tokens, last, ")"):
		return s.literals(tokens, depth)
	case last == 0:
		return s.named(s.word(tokens, 0), depth)
	case s.op(tokens, last, ")"):
		return s.called(tokens, depth)
	case s.op(tokens, last-1, ".") && s.is(tokens[last], "parent"):
		v, known := s.value(tokens[:last-1], depth+1)
		return dirname(v), known
	case s.op(tokens, last, "]") && s.op(tokens, last-2, "[") && s.word(tokens, last-3) == "parents" && s.op(tokens, last-4, "."):
		return s.parent(tokens[:last-4], s.text(tokens[last-1]), depth)
	}
	return "", false
}

// parent is one of the parents of a path, by its index of one digit.
func (s *Script) parent(of []Token, index string, depth int) (string, bool) {
	v, known := s.value(of, depth+1)
	if len(index) != 1 || index[0] < '0' || index[0] > '9' {
		return "", false
	}
	for range index[0] - '0' + 1 {
		known = known && v != "/"
		v = dirname(v)
	}
	return v, known
}

func (s *Script) joined(parts [][]Token, depth int, join func(a, b string) string) (string, bool) {
	var all string
	for i, part := range parts {
		v, known := s.value(part, depth+1)
		if !known || len(all)+len(v) > maxValue {
			return "", false
		}
		if i == 0 {
			all = v
		} else {
			all = join(all, v)
		}
	}
	return all, true
}

// filled is a text with values in the places of its marks, if it has no others.
func (s *Script) filled(text []Token, mark string, args [][]Token, depth int) (string, bool) {
	v, known := s.value(text, depth+1)
	parts := strings.Split(v, mark)
	if !known || len(parts) != len(args)+1 {
		return "", false
	}
	all := parts[0]
	for i, arg := range args {
		filling, known := s.value(arg, depth+1)
		if !known || len(all)+len(filling)+len(parts[i+1]) > maxValue {
			return "", false
		}
		all += filling + parts[i+1]
	}
	return all, !strings.ContainsAny(strings.Join(parts, ""), "%{}")
}

// literals is the text of strings that stand side by side.
func (s *Script) literals(tokens []Token, depth int) (string, bool) {
	all := ""
	for _, t := range tokens {
		v, known := s.Literal(t)
		if !known {
			v, known = s.formatted(t, depth)
		}
		if !known || len(all)+len(v) > maxValue {
			return "", false
		}
		all += v
	}
	return all, true
}

// Literal is the text between the quotes of a string; it is not known of bytes, of an f-string, and of one with escapes.
func (s *Script) Literal(t Token) (string, bool) {
	prefix, body := s.string(t)
	return body, t.Kind == String && !strings.ContainsAny(prefix, "bft") && !strings.Contains(body, `\`)
}

// string is what stands before the quotes of a string, in lower case, and between them.
func (s *Script) string(t Token) (prefix, body string) {
	text := s.text(t)
	quote := strings.IndexAny(text, `"'`)
	if t.Kind != String || quote < 0 {
		return "", ""
	}
	prefix, body = strings.ToLower(text[:quote]), text[quote:]
	n := 1
	if len(body) >= 6 && body[1] == body[0] && body[2] == body[0] {
		n = 3
	}
	return prefix, body[n : len(body)-n]
}

// formatted is the text of an f-string in whose braces names stand and nothing else.
func (s *Script) formatted(t Token, depth int) (string, bool) {
	prefix, rest := s.string(t)
	if !strings.Contains(prefix, "f") || strings.Contains(rest, `\`) {
		return "", false
	}
	all := ""
	for {
		text, field, more := strings.Cut(rest, "{")
		if all += text; !more {
			return all, !strings.Contains(all, "}")
		}
		name, after, _ := strings.Cut(field, "}")
		v, known := s.named(strings.TrimSpace(name), depth)
		if !known || len(all)+len(v) > maxValue {
			return "", false
		}
		all, rest = all+v, after
	}
}

// named is what a name stands for that is bound once, at the top.
func (s *Script) named(name string, depth int) (string, bool) {
	if name == "__file__" {
		return s.Source.Name, true
	}
	if c, ok := s.values[name]; ok {
		return c.value, c.known
	}
	s.values[name] = constant{} // a name may be bound to itself
	if all := s.bindings[name]; len(all) == 1 {
		v, known := s.value(all[0].value, depth+1)
		s.values[name] = constant{v, known}
	}
	return s.values[name].value, s.values[name].known
}

// called is what a call gives, or an expression in brackets.
func (s *Script) called(tokens []Token, depth int) (string, bool) {
	last := len(tokens) - 1
	open, level := last, 0
	for ; open >= 0; open-- {
		if level += s.opens(tokens[open]); level == 0 {
			break
		}
	}
	if open < 0 {
		return "", false
	}
	inner := tokens[open+1 : last]
	if open == 0 {
		return s.value(inner, depth+1)
	}
	args := s.split(inner, ",")
	if method := s.word(tokens, open-1); s.op(tokens, open-2, ".") {
		switch method {
		case "resolve", "absolute", "as_posix":
			return s.value(tokens[:open-2], depth+1)
		case "format":
			return s.filled(tokens[:open-2], "{}", args, depth)
		case "joinpath":
			return s.joined(append([][]Token{tokens[:open-2]}, args...), depth, join)
		}
	}
	name, n := s.dotted(tokens[:open])
	if n != open {
		return "", false
	}
	return s.function(s.Qualify(name), args, depth)
}

// function is what a function of the library makes of its arguments. Symbolic links are not followed.
func (s *Script) function(name string, args [][]Token, depth int) (string, bool) {
	switch name {
	case "os.path.join", "pathlib.Path":
		return s.joined(args, depth, join)
	case "os.path.dirname", "os.path.abspath", "os.path.realpath", "os.path.normpath", "str":
	default:
		return "", false
	}
	v, known := s.value(args[0], depth+1)
	switch {
	case len(args) != 1:
		return "", false
	case name == "str":
		return v, known
	case name == "os.path.dirname":
		return dirname(v), known
	}
	return path.Clean(v), known && path.IsAbs(v)
}

// dirname is os.path.dirname, less the slashes it may end in.
func dirname(name string) string {
	dir := strings.TrimRight(name[:strings.LastIndexByte(name, '/')+1], "/")
	if dir == "" && path.IsAbs(name) {
		return "/"
	}
	return dir
}

// join is os.path.join.
func join(a, b string) string {
	if path.IsAbs(b) || a == "" {
		return b
	}
	return strings.TrimRight(a, "/") + "/" + b
}
