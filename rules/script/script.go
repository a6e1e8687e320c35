// Package script holds the rules about the WSGI scripts themselves. They are read as text.
package script

import (
	"path"
	"slices"

	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model/pyscript"
)

// Rules are the family's rules, in the order of the catalogue.
func Rules() []*lint.Rule {
	return []*lint.Rule{&activateThis, &pinnedSitePackages, &withoutApplication, &pathAfterImport, &runsServer, &shebang}
}

// A loaded is a script that the configuration names, with the places where it does.
type loaded struct {
	*pyscript.Script
	mounts []*model.Mount
	places []lint.Related
}

// scriptsOf are the scripts that can be read and understood, in the order they are named: those of mounts, and those that are loaded for other
// things. There are none where the file system may not be asked.
func scriptsOf(p *lint.Pass) []*loaded {
	if p.Scripts == nil {
		return nil
	}
	var all []*loaded
	found := map[string]*loaded{}
	add := func(name string, at source.Span, m *model.Mount) {
		name = path.Clean(name)
		x := found[name]
		if x == nil {
			s := p.Scripts.Read(name)
			if s == nil {
				return
			}
			x = &loaded{Script: s}
			found[name] = x
			all = append(all, x)
		}
		if m != nil {
			x.mounts = append(x.mounts, m)
		}
		place := lint.Related{At: at, Message: "the script is named here"}
		if !slices.Contains(x.places, place) {
			x.places = append(x.places, place)
		}
	}
	for _, s := range p.Servers {
		for _, m := range s.Mounts {
			if name, ok := m.File(); ok {
				add(name, m.Script.At, m)
			}
		}
	}
	for _, s := range slices.Concat(p.Imports, p.HandlerScripts) {
		add(s.File.Value, s.File.At, nil)
	}
	for _, d := range p.Own {
		if d.Is("WSGIDispatchScript") || d.Is("WSGIAccessScript") || d.Is("WSGIAuthUserScript") || d.Is("WSGIAuthGroupScript") {
			add(d.Arg(0).Value, d.Arg(0).At, nil)
		}
	}
	return all
}

// report tells of a place in the script.
func (x *loaded) report(p *lint.Pass, d lint.Diagnostic) {
	d.Related = append(d.Related, x.places...)
	p.Report(d)
}

// group is the daemon group that all requests to the script certainly run in; nil where there is none, or that depends on the request.
func (x *loaded) group(p *lint.Pass) *model.DaemonGroup {
	var group *model.DaemonGroup
	for _, m := range x.mounts {
		all := m.ProcessGroups()
		if len(all) != 1 || !all[0].Certain || !all[0].NamesGroup() {
			return nil
		}
		named := p.GroupsNamed(all[0].Name.Value)
		if len(named) != 1 || group != nil && group != named[0] {
			return nil
		}
		group = named[0]
	}
	return group
}
