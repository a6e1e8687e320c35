package lint

import (
	"iter"
	"strings"

	"github.com/agnivade/levenshtein"
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
