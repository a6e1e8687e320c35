package model

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Characters that are typed or pasted for others, and are letters to httpd.
const (
	DoubleQuotes = "“”„‟«»″" // for "
	SingleQuotes = "‘’‚‛′"   // for '
	WideSpaces   = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
	ZeroSpaces   = "\u200b\u2060\ufeff" // without any width
)

// Placeholder finds the first thing in text, from offset at on, that engines of templates fill in: Jinja's and its like's {{ … }} and
// {% … %}, ERB's <% … %>, autoconf's @NAME@, @bindir@ and its like, @@name@@, and %NAME%. It returns its bytes, and -1 where there is none.
func Placeholder(text string, at int) (start, end int) {
	for {
		i := strings.IndexAny(text[at:], "{<@%")
		if i < 0 {
			return -1, -1
		}
		at += i
		if n := placeholder(text[at:]); n > 0 {
			return at, at + n
		}
		at++
	}
}

// HoldsPlaceholder reports whether Placeholder finds one.
func HoldsPlaceholder(text string) bool {
	for _, mark := range []byte("{@%") { // one of them begins each, or is its second byte, and texts have few
		for at := 0; ; at++ {
			i := strings.IndexByte(text[at:], mark)
			if i < 0 {
				break
			}
			at += i
			if placeholder(text[at:]) > 0 || at > 0 && text[at-1] == '<' && placeholder(text[at-1:]) > 0 {
				return true
			}
		}
	}
	return false
}

// placeholder is the length of the placeholder that text begins with; 0 for none.
func placeholder(text string) int {
	switch {
	case strings.HasPrefix(text, "{{"):
		return enclosed(text, "}}", "0123456789, ") // x{{2}} is an expression
	case strings.HasPrefix(text, "{%"):
		return enclosed(text, "%}", " ")
	case strings.HasPrefix(text, "<%"):
		return enclosed(text, "%>", " ")
	case strings.HasPrefix(text, "@@"):
		return named(text, "@@", 1, func(b byte) bool { return upper(b) || lower(b) })
	case text[0] == '@':
		return max(named(text, "@", 2, upper), folderNamed(text))
	case text[0] == '%':
		return named(text, "%", 3, upper)
	}
	return 0
}

// statements are how statements of a template begin: those of Jinja and its like, and those of ERB.
var statements = [...]string{"{%", "<%"}

// HoldsStatement reports whether a statement of a template begins in a text.
func HoldsStatement(text string) bool {
	return slices.ContainsFunc(statements[:], func(mark string) bool { return strings.Contains(text, mark) })
}

// IsStatement reports whether a line, of which text is the beginning, is a statement of a template.
func IsStatement(text string) bool {
	return slices.ContainsFunc(statements[:], func(mark string) bool { return strings.HasPrefix(text, mark) })
}

// enclosed is the length of what begins with two bytes and ends, before the first of them comes again or the line ends, in the given ones; 0
// for other text, and where nothing stands between besides what is ignored.
func enclosed(text, end, ignored string) int {
	inside := text[2:]
	if i := strings.IndexAny(inside, text[:1]+"\n"); i >= 0 {
		inside = inside[:i]
	}
	i := strings.Index(inside, end)
	if i < 0 || strings.Trim(inside[:i], ignored) == "" {
		return 0
	}
	return 2 + i + len(end)
}

// named is the length of a name of at least as many bytes between two marks; 0 for other text. The name begins with a letter.
func named(text, mark string, least int, letter func(byte) bool) int {
	n := len(mark)
	for n < len(text) && (letter(text[n]) || n > len(mark) && (text[n] == '_' || '0' <= text[n] && text[n] <= '9')) {
		n++
	}
	if n < len(mark)+least || !strings.HasPrefix(text[n:], mark) {
		return 0
	}
	return n + len(mark)
}

// folderNamed is the length of one of autoconf's folders, such as @bindir@ and @exec_prefix@, which have small letters; 0 for other text.
func folderNamed(text string) int {
	n := named(text, "@", len("dir"), lower)
	if n > 0 && (strings.HasSuffix(text[:n], "dir@") || strings.HasSuffix(text[:n], "prefix@")) {
		return n
	}
	return 0
}

func lower(b byte) bool { return 'a' <= b && b <= 'z' }

func upper(b byte) bool { return 'A' <= b && b <= 'Z' }

// Garbled reports whether a value is not what was meant, for a reason that another rule names: it holds a placeholder of a template, a
// variable that is not defined, or white space of Unicode, begins or ends with a typographic quote, or ends with a quote that nothing opens.
// What it is then should not be held against it.
func Garbled(value string) bool {
	if !strings.ContainsFunc(value, mayGarble) {
		return false
	}
	return Mistyped(value) || strings.ContainsAny(value, WideSpaces+ZeroSpaces) || Unfinished(value) || HoldsPlaceholder(value)
}

// mayGarble reports whether something garbled may have the character in it: most values have none.
func mayGarble(r rune) bool {
	return r >= utf8.RuneSelf || r == '$' || r == '@' || r == '%' || r == '{' || r == '<' || r == '"' || r == '\''
}

// Mistyped reports whether a value begins or ends with what another rule says is no part of it: a typographic quote, white space of Unicode, or a quote
// that nothing opens.
func Mistyped(value string) bool {
	first, _ := utf8.DecodeRuneInString(value)
	last, _ := utf8.DecodeLastRuneInString(value)
	const strange = DoubleQuotes + SingleQuotes + WideSpaces + ZeroSpaces
	return StrayQuote(value) || strings.ContainsRune(strange, first) || strings.ContainsRune(strange, last)
}

// StrayQuote reports whether a value ends with a quote and has no other of its kind.
func StrayQuote(value string) bool {
	at := len(value) - 1
	return at > 0 && (value[at] == '"' || value[at] == '\'') && strings.IndexByte(value, value[at]) == at
}

// IsRemark reports whether a word begins what was meant as a comment behind a directive: with a "#", which may have got a backslash.
func IsRemark(word string) bool { return strings.HasPrefix(word, "#") || word == `\#` }

// StandsIn reports whether a value begins as a name that somebody or something has still to put a value in for: $ROOT, <path>, [path], __PATH__.
// A shell's words for a home folder mean one.
func StandsIn(value string) bool {
	return strings.HasPrefix(value, "__") || value != "" && strings.IndexByte("<[{@%$", value[0]) >= 0 && !ForShell(value)
}

// ForShell reports whether a path begins with what a shell replaces by somebody's home folder, and httpd does not.
func ForShell(path string) bool {
	return strings.HasPrefix(path, "~") || path == "$HOME" || strings.HasPrefix(path, "$HOME/")
}
