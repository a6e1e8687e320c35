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
		Seen: "The visitor of `/api` is answered by the application at `/`, usually with its \"404 Not Found\". Nothing is logged, and " +
			"`apachectl configtest` says \"Syntax OK\".",
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
		p.Shadowed(func(m *model.Mount, by []*model.Mount) {
			if by[0].Server == m.Server {
				p.Report(shadowedBy(p, m, by[0]))
			} else {
				p.Report(hidden(m, by))
			}
		})
	},
}

func shadowedBy(p *lint.Pass, m, by *model.Mount) lint.Diagnostic {
	d := lint.Diagnostic{
		At:      m.URL.At(),
		Message: fmt.Sprintf("%q is never reached: %q above takes every URL of it, for the first match wins; mount it first", m.URL.Value, by.URL.Value),
		Symptom: fmt.Sprintf("requests below %s are answered by %s, often with that application's 404; nothing is logged", m.URL.Value, by.Script.Value),
		Via:     m.Decl.Via,
		Related: []lint.Related{mountedHere(by)},
	}
	if m.URLs.Covers(by.URLs) {
		d.Message = fmt.Sprintf("%q is mounted above already; this mount is never reached, for the first match wins; remove one of the two", m.URL.Value)
		if by.Decl.Syntax != m.Decl.Syntax && by.Decl.RawArgs() == m.Decl.RawArgs() {
			d.Settle(m.Decl.At()) // what is wrong there is wrong in the first too
		}
		return d
	}
	if lint.MayMoveAbove(p.Config, m.Decl, by.Decl) {
		d.Fixes = []lint.Fix{{
			Title:  fmt.Sprintf("Mount %s before %s", m.URL.Value, by.URL.Value),
			Safety: lint.Unsafe,
			Edits:  lint.MoveAbove(m.Decl, by.Decl),
		}}
	}
	return d
}

func mountedHere(m *model.Mount) lint.Related {
	return lint.Related{At: m.URL.At(), Message: fmt.Sprintf("%s is mounted here", m.URL.Value)}
}

func hidden(m *model.Mount, by []*model.Mount) lint.Diagnostic {
	d := lint.Diagnostic{
		At: m.URL.At(),
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
