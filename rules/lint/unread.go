package lint

import (
	"slices"
	"sort"

	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

// dropUnread leaves out what is found in sections that are never read, for their guard asks for a name no module has. In a fragment they are
// read as sections that may be.
func dropUnread(c *model.Config, found []*Diagnostic) []*Diagnostic {
	bodies := texts{}
	for _, g := range c.Guards() {
		if at := g.Syntax.Span(); g.Never() && g.Close != nil && g.Close.Span().File == at.File {
			at.Start, at.End = at.End, g.Close.Span().Start
			bodies.add(at)
		}
	}
	bodies.join()
	return slices.DeleteFunc(found, bodies.hold)
}

// texts are some of each file. They are joined before they are asked.
type texts map[*source.File][]source.Span

func (t texts) add(at source.Span) { t[at.File] = append(t[at.File], at) }

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
