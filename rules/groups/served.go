package groups

import (
	"path"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

// mountsOf are the mounts of every script, by its path.
var mountsOf = lint.Fact[map[string][]*model.Mount]{Find: func(p *lint.Pass) map[string][]*model.Mount {
	found := make(map[string][]*model.Mount, len(p.Servers))
	for _, s := range p.Servers {
		for _, m := range s.Mounts {
			name := path.Clean(m.Script.Value)
			found[name] = append(found[name], m)
		}
	}
	return found
}}

// deadMounts are those that no request reaches, so that nothing runs: rule mount-shadowed.
var deadMounts = lint.Fact[map[*model.Mount]bool]{Find: func(p *lint.Pass) map[*model.Mount]bool {
	found := map[*model.Mount]bool{}
	p.Shadowed(func(m *model.Mount, _ []*model.Mount) { found[m] = true })
	return found
}}

// A home is where the requests of an application run: its process group, and in that its application group.
type home struct {
	process, application model.Value // the zero Value where nothing is said
}

// homeOf is where all requests to the mount certainly run; ok is false where that depends on the request.
func homeOf(m *model.Mount) (h home, ok bool) {
	all := m.ProcessGroups()
	application, certain := m.ApplicationGroup()
	s := all[0]
	if len(all) != 1 || !s.Certain || !certain || !s.NamesGroup() && !s.IsEmbedded() {
		return home{}, false
	}
	return home{s.Name, application}, true
}

// processGroup is the name as WSGIImportScript takes it.
func (h home) processGroup() string {
	if !h.process.IsSet() {
		return model.Global
	}
	return h.process.Value
}

// applicationGroup is the name as WSGIImportScript takes it; "" where mod_wsgi makes one for each host or request.
func (h home) applicationGroup() string {
	if v := h.application.Value; !model.Expands(v) {
		return v
	}
	return ""
}

// mayRunIn reports whether requests may run in the interpreter of the given name. By default that is made of the host's name, "|" and the URL.
func (h home) mayRunIn(application string) bool {
	switch {
	case h.applicationGroup() != "":
		return application == h.applicationGroup()
	case !h.application.IsSet():
		return strings.Contains(application, "|")
	}
	return application != model.Global
}
