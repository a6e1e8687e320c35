// Package script holds the rules about the WSGI scripts themselves. They are read as text.
package script

import (
	"slices"

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
	for named := range p.ScriptNames() {
		x := found[named.File]
		if x == nil {
			s := p.Scripts.Read(named.File)
			if s == nil {
				continue
			}
			x = &loaded{Script: s}
			found[named.File] = x
			all = append(all, x)
		}
		if named.Mount != nil {
			x.mounts = append(x.mounts, named.Mount)
		}
		place := lint.Related{At: named.At, Message: "the script is named here"}
		if !slices.Contains(x.places, place) {
			x.places = append(x.places, place)
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

// runsEmbedded reports whether all requests to the script certainly run in Apache's own processes.
func (x *loaded) runsEmbedded(p *lint.Pass) bool {
	elsewhere := func(m *model.Mount) bool {
		all := m.ProcessGroups()
		return len(all) != 1 || !all[0].Certain || !all[0].IsEmbedded()
	}
	return p.Closed() && len(x.mounts) > 0 && !slices.ContainsFunc(x.mounts, elsewhere)
}
