package model

import (
	"slices"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser/directives"
	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
)

// A Server is the main server or a virtual host, with what it says itself. What it has from the main server is Main's.
type Server struct {
	Decl *eval.Directive // <VirtualHost>; nil for the main server
	Main *Server         // nil for the main server
	// Addresses are the arguments of <VirtualHost>.
	Addresses []string
	Name      Value // ServerName as written, port included
	// Aliases are the words of its ServerAlias lines.
	Aliases      []Value
	DocumentRoot Value
	// Mounts are its WSGIScriptAlias and WSGIScriptAliasMatch lines, in the order mod_wsgi tries them.
	Mounts []*Mount
	// Mappings are its lines that come before every mount: of mod_alias, mod_proxy, mod_rewrite, in file order.
	Mappings []*Mapping
	// Sections are those that apply to requests, Directory to If, in file order, nested ones behind their outer one.
	Sections []*Section
	// Handlers are its SetHandler lines.
	Handlers []*Handler

	settings    []settings
	conditioned bool            // a RewriteCond waits for its rule
	usersOff    *eval.Directive // UserDir disabled, for all
	usersOn     bool            // UserDir enabled, for some
	hostsChoose bool            // of the main server: a virtual host has a WSGIProcessGroup
}

func (b *builder) serverName(d *eval.Directive, s *Server, _ *Section) { s.Name = d.Arg(0) }

func (b *builder) serverAlias(d *eval.Directive, s *Server, _ *Section) {
	s.Aliases = slices.AppendSeq(s.Aliases, d.EachArg())
}

// IsMain reports whether s is the main server.
func (s *Server) IsMain() bool { return s.Decl == nil }

// AllMounts are the mounts mod_wsgi tries for a request to s, in its order: its own, then the main server's (wsgi_merge_server_config).
func (s *Server) AllMounts() []*Mount {
	if s.Main == nil || len(s.Main.Mounts) == 0 {
		return s.Mounts
	}
	return append(append([]*Mount(nil), s.Mounts...), s.Main.Mounts...)
}

// AllMappings are the mappings in force for s: its own, then the main server's. RewriteRules are not inherited, and of mod_proxy
// the main server's come first; who needs that order asks by Kind.
func (s *Server) AllMappings() []*Mapping {
	all := append([]*Mapping(nil), s.Mappings...)
	if s.Main != nil {
		for _, m := range s.Main.Mappings {
			if m.Kind != Rewrite {
				all = append(all, m)
			}
		}
	}
	return all
}

// NoUserDir reports whether the server itself certainly disables UserDir for every user where d is read.
func (s *Server) NoUserDir(d *eval.Directive) bool {
	return !s.usersOn && s.usersOff != nil && s.usersOff.HoldsWith(d)
}

// Root is the DocumentRoot in force; the zero Value where none is set here.
func (s *Server) Root() Value {
	if !s.DocumentRoot.IsSet() && s.Main != nil {
		return s.Main.DocumentRoot
	}
	return s.DocumentRoot
}

// Title names the server for people: its ServerName, its addresses, or "the main server".
func (s *Server) Title() string {
	switch {
	case s.Name.IsSet():
		return s.Name.Value
	case s.Decl != nil:
		return "<VirtualHost " + strings.Join(s.Addresses, " ") + ">"
	}
	return "the main server"
}

// Serves reports whether the virtual host certainly takes every request that arrives by the given Listen address, such as "80",
// "*:80", "127.0.0.1:8080" or "[::]:80". An address of its own without a port may be for the port of the main server's ServerName alone.
func (s *Server) Serves(listen string) bool {
	return slices.ContainsFunc(s.Addresses, func(a string) bool { return arrives(listen, a) == eval.Yes })
}

// MayReach reports whether requests may arrive at a virtual host: some Listen may be for one of its addresses.
func (c *Config) MayReach(s *Server) bool {
	if s.IsMain() || !c.Closed() || len(c.Listens) == 0 {
		return true
	}
	return slices.ContainsFunc(c.Listens, func(l *eval.Directive) bool {
		return slices.ContainsFunc(s.Addresses, func(a string) bool { return arrives(l.Arg(0).Value, a) != eval.No })
	})
}

// arrives is what is known of whether requests by a Listen address are for an address of a virtual host. What a name stands for is not.
func arrives(listen, address string) eval.Truth {
	host, port := SplitAddress(listen)
	h, p := SplitAddress(address)
	wild := func(host string) bool { return strings.Trim(host, "*0.[:]") == "" || host == "_default_" }
	numbers := func(host string) bool { return strings.Trim(host, "0123456789.") == "" }
	switch {
	case p != port && p != "" && p != "*":
		return eval.No
	case (h == "*" || h == "_default_" || h == "" || h == host) && (p == port || p == "*" || h == "*"):
		return eval.Yes
	case wild(h) || wild(host) || h == host || !numbers(h) || !numbers(host):
		return eval.Maybe
	}
	return eval.No
}

// SplitAddress splits host:port. A bare number is a port, a bare name a host.
func SplitAddress(a string) (host, port string) {
	if i := strings.LastIndexByte(a, ':'); i >= 0 && !strings.HasSuffix(a, "]") {
		return a[:i], a[i+1:]
	}
	if strings.Trim(a, "0123456789") == "" {
		return "", a
	}
	return a, ""
}

// OfCore reports whether a directive is one of httpd's core. A virtual host that has any has nothing of the main server's AllowEncodedSlashes; one
// that has none shares the main server's settings of the core (ap_set_config_vectors, merge_core_dir_configs).
func OfCore(d *eval.Directive) bool {
	known := directives.Lookup(d.Name)
	return known == nil || slices.Contains(known.Modules, "core.c")
}
