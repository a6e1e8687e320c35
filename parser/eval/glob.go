package eval

import "strings"

// isPattern reports whether httpd takes a name as a pattern (apr_fnmatch_test): it has "*", "?", or "[" with a "]" somewhere behind. A
// backslash hides the byte behind it, here and only here.
func isPattern(name string) bool {
	nesting := false
	for i := 0; i < len(name); i++ {
		switch name[i] {
		case '?', '*':
			return true
		case '\\':
			i++
		case '[':
			nesting = true
		case ']':
			if nesting {
				return true
			}
		}
	}
	return false
}

// match is apr_fnmatch with APR_FNM_PERIOD, for a name without "/": "*" is any bytes, "?" any byte, "[a-z]" a set, negated by "!" or "^", a
// backslash takes the next byte as it is. A period at the beginning of a name is matched by a period alone.
func match(pattern, name string) bool {
	if strings.HasPrefix(name, ".") {
		switch {
		case strings.HasPrefix(pattern, "."):
			pattern = pattern[1:]
		case strings.HasPrefix(pattern, `\.`):
			pattern = pattern[2:]
		default:
			return false
		}
		name = name[1:]
	}
	// Where the last "*" stood, to try again from there with one byte more.
	star, from := -1, 0
	p, n := 0, 0
	for n < len(name) {
		if p < len(pattern) && pattern[p] == '*' {
			star, from = p, n
			p++
			continue
		}
		if p < len(pattern) {
			if next, ok := matchByte(pattern, p, name[n]); ok {
				p = next
				n++
				continue
			}
		}
		if star < 0 {
			return false
		}
		from++
		p, n = star+1, from
	}
	for p < len(pattern) && pattern[p] == '*' {
		p++
	}
	return p == len(pattern)
}

// matchByte matches c with the element of the pattern at p, and returns where the next element begins.
func matchByte(pattern string, p int, c byte) (next int, ok bool) {
	switch pattern[p] {
	case '?':
		return p + 1, true
	case '[':
		if next, ok, set := matchSet(pattern, p, c); set {
			return next, ok
		}
	case '\\':
		if p+1 < len(pattern) {
			p++
		}
	}
	return p + 1, pattern[p] == c
}

// matchSet matches c with a set in brackets. It is no set where the closing bracket is missing.
func matchSet(pattern string, p int, c byte) (next int, ok, set bool) {
	p++
	negated := p < len(pattern) && (pattern[p] == '!' || pattern[p] == '^')
	if negated {
		p++
	}
	for first := true; p < len(pattern); first = false {
		if pattern[p] == ']' && !first {
			return p + 1, ok != negated, true
		}
		if pattern[p] == '\\' && !(first && pattern[p] == ']') {
			p++
			if p == len(pattern) {
				break
			}
		}
		if p+2 < len(pattern) && pattern[p+1] == '-' && pattern[p+2] != ']' {
			low := pattern[p]
			p += 2
			if pattern[p] == '\\' {
				p++
				if p == len(pattern) {
					break
				}
			}
			ok = ok || inRange(low, c, pattern[p])
			p++
			continue
		}
		ok = ok || pattern[p] == c
		p++
	}
	return 0, false, false
}

// inRange compares as C does where a char is signed.
func inRange(low, c, high byte) bool { return int8(low) <= int8(c) && int8(c) <= int8(high) }
