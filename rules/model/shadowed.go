package model

import "slices"

// Shadowed visits every mount that earlier mounts certainly take every URL of, for the first that matches wins (wsgi_hook_intercept). It tells
// them apart by what takes the URLs: a mount of the same server that stands above, or, for one of the main server that it is not asked for
// itself, mounts of the virtual hosts, one of each.
func (c *Config) Shadowed(visit func(m *Mount, by []*Mount)) {
	var hosts []*mountIndex
	for _, s := range c.Servers {
		if len(s.Mounts) < 2 && len(c.Main.Mounts) == 0 {
			continue
		}
		x := &mountIndex{c: c, walks: maxWalks}
		for _, m := range s.Mounts {
			if m.strayed {
				continue
			}
			if by := x.cover(m); by != nil {
				visit(m, []*Mount{by})
			}
			x.add(m)
		}
		if !s.IsMain() {
			hosts = append(hosts, x)
		}
	}
	if !c.Closed() || len(hosts) == 0 || len(c.Main.Mounts) == 0 || !c.onlyHosts() {
		return
	}
	for _, m := range c.Main.Mounts {
		if m.strayed {
			continue
		}
		if by := coverInEach(hosts, m); by != nil {
			visit(m, by)
		}
	}
}

// coverInEach returns, for a mount of the main server, the mounts that cover it, one of each virtual host; nil where some host has none.
func coverInEach(hosts []*mountIndex, m *Mount) []*Mount {
	var by []*Mount
	for _, x := range hosts {
		c := x.cover(m)
		if c == nil {
			return nil
		}
		by = append(by, c)
	}
	return by
}

// onlyHosts reports whether every address Apache listens on belongs to a virtual host, so that none asks the main server.
func (c *Config) onlyHosts() bool {
	for _, l := range c.Listens {
		served := func(s *Server) bool { return s.Decl.When == nil && s.Serves(l.Arg(0).Value) }
		if !slices.ContainsFunc(c.Servers[1:], served) {
			return false
		}
	}
	return len(c.Listens) > 0
}

// walks is how many comparisons with expressions are left, see automaton.go. Where there are none nothing more is proven.
type walks int

// maxWalks is how many are made for the mounts of one server.
const maxWalks = 4096

// may reports whether two sets may be compared, and counts it. Comparing two prefixes is no walk.
func (w *walks) may(a, b URLs) bool {
	if a.kind == urlsPrefix && b.kind == urlsPrefix {
		return true
	}
	*w--
	return *w >= 0
}

// A mountIndex finds the earliest mount that covers another. Prefixes are looked up, so that a server with thousands of mounts costs no more
// than their length; expressions are few and compared one by one, as long as walks are left.
type mountIndex struct {
	c           *Config
	walks       walks
	prefixes    map[string][]*Mount
	order       []string // of the prefixes
	expressions []*Mount
	position    map[*Mount]int
}

func (x *mountIndex) add(m *Mount) {
	if x.prefixes == nil {
		x.prefixes, x.position = map[string][]*Mount{}, map[*Mount]int{}
	}
	x.position[m] = len(x.position)
	if p, ok := m.URLs.Prefix(); ok {
		if x.prefixes[p] == nil {
			x.order = append(x.order, p)
		}
		x.prefixes[p] = append(x.prefixes[p], m)
	} else if m.URLs.Known() {
		x.expressions = append(x.expressions, m)
	}
}

// cover is the first mount that certainly takes every URL of m wherever m is read.
func (x *mountIndex) cover(m *Mount) *Mount {
	var first *Mount
	consider := func(mounts []*Mount) {
		for _, by := range mounts { // in their order
			if first != nil && x.position[by] > x.position[first] || !x.walks.may(by.URLs, m.URLs) {
				return
			}
			if x.c.HoldsWith(by.Decl, m.Decl) && m.within(by.URLs) {
				first = by
				return
			}
		}
	}
	if p, ok := m.URLs.Prefix(); ok {
		for i := range len(p) + 1 {
			consider(x.prefixes[p[:i]])
		}
	} else if m.URLs.Known() {
		for _, p := range x.order {
			consider(x.prefixes[p])
		}
	}
	consider(x.expressions)
	return first
}
