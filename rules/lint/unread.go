package lint

import (
	"slices"
	"sort"
	"strings"
	"unicode"

	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

// dropUnread leaves out what is found in sections that are never read, for their guard asks for a name no module has, and what rules find in those that
// nobody knows when to read, for httpd refuses the tag. In a fragment they are read as sections that may be. What was the body of one whose opening
// tag is lost is read always. What is found in the body of a macro whose tag is refused is left out where it begins with a parameter.
func dropUnread(c *model.Config, found []*Diagnostic) []*Diagnostic {
	never, refused := texts{}, texts{}
	for _, g := range c.Guards() {
		if g.Never() {
			never.addBody(g.Condition)
		}
	}
	for _, k := range c.Conditions {
		if k.Refused {
			refused.addBody(k)
		}
	}
	for _, p := range c.Problems {
		if p.Kind == eval.Unpaired && strings.HasPrefix(p.At.Text(), "</If") {
			refused.addIndented(p.At)
		}
	}
	never.join()
	refused.join()
	noMacro := slices.ContainsFunc(c.Problems, func(p eval.Problem) bool { return p.Kind != eval.Other && ofMacro(p) || p.Kind == eval.MacroUse })
	return slices.DeleteFunc(found, func(d *Diagnostic) bool {
		return noMacro && beginsWithParameter(d) || never.hold(d) || d.Rule != Syntax && d.Rule != Unreadable && refused.hold(d)
	})
}

// beginsWithParameter reports whether a text begins as a parameter does that no macro has put a value in for.
func beginsWithParameter(d *Diagnostic) bool {
	if d.At.File == nil || d.Via != nil && d.Via.Macro != "" {
		return false
	}
	text := strings.TrimLeft(d.At.Text(), `"'`)
	return len(text) > 1 && strings.IndexByte("$@%", text[0]) >= 0 && unicode.IsLetter(rune(text[1]))
}

// texts are some of each file. They are joined before they are asked.
type texts map[*source.File][]source.Span

func (t texts) add(at source.Span) { t[at.File] = append(t[at.File], at) }

// addBody adds what stands between the tags of a section, if both stand in one file.
func (t texts) addBody(k *eval.Condition) {
	if at := k.Syntax.Span(); k.Close != nil && k.Close.Span().File == at.File {
		at.Start, at.End = at.End, k.Close.Span().Start
		t.add(at)
	}
}

// addIndented adds the lines above a closing tag that closes nothing which are indented more than that: what stood in the section whose opening is lost.
func (t texts) addIndented(end source.Span) {
	f, n := end.File, end.From().Line
	indent := func(line string) string { return line[:len(line)-len(strings.TrimLeft(line, " \t"))] }
	around := indent(f.Line(n).Text())
	body := source.Span{File: f, Start: f.Line(n).Start, End: f.Line(n).Start}
	for n--; n > 0; n-- {
		line := f.Line(n)
		if in := indent(line.Text()); len(in) <= len(around) || !strings.HasPrefix(in, around) {
			break
		}
		body.Start = line.Start
	}
	t.add(body)
}

func (t texts) join() {
	for file, all := range t {
		t[file] = source.Join(all)
	}
}

// hold reports whether a finding begins in one of them.
func (t texts) hold(d *Diagnostic) bool {
	all := t[d.At.File]
	i := sort.Search(len(all), func(i int) bool { return all[i].End > d.At.Start })
	return i < len(all) && all[i].Start <= d.At.Start
}
