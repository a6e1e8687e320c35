package graph

import (
	"fmt"
	"slices"

	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

// Of makes the graph of a configuration. Show gives the path the user knows a file by.
func Of(c *model.Config, show func(*source.File) string) *Graph {
	b := &builder{
		config: c, show: show, names: map[*source.File]string{},
		graph:   &Graph{Version: 1, Whole: c.Closed(), Servers: []*Server{}, Groups: []*Group{}, Environments: []*Environment{}},
		servers: map[*eval.Directive]*Server{}, hosts: map[*eval.Directive]*model.Server{}, mounts: map[*model.Mount]*Mount{}, groups: map[*model.DaemonGroup]*Group{},
		others: map[[2]string]*Group{}, environments: map[[3]string]*Environment{}, named: map[string]bool{}, owned: map[string]bool{},
		serverHome: c.ServerHome(),
	}
	for i, s := range c.Servers {
		b.server(i, s)
	}
	for _, g := range c.Groups {
		b.group(g)
	}
	for i, s := range c.Servers {
		b.runs(b.graph.Servers[i], s)
		b.hosts[s.Decl] = s
	}
	b.scripts()
	b.taken()
	for _, g := range b.graph.Groups {
		g.Named = g.Kind != daemon || b.named[string(g.Name)]
	}
	return b.graph
}

type builder struct {
	config       *model.Config
	show         func(*source.File) string
	names        map[*source.File]string // shown
	graph        *Graph
	servers      map[*eval.Directive]*Server // by <VirtualHost>, nil for the main server
	hosts        map[*eval.Directive]*model.Server
	mounts       map[*model.Mount]*Mount
	groups       map[*model.DaemonGroup]*Group
	others       map[[2]string]*Group // those that are no daemon groups, by kind and name
	environments map[[3]string]*Environment
	named        map[string]bool // the groups asked for
	owned        map[string]bool // the ids of groups of virtual hosts
	// private and shared are mounts of the main server, see share.
	private, shared []*model.Mount
	serverHome      *model.PythonSetting
	scriptCount     int
}

func (b *builder) place(at source.Span) *Place {
	if at.IsZero() {
		return nil
	}
	name, ok := b.names[at.File]
	if !ok {
		name = b.show(at.File)
		b.names[at.File] = name
	}
	return &Place{name, at.From().Line}
}

func (b *builder) origin(d *eval.Directive) Origin {
	if d == nil {
		return Origin{}
	}
	return Origin{Location: b.place(d.At()), Condition: Text(d.When.String())}
}

func id(kind string, before int) string { return fmt.Sprintf("%s%d", kind, before+1) }

func (b *builder) server(i int, s *model.Server) {
	out := &Server{
		ID: id("server", i), Main: s.IsMain(), Name: Text(s.Name.Value), Aliases: []string{}, Addresses: append([]string{}, s.Addresses...),
		Origin: b.origin(s.Decl), Mappings: []Mapping{}, Mounts: []*Mount{}, Inherited: []Inherited{}, Scripts: []*Script{},
	}
	for _, a := range s.Aliases {
		out.Aliases = append(out.Aliases, a.Value)
	}
	for _, m := range s.Mappings {
		out.Mappings = append(out.Mappings, Mapping{
			Kind: kinds[m.Kind], Directive: m.Decl.Name, URL: Text(m.URL.Value), Target: Text(m.Target.Value), Section: titleOf(m.Section),
			Origin: b.origin(m.Decl),
		})
	}
	order := func(kind string) int { return slices.Index(kinds[:], kind) }
	slices.SortStableFunc(out.Mappings, func(x, y Mapping) int { return order(x.Kind) - order(y.Kind) })
	for _, m := range s.Mounts {
		mount := &Mount{
			ID: id("mount", len(b.mounts)), URL: m.URL.Value, Match: m.Decl.Is("WSGIScriptAliasMatch"), Script: m.Script.Value,
			Origin: b.origin(m.Decl),
		}
		b.mounts[m] = mount
		out.Mounts = append(out.Mounts, mount)
	}
	b.servers[s.Decl] = out
	b.graph.Servers = append(b.graph.Servers, out)
}

// kinds are the names of the kinds of mappings, in the order httpd asks for them.
var kinds = [...]string{model.Rewrite: rewrite, model.Proxy: "proxy", model.Redirect: "redirect", model.Alias: "alias", model.UserDir: userdir}

// taken notes the mounts that no request reaches.
func (b *builder) taken() {
	b.config.Shadowed(func(m *model.Mount, by []*model.Mount) {
		if b.mounts[m].Taken != nil {
			return
		}
		t := &Taker{Mount: Text(b.mounts[by[0]].ID), Directive: by[0].Decl.Name, URL: Text(by[0].URL.Value), Origin: b.origin(by[0].Decl)}
		if by[0].Server != m.Server {
			t.Hosts = len(by)
		}
		b.mounts[m].Taken = t
	})
	b.config.Taken(func(m *model.Mount, by *model.Mapping) { // which comes first
		b.mounts[m].Taken = &Taker{Directive: by.Decl.Name, URL: Text(by.URL.Value), Origin: b.origin(by.Decl)}
	})
}
