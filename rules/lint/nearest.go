package lint

import (
	"iter"
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/directives"
	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
)

// Nearest returns the one word that name was probably meant to be: the closest by edits, where it is close enough to be a slip of the
// hand. A word that differs in letter case alone is the closest of all. It returns "" where there is none, or several are as close.
func Nearest(name string, among iter.Seq[string]) string {
	best, distance, tied := "", slip(name)+1, false
	for word := range among {
		if word == name || word == best {
			continue
		}
		d := 0
		if !strings.EqualFold(word, name) {
			d = max(1, levenshtein.ComputeDistance(strings.ToLower(name), strings.ToLower(word)))
		}
		if d < distance {
			best, distance, tied = word, d, false
		} else if d == distance && best != "" {
			tied = true
		}
	}
	if tied {
		return ""
	}
	return best
}

// slip is how many edits may be a slip in a word: none in the shortest, two letters in wrong order in most.
func slip(name string) int {
	switch n := len(name); {
	case n < 3:
		return 0
	case n == 3:
		return 1
	default:
		return max(2, n/5)
	}
}

// MeantFor reports whether what httpd refuses begins with one of some words in lower case, or was meant to: but for a slip, a blank in the word, or one
// that is missing behind it.
func MeantFor(q eval.Problem, words []string) bool {
	text := q.At.Text()
	word, next := parser.CutWord(text, 0)
	name := strings.ToLower(strings.Trim(word.Value, "</>"))
	if slices.Contains(words, name) || Nearest(name, slices.Values(words)) != "" {
		return true
	}
	if directives.Lookup(word.Value) != nil {
		return false
	}
	second, _ := parser.CutWord(text, next)
	split := name + strings.ToLower(strings.TrimSuffix(second.Value, ">"))
	return slices.ContainsFunc(words, func(w string) bool { return w == split || strings.HasPrefix(name, w) })
}
