package groups

import (
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

// An offer is the daemon groups that applications may be sent to, found by the server that asks.
type offer struct {
	p      *lint.Pass
	named  map[string]bool                 // the groups that something selects, by name
	script map[string]string               // the group that a script runs in elsewhere
	hosts  map[string][]*model.DaemonGroup // by the key of servers that may share groups
	frees  map[string][]*model.DaemonGroup // those of them that nothing selects, once asked

	leftOut []*leftOut
	waiting map[*model.DaemonGroup]*leftOut // for applications: those groups that nothing selects
}

func offerOf(p *lint.Pass) *offer {
	o := &offer{
		p: p, named: make(map[string]bool, len(p.Groups)), script: map[string]string{}, hosts: make(map[string][]*model.DaemonGroup, len(p.Groups)),
		frees: map[string][]*model.DaemonGroup{}, waiting: map[*model.DaemonGroup]*leftOut{},
	}
	for _, u := range p.Uses {
		if u.NamesGroup() {
			o.named[u.Name.Value] = true
		}
		if u.NamesGroup() && u.Mount != nil {
			o.script[u.Mount.Script.Value] = u.Name.Value
		}
	}
	for _, g := range p.Groups {
		if !serves(g) || p.Nameless(g) || strings.HasPrefix(g.Name.Value, "{{") {
			continue // {{ app.name }} has blanks, and the name is its first word
		}
		key := hostKey(g.Server)
		o.hosts[key] = append(o.hosts[key], g)
	}
	return o
}

// free are the groups of a host that nothing selects.
func (o *offer) free(key string) []*model.DaemonGroup {
	free, known := o.frees[key]
	if !known {
		for _, g := range o.hosts[key] {
			if !o.named[g.Name.Value] {
				free = append(free, g)
			}
		}
		o.frees[key] = free
	}
	return free
}

// mentions reports whether the group's line has the beginning of an option, be it read as one or garbled, which another rule names.
func mentions(g *model.DaemonGroup, option string) bool {
	return strings.Contains(g.Decl.RawArgs(), option)
}

// serves reports whether the group has threads for requests. One without only runs what is imported into it.
func serves(g *model.DaemonGroup) bool {
	n, set := threads(g)
	return n > 0 || !set
}

// to reports whether there are groups that the mount may certainly be sent to, and which one it was probably meant for: the only one that nothing
// selects, or the one that its script runs in elsewhere; nil where that cannot be told.
func (o *offer) to(m *model.Mount) (some bool, meant *model.DaemonGroup) {
	own, main := hostKey(m.Server), hostKey(o.p.Main)
	for _, key := range []string{own, main} {
		free := o.free(key)
		if g := o.first(free, m); g != nil && len(free) == 1 {
			return true, g
		} else if g != nil {
			return true, nil
		}
	}
	if g := o.first(namesakes(o.p, o.script[m.Script.Value]), m); g != nil {
		return true, g
	}
	return o.first(o.hosts[own], m) != nil || o.first(o.hosts[main], m) != nil, nil
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

// A leftOut is an application that is sent to no group, or all of those that a group was meant for which nothing is sent to: then one line is missing.
type leftOut struct {
	mounts []*model.Mount
	group  *model.DaemonGroup // nil where it cannot be told
}

// leaveOut notes a mount that is sent to no group.
func (o *offer) leaveOut(m *model.Mount, meant *model.DaemonGroup) {
	if one := o.waiting[meant]; one != nil && one.mounts[0].Decl.When == m.Decl.When {
		one.mounts = append(one.mounts, m)
		return
	}
	one := &leftOut{[]*model.Mount{m}, meant}
	o.leftOut = append(o.leftOut, one)
	if meant != nil && !o.named[meant.Name.Value] {
		o.waiting[meant] = one
	}
}

// maxTold is how many places a finding tells of.
const maxTold = 8

// others are the applications behind the first.
func (x *leftOut) others() []lint.Related {
	var told []lint.Related
	for _, m := range x.mounts[1:min(len(x.mounts), maxTold)] {
		told = append(told, lint.Related{At: m.URL.At(), Message: "so does the application here"})
	}
	return told
}

// matchGroupsSince is the first mod_wsgi whose WSGIScriptAliasMatch takes a process group.
var matchGroupsSince = lint.Version{4, 6}

// sendTo sends applications to their group: those of a server by one line where they are all it has, else each by its own.
func sendTo(p *lint.Pass, out *leftOut) []lint.Fix {
	fix := lint.Fix{Title: "Use process group " + out.group.Name.Value, Safety: lint.Manual}
	for rest := out.mounts; len(rest) > 0; {
		server := rest[0].Server
		n := 1
		for n < len(rest) && rest[n].Server == server {
			n++
		}
		all := n > 1 && n == len(server.Mounts)
		for _, m := range rest[:n] {
			edits := sendOne(p, m, out.group, all)
			if len(edits) == 0 {
				return nil
			}
			fix.Edits = append(fix.Edits, edits...)
			if all {
				break
			}
		}
		rest = rest[n:]
	}
	return []lint.Fix{fix}
}

// sendOne sends a mount to the group, by a line above it where that is asked for, or an option is not for it.
func sendOne(p *lint.Pass, m *model.Mount, g *model.DaemonGroup, byLine bool) []source.Edit {
	if !lint.Movable(m.Decl) {
		return nil
	}
	name := parser.Quote(g.Name.Value, 0)
	old := p.Target.ModWSGI.Known() && p.Target.ModWSGI.Less(matchGroupsSince)
	if byLine || m.Option("application-group").IsSet() || m.Decl.Is("WSGIScriptAliasMatch") && old {
		return lint.LineAbove(m.Decl, "WSGIProcessGroup "+name)
	}
	return lint.AddWords(m.Decl, "process-group="+name)
}
