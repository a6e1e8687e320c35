package model

import (
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/parser/options"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model/wsgi"
)

// A DaemonGroup is a WSGIDaemonProcess.
type DaemonGroup struct {
	Decl    *eval.Directive
	Server  *Server
	Order   int // place in Config.Directives
	Name    Value
	Options options.Arguments
}

func (b *builder) daemonGroup(d *eval.Directive, s *Server, _ *Section) {
	g := &DaemonGroup{Decl: d, Server: s, Order: b.order, Name: d.Arg(0), Options: options.Read(d.RawArgs(), 1)}
	if !g.Name.IsSet() {
		b.m.misread = true
		return
	}
	b.m.Groups = append(b.m.Groups, g)
	if home := g.Option("python-home"); home.IsSet() {
		b.m.Homes = append(b.m.Homes, &PythonSetting{Value: home, Group: g})
	}
	if path := g.Option("python-path"); path.IsSet() {
		b.m.Paths = append(b.m.Paths, &PythonSetting{Value: path, Group: g})
	}
}

// Option returns the value of the option of the given name that counts, the last; the zero Value where there is none.
func (g *DaemonGroup) Option(name string) Value { return optionValue(g.Decl, &g.Options, name) }

// HoldsOption reports whether the value of an option of a group has another option in it, and so is not what was meant; rule
// daemon-option-syntax tells.
func HoldsOption(value string, quote byte) bool {
	_, name := wsgi.Lookup("WSGIDaemonProcess").Held(value)
	return name != "" && quote == 0
}

// Nameless reports whether an option stands in the place of a group's name, for nothing asks for a group of that name.
func (c *Config) Nameless(g *DaemonGroup) bool {
	return strings.Contains(g.Name.Value, "=") && !Garbled(g.Name.Value) && !c.askedFor()[g.Name.Value]
}

// Number is an option of the group as mod_wsgi reads it, with atoi, or its default where the group has none.
func (g *DaemonGroup) Number(name string) int64 {
	option := wsgi.Lookup("WSGIDaemonProcess").Option(name)
	text := option.Default
	if v := g.Option(name); v.IsSet() {
		text = v.Value
	}
	n, _ := option.Value.Number(text)
	return n
}

// GroupsNamed returns the daemon groups of a name, letter case included, in order of definition. The first is the one; others are mistakes, or
// stand under other conditions.
func (c *Config) GroupsNamed(name string) []*DaemonGroup { return c.groupsNamed[name] }

// MayUse reports whether requests to s may be sent to the group (wsgi_execute_remote), and whether that is certain: one of the main server is
// everybody's, one of a virtual host is for servers that share its ServerName.
func (c *Config) MayUse(s *Server, g *DaemonGroup) (may, certain bool) {
	if g.Server.IsMain() {
		return true, true
	}
	return c.SharesName(s, g.Server)
}
