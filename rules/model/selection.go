package model

import "strings"

// Global is the name of the process group that is Apache's own processes, and of the application group that is the first interpreter.
const Global = "%{GLOBAL}"

// A Selection is what chooses the process group of requests to a mount.
type Selection struct {
	// Name is the group as written; the zero Value where nothing chooses, so that Apache's own processes run the application.
	Name Value
	// Setting is the WSGIProcessGroup that chooses; nil for an option and where nothing does.
	Setting *Setting
	// Certain says that some requests are certainly sent there.
	Certain bool
}

// IsEmbedded reports whether the requests are run by Apache's own processes.
func (s Selection) IsEmbedded() bool { return !s.Name.IsSet() || s.Name.Value == Global }

// NamesGroup reports whether the selection names a daemon group, one and the same for all requests: nothing is known of %{ENV:…} and its like.
func (s Selection) NamesGroup() bool {
	return s.Name.IsSet() && s.Name.Value != Global && !Expands(s.Name.Value)
}

// Expands reports whether mod_wsgi replaces the name of a group for each request (wsgi_process_group, wsgi_application_group).
func Expands(name string) bool {
	switch name {
	case "%{RESOURCE}", "%{SERVER}", "%{HOST}":
		return true
	}
	return strings.HasPrefix(name, "%{ENV:") && strings.HasSuffix(name, "}")
}

// Selections are what chooses the process group of requests that s sends to the mount, the strongest first. The mount's own option leaves nothing
// to choose; else what WSGIProcessGroup says in a section may hold for some requests, and the last selection is that of the rest.
func (s *Server) Selections(m *Mount) []Selection {
	dispatched := len(s.InForce("wsgidispatchscript", m)) > 0
	if option := m.Option("process-group"); option.IsSet() {
		return []Selection{{Name: option, Certain: !dispatched}}
	}
	return s.settled(m, !dispatched)
}

// settled are the selections that directives make for the mount, its own option aside.
func (s *Server) settled(m *Mount, certain bool) []Selection {
	var all []Selection
	for _, held := range s.InForce("wsgiprocessgroup", m) {
		certain = certain && held.Reach != Perhaps
		all = append(all, Selection{Name: held.Value(), Setting: held.Setting, Certain: certain})
		if held.Reach == All {
			return all
		}
		if _, plain := m.URLs.Prefix(); !plain && held.meantForAll(m) {
			certain = false
		}
	}
	return append(all, Selection{Certain: certain})
}

// ProcessGroups are the selections of requests that the mount's own server sends to it. Where it stands in the main server, and some virtual
// host chooses for itself, none is certain but the mount's own option.
func (m *Mount) ProcessGroups() []Selection {
	all := m.Server.Selections(m)
	if m.Server.IsMain() && m.Server.hostsChoose && !m.Option("process-group").IsSet() {
		for i := range all {
			all[i].Certain = false
		}
	}
	return all
}

// Directed are the selections that would be made if the mount had no option of its own.
func (m *Mount) Directed() []Selection { return m.Server.settled(m, true) }

// ApplicationGroup is the interpreter that requests to the mount run in, as written; the zero Value for one of the mount's own, which is the
// default. It is not certain where a section may hold for some of them only.
func (m *Mount) ApplicationGroup() (group Value, certain bool) {
	return m.chosen("application-group", "wsgiapplicationgroup")
}

// CallableObject is the name that mod_wsgi looks for in the mount's script; the zero Value for "application", which is the default. It is not
// certain where a section may hold for some requests only, or where a script decides.
func (m *Mount) CallableObject() (name Value, certain bool) {
	if len(m.Server.InForce("wsgidispatchscript", m)) > 0 {
		return Value{}, false
	}
	return m.chosen("callable-object", "wsgicallableobject")
}

// chosen is what an option of the mount says, or else the directive in force, by its name in lower case.
func (m *Mount) chosen(option, directive string) (v Value, certain bool) {
	if v = m.Option(option); v.Value != "" || m.Miswritten() {
		return v, v.Value != ""
	}
	held := m.Server.InForce(directive, m)
	if len(held) == 0 {
		return Value{}, true
	}
	return held[0].Value(), held[0].Reach == All
}
