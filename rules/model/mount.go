package model

import (
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/parser/options"
)

// A Mount is a WSGIScriptAlias or WSGIScriptAliasMatch.
type Mount struct {
	Decl   *eval.Directive
	Server *Server
	Order  int // place in Config.Directives
	// URL is the first word, Script the file it is mounted from.
	URL, Script Value
	// URLs are the paths the mount takes if nothing before it does.
	URLs    URLs
	Options options.Arguments
}

func (b *builder) mount(d *eval.Directive, s *Server, _ *Section) {
	m := &Mount{Decl: d, Server: s, Order: b.order, URL: value(d, 0), Script: value(d, 1), Options: options.Read(d.RawArgs, 2)}
	if !m.URL.IsSet() || !m.Script.IsSet() {
		return
	}
	if d.Is("WSGIScriptAliasMatch") {
		m.URLs = URLsMatching(m.URL.Value)
	} else {
		m.URLs = URLsBelow(m.URL.Value)
	}
	s.Mounts = append(s.Mounts, m)
}

// IsRoot reports whether the mount is `WSGIScriptAlias /`, which takes every URL of its server.
func (m *Mount) IsRoot() bool {
	p, ok := m.URLs.Prefix()
	return ok && p == "/"
}

// Option returns the value of the option of the given name that counts; the zero Value where there is none.
func (m *Mount) Option(name string) Value { return optionValue(m.Decl, &m.Options, name) }

// ProcessGroup is the group selected for the mount, as written: by its own option, else by the WSGIProcessGroup of its server or the
// main one. A WSGIProcessGroup in a section is not looked at, for it may hold for some requests only; sections tells of one.
func (m *Mount) ProcessGroup() (v Value, sections bool) {
	if v = m.Option("process-group"); v.IsSet() {
		return v, false
	}
	for s := m.Server; s != nil; s = s.Main {
		for i := len(s.ProcessGroups) - 1; i >= 0; i-- {
			p := s.ProcessGroups[i]
			if p.Section != nil {
				sections = true
			} else if !v.IsSet() {
				v = p.Name
			}
		}
	}
	return v, sections
}

// A ProcessGroup is a WSGIProcessGroup.
type ProcessGroup struct {
	Name    Value
	Section *Section // nil at server level
}

func (b *builder) processGroup(d *eval.Directive, s *Server, in *Section) {
	if name := value(d, 0); name.IsSet() {
		s.ProcessGroups = append(s.ProcessGroups, &ProcessGroup{Name: name, Section: in})
	}
}

// optionValue is the value of the option that counts, with its place.
func optionValue(d *eval.Directive, a *options.Arguments, name string) Value {
	o, _, ok := a.Last(name)
	if !ok {
		return Value{}
	}
	v := Value{Arg: eval.Arg{Value: o.Value.Value, Quote: o.Value.Quote, Start: o.Value.Start, End: o.Value.End}, Decl: d}
	v.At, v.Exact, v.From = d.Origin(o.Value.Start, o.Value.End)
	v.Exact = v.Exact && !strings.Contains(v.Value, "${")
	return v
}

// IsEmbedded reports whether a process group's name means the Apache children themselves.
func IsEmbedded(group string) bool { return group == "" || strings.EqualFold(group, "%{GLOBAL}") }

// MayRunEmbedded reports whether some mount may run outside every daemon group. Only where it is false are the directives for embedded
// interpreters certainly idle.
func (c *Config) MayRunEmbedded() bool {
	if !c.Closed() {
		return true
	}
	for _, s := range c.Servers {
		for _, m := range s.Mounts {
			group, sections := m.ProcessGroup()
			if sections || strings.HasPrefix(group.Value, "%{") || IsEmbedded(group.Value) {
				return true
			}
		}
	}
	return false
}
