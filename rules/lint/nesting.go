package lint

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
)

// A tag is that of a section, as a problem with it shows it.
type tag struct {
	name    string // its letters, in lower case
	closing bool
	bare    bool // it has no arguments
}

func tagOf(text string) tag {
	text = strings.TrimLeft(text, " \t")
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
		if p := found[i].problem; p.Kind == eval.Unpaired || p.At.File != nil && swallowed(p) {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return found[a].At.Start - found[b].At.Start })
	j := joiner{found: found, gone: make([]bool, len(found))}
	for _, i := range order {
		if !j.withCondition(i) && !j.withTag(i) && !j.withRun(i) {
			j.alone = append(j.alone, i)
		}
		j.seen = append(j.seen, i)
	}
	kept := found[:0]
	for i, d := range found {
		if !j.gone[i] {
			kept = append(kept, d)
		}
	}
	return kept
}

// swallowed reports whether a problem is with a tag that a backslash above makes a part of another line.
func swallowed(p eval.Problem) bool {
	line := p.At.File.Line(p.At.From().Line)
	above := strings.TrimRight(p.At.File.Text[:line.Start], "\r\n")
	return opens(p) && strings.HasSuffix(above, `\`) && strings.TrimSpace(p.At.File.Text[line.Start:p.At.Start]) == ""
}

// A joiner goes through the problems with tags in file order.
type joiner struct {
	found []refusal
	seen  []int // those so far
	alone []int // those of them that no other has been joined with
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
		if a := &j.found[j.alone[k]]; a.At.File == j.found[i].At.File && (belongs(tagOf(a.At.Text()), t) || stoodFor(&j.found[i], a)) {
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

// withRun joins a problem with one above that comes of the same: of several sections the openings are gone, or the ends, or a tag that stands too early
// closes what was around it.
func (j *joiner) withRun(i int) bool {
	for k := len(j.seen) - 1; k >= max(0, len(j.seen)-maxOpen); k-- {
		first, second := &j.found[j.seen[k]], &j.found[i]
		if j.gone[j.seen[k]] || first.At.File != second.At.File {
			continue
		}
		if what := comesOf(first, second); what != "" {
			first.Related = append(first.Related, Related{At: second.At, Message: what})
			j.gone[i] = true
			return true
		}
	}
	return false
}

// comesOf says what the second of two problems is if it comes of the first, which stands above; empty where it does not.
func comesOf(first, second *refusal) string {
	a, b := tagOf(first.At.Text()), tagOf(second.At.Text())
	_, saw, _ := strings.Cut(first.problem.Message, " but saw ")
	early := tagOf(saw) // which ended the first section
	switch {
	case early.closing && early.name != a.name && (early.name == b.name || strings.EqualFold(second.problem.Open, early.name)):
		return "and so this has lost its other tag"
	case a.closing && b.closing && (strings.EqualFold(second.problem.Open, a.name) || first.problem.Open != "" && a.name == b.name):
		return "and so this closes another section"
	case a.closing && b.closing && a.name != b.name && !opensBetween(first.At, second.At, b.name):
		return "nor does this close anything"
	case !a.closing && !b.closing && a.name != b.name && (first.problem.Own != "" && second.problem.Own != "" || first.problem.Line == second.problem.Line):
		return "nor is this closed"
	case a.closing && holdsTag(first.At, "<"+b.name) && b.closing:
		return "the tag that this closes is a part of the line above"
	}
	return ""
}

// holdsTag reports whether a tag stands in the lines of a text below its first.
func holdsTag(at source.Span, tag string) bool {
	_, below, _ := strings.Cut(at.Text(), "\n")
	return below != "" && strings.Contains(strings.ToLower(below), tag)
}

// opensBetween reports whether a virtual host, or a section of the given name, opens between two places of a file.
func opensBetween(a, b source.Span, name string) bool {
	for line := range strings.Lines(a.File.Text[a.End:b.Start]) {
		if t := tagOf(line); strings.HasPrefix(strings.TrimLeft(line, " \t"), "<") && !t.closing && (t.name == name || t.name == "virtualhost") {
			return true
		}
	}
	return false
}

// drop takes out a finding that another tells of, and the k-th of those alone.
func (j *joiner) drop(i, k int) {
	j.gone[i] = true
	j.alone = slices.Delete(j.alone, k, k+1)
}

// joinMacros makes one finding of what httpd says alike of each use of a macro: the macro is the mistake, or a tag of one that is refused too.
func joinMacros(found []refusal) []refusal {
	first := map[string]int{} // by what is said
	tag := slices.IndexFunc(found, func(d refusal) bool { return d.problem.Kind == eval.Unpaired && ofMacro(d.problem) })
	kept := found[:0]
	for n, d := range found {
		i, said := first[d.Message]
		switch {
		case d.problem.Kind != eval.MacroUse:
		case tag >= 0:
			found[tag].Related = append(found[tag].Related, Related{At: d.At, Message: "the macro is used here"})
			continue
		case said:
			kept[i].Related = append(kept[i].Related, Related{At: d.At, Message: "the same here"})
			continue
		default:
			first[d.Message] = len(kept)
		}
		if n == tag {
			tag = len(kept)
		}
		kept = append(kept, d)
	}
	return kept
}

// ofMacro reports whether a tag is that of a macro, or meant to be.
func ofMacro(p eval.Problem) bool { return MeantFor(p, []string{"macro"}) }

// stoodFor reports whether a closing tag stands where that of the section that an unclosed tag opens was expected, or holds it in the line below.
func stoodFor(end, open *refusal) bool {
	name := tagOf(open.At.Text())
	expected, _, _ := strings.Cut(strings.TrimPrefix(end.problem.Message, "Expected "), " but saw ")
	return !name.closing && tagOf(end.At.Text()).closing &&
		(end.problem.In != nil && end.problem.In.At() == open.At || strings.EqualFold(expected, "</"+name.name+">") || holdsTag(end.At, "</"+name.name))
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

// joinPlaces puts together what may not stand in the same section, where a tag is out of place: neighbouring lines, be there one between, and all
// that stands where another section begins too. So it does with lines one below the other that begin with no directive's name for the same reason: a
// comment, or the options of a directive.
func joinPlaces(refused []eval.Problem) [][]eval.Problem {
	wide := map[*eval.Directive]int{} // sections in which others begin, and where in all what may not stand there is
	for _, p := range refused {
		if p.In != nil && opens(p) {
			wide[p.In] = -1
		}
	}
	var all [][]eval.Problem
	end := -1 // of the last, where the next line begins
	for _, p := range refused {
		i, isWide := wide[p.In]
		if n := len(all) - 1; !isWide && n >= 0 {
			last := all[n][len(all[n])-1]
			between, alike := p.At.From().Line-end, p.In != nil && p.In == last.In
			if p.Kind == eval.NoName {
				alike = last.Kind == eval.NoName && p.Hint == last.Hint && between == 0
			}
			if alike && between <= 1 && p.At.File == last.At.File {
				i, isWide = n, true
			}
		}
		end = lineBelow(p)
		if isWide && i >= 0 {
			all[i] = append(all[i], p)
			continue
		}
		if isWide {
			wide[p.In] = len(all)
		}
		all = append(all, []eval.Problem{p})
	}
	return all
}

// opens reports whether a problem is with an opening tag.
func opens(p eval.Problem) bool { return strings.HasPrefix(p.At.Text(), "<") }

// bodyBelow are the lines of a section from a place on.
func bodyBelow(c *eval.Config, section *eval.Directive, at source.Span) []source.Span {
	var lines []source.Span
	for _, d := range c.Body(section) {
		if line := d.At(); line.File == at.File && line.Start >= at.Start {
			lines = append(lines, line)
		}
	}
	return lines
}

func lineBelow(p eval.Problem) int { return p.At.To().Line + 1 }
