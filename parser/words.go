package parser

import (
	"iter"
	"slices"
	"strings"
)

// A Word is one word of a logical line, as httpd cuts it.
type Word struct {
	Value      string // quotes and escapes undone
	Start, End int    // bytes of the logical text, quotes included
	Quote      byte   // ' or ", or 0 for a word that is not quoted
}

// IsSpace reports whether b is white space to httpd: isspace in the C locale.
func IsSpace(b byte) bool { return b == ' ' || b >= '\t' && b <= '\r' }

// CutWord cuts the word that begins at pos of text, behind white space, and returns it with the place where the next one
// begins. At the end of the text the word is empty, with Start == End. It is httpd's ap_getword_conf: a word in quotes runs to the
// next such quote or to the end of the line, any other one to white space.
func CutWord(text string, pos int) (Word, int) {
	for pos < len(text) && IsSpace(text[pos]) {
		pos++
	}
	if pos >= len(text) {
		return Word{Start: len(text), End: len(text)}, len(text)
	}
	w := Word{Start: pos}
	next := pos
	escaped := false
	if q := text[pos]; q == '"' || q == '\'' {
		w.Quote = q
		end := pos + 1
		for end < len(text) && text[end] != q {
			if text[end] == '\\' && end+1 < len(text) && (text[end+1] == '\\' || text[end+1] == q) {
				escaped = true
				end++
			}
			end++
		}
		w.Value = text[pos+1 : end]
		next = min(end+1, len(text))
	} else {
		for next < len(text) && !IsSpace(text[next]) {
			escaped = escaped || text[next] == '\\'
			next++
		}
		w.Value = text[pos:next]
	}
	if escaped {
		w.Value = unescape(w.Value, w.Quote)
	}
	w.End = next
	for next < len(text) && IsSpace(text[next]) {
		next++
	}
	return w, next
}

// CutWords cuts all words of text from pos on. Empty words in quotes are words.
func CutWords(text string, pos int) []Word { return slices.Collect(Words(text, pos)) }

// Words yields the words that CutWords cuts.
func Words(text string, pos int) iter.Seq[Word] {
	return func(yield func(Word) bool) {
		for {
			w, next := CutWord(text, pos)
			if w.Start == w.End || !yield(w) {
				return
			}
			pos = next
		}
	}
}

// unescape undoes `\\` and, inside quotes, a backslash before the quote (httpd's substring_conf).
func unescape(s string, quote byte) string {
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) && (s[i+1] == '\\' || quote != 0 && s[i+1] == quote) {
			i++
		}
		b = append(b, s[i])
	}
	return string(b)
}

// Quote writes value so that CutWord gives it back. With quote ' or " it is put in such quotes, with 0 in none unless it
// needs them. A value with a line end or a NUL cannot be written in a configuration.
func Quote(value string, quote byte) string {
	if quote == 0 && !needsQuotes(value) {
		if strings.Contains(value, `\\`) {
			return strings.ReplaceAll(value, `\`, `\\`)
		}
		return value
	}
	if quote == 0 {
		quote = '"'
	}
	q := string(rune(quote))
	return q + strings.NewReplacer(`\`, `\\`, q, `\`+q).Replace(value) + q
}

// needsQuotes reports whether value cannot stand as a plain word: it is empty, holds white space, begins like a quoted word, or ends
// in a backslash, which at the end of a line would continue it.
func needsQuotes(value string) bool {
	if value == "" || value[0] == '"' || value[0] == '\'' || value[len(value)-1] == '\\' {
		return true
	}
	for i := range len(value) {
		if IsSpace(value[i]) {
			return true
		}
	}
	return false
}

// DirectiveName is the name httpd looks up for the first word of a line: one closing `>` is dropped, except from a
// closing tag (ap_build_config_sub).
func DirectiveName(word string) string {
	if len(word) > 1 && word[1] == '/' {
		return word
	}
	return strings.TrimSuffix(word, ">")
}

// SameName compares names as httpd does: ASCII letters in any case (ap_cstr_casecmp).
func SameName(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range len(a) {
		x, y := a[i], b[i]
		if x != y && (x|0x20 != y|0x20 || x|0x20 < 'a' || x|0x20 > 'z') {
			return false
		}
	}
	return true
}

// LowerName is name with its ASCII letters in lower case, and nothing else changed (ap_str_tolower).
func LowerName(name string) string {
	for i := range len(name) {
		if 'A' <= name[i] && name[i] <= 'Z' {
			b := []byte(name)
			for j := i; j < len(b); j++ {
				if 'A' <= b[j] && b[j] <= 'Z' {
					b[j] += 'a' - 'A'
				}
			}
			return string(b)
		}
	}
	return name
}
