package lint

import (
	"cmp"
	"slices"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
)

// SortFindings sorts findings by file, as name gives it from source.File.Name, then offset, rule id and message. Findings without a place come first.
func SortFindings(found []*Diagnostic, name func(string) string) {
	if inOrder(found, name) {
		return
	}
	ranks := ranksOf(found, name)
	slices.SortStableFunc(found, func(a, b *Diagnostic) int {
		if a.At.File != b.At.File {
			if order := cmp.Compare(ranks[a.At.File], ranks[b.At.File]); order != 0 {
				return order
			}
		}
		return compareInFile(a, b)
	})
}

func compareInFile(a, b *Diagnostic) int {
	if a.At.Start != b.At.Start {
		return cmp.Compare(a.At.Start, b.At.Start)
	}
	return cmp.Or(strings.Compare(a.Rule.ID, b.Rule.ID), strings.Compare(a.Message, b.Message))
}

func inOrder(findings []*Diagnostic, name func(string) string) bool {
	for i := 1; i < len(findings); i++ {
		a, b := findings[i-1], findings[i]
		byName := 0
		switch f, g := a.At.File, b.At.File; {
		case f == g:
		case f == nil:
			byName = -1
		case g == nil:
			byName = 1
		default:
			byName = strings.Compare(name(f.Name), name(g.Name))
		}
		if byName > 0 || byName == 0 && compareInFile(a, b) > 0 {
			return false
		}
	}
	return true
}

// ranksOf are the places in order of the files that findings are in. Files of one name have the same.
func ranksOf(findings []*Diagnostic, name func(string) string) map[*source.File]int {
	ranks := map[*source.File]int{}
	var names []string
	for _, d := range findings {
		f := d.At.File
		if _, met := ranks[f]; !met && f != nil {
			ranks[f] = 0
			names = append(names, name(f.Name))
		}
	}
	slices.Sort(names)
	for f := range ranks {
		at, _ := slices.BinarySearch(names, name(f.Name))
		ranks[f] = at + 1
	}
	return ranks
}
