package lint

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
)

// A tag is that of a section, as a problem with it shows it.
type tag struct {
	name    string // its letters, in lower case
	closing bool
	bare    bool // it has no arguments
}

func tagOf(text string) tag {
	if strings.HasPrefix(text, "<") {
		text = "<" + strings.TrimLeft(text[1:], " \t") // where it was not meant to have a blank
	}
	word, _ := parser.CutWord(text, 0)
	letters := func(r rune) rune {
		if !unicode.IsLetter(r) {
			return -1
		}
		return unicode.ToLower(r)
	}
	return tag{strings.Map(letters, word.Value), strings.HasPrefix(word.Value, "</"), len(word.Value) == len(strings.TrimSpace(text))}
}

// A refusal is what httpd refuses to read, and what is said of it.
type refusal struct {
	problem eval.Problem
	Diagnostic
}

// maxOpen is how many tags are looked back at.
const maxOpen = 16

// joinTags makes one finding of the two that one tag makes which is out of place, is misspelt, or opens a section where it should close it.
func joinTags(found []refusal) []refusal {
	var order []int // of the problems with tags, in file order
	for i := range found {
		if found[i].problem.Kind == eval.Unpaired {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return found[a].At.Start - found[b].At.Start })
	j := joiner{found: found, gone: make([]bool, len(found))}
	for _, i := range order {
		if !j.withCondition(i) && !j.withTag(i) {
			j.alone = append(j.alone, i)
		}
	}
	kept := found[:0]
	for i, d := range found {
		if !j.gone[i] {
			kept = append(kept, d)
		}
	}
	return kept
}

// A joiner goes through the problems with tags in file order.
type joiner struct {
	found []refusal
	alone []int // those so far that no other has been joined with
	gone  []bool
}

// withCondition joins a problem that meets a condition still open with that of the misspelt tag above which was to close it.
func (j *joiner) withCondition(i int) bool {
	name := j.found[i].problem.Open
	if name == "" {
		return false
	}
	from := max(0, len(j.alone)-maxOpen)
	k := slices.IndexFunc(j.alone[from:], func(k int) bool {
		a := tagOf(j.found[k].At.Text())
		return j.found[k].At.File == j.found[i].At.File && a.closing && Nearest(a.name, slices.Values([]string{strings.ToLower(name)})) != ""
	})
	if k < 0 {
		return false
	}
	first, second := &j.found[j.alone[from+k]], &j.found[i]
	first.Message = fmt.Sprintf("%s; did you mean </%s>?", first.problem.Message, name)
	first.Severity = max(first.Severity, second.Severity)
	first.Symptom = cmp.Or(first.Symptom, second.Symptom)
	first.Related = append(first.Related, Related{At: second.At, Message: fmt.Sprintf("<%s> is still open here", name)})
	j.drop(i, from+k)
	return true
}

// withTag joins the problems of two tags that belong together: one is what the other lacks.
func (j *joiner) withTag(i int) bool {
	t := tagOf(j.found[i].At.Text())
	k := len(j.alone) - 1
	for ; k >= max(0, len(j.alone)-maxOpen); k-- {
		if a := &j.found[j.alone[k]]; a.At.File == j.found[i].At.File && belongs(tagOf(a.At.Text()), t) {
			break
		}
	}
	if k < max(0, len(j.alone)-maxOpen) {
		return false
	}
	first, second := &j.found[j.alone[k]], &j.found[i]
	switch meant := tagOf(first.At.Text()); {
	case meant.closing:
		second.Related = append(second.Related, Related{At: first.At, Message: "this closes nothing"})
		j.drop(j.alone[k], k)
	case t.closing && meant.name == t.name && closes(second.At.Text()):
		first.Related = append(first.Related, Related{At: second.At, Message: "this closes nothing"})
		j.drop(i, k)
	default:
		name, _ := parser.CutWord(first.At.Text(), 0)
		second.Message = fmt.Sprintf("%s; did you mean </%s>?", strings.TrimSuffix(second.Message, "."), strings.Trim(name.Value, "<>"))
		second.Related = append(second.Related, Related{At: first.At, Message: "this is not closed"})
		j.drop(j.alone[k], k)
	}
	return true
}

// drop takes out a finding that another tells of, and the k-th of those alone.
func (j *joiner) drop(i, k int) {
	j.gone[i] = true
	j.alone = slices.Delete(j.alone, k, k+1)
}

// joinMacros makes one finding of what httpd says alike of each use of a macro: the macro is the mistake.
func joinMacros(found []refusal) []refusal {
	first := map[string]int{} // by what is said
	kept := found[:0]
	for _, d := range found {
		if d.problem.Kind != eval.MacroUse {
			kept = append(kept, d)
			continue
		}
		i, said := first[d.Message]
		if said {
			kept[i].Related = append(kept[i].Related, Related{At: d.At, Message: "the same here"})
			continue
		}
		first[d.Message] = len(kept)
		kept = append(kept, d)
	}
	return kept
}

// belongs reports whether what is said of t, further down, may be for the section that a opens: it closes that, or was meant to. Or else a, above, was
// to close what t opens.
func belongs(a, t tag) bool {
	if a.name == t.name {
		return a.closing != t.closing || !a.closing && t.bare
	}
	return t.closing && !a.closing && Nearest(t.name, slices.Values([]string{a.name})) != ""
}

// closes reports whether a closing tag is written as one is.
func closes(text string) bool {
	return strings.Trim(text[2:], "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") == ">"
}

// joinPlaces puts together neighbouring lines, be there one between, that may not stand in the same section: a tag is out of place. So it does with lines
// one below the other that begin with no directive's name for the same reason: a comment, or the options of a directive.
func joinPlaces(refused []eval.Problem) [][]eval.Problem {
	var all [][]eval.Problem
	end := -1 // of the last, where the next line begins
	for _, p := range refused {
		if n := len(all) - 1; n >= 0 {
			last := all[n][len(all[n])-1]
			between, alike := p.At.From().Line-end, p.Context != "" && p.Context == last.Context
			if p.Kind == eval.NoName {
				alike = last.Kind == eval.NoName && p.Hint == last.Hint && between == 0
			}
			if alike && between <= 1 && p.At.File == last.At.File {
				all[n] = append(all[n], p)
				end = lineBelow(p)
				continue
			}
		}
		all = append(all, []eval.Problem{p})
		end = lineBelow(p)
	}
	return all
}

func lineBelow(p eval.Problem) int { return p.At.To().Line + 1 }
