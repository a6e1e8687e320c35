package graph

import (
	"fmt"
	"strings"
)

// A block is servers that are drawn once, for what stands in them is the same: a site by http and https, or many sites made by one macro.
type block []*Server

// blocks are the servers with something to draw in them, in order of their first; rest are the others, a main server that says nothing left out.
func (g *Graph) blocks() (all []block, rest []*Server) {
	index := map[string]int{}
	for _, s := range g.Servers {
		if len(s.Mounts)+len(s.Scripts)+len(s.Inherited) == 0 {
			if !s.Main || len(s.Mappings) > 0 {
				rest = append(rest, s)
			}
			continue
		}
		key := s.key()
		i, ok := index[key]
		if !ok {
			i = len(all)
			index[key] = i
			all = append(all, nil)
		}
		all[i] = append(all[i], s)
	}
	return all, rest
}

// key is the same for servers that are drawn alike, names and places aside.
func (s *Server) key() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%t", s.Main)
	for _, m := range s.Mappings {
		fmt.Fprintf(&b, "\n%q %q %q %q %q", m.Directive, m.URL, m.Target, m.Section, m.Condition)
	}
	for _, m := range s.Mounts {
		fmt.Fprintf(&b, "\n%q %t %q %q %s", m.URL, m.Match, m.Script, m.Condition, m.Ways.key())
		if t := m.Taken; t != nil {
			fmt.Fprintf(&b, " %q %q %t", t.Directive, t.URL, t.Mount == "")
		}
	}
	for _, m := range s.Inherited {
		fmt.Fprintf(&b, "\n%s %s", m.Mount, m.Ways.key())
	}
	for _, m := range s.Scripts {
		fmt.Fprintf(&b, "\n%q %q %q %q %s", m.Directive, m.Arguments, m.Section, m.Condition, m.Ways.key())
	}
	return b.String()
}

// key is the same for ways that are drawn alike.
func (w *Ways) key() string {
	var b strings.Builder
	for _, r := range w.Runs {
		usable := "?"
		if r.Usable != nil {
			usable = fmt.Sprint(*r.Usable)
		}
		fmt.Fprintf(&b, "(%s %s %q %t %s)", r.Group, r.By, r.Section, r.Certain, usable)
	}
	fmt.Fprint(&b, w.More)
	return b.String()
}

// file is the one that most of the server's lines stand in, as far as its first line tells.
func (s *Server) file() string {
	places := []*Place{s.Location}
	for _, m := range s.Mounts {
		places = append(places, m.Location)
	}
	for _, x := range s.Scripts {
		places = append(places, x.Location)
	}
	for _, p := range places {
		if p != nil {
			return p.File
		}
	}
	return ""
}
