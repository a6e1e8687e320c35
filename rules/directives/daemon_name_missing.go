package directives

import (
	"fmt"
	"strings"

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
gets "500 Internal Server Error". Where nothing asks for a group, the application runs in Apache's own processes, and the group is idle.

A name that stands behind an option is refused for one, and Apache does not start.`,
		Log: []lint.LogLine{
			{Text: "No WSGI daemon process called 'blog' has been configured: /srv/blog/wsgi.py", Versions: "mod_wsgi 4.5 to 5.0"},
			{Text: "WSGI0151: No WSGI daemon process called 'blog' has been configured.", Versions: lint.FromReference},
			{Text: "Invalid option to WSGI daemon process definition."},
		},
		Instead: "Put a name before the options, and use it: `WSGIDaemonProcess blog processes=2 threads=5` and `WSGIProcessGroup blog`.",
		Fix: "Where requests of the same server are sent to one group that nothing defines, its name is put before the options; else a name is taken from " +
			"the virtual host's ServerName. It is shown only, for the definition that was meant may stand elsewhere. A name that stands behind an option comes first; which word is the name is a " +
			"guess, and unsafe.",
		Refs: []string{"https://modwsgi.readthedocs.io/en/master/configuration-directives/WSGIDaemonProcess.html"},
	},
	Check: func(p *lint.Pass) {
		meant := wanted(p)
		for _, l := range daemonLines.Of(p) {
			if g := l.nameless; g != nil && !unsettled(g.Name.Value) && (l.name != nil || g.Options.Junk == nil) { // else rule daemon-option-syntax
				name, asked := meant[g.Server]
				if !asked {
					name = nameOfHost(p, g.Server)
				}
				p.Report(nameless(p, l, name))
			}
		}
	},
}

// nameless is the finding; meant is the name that others ask for, or one that is as good, if there is one.
func nameless(p *lint.Pass, l *line, meant string) lint.Diagnostic {
	name := l.nameless.Name
	d := lint.Diagnostic{
		At:      name.At(),
		Message: fmt.Sprintf("%q is taken for the group's name, not for an option; put the name before it", name.Value),
		Symptom: fmt.Sprintf("requests for the group that was meant are answered 500, and the error log says %q",
			p.Target.Coded("WSGI0151", "No WSGI daemon process called '…' has been configured")),
		Via: l.d.Via,
	}
	before := name.At()
	before.End = before.Start
	switch {
	case l.name != nil:
		text := l.name.text()
		d.Severity, d.Symptom = lint.Error, refuses(p, l.known.Invalid)
		d.Message = fmt.Sprintf("%q is taken for the group's name, and %s for an option; the name comes first", name.Value, text)
		if at, exact := span(l.d, l.name.after, l.name.end()); exact && name.Exact() {
			edits := []source.Edit{{Span: before, New: text + " "}, {Span: at}}
			d.Fixes = []lint.Fix{{Title: "Put the name " + text + " first", Safety: lint.Unsafe, Edits: edits}}
		}
	case meant != "" && name.Exact():
		d.Fixes = []lint.Fix{{
			Title: "Name the group " + meant, Safety: lint.Manual, Edits: []source.Edit{{Span: before, New: parser.Quote(meant, 0) + " "}},
		}}
	}
	return d
}

// nameOfHost is a name for a group of the server: the first part of its ServerName that says more than www; empty where it has none, or there is such a
// group.
func nameOfHost(p *lint.Pass, s *model.Server) string {
	host, known := s.HostName()
	name, _, _ := strings.Cut(strings.TrimPrefix(host, "www."), ".")
	if !known || s.IsMain() || strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" || len(p.GroupsNamed(name)) > 0 {
		return ""
	}
	return name
}

// wanted are, by server, the one group that its requests are sent to and that nothing here defines; empty where there are several.
func wanted(p *lint.Pass) map[*model.Server]string {
	names := map[*model.Server]string{}
	for _, u := range p.Uses {
		if !u.NamesGroup() || unsettled(u.Name.Value) || len(p.GroupsNamed(u.Name.Value)) > 0 {
			continue
		}
		if old, seen := names[u.Server]; seen && old != u.Name.Value {
			names[u.Server] = ""
		} else {
			names[u.Server] = u.Name.Value
		}
	}
	return names
}
