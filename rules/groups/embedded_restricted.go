package groups

import (
	"fmt"
	"slices"

	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

var embeddedRestricted = lint.Rule{
	ID:       "embedded-restricted",
	Family:   "groups",
	Severity: lint.Error,
	Fixes:    lint.Manual,
	Needs:    lint.WholeServer,
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "Application without a daemon group where WSGIRestrictEmbedded is On",
		Seen:  "Every request for the application is \"500 Internal Server Error\", while `apachectl configtest` says \"Syntax OK\".",
		Why: `WSGIRestrictEmbedded On keeps Python out of Apache's own processes. That is good where all applications run in daemon groups. One that
nothing sends to a group, or that is sent to %{GLOBAL}, does not run at all then.`,
		Log: []lint.LogLine{
			{Text: "Embedded mode of mod_wsgi disabled by runtime configuration: /srv/blog/wsgi.py", Versions: "mod_wsgi 4.5 to 5.0"},
			{Text: "WSGI0143: Embedded mode of mod_wsgi disabled by runtime configuration.", Versions: lint.FromReference},
		},
		Instead: "Send the application to a daemon group: `WSGIProcessGroup blog` beside the mount, or `process-group=blog` at the end of its " +
			"WSGIScriptAlias.",
		Fix:  "Where one group is the one to use, it is selected for the mount. A human must decide which group is meant.",
		Refs: []string{"https://modwsgi.readthedocs.io/en/master/configuration-directives/WSGIRestrictEmbedded.html"},
	},
	Check: func(p *lint.Pass) {
		on := restriction(p)
		if on == nil {
			return
		}
		groups, sections, dead := offerOf(p), idle{p: p}, deadMounts.Of(p)
		for _, u := range p.Uses {
			if u.Mount == nil || dead[u.Mount] || !u.Certain || !u.IsEmbedded() {
				continue
			}
			switch {
			case u.Name.IsSet():
				p.Report(saysEmbedded(p, u, on))
			case !sentBelow(u) && !miswritten(p, u.Mount) && !sections.holdGroup(u.Server) && !p.KeepsOut("WSGIProcessGroup", ""):
				_, meant := groups.to(u.Mount)
				groups.leaveOut(u.Mount, meant)
			}
		}
		for _, one := range groups.leftOut {
			p.Report(sentNowhere(p, one, on))
		}
	},
}

// sentBelow reports whether a section sends all requests to the mount somewhere, but those for its bare URL.
func sentBelow(u *model.Use) bool {
	return slices.ContainsFunc(u.Server.Selections(u.Mount), func(s model.Selection) bool {
		return s.Setting != nil && s.Setting.Section.TakesBelow(u.Mount)
	})
}

// restriction is the WSGIRestrictEmbedded On that certainly keeps applications out of Apache's own processes; nil where there is none.
func restriction(p *lint.Pass) *model.Setting {
	if !p.Closed() || p.Misread() {
		return nil
	}
	return p.RestrictsEmbedded()
}

// cannotRun is the finding for an application that may not run where it is sent.
func cannotRun(p *lint.Pass, m *model.Mount, at source.Span, on *model.Setting, why string) lint.Diagnostic {
	return lint.Diagnostic{
		At:      at,
		Message: fmt.Sprintf("the application at %s cannot run: %s", m.URL.Value, why),
		Symptom: answers500(p, "WSGI0143", "Embedded mode of mod_wsgi disabled by runtime configuration"),
		Via:     m.Decl.Via,
		Related: []lint.Related{{At: on.Decl.At(), Message: "no application may run in Apache's own processes"}},
	}
}

// sentNowhere is the finding for applications without a group.
func sentNowhere(p *lint.Pass, one *leftOut, on *model.Setting) lint.Diagnostic {
	m := one.mounts[0]
	d := cannotRun(p, m, m.URL.At(), on, "nothing sends it to a process group, and WSGIRestrictEmbedded is On; name one by WSGIProcessGroup")
	if one.group != nil {
		d.Related = append(append(d.Related, definedHere(one.group)), one.others()...)
		d.Fixes = sendTo(p, one)
	}
	return d
}

// saysEmbedded is the finding for an application that %{GLOBAL} sends to Apache's own processes.
func saysEmbedded(p *lint.Pass, u *model.Use, on *model.Setting) lint.Diagnostic {
	d := cannotRun(p, u.Mount, u.Name.At(), on, "%{GLOBAL} is Apache's own processes, and WSGIRestrictEmbedded is On; name a daemon group")
	for _, sel := range u.Mount.Directed() {
		if u.Setting == nil && sel.Setting != nil && sel.Certain && sel.Name.Value != model.Global {
			d.Related = append(d.Related, lint.Related{At: sel.Name.At(), Message: "the option is stronger than this"})
			break
		}
	}
	return d
}
