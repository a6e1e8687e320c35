package model

import (
	"slices"
	"strings"
)

// Taken visits every mount of which another line certainly takes every URL, for requests to the mount's own server, before mod_wsgi is
// asked: a RewriteRule, a ProxyPass, a Redirect or an Alias, of the server or of the main server, whatever the order in the file.
func (c *Config) Taken(visit func(m *Mount, by *Mapping)) {
	main, host := takers{c: c}, takers{c: c}
	main.of(c.Main)
	for _, s := range c.Servers {
		own := &main
		if !s.IsMain() {
			if len(s.Mounts) == 0 {
				continue
			}
			own = &host
			own.of(s)
		}
		own.walks, main.walks = maxWalks, maxWalks
		for _, m := range s.Mounts {
			if by := c.taker(m, own, &main); by != nil {
				visit(m, by)
			}
		}
	}
}

// takers are what one server has that may take URLs before a mount does. Those of a prefix are found by it, so that many of them cost no
// more than the length of the mount's; expressions are few and compared one by one, as long as walks are left.
type takers struct {
	c          *Config
	server     *Server
	walks      walks
	prefixes   map[string][]*Mapping
	others     []*Mapping         // expressions, and prefixes where there are few lines
	exceptions URLIndex[*Mapping] // ProxyPass /x !
	rewrites   []*Mapping         // in file order; none where the engine is not certainly on
	filing     map[*Mapping]bool  // what files says of a rule, once asked
	spares     *bool              // what unproxied says, once asked
	passes     *bool              // what passesOn says, once asked
}

// of makes t those of s, in the room of another server's: there are very many.
func (t *takers) of(s *Server) {
	t.exceptions.Clear()
	*t = takers{c: t.c, server: s, others: t.others[:0], exceptions: t.exceptions, rewrites: t.rewrites[:0]}
	if len(s.Mappings) > maxFew {
		t.prefixes = map[string][]*Mapping{}
	}
	for _, m := range s.Mappings {
		prefix, plain := m.URLs.Prefix()
		switch {
		case m.Kind == Rewrite && m.Section == nil && s.Rewrites(m.Decl):
			t.rewrites = append(t.rewrites, m)
		case m.Kind == Rewrite || m.Kind == UserDir:
		case m.Target.Value == "!":
			t.exceptions.Add(m.URLs, m)
		case !m.certain():
		case plain && t.prefixes != nil:
			t.prefixes[prefix] = append(t.prefixes[prefix], m)
		case m.URLs.Known():
			t.others = append(t.others, m)
		}
	}
}

// unproxied reports whether some requests have the variable no-proxy.
func (t *takers) unproxied() bool {
	if t.spares == nil {
		spares := t.server.spares()
		t.spares = &spares
	}
	return *t.spares
}

// spares reports whether some requests to the server may have the variable that keeps mod_proxy from taking them (proxy_trans).
func (s *Server) spares() bool {
	for _, name := range []string{"setenvif", "setenvifnocase"} {
		for _, set := range s.Settings(name) {
			for a := range set.Decl.EachArg() {
				if a.Value == "no-proxy" || strings.HasPrefix(a.Value, "no-proxy=") {
					return true
				}
			}
		}
	}
	return false
}

// certain reports whether a mapping takes its URLs whatever else is true of a request: it stands in the server, or in Locations alone and
// has their URLs.
func (m *Mapping) certain() bool {
	for s := m.Section; s != nil; s = s.Outer {
		if s.Kind != Location || m.URL.IsSet() {
			return false
		}
	}
	return true
}

// taker is the line that takes every URL of the mount, the first that httpd asks; nil where none certainly does.
func (c *Config) taker(m *Mount, own, main *takers) *Mapping {
	if by := own.rewrite(m); by != nil && (!m.Server.IsMain() || len(c.Servers) == 1) {
		return by
	}
	var first *Mapping
	for _, t := range []*takers{own, main} {
		t.covering(m, func(by *Mapping) {
			if by.Section != nil && own.passesOn() {
				return // what a rule makes of the URL is not looked up in Locations again
			}
			if (first == nil || by.Kind < first.Kind) && (by.Kind != Proxy || !excepted(m, by, own, main)) {
				first = by
			}
		})
	}
	return first
}

// passesOn reports whether a RewriteRule of the server may hand another URL on to what maps URLs: the flag PT.
func (t *takers) passesOn() bool {
	if t.passes == nil {
		passes := slices.ContainsFunc(t.rewrites, func(m *Mapping) bool { return m.Flag("PT", "passthrough") })
		t.passes = &passes
	}
	return *t.passes
}

// rewrite is the first RewriteRule that takes all of the mount's URLs, if no rule before it may hand some of them on as others.
func (t *takers) rewrite(m *Mount) *Mapping {
	broken := false // a rule of a chain does not match, so that the rest of the chain is not asked
	for _, r := range t.rewrites {
		if !t.walks.may(r.URLs, m.URLs) {
			return nil
		}
		if broken || r.URLs.Disjoint(m.URLs) {
			broken = r.Flag("C", "chain")
			continue
		}
		takes := r.Answers() || t.files(r)
		if takes && !r.Conditional && t.c.HoldsWith(r.Decl, m.Decl) && m.within(r.URLs) {
			return r
		}
		if !takes || !r.ends() && t.passesOn() {
			return nil // else what it matches does not get to the mount either
		}
	}
	return nil
}

func (t *takers) files(r *Mapping) bool {
	files, asked := t.filing[r]
	if !asked {
		files = r.files()
		if t.filing == nil {
			t.filing = map[*Mapping]bool{}
		}
		t.filing[r] = files
	}
	return files
}

func (t *takers) covering(m *Mount, visit func(*Mapping)) {
	consider := func(by *Mapping) {
		if t.c.holdsAsUsual(by, m.Decl) && t.walks.may(by.URLs, m.URLs) && m.within(by.URLs) {
			visit(by)
		}
	}
	if p, plain := m.URLs.Prefix(); plain {
		for i := range len(p) + 1 {
			for _, by := range t.prefixes[p[:i]] {
				consider(by)
			}
		}
	} else {
		for _, same := range t.prefixes {
			for _, by := range same {
				consider(by)
			}
		}
	}
	for _, by := range t.others {
		consider(by)
	}
}

// excepted reports whether a ProxyPass with ! or the variable no-proxy may let a request to the mount through before by takes it. The main server's lines come first,
// and those in a Location before all others (proxy_trans).
func excepted(m *Mount, by *Mapping, own, main *takers) bool {
	for _, t := range []*takers{own, main} {
		if t.unproxied() {
			return true
		}
		for e := range t.exceptions.Meeting(m.URLs) {
			if e.Section != nil || e.Server.IsMain() && !by.Server.IsMain() || e.Server == by.Server && e.Order < by.Order {
				return true
			}
		}
	}
	return false
}
