package groups

import (
	"fmt"
	"sync"

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
		groups := sync.OnceValue(func() *offer { return offers.Of(p) }) // most need none
		sections, dead := idle{p: p}, deadMounts.Of(p)
		for _, u := range p.Uses {
			if u.Mount == nil || dead[u.Mount] || !u.Certain || !u.IsEmbedded() {
				continue
			}
			if u.Name.IsSet() || !miswritten(p, u.Mount) && !sections.holdGroup(u.Server) && !p.KeepsOut("WSGIProcessGroup", "") {
				p.Report(cannotRun(p, u, on, groups))
			}
		}
	},
}

// restriction is the WSGIRestrictEmbedded On that certainly keeps applications out of Apache's own processes; nil where there is none.
func restriction(p *lint.Pass) *model.Setting {
	if !p.Closed() || p.Misread() {
		return nil
	}
	return p.RestrictsEmbedded()
}

func cannotRun(p *lint.Pass, u *model.Use, on *model.Setting, groups func() *offer) lint.Diagnostic {
	m := u.Mount
	d := lint.Diagnostic{
		At:      m.URL.At(),
		Message: fmt.Sprintf("the application at %s cannot run: nothing sends it to a process group, and WSGIRestrictEmbedded is On; name one by WSGIProcessGroup", m.URL.Value),
		Symptom: answers500(p, "WSGI0143", "Embedded mode of mod_wsgi disabled by runtime configuration"),
		Via:     m.Decl.Via,
		Related: []lint.Related{{At: on.Decl.At(), Message: "no application may run in Apache's own processes"}},
	}
	if u.Name.IsSet() {
		d.At = u.Name.At()
		d.Message = fmt.Sprintf("the application at %s cannot run: %%{GLOBAL} is Apache's own processes, and WSGIRestrictEmbedded is On; name a daemon group", m.URL.Value)
		for _, sel := range m.Directed() {
			if u.Setting == nil && sel.Setting != nil && sel.Certain && sel.Name.Value != model.Global {
				d.Related = append(d.Related, lint.Related{At: sel.Name.At(), Message: "the option is stronger than this"})
				break
			}
		}
		return d
	}
	if _, meant := groups().to(m); meant != nil {
		d.Related = append(d.Related, definedHere(meant))
		d.Fixes = sendTo(p, m, meant)
	}
	return d
}
