package trace

import (
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

// hosts are the virtual hosts by their addresses (ap_fini_vhost_config).
type hosts struct {
	exact    map[netip.Addr][]*chain
	wildcard []*chain
	// named are chains of addresses that are names, which only the DNS knows.
	named []*chain
	// usual are the ports of virtual hosts whose addresses name none, by their opening.
	usual map[*eval.Directive]string
}

// A chain is the virtual hosts of one address and port, in file order.
type chain struct {
	addr    netip.Addr // the zero Addr for every address
	port    uint16     // 0 for every port
	servers []*model.Server
	names   map[string]int // the first to have the name, in lower case
	wild    []wildName
	// unnamed are the servers whose name is not known: what the DNS says of their address.
	unnamed []int
}

type wildName struct {
	pattern string // in lower case
	server  int
}

func newHosts(c *model.Config) *hosts {
	h := &hosts{exact: map[netip.Addr][]*chain{}, usual: defaultPorts(c)}
	for _, s := range c.Servers[1:] {
		names, known := namesOf(c, s)
		for _, text := range s.Addresses {
			h.chain(text, h.usual[s.Decl]).add(s, names, known)
		}
	}
	return h
}

// defaultPorts are the ports of virtual hosts whose addresses name none: that of the main server's ServerName, where one with a port stands above
// (get_addresses).
func defaultPorts(c *model.Config) map[*eval.Directive]string {
	ports := map[*eval.Directive]string{}
	port := ""
	for _, d := range c.Directives {
		switch {
		case d.In != nil:
		case d.Is("ServerName"):
			port = portOfName(d.Arg(0).Value)
		case d.Is("<VirtualHost"):
			ports[d] = port
		}
	}
	return ports
}

// portOfName is the port in a ServerName; "" where it has none.
func portOfName(name string) string {
	if _, rest, ok := strings.Cut(name, "://"); ok {
		name = rest
	}
	_, port := model.SplitAddress(name)
	return port
}

// portOf is the port a server takes itself to have: its ServerName's, or where it has no name that of its first address, or else
// that of the main server's ServerName above it (ap_parse_vhost_addrs). 0 where it has none.
func (h *hosts) portOf(s *model.Server) int {
	if s.IsMain() || s.Name.IsSet() {
		return number(portOfName(s.Name.Value))
	}
	if len(s.Addresses) == 0 {
		return 0
	}
	if _, port := model.SplitAddress(s.Addresses[0]); number(port) > 0 {
		return number(port)
	}
	return number(h.usual[s.Decl])
}

// chain finds or makes the chain of an argument of <VirtualHost>.
func (h *hosts) chain(text, usual string) *chain {
	host, port := model.SplitAddress(text)
	if port == "" && host != "*" {
		port = usual
	}
	n, _ := strconv.ParseUint(port, 10, 16) // "*" is every port
	ip, err := netip.ParseAddr(strings.Trim(host, "[]"))
	list := &h.wildcard
	switch {
	case host == "" || host == "*" || strings.EqualFold(host, "_default_") || err == nil && ip.IsUnspecified():
		ip = netip.Addr{}
	case err != nil:
		list = &h.named
	default:
		all := h.exact[ip]
		list = &all
		defer func() { h.exact[ip] = *list }()
	}
	for _, c := range *list {
		if c.port == uint16(n) && list != &h.named {
			return c
		}
	}
	c := &chain{addr: ip, port: uint16(n), names: map[string]int{}}
	*list = append(*list, c)
	return c
}

func (c *chain) add(s *model.Server, names []string, known bool) {
	if n := len(c.servers); n > 0 && c.servers[n-1] == s {
		return
	}
	if !known {
		c.unnamed = append(c.unnamed, len(c.servers))
	}
	c.servers = append(c.servers, s)
	for _, name := range names {
		name = strings.ToLower(name)
		if strings.ContainsAny(name, "*?") {
			c.wild = append(c.wild, wildName{name, len(c.servers) - 1})
		} else if _, ok := c.names[name]; !ok {
			c.names[name] = len(c.servers) - 1
		}
	}
}

// namesOf are the names that requests for s may have: its ServerName, or the main server's where it has none, and every ServerAlias. Known
// says whether the first is known.
func namesOf(c *model.Config, s *model.Server) (names []string, known bool) {
	name, known := c.NameInForce(s)
	if known = known && name != ""; known {
		names = append(names, name)
	}
	return append(names, aliasesOf(s)...), known
}

// aliasesOf are the names that a virtual host's ServerAlias lines give.
func aliasesOf(s *model.Server) (names []string) {
	for _, a := range s.Aliases {
		names = append(names, a.Value)
	}
	return names
}

// choose finds the host of a chain by the name asked for (check_hostalias). Doubt is a server that may have the name too, and comes first; nil
// where there is none.
func (c *chain) choose(name string) (h Host, doubt *model.Server) {
	best, found := c.names[name]
	for _, w := range c.wild {
		if (!found || w.server < best) && wildMatch(w.pattern, name) {
			best, found = w.server, true
		}
	}
	if len(c.unnamed) > 0 && (found && c.unnamed[0] < best || !found && c.unnamed[len(c.unnamed)-1] > 0) {
		doubt = c.servers[c.unnamed[len(c.unnamed)-1]]
		if found {
			doubt = c.servers[c.unnamed[0]]
		}
	}
	switch {
	case found:
		return Host{c.servers[best], ByName}, doubt
	case c.addr.IsValid() && len(c.servers) == 1:
		return Host{c.servers[0], ByAddress}, nil
	}
	return Host{c.servers[0], ByDefault}, doubt
}

// wildMatch compares a name with a ServerAlias that has * and ? (ap_strcasecmp_match). It takes no longer than the product of both lengths.
func wildMatch(pattern, name string) bool {
	star, resume := -1, 0 // the last * met, and how much of the name it takes so far
	p, n := 0, 0
	for n < len(name) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, resume = p, n
			p++
		case p < len(pattern) && (pattern[p] == '?' || pattern[p] == name[n]):
			p++
			n++
		case star >= 0:
			resume++
			p, n = star+1, resume
		default:
			return false
		}
	}
	return strings.Trim(pattern[p:], "*") == ""
}

// forPort is the chain of a port, rather than that of every port; nil where there is neither.
func forPort(list []*chain, port uint16) *chain {
	var every *chain
	for _, c := range list {
		switch c.port {
		case port:
			return c
		case 0:
			every = c
		}
	}
	return every
}

// at are the hosts of an address: those that name it (find_ipaddr), else those of every address (find_default_server). Nil where only the main
// server is left.
func (h *hosts) at(ip netip.Addr, port uint16) *chain {
	if c := forPort(h.exact[ip], port); c != nil {
		return c
	}
	return forPort(h.wildcard, port)
}

// chooseHost finds the server of the request.
func (r *run) chooseHost() {
	t := r.t
	ip, port := r.Listen.Addr().Unmap(), r.Listen.Port()
	if !r.Listen.IsValid() {
		ip, port = r.asked.ip(), r.url.port
	}
	if !t.listensOn(ip, port) {
		r.unknown("nothing listens on port %d: %s; name the address and port that the connection arrives at with --listen", port, t.listens())
		return
	}
	if !ip.IsValid() {
		ip = t.onlyAddress(port)
	}
	choose := func(c *chain) Host {
		if c == nil {
			return Host{t.config.Main, ByMain}
		}
		h, doubt := c.choose(r.asked.host)
		if doubt != nil {
			r.unknown("which virtual host answers: the name of <VirtualHost %s> at %s is what the DNS says of its address", strings.Join(doubt.Addresses, " "), place(doubt.Decl))
		}
		return h
	}
	r.Host = choose(t.hosts.at(ip, port))
	if ip.IsValid() && len(t.hosts.named) == 0 {
		return
	}
	for _, other := range t.hosts.elsewhere(port) {
		h := choose(other)
		if h.Server == r.Host.Server {
			continue
		}
		r.unknown("which address the connection arrives at: <VirtualHost %s> has one of its own; name it with --listen", strings.Join(h.Server.Addresses, " "))
		if h.Reason == ByName && r.Host.Reason != ByName {
			r.Host = h
		}
	}
}

// elsewhere are the chains of a port that have an address of their own, in the order of the addresses.
func (h *hosts) elsewhere(port uint16) []*chain {
	var all []*chain
	for ip := range h.exact {
		if c := h.at(ip, port); c != nil && c.addr.IsValid() {
			all = append(all, c)
		}
	}
	slices.SortFunc(all, func(a, b *chain) int { return a.addr.Compare(b.addr) })
	for _, c := range h.named {
		if c.port == 0 || c.port == port {
			all = append(all, c)
		}
	}
	return all
}

// listensOn reports whether the server may listen there: in an open world, and where no Listen says anything, it may anywhere.
func (t *Tracer) listensOn(ip netip.Addr, port uint16) bool {
	if !t.config.Closed() || len(t.config.Listens) == 0 {
		return true
	}
	return slices.ContainsFunc(t.config.Listens, func(d *eval.Directive) bool {
		at, p, known := listenAddress(d)
		return !known || p == port && (!at.IsValid() || !ip.IsValid() || at == ip)
	})
}

// listenAddress reads a Listen: the zero Addr for every address. It is not known where a variable is left.
func listenAddress(d *eval.Directive) (ip netip.Addr, port uint16, known bool) {
	host, p := model.SplitAddress(d.Arg(0).Value)
	n, err := strconv.ParseUint(p, 10, 16)
	ip, ipErr := netip.ParseAddr(strings.Trim(host, "[]"))
	if ipErr != nil && host != "" && host != "*" {
		return netip.Addr{}, uint16(n), false
	}
	if ip.IsUnspecified() {
		ip = netip.Addr{}
	}
	return ip, uint16(n), err == nil
}

// onlyAddress is the address that every Listen of a port names; the zero Addr where they leave it open.
func (t *Tracer) onlyAddress(port uint16) netip.Addr {
	var only netip.Addr
	for _, d := range t.config.Listens {
		ip, p, known := listenAddress(d)
		if p != port {
			continue
		}
		if !known || !ip.IsValid() || only.IsValid() && only != ip {
			return netip.Addr{}
		}
		only = ip
	}
	return only
}

// listens says where the server listens, for people.
func (t *Tracer) listens() string {
	var all []string
	for _, d := range t.config.Listens {
		all = append(all, d.Arg(0).Value)
	}
	return fmt.Sprintf("there is Listen %s", strings.Join(all, ", Listen "))
}
