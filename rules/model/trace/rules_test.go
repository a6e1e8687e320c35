package trace_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/parser/httpdtest"
	"github.com/modwsgi-lint/modwsgi-lint/rules"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model/trace"
)

// A tried ask is one with what Trace and the server said.
type tried struct {
	ask
	traced *trace.Trace
	got    answer
}

// findings are what the rules say of a configuration, by rule.
func findings(t *testing.T, c *model.Config) map[string][]*lint.Diagnostic {
	out := lint.Run(c, lint.Options{Rules: rules.All(), Target: lint.Target{ModWSGI: lint.Version{4, 9, 4}, HTTPD: lint.Version{2, 4, 71}}})
	for _, failure := range out.Failures {
		t.Errorf("%v\n%s", failure, failure.Stack)
	}
	by := map[string][]*lint.Diagnostic{}
	for _, d := range out.Findings {
		by[d.Rule.ID] = append(by[d.Rule.ID], d)
	}
	return by
}

// flags is the finding of a rule about a line; nil where there is none.
func flags(found []*lint.Diagnostic, d *eval.Directive) *lint.Diagnostic {
	if d == nil {
		return nil
	}
	s := d.Syntax.Span()
	for _, f := range found {
		if f.At.File == s.File && s.Start <= f.At.Start && f.At.End <= s.End {
			return f
		}
	}
	return nil
}

// contradicted tells which findings an application's answer proves wrong.
func contradicted(found map[string][]*lint.Diagnostic, r tried) (wrong []string) {
	t := r.traced
	if r.got.kind != "app" || t.Mapping.Kind != trace.WSGI || !knows(t) {
		return nil
	}
	mount, group := t.Mapping.Decl, t.ProcessGroup.Decl
	accuse := func(id string, lines ...*eval.Directive) {
		for _, line := range lines {
			if f := flags(found[id], line); f != nil {
				wrong = append(wrong, fmt.Sprintf("%s: %s", id, f.Message))
			}
		}
	}
	accuse("mount-shadowed", mount)
	accuse("mount-shadowed-by-alias", mount)
	accuse("mount-url-never-matches", mount)
	accuse("group-undefined", group)
	if !standsIn(mount, t.Host.Server) {
		return wrong // the rules speak of the server that the mount stands in
	}
	if by := t.Access.Decl; by == nil || by.In == nil || !by.In.Is("<Location") { // the rule leaves Locations further down aside
		accuse("script-denied", mount)
	}
	if group == nil || group == mount || standsIn(group, t.Host.Server) {
		if t.Host.Server.Decl != nil { // else it is perhaps about a virtual host that has the mount from the main server
			accuse("group-of-other-vhost", group)
			if group == nil || group == mount { // else it is about the URLs that the line leaves to Apache's own processes
				accuse("restrict-process-excludes", mount)
			}
			if len(t.Host.Server.AllMounts()) == 1 { // else the line is perhaps accused for another mount
				accuse("restrict-process-excludes", group)
			}
		}
		if r.got.group == "" {
			accuse("embedded-restricted", mount, group)
		}
	}
	return wrong
}

// standsIn reports whether a line stands in a server itself.
func standsIn(d *eval.Directive, s *model.Server) bool {
	for ; d != nil; d = d.In {
		if d == s.Decl {
			return true
		}
		if d.Is("<VirtualHost") {
			return false
		}
	}
	return s.Decl == nil
}

// witnesses asks for each mount that no ask has reached and no rule calls hidden, in a host that is reached: the mount must be reached by some URL.
// Of mounts in servers that rewrite or proxy nothing is claimed, for the rules then do not say all they might. What one line hides is told.
func (g *generator) witnesses(w *world, s *httpdtest.Server, tracer *trace.Tracer, config *model.Config, found map[string][]*lint.Diagnostic,
	asks []ask, all []tried) (more []tried, silent []string) {
	hidden := map[*model.Mount]bool{}
	config.Taken(func(m *model.Mount, _ *model.Mapping) { hidden[m] = true })
	reached, hosts := map[*eval.Directive]bool{}, map[*model.Server]bool{}
	for _, r := range all {
		hosts[r.traced.Host.Server] = true
		if r.traced.Mapping.Kind == trace.WSGI {
			reached[r.traced.Mapping.Decl] = true
		}
	}
	for _, server := range config.Servers {
		for _, m := range server.Mounts {
			if !m.URLs.Known() || hidden[m] || reached[m.Decl] || !hosts[server] || flags(found["mount-shadowed"], m.Decl) != nil || flags(found["mount-url-never-matches"], m.Decl) != nil {
				continue
			}
			a, traced, takers := g.witness(w, tracer, asks, m)
			switch {
			case traced != nil:
				more = append(more, tried{a, traced, a.put(s, w)})
			case takers == 1 && !slices.ContainsFunc(server.AllMappings(), func(m *model.Mapping) bool { return m.Kind <= model.Proxy }):
				silent = append(silent, fmt.Sprintf("no rule says why %s %s is never reached", m.Decl.Name, w.back(m.Decl.RawArgs())))
			}
		}
	}
	return more, silent
}

// witness searches a request that Trace says to reach a mount. Where there is none, takers is how many lines took its URLs instead: what several take
// together no rule tells.
func (g *generator) witness(w *world, tracer *trace.Tracer, asks []ask, m *model.Mount) (a ask, traced *trace.Trace, takers int) {
	var paths []string
	if strings.HasPrefix(m.URL.Value, "/") {
		paths = []string{m.URL.Value}
	}
	by, matches := map[*eval.Directive]bool{}, m.URLs.Matcher()
	for _, a := range asks {
		for range 20 {
			a.target = g.target(paths)
			t := tracer.Trace(a.request(w))
			if t.Mapping.Kind == trace.WSGI && t.Mapping.Decl == m.Decl {
				return a, t, 0
			}
			if p, _, _ := strings.Cut(a.target, "?"); t.Host.Server == m.Server && !strings.ContainsAny(p, "%.") && matches(p) != nil {
				by[t.Mapping.Decl] = true
			}
		}
	}
	return ask{}, nil, len(by)
}
