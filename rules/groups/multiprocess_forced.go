package groups

import (
	"fmt"

	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model/wsgi"
)

var multiprocessForced = lint.Rule{
	ID:       "multiprocess-forced",
	Family:   "groups",
	Severity: lint.Off,
	Fixes:    lint.Safe,
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "processes=1 says that there are several processes",
		Seen:  "Mostly nothing; some debuggers and profilers refuse to work.",
		Why: `A daemon group has one process unless ` + "`processes=`" + ` says otherwise. Where the option is given at all, even as ` + "`processes=1`" + `, the application is
told wsgi.multiprocess = True. Some debuggers and profilers refuse to work then, and frameworks choose slower ways.

It may be what was meant: where a load balancer spreads requests over several machines the flag is right, so this rule runs on request only.`,
		Instead: "Leave `processes=` out where there is one process.",
		Fix:     "The option goes. It is safe: there is one process as before, and the application is told so.",
		Refs:    []string{"https://modwsgi.readthedocs.io/en/master/configuration-directives/WSGIDaemonProcess.html"},
	},
	Check: func(p *lint.Pass) {
		for _, g := range p.Groups {
			o, _, ok := g.Options.Last("processes")
			integer := wsgi.Value{Kind: wsgi.Integer}
			if n, _ := integer.Number(o.Value.Value); !ok || n != 1 {
				continue
			}
			at, _ := g.Decl.Origin(o.Start, o.End())
			p.Report(lint.Diagnostic{
				At:      at,
				Message: fmt.Sprintf("process group %q has one process, but with this option applications are told that there are several; leave it out", g.Name.Value),
				Symptom: "wsgi.multiprocess is True, with which some debuggers and profilers refuse to work",
				Via:     g.Decl.Via,
				Fixes:   withoutOption(g, "processes", "Leave it out", lint.Safe),
			})
		}
	},
}

// withoutOption removes all options of a name from the group.
func withoutOption(g *model.DaemonGroup, name, title string, safety lint.Safety) []lint.Fix {
	fix := lint.Fix{Title: title, Safety: safety}
	for i, o := range g.Options.Options {
		if o.Name != name {
			continue
		}
		at, exact := g.Decl.Origin(g.Options.Before(i), o.End())
		if !exact {
			return nil
		}
		fix.Edits = append(fix.Edits, source.Edit{Span: at})
	}
	return []lint.Fix{fix}
}
