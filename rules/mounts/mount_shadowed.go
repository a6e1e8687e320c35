package mounts

import (
	"fmt"

	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

var mountShadowed = lint.Rule{
	ID:       "mount-shadowed",
	Family:   "mounts",
	Severity: lint.Error,
	Fixes:    lint.Unsafe,
	Needs:    lint.WholeServer, // for mounts of the main server
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "Mount that an earlier one takes every URL of",
		Why: `mod_wsgi tries the WSGIScriptAlias and WSGIScriptAliasMatch lines of a server in the order of the file and takes the
first that matches, not the longest. A mount below one that covers its URLs is never reached: the visitor of /api is answered by the
application mounted at /, usually with that application's own "404 Not Found". Nothing is logged, and ` + "`apachectl configtest`" + ` says "Syntax OK".

The lines of a virtual host stand before those of the main server, so a mount of the main server is dead where every virtual host
that can be asked covers it.

Alias, ScriptAlias and Redirect are another matter: mod_alias goes first whatever the order.`,
		Instead: "Put the more specific mount above the general one:\n\n" +
			"```apache\nWSGIScriptAlias /api /srv/api/wsgi.py\nWSGIScriptAlias / /srv/blog/wsgi.py\n```",
		Fix: "The covered line moves above the one that covers it, with the comment lines directly above it. It is unsafe, for " +
			"another application answers then. Of two equal mounts nothing can say which was meant, so none is moved.",
		Refs: []string{"https://modwsgi.readthedocs.io/en/master/configuration-directives/WSGIScriptAlias.html"},
	},
	Check: func(p *lint.Pass) {
		for _, s := range p.Servers {
			before := index{}
			for _, m := range s.Mounts {
				if by := before.cover(m); by != nil {
					p.Report(shadowedBy(m, by))
				}
				before.add(m)
			}
		}
		for _, m := range p.Main.Mounts {
			if by := hiddenEverywhere(p, m); by != nil {
				p.Report(hidden(m, by))
			}
		}
	},
}

func shadowedBy(m, by *model.Mount) lint.Diagnostic {
	d := lint.Diagnostic{
		At:      m.URL.At,
		Message: fmt.Sprintf("%q is never reached: %q above takes every URL of it, for the first match wins", m.URL.Value, by.URL.Value),
		Symptom: fmt.Sprintf("requests below %s are answered by %s, often with that application's 404; nothing is logged", m.URL.Value, by.Script.Value),
		Via:     m.Decl.Via,
		Related: []lint.Related{mountedHere(by)},
	}
	if m.URLs.Covers(by.URLs) {
		d.Message = fmt.Sprintf("%q is mounted above already; this mount is never reached, for the first match wins", m.URL.Value)
		return d
	}
	if lint.Together(m.Decl, by.Decl) && lint.Movable(m.Decl) && lint.Movable(by.Decl) {
		d.Fixes = []lint.Fix{{
			Title:  fmt.Sprintf("Mount %s before %s", m.URL.Value, by.URL.Value),
			Safety: lint.Unsafe,
			Edits:  lint.MoveAbove(m.Decl, by.Decl),
		}}
	}
	return d
}

func mountedHere(m *model.Mount) lint.Related {
	return lint.Related{At: m.URL.At, Message: fmt.Sprintf("%s is mounted here", m.URL.Value)}
}

// An index finds the earliest mount that covers another. Prefixes are looked up, so that a server with thousands of mounts costs no more
// than their length; expressions are few and compared one by one.
type index struct {
	prefixes    map[string][]*model.Mount
	expressions []*model.Mount
	position    map[*model.Mount]int
}

func (x *index) add(m *model.Mount) {
	if x.prefixes == nil {
		x.prefixes, x.position = map[string][]*model.Mount{}, map[*model.Mount]int{}
	}
	x.position[m] = len(x.position)
	if p, ok := m.URLs.Prefix(); ok {
		x.prefixes[p] = append(x.prefixes[p], m)
	} else if m.URLs.Known() {
		x.expressions = append(x.expressions, m)
	}
}

// cover is the first mount that certainly takes every URL of m wherever m is read.
func (x *index) cover(m *model.Mount) *model.Mount {
	var first *model.Mount
	consider := func(by *model.Mount) {
		if (first == nil || x.position[by] < x.position[first]) && by.Decl.HoldsWith(m.Decl) && by.URLs.Covers(m.URLs) {
			first = by
		}
	}
	if p, ok := m.URLs.Prefix(); ok {
		for i := range len(p) + 1 {
			for _, by := range x.prefixes[p[:i]] {
				consider(by)
			}
		}
	} else if m.URLs.Known() {
		for _, same := range x.prefixes {
			for _, by := range same {
				consider(by)
			}
		}
	}
	for _, by := range x.expressions {
		consider(by)
	}
	return first
}

// hiddenEverywhere returns, for a mount of the main server, the mounts that cover it, one of each virtual host, if the main server itself
// cannot be asked; nil where some request may reach it.
func hiddenEverywhere(p *lint.Pass, m *model.Mount) []*model.Mount {
	if !p.Closed() || len(p.Servers) == 1 || !onlyHosts(p) {
		return nil
	}
	var by []*model.Mount
	for _, s := range p.Servers[1:] {
		x := index{}
		for _, own := range s.Mounts {
			x.add(own)
		}
		c := x.cover(m)
		if c == nil {
			return nil
		}
		by = append(by, c)
	}
	return by
}

// onlyHosts reports whether every address Apache listens on belongs to a virtual host, so that none asks the main server.
func onlyHosts(p *lint.Pass) bool {
	if len(p.Listens) == 0 {
		return false
	}
	for _, l := range p.Listens {
		served := false
		for _, s := range p.Servers[1:] {
			served = served || s.Decl.When == nil && s.Serves(l.Arg(0).Value)
		}
		if !served {
			return false
		}
	}
	return true
}

func hidden(m *model.Mount, by []*model.Mount) lint.Diagnostic {
	d := lint.Diagnostic{
		At: m.URL.At,
		Message: fmt.Sprintf("%q of the main server is never reached: every virtual host mounts an application over it, and a host's own mounts come first",
			m.URL.Value),
		Symptom: "the virtual hosts' applications answer instead; nothing is logged",
		Via:     m.Decl.Via,
	}
	for _, c := range by[:min(len(by), 3)] {
		d.Related = append(d.Related, mountedHere(c))
	}
	return d
}
