package groups

import (
	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

// An offer is the daemon groups that applications may be sent to, found by the server that asks.
type offer struct {
	p      *lint.Pass
	named  map[string]bool   // the groups that something selects, by name
	script map[string]string // the group that a script runs in elsewhere
	hosts  map[string]choice // by the key of servers that may share groups
}

// A choice is groups to choose from, and those of them that nothing selects.
type choice struct{ all, free []*model.DaemonGroup }

// offers is the offer of a run.
var offers = lint.Fact[*offer]{Find: func(p *lint.Pass) *offer {
	o := &offer{p: p, named: make(map[string]bool, len(p.Groups)), script: map[string]string{}, hosts: make(map[string]choice, len(p.Groups))}
	for _, u := range p.Uses {
		if u.NamesGroup() {
			o.named[u.Name.Value] = true
		}
		if u.NamesGroup() && u.Mount != nil {
			o.script[u.Mount.Script.Value] = u.Name.Value
		}
	}
	for _, g := range p.Groups {
		if !serves(g) || p.Nameless(g) {
			continue
		}
		key := hostKey(g.Server)
		c := o.hosts[key]
		c.all = append(c.all, g)
		if !o.named[g.Name.Value] {
			c.free = append(c.free, g)
		}
		o.hosts[key] = c
	}
	return o
}}

// serves reports whether the group has threads for requests. One without only runs what is imported into it.
func serves(g *model.DaemonGroup) bool {
	n, set := threads(g)
	return n > 0 || !set
}

// to reports whether there are groups that the mount may certainly be sent to, and which one it was probably meant for: the only one that nothing
// selects, or the one that its script runs in elsewhere; nil where that cannot be told.
func (o *offer) to(m *model.Mount) (some bool, meant *model.DaemonGroup) {
	own, main := o.hosts[hostKey(m.Server)], o.hosts[hostKey(o.p.Main)]
	for _, free := range [][]*model.DaemonGroup{own.free, main.free} {
		if g := o.first(free, m); g != nil && len(free) == 1 {
			return true, g
		} else if g != nil {
			return true, nil
		}
	}
	if g := o.first(namesakes(o.p, o.script[m.Script.Value]), m); g != nil {
		return true, g
	}
	return o.first(own.all, m) != nil || o.first(main.all, m) != nil, nil
}

// first is the first group that is certainly defined where the mount is read, and that it may use. Not all of them are looked at.
func (o *offer) first(groups []*model.DaemonGroup, m *model.Mount) *model.DaemonGroup {
	for _, g := range groups[:min(len(groups), maxNamesakes)] {
		if may, certain := o.p.MayUse(m.Server, g); may && certain && g.Decl.HoldsWith(m.Decl) {
			return g
		}
	}
	return nil
}

// matchGroupsSince is the first mod_wsgi whose WSGIScriptAliasMatch takes a process group.
var matchGroupsSince = lint.Version{4, 6}

// sendTo sends the mount to the group.
func sendTo(p *lint.Pass, m *model.Mount, g *model.DaemonGroup) []lint.Fix {
	if g == nil || !lint.Movable(m.Decl) {
		return nil
	}
	name := parser.Quote(g.Name.Value, 0)
	fix := lint.Fix{Title: "Use process group " + g.Name.Value, Safety: lint.Manual}
	old := p.Target.ModWSGI.Known() && p.Target.ModWSGI.Less(matchGroupsSince)
	if m.Option("application-group").IsSet() || m.Decl.Is("WSGIScriptAliasMatch") && old {
		fix.Edits = lint.LineAbove(m.Decl, "WSGIProcessGroup "+name)
	} else {
		fix.Edits = append(fix.Edits, lint.AddWords(m.Decl, "process-group="+name)...)
	}
	if len(fix.Edits) == 0 {
		return nil
	}
	return []lint.Fix{fix}
}
