package graph

import (
	"slices"

	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

// What of a great many is looked at, so that a drawing grows as its server does.
const (
	maxInherited = 8  // mounts of the main server, for each virtual host that may send them elsewhere
	maxNamesakes = 16 // definitions of one name, for each use
	maxRuns      = 16 // ways from one mount
)

// What selects a group, besides WSGIProcessGroup: the line itself, or nothing.
const (
	option    = "process-group="
	byDefault = "default"
)

// runs finds where the server's mounts run, and those of the main server, which comes first, that run elsewhere for it.
func (b *builder) runs(out *Server, s *model.Server) {
	for _, x := range s.Settings("wsgiprocessgroup") {
		b.named[x.Value().Value] = true
	}
	for _, m := range s.Mounts {
		b.named[m.Option("process-group").Value] = true
		b.mounts[m].Ways = b.selected(s, m)
		if s.IsMain() {
			b.share(m)
		}
	}
	candidates := b.private
	if len(s.Settings("wsgiprocessgroup")) > 0 {
		candidates = b.shared
	}
	if s.IsMain() || slices.ContainsFunc(s.Mounts, (*model.Mount).IsRoot) {
		return
	}
	out.LeftOut = max(0, len(candidates)-maxInherited)
	for _, m := range candidates[:len(candidates)-out.LeftOut] {
		in := Inherited{Mount: b.mounts[m].ID, Ways: b.selected(s, m)}
		if !s.Hides(m) && in.key() != b.mounts[m].Ways.key() {
			out.Inherited = append(out.Inherited, in)
		}
	}
}

// share notes a mount of the main server that may run elsewhere for a virtual host: for all that may not use the group of another one, and for
// those that choose groups where the mount does not.
func (b *builder) share(m *model.Mount) {
	private := slices.ContainsFunc(b.mounts[m].Runs, func(r Run) bool { return b.owned[r.Group] })
	if private {
		b.private = append(b.private, m)
	}
	if private || !m.Option("process-group").IsSet() {
		b.shared = append(b.shared, m)
	}
}

func (b *builder) selected(s *model.Server, m *model.Mount) Ways {
	all := s.Selections(m)
	ways := Ways{Runs: []Run{}, More: max(0, len(all)-maxRuns)}
	for i, sel := range all {
		if i < maxRuns-1 || i == len(all)-1 {
			ways.Runs = append(ways.Runs, b.run(s, m.Decl, sel))
		}
	}
	return ways
}

// run is the way that a selection sends requests to s.
func (b *builder) run(s *model.Server, by *eval.Directive, sel model.Selection) Run {
	r := Run{Certain: sel.Certain, Location: b.place(sel.Name.At())}
	switch {
	case sel.Setting != nil:
		r.By, r.Section = "WSGIProcessGroup", titleOf(sel.Setting.Section)
	case sel.Name.IsSet():
		r.By = option
	default:
		r.By = byDefault
	}
	switch name := sel.Name.Value; {
	case sel.IsEmbedded():
		in := b.inApache()
		r.Group, r.Usable = in.Group, in.Usable
	case !sel.NamesGroup():
		r.Group = b.other(unknown, name).ID
	case len(b.config.GroupsNamed(name)) > 0:
		b.defined(&r, s, by, name)
	case b.config.Closed():
		r.Group, r.Usable = b.other(undefined, name).ID, new(bool)
	default:
		r.Group = b.other(elsewhere, name).ID
	}
	return r
}

// defined finds the group of a name that requests to s are sent to: of several, which only conditions tell apart, one that is defined wherever
// the line is read that asks for it.
func (b *builder) defined(r *Run, s *model.Server, by *eval.Directive, name string) {
	groups := b.config.GroupsNamed(name)
	groups = groups[:min(len(groups), maxNamesakes)]
	best, merit, usable := groups[0], -1, false
	for _, g := range groups {
		may, certain := b.config.MayUse(s, g)
		refused := certain && !may && (!s.IsMain() || b.config.MainIsAsked())
		rank := 0
		if !refused {
			rank += 2
		}
		if g.Decl.HoldsWith(by) {
			rank++
		}
		if rank > merit {
			best, merit, usable = g, rank, !refused
			r.Usable = nil
			if may && certain || refused {
				r.Usable = &usable
			}
		}
	}
	r.Group = b.groups[best].ID
}
