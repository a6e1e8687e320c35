package graph

import (
	"slices"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

func (b *builder) group(g *model.DaemonGroup) {
	out := &Group{
		ID: id("group", len(b.graph.Groups)), Kind: daemon, Name: Text(g.Name.Value), Server: Text(b.servers[g.Server.Decl].ID), Origin: b.origin(g.Decl),
		User: Text(b.config.User.Value), UserGroup: Text(g.Option("group").Value), Processes: new(g.Number("processes")), Threads: new(g.Number("threads")),
		DisplayName: Text(g.Option("display-name").Value), Home: Text(g.Option("home").Value),
	}
	if user := g.Option("user"); user.IsSet() {
		out.User = Text(user.Value)
	}
	home := g.Option("python-home")
	if !home.IsSet() {
		home = valueOf(b.serverHome)
	}
	out.Environment = b.environment(home, g.Option("python-path"))
	b.groups[g] = out
	b.owned[out.ID] = !g.Server.IsMain()
	b.graph.Groups = append(b.graph.Groups, out)
}

// environment is the id of the environment of a home and a path, for a process group that is under a condition itself.
func (b *builder) environment(home, path model.Value) Text {
	e := &Environment{ID: id("environment", len(b.environments)), Home: Text(home.Value), Path: []string{}, Locations: []*Place{}}
	if path.Value != "" {
		e.Path = strings.Split(path.Value, ":")
	}
	if b.serverHome != nil && home.Decl == b.serverHome.Decl {
		e.Condition = Text(home.Decl.When.String())
	}
	key := [3]string{home.Value, path.Value, string(e.Condition)}
	if b.environments[key] == nil {
		b.environments[key] = e
		b.graph.Environments = append(b.graph.Environments, e)
	}
	e = b.environments[key]
	for _, v := range []model.Value{home, path} {
		if p := b.place(v.At()); v.IsSet() && !slices.ContainsFunc(e.Locations, func(o *Place) bool { return *o == *p }) {
			e.Locations = append(e.Locations, p)
		}
	}
	return Text(e.ID)
}

// other is the group of a kind that is no daemon group. The name is empty where there is none.
func (b *builder) other(kind, name string) *Group {
	key := [2]string{kind, name}
	if g := b.others[key]; g != nil {
		return g
	}
	g := &Group{ID: id("group", len(b.graph.Groups)), Kind: kind, Name: Text(name)}
	if kind == embedded {
		g.User = Text(b.config.User.Value)
		g.Environment = b.environment(valueOf(b.serverHome), valueOf(b.config.ServerPath()))
	}
	b.others[key] = g
	b.graph.Groups = append(b.graph.Groups, g)
	return g
}

func valueOf(p *model.PythonSetting) model.Value {
	if p == nil {
		return model.Value{}
	}
	return p.Value
}
