package experiment

import (
	"fmt"
	"strconv"
	"strings"
)

// A word is one piece of a line: bare, or a text in quotes with the quotes undone.
type word struct {
	text   string
	quoted bool
}

// cut splits a line into words. Only Go's "…" and `…` quote.
func cut(line string) ([]word, error) {
	var words []word
	for rest := strings.TrimLeft(line, " \t"); rest != ""; rest = strings.TrimLeft(rest, " \t") {
		if rest[0] != '"' && rest[0] != '`' {
			bare, _, _ := strings.Cut(strings.ReplaceAll(rest, "\t", " "), " ")
			words, rest = append(words, word{text: bare}), rest[len(bare):]
			continue
		}
		quoted, err := strconv.QuotedPrefix(rest)
		if err != nil {
			return nil, fmt.Errorf("bad quoted text: %s", rest)
		}
		text, err := strconv.Unquote(quoted)
		if err != nil {
			return nil, fmt.Errorf("bad quoted text: %s", quoted)
		}
		words, rest = append(words, word{text, true}), rest[len(quoted):]
	}
	return words, nil
}

// bare reports whether the word is this one, unquoted.
func (w word) bare(text string) bool { return !w.quoted && w.text == text }

// texts returns the words' texts when all of them are quoted, or not, as asked.
func texts(words []word, quoted bool) ([]string, error) {
	all := make([]string, len(words))
	for i, w := range words {
		if w.quoted != quoted {
			return nil, fmt.Errorf("%q must be %s", w.text, map[bool]string{true: "quoted", false: "bare"}[quoted])
		}
		all[i] = w.text
	}
	return all, nil
}
