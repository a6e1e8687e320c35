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
	var bodies map[*source.File][]source.Span
	for _, g := range c.Guards() {
		if at := g.Syntax.Span(); g.Never() && g.Close != nil && g.Close.Span().File == at.File {
			if bodies == nil {
				bodies = map[*source.File][]source.Span{}
			}
			at.Start, at.End = at.End, g.Close.Span().Start
			bodies[at.File] = append(bodies[at.File], at)
		}
	}
	if bodies == nil {
		return found
	}
	for file, all := range bodies {
		bodies[file] = source.Join(all)
	}
	return slices.DeleteFunc(found, func(d *Diagnostic) bool {
		all := bodies[d.At.File]
		i := sort.Search(len(all), func(i int) bool { return all[i].End > d.At.Start })
		return i < len(all) && all[i].Start <= d.At.Start
	})
}
