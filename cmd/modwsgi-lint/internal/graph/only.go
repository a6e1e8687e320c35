package graph

import "slices"

// Only leaves the part of the graph that the files of the given names, as shown, have to do with: servers that have a line in them, the groups
// and environments these use, and groups defined there. The main server stays, for its virtual hosts have its mounts too. An id that leads
// elsewhere is dropped.
func (g *Graph) Only(files []string) {
	in := func(o Origin) bool { return o.Location != nil && slices.Contains(files, o.Location.File) }
	kept, groups, environments := map[Text]bool{}, map[string]bool{}, map[string]bool{}
	g.Servers = slices.DeleteFunc(g.Servers, func(s *Server) bool { return !s.Main && !s.has(in) })
	for _, s := range g.Servers {
		kept[Text(s.ID)] = true
		for _, m := range s.Mounts {
			kept[Text(m.ID)] = true
		}
		for _, runs := range s.runs() {
			for _, r := range runs {
				groups[r.Group] = true
			}
		}
	}
	for _, s := range g.Servers {
		for _, m := range s.Mounts {
			if m.Taken != nil && !kept[m.Taken.Mount] {
				m.Taken.Mount = ""
			}
		}
	}
	g.Groups = slices.DeleteFunc(g.Groups, func(n *Group) bool { return !groups[n.ID] && !in(n.Origin) })
	for _, n := range g.Groups {
		environments[string(n.Environment)] = true
		if !kept[n.Server] {
			n.Server = ""
		}
	}
	g.Environments = slices.DeleteFunc(g.Environments, func(e *Environment) bool { return !environments[e.ID] })
}

// has reports whether some line of the server is among those.
func (s *Server) has(in func(Origin) bool) bool {
	return in(s.Origin) ||
		slices.ContainsFunc(s.Mappings, func(m Mapping) bool { return in(m.Origin) }) ||
		slices.ContainsFunc(s.Mounts, func(m *Mount) bool { return in(m.Origin) }) ||
		slices.ContainsFunc(s.Scripts, func(x *Script) bool { return in(x.Origin) })
}

// runs are the ways from all that the server runs.
func (s *Server) runs() [][]Run {
	var all [][]Run
	for _, m := range s.Mounts {
		all = append(all, m.Runs)
	}
	for _, in := range s.Inherited {
		all = append(all, in.Runs)
	}
	for _, x := range s.Scripts {
		all = append(all, x.Runs)
	}
	return all
}
