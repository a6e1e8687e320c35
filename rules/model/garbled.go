package model

import (
	"regexp"
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

// Placeholder finds what engines of templates fill in: Jinja and its like, ERB, autoconf, and plain substitution.
var Placeholder = regexp.MustCompile(`\{\{[^{}\n]*[^{}\n\d,][^{}\n]*\}\}|\{%[^\n]*?%\}|<%[^\n]*?%>|@@\w+@@|@[A-Z][A-Z0-9_]+@|%[A-Z][A-Z0-9_]{2,}%`)

// Garbled reports whether a value is not what was meant, for a reason that another rule names: it holds a placeholder of a template, a
// variable that is not defined, or white space of Unicode, or begins or ends with a typographic quote. What it is then should not be held against it.
func Garbled(value string) bool {
	first, _ := utf8.DecodeRuneInString(value)
	last, _ := utf8.DecodeLastRuneInString(value)
	const quotes = DoubleQuotes + SingleQuotes
	return value != "" && (strings.ContainsRune(quotes, first) || strings.ContainsRune(quotes, last)) ||
		strings.ContainsAny(value, WideSpaces+ZeroSpaces) || strings.Contains(value, "${") || Placeholder.MatchString(value)
}
