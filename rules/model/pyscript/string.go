package pyscript

import "strings"

// maxNesting is how deep strings may stand in strings: in the fields of f-strings. Python refuses 150.
const maxNesting = 100

// isPrefix reports whether a name before a quote belongs to the string, as in rb"…", in Python 2 or 3.
func isPrefix(name string) bool {
	switch strings.ToLower(name) {
	case "r", "u", "b", "f", "t", "br", "rb", "ur", "fr", "rf", "tr", "rt":
		return true
	}
	return false
}

// str reads a string whose prefix begins at start and whose quote is at hand.
func (l *lexer) str(start int) {
	l.quoted(l.text[start:l.at], 0)
	l.add(String, start)
}

// quoted reads from the opening quote to behind the closing one.
func (l *lexer) quoted(prefix string, nesting int) {
	prefix = strings.ToLower(prefix)
	raw, fields := strings.Contains(prefix, "r"), strings.ContainsAny(prefix, "ft")
	quote := l.text[l.at : l.at+1]
	if triple := strings.Repeat(quote, 3); strings.HasPrefix(l.text[l.at:], triple) {
		quote = triple
	}
	l.at += len(quote)
	for !l.broken && l.at < len(l.text) {
		rest := l.text[l.at:]
		switch c := rest[0]; {
		case strings.HasPrefix(rest, quote):
			l.at += len(quote)
			return
		case c == '\\':
			l.escape(fields, raw)
		case (c == '\n' || c == '\r') && len(quote) == 1:
			l.broken = true
		case c == '{' && fields && strings.HasPrefix(rest, "{{"):
			l.at += 2
		case c == '{' && fields:
			l.field(quote, nesting+1)
		default:
			l.at++
		}
	}
	l.broken = true // it does not end
}

// escape skips a backslash and what it escapes. In an f-string a brace begins a field all the same, but for that of \N{NAME}.
func (l *lexer) escape(fields, raw bool) {
	l.at++
	rest := l.text[l.at:]
	switch {
	case rest == "" || fields && (rest[0] == '{' || rest[0] == '}'):
	case fields && !raw && strings.HasPrefix(rest, "N{"):
		if n := strings.IndexByte(rest, '}'); n >= 0 {
			l.at += n
		}
	case !l.skipEnd():
		l.at++
	}
}

// field reads a field of an f-string from its brace to behind the closing one. As of Python 3.12 it may have the string's own quotes; a text
// that older ones accept means the same.
func (l *lexer) field(quote string, nesting int) {
	outside := l.brackets
	l.brackets = []byte{'}'}
	l.at++
	for !l.broken && l.at < len(l.text) && len(l.brackets) > 0 {
		switch c := l.text[l.at]; {
		case nesting > maxNesting:
			l.broken = true
		case c == '#':
			l.toLineEnd()
		case c == '"' || c == '\'':
			l.quoted("", nesting)
		case isName(c):
			l.fieldName(nesting)
		case c == ':' && len(l.brackets) == 1:
			l.at++
			l.spec(quote, nesting)
		default:
			l.at++
			l.bracket(c)
		}
	}
	l.broken = l.broken || len(l.brackets) > 0
	l.brackets = outside
}

func (l *lexer) fieldName(nesting int) {
	start := l.at
	for l.at < len(l.text) && isName(l.text[l.at]) {
		l.at++
	}
	if l.at < len(l.text) && (l.text[l.at] == '"' || l.text[l.at] == '\'') && isPrefix(l.text[start:l.at]) {
		l.quoted(l.text[start:l.at], nesting)
	}
}

// spec reads how a field is to be written, up to the brace that closes the field.
func (l *lexer) spec(quote string, nesting int) {
	for !l.broken && l.at < len(l.text) {
		rest := l.text[l.at:]
		switch {
		case rest[0] == '}':
			return
		case rest[0] == '{':
			l.field(quote, nesting+1)
		case strings.HasPrefix(rest, quote):
			l.broken = true
		default:
			l.at++
		}
	}
}
