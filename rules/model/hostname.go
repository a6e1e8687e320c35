package model

import (
	"slices"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
)

// HostName is the server's own ServerName as httpd compares it, without scheme and port (set_server_hostname); "" where it says none. It
// is not known where the line stands under a condition of its own, or is not what was meant (Garbled).
func (s *Server) HostName() (name string, known bool) {
	if !s.Name.IsSet() {
		return "", true
	}
	name = s.Name.Value
	if Garbled(name) || s.Name.Decl.When != nil && (s.Decl == nil || !s.Name.Decl.HoldsWith(s.Decl)) {
		return "", false
	}
	if _, rest, ok := strings.Cut(name, "://"); ok {
		name = rest
	}
	if host, port := SplitAddress(name); host != "" && strings.Trim(port, "0123456789") == "" {
		name = host
	}
	return name, true
}

// Named reports whether the server's ServerName is read before place order.
func (s *Server) Named(order int) bool { return s.Name.IsSet() && s.Name.Decl.Order() < order }

// SharesName reports whether two servers have one host name when Apache runs, letter case included, as mod_wsgi compares them, and whether
// that is certain. A virtual host for every address that says no name has the main server's; one for a certain address asks the DNS
// (ap_fini_vhost_config). The main server's own, where it says none, is the machine's, which no virtual host is taken to have.
func (c *Config) SharesName(s, o *Server) (same, certain bool) {
	if s == o || s.borrowsName() && o.borrowsName() {
		return true, true
	}
	a, knownA := c.NameInForce(s)
	b, knownB := c.NameInForce(o)
	return a == b, knownA && knownB
}

// NameInForce is the host name s has when Apache runs; "" for the machine's. A fragment's main server may have its name from elsewhere.
func (c *Config) NameInForce(s *Server) (name string, known bool) {
	if s.borrowsName() {
		name, known = c.Main.HostName()
		return name, known && (name != "" || c.Closed())
	}
	name, known = s.HostName()
	return name, known && (name != "" || s.IsMain())
}

// borrowsName reports whether s is a virtual host that has the main server's name.
func (s *Server) borrowsName() bool {
	return !s.IsMain() && !s.Name.IsSet() && slices.ContainsFunc(s.Addresses, isDefaultAddress)
}

func isDefaultAddress(address string) bool {
	host, _ := SplitAddress(address)
	return host == "*" || host == "_default_"
}

// MainIsAsked reports whether requests certainly reach the main server itself: Apache listens on a port that no virtual host names. Of
// a fragment it is taken that Apache listens on port 80.
func (c *Config) MainIsAsked() bool {
	if len(c.Servers) == 1 {
		return true
	}
	ports := map[string]bool{}
	for _, s := range c.Servers[1:] {
		for _, a := range s.Addresses {
			_, port := SplitAddress(a)
			if port == "" || port == "*" {
				return false
			}
			ports[port] = true
		}
	}
	if !c.Closed() && !ports["80"] {
		return true
	}
	return slices.ContainsFunc(c.Listens, func(l *eval.Directive) bool {
		_, port := SplitAddress(l.Arg(0).Value)
		return l.When == nil && !ports[port]
	})
}
