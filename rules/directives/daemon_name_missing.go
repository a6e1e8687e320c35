package directives

import (
	"fmt"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

var daemonNameMissing = lint.Rule{
	ID:       "daemon-name-missing",
	Family:   "directives",
	Severity: lint.Warning,
	Fixes:    lint.Manual,
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "WSGIDaemonProcess that begins with an option, not with the name of its group",
		Seen: "Requests for the application are \"500 Internal Server Error\", or it runs in Apache's own processes while the group does " +
			"nothing. `apachectl configtest` says \"Syntax OK\".",
		Why: `The first word of WSGIDaemonProcess is the group's name, whatever it looks like. ` + "`WSGIDaemonProcess processes=2 threads=15`" + ` defines a
group called "processes=2", with one process of 15 threads.

` + "`apachectl configtest`" + ` says "Syntax OK". A WSGIProcessGroup or process-group= that asks for the name that was meant finds no such group: the visitor
gets "500 Internal Server Error". Where nothing asks for a group, the application runs in Apache's own processes, and the group is idle.`,
		Log: []lint.LogLine{
			{Text: "No WSGI daemon process called 'blog' has been configured: /srv/blog/wsgi.py", Versions: "mod_wsgi 4.5 to 5.0"},
			{Text: "WSGI0151: No WSGI daemon process called 'blog' has been configured.", Versions: lint.FromReference},
		},
		Instead: "Put a name before the options, and use it: `WSGIDaemonProcess blog processes=2 threads=5` and `WSGIProcessGroup blog`.",
		Fix: "Where requests of the same server are sent to one group that nothing defines, its name is put before the options. It is shown only, for " +
			"the definition that was meant may stand elsewhere.",
		Refs: []string{"https://modwsgi.readthedocs.io/en/master/configuration-directives/WSGIDaemonProcess.html"},
	},
	Check: func(p *lint.Pass) {
		for _, g := range p.Groups {
			if !p.Nameless(g) || unsettled(g.Name.Value) {
				continue
			}
			d := lint.Diagnostic{
				At:      g.Name.At,
				Message: fmt.Sprintf("%q is taken for the group's name, not for an option; put the name before it", g.Name.Value),
				Symptom: fmt.Sprintf("requests for the group that was meant are answered 500, and the error log says %q",
					p.Target.Coded("WSGI0151", "No WSGI daemon process called '…' has been configured")),
				Via: g.Decl.Via,
			}
			if name := wanted(p, g.Server); name != "" && g.Name.Exact {
				before := source.Span{File: g.Name.At.File, Start: g.Name.At.Start, End: g.Name.At.Start}
				d.Fixes = []lint.Fix{{
					Title: "Name the group " + name, Safety: lint.Manual, Edits: []source.Edit{{Span: before, New: parser.Quote(name, 0) + " "}},
				}}
			}
			p.Report(d)
		}
	},
}

// wanted is the one group that the server's requests are sent to and that nothing here defines; empty where there are several, or none.
func wanted(p *lint.Pass, s *model.Server) string {
	name := ""
	for _, u := range p.Uses {
		if u.Server != s || !u.NamesGroup() || unsettled(u.Name.Value) || len(p.GroupsNamed(u.Name.Value)) > 0 || u.Name.Value == name {
			continue
		}
		if name != "" {
			return ""
		}
		name = u.Name.Value
	}
	return name
}
