package groups

import (
	"fmt"

	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

var embeddedOnly = lint.Rule{
	ID:       "embedded-only",
	Family:   "groups",
	Severity: lint.Off,
	Needs:    lint.WholeServer,
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "Server without any daemon group",
		Seen:  "Nothing: the site answers, from Apache's own processes.",
		Why: `Without WSGIDaemonProcess all applications run "embedded", in Apache's own processes. That works, and may be meant. But every process of Apache
that comes to serve an application loads it, in as many copies as Apache has processes; the application runs as Apache's user and in one Python
environment for all sites; and new code needs a restart of the whole server.

mod_wsgi's author advises daemon groups for nearly everybody. It is a matter of taste, so this rule runs on request only.`,
		Instead: "Define a group, `WSGIDaemonProcess blog python-home=/srv/blog/venv`, and send the application there, `WSGIProcessGroup blog`.",
		Refs: []string{
			"https://modwsgi.readthedocs.io/en/master/user-guides/processes-and-threading.html",
			"https://modwsgi.readthedocs.io/en/master/configuration-directives/WSGIDaemonProcess.html",
		},
	},
	Check: func(p *lint.Pass) {
		if !p.Closed() || len(p.Groups) > 0 || p.RestrictsEmbedded() != nil {
			return
		}
		var first *model.Mount
		n := 0
		for _, s := range p.Servers {
			for _, m := range s.Mounts {
				if first == nil {
					first = m
				}
				if unsent(m) {
					n++
				}
			}
		}
		if n == 0 {
			return
		}
		what := "the application runs"
		if n > 1 {
			what = fmt.Sprintf("all %d applications run", n)
		}
		p.Report(lint.Diagnostic{
			At:      first.URL.At(),
			Message: what + " in Apache's own processes, for there is no WSGIDaemonProcess; define a group",
			Symptom: "mod_wsgi.process_group is empty; nothing is logged",
			Via:     first.Decl.Via,
		})
	},
}
