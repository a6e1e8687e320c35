package model

import (
	"runtime"
	"slices"

	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
)

// A part is a run of directives, from one that stands at the top to another. A part of virtual hosts alone touches nothing of the main server, so
// several are built at a time.
type part struct {
	from, to int
	hosts    bool
	built    chan *Config // what a part of hosts adds to the model
}

// minPart is how many directives are worth a part of their own.
const minPart = 1 << 12

// partsOf divides the stream.
func partsOf(all []*eval.Directive) []*part {
	var parts []*part
	var host *eval.Directive // the one at hand
	for i, d := range all {
		if d.In != nil {
			if host != nil && d.In != host && d.In.In == nil { // a host stands in a host
				return []*part{{to: len(all)}}
			}
			continue
		}
		is := d.Is("<VirtualHost")
		if last := len(parts) - 1; last < 0 || parts[last].hosts != is || is && i-parts[last].from >= minPart {
			parts = append(parts, &part{from: i, hosts: is})
		}
		host = nil
		if is {
			host = d
		}
	}
	for i, p := range parts {
		p.to = len(all)
		if i+1 < len(parts) {
			p.to = parts[i+1].from
		}
	}
	return parts
}

// buildAll goes through the stream once.
func (b *builder) buildAll() {
	parts := partsOf(b.m.Directives)
	jobs := make(chan *part, len(parts))
	for _, p := range parts {
		if p.hosts && p.to-p.from >= minPart {
			p.built = make(chan *Config, 1)
			jobs <- p
		}
	}
	close(jobs)
	for range min(runtime.GOMAXPROCS(0), len(jobs)) {
		go func() {
			own := newBuilder(b.m, b.strayed)
			for p := range jobs {
				own.m = &Config{Config: b.m.Config, Main: b.m.Main}
				own.build(p)
				p.built <- own.m
			}
		}()
	}
	for _, p := range parts {
		if p.built == nil {
			b.build(p)
		} else {
			b.m.add(<-p.built)
		}
	}
}

func (b *builder) build(p *part) {
	for i, d := range b.m.Directives[p.from:p.to] {
		b.order = p.from + i
		b.directive(d)
	}
}

// add takes what the lines of some virtual hosts make, which stand below all that c has.
func (c *Config) add(o *Config) {
	c.Servers = joined(c.Servers, o.Servers)
	c.Groups = joined(c.Groups, o.Groups)
	c.Imports = joined(c.Imports, o.Imports)
	c.HandlerScripts = joined(c.HandlerScripts, o.HandlerScripts)
	c.ScriptHandlers = joined(c.ScriptHandlers, o.ScriptHandlers)
	c.Homes = joined(c.Homes, o.Homes)
	c.Paths = joined(c.Paths, o.Paths)
	c.Access = joined(c.Access, o.Access)
	c.ModPython = joined(c.ModPython, o.ModPython)
	c.Listens = joined(c.Listens, o.Listens)
	c.Own = joined(c.Own, o.Own)
	c.statements = joined(c.statements, o.statements)
	if o.User.IsSet() {
		c.User = o.User
	}
	if o.Group.IsSet() {
		c.Group = o.Group
	}
	c.SwitchesUsers = c.SwitchesUsers || o.SwitchesUsers
	c.misread = c.misread || o.misread
}

// joined appends, and doubles where there is no room: append grows large slices by little, and many parts are joined.
func joined[T any](own, more []T) []T {
	if len(own)+len(more) > cap(own) {
		own = slices.Grow(own, max(len(own), len(more)))
	}
	return append(own, more...)
}
