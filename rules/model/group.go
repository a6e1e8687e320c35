package model

import (
	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/parser/options"
)

// A DaemonGroup is a WSGIDaemonProcess.
type DaemonGroup struct {
	Decl    *eval.Directive
	Server  *Server
	Name    Value
	Options options.Arguments
}

func (b *builder) daemonGroup(d *eval.Directive, s *Server, _ *Section) {
	g := &DaemonGroup{Decl: d, Server: s, Name: value(d, 0), Options: options.Read(d.RawArgs, 1)}
	if !g.Name.IsSet() {
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
