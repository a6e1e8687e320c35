package groups

import (
	"fmt"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser/options"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model/wsgi"
)

var userRoot = lint.Rule{
	ID:       "user-root",
	Family:   "groups",
	Severity: lint.Error,
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "Daemon group that should run as root",
		Why: `mod_wsgi does not run applications as root. With ` + "`user=root`" + ` or ` + "`user=#0`" + ` Apache does not start. What would be gained is lost many times over:
whoever finds a hole in the application would own the machine.

` + "`group=root`" + ` is accepted, and seldom wanted.`,
		Log: []lint.LogLine{{Text: "WSGI process blocked from running as root."}},
		Instead: "Give the application an account of its own, on Debian `adduser --system --group blog`, and that account the rights it needs: " +
			"`WSGIDaemonProcess blog user=blog group=blog`.",
		Refs: []string{"https://modwsgi.readthedocs.io/en/master/configuration-directives/WSGIDaemonProcess.html"},
	},
	Check: func(p *lint.Pass) {
		for _, g := range p.Groups {
			for _, o := range g.Options.Options {
				if o.Name == "user" && isRoot(o.Value.Value) {
					p.Report(asRoot(g, o))
					break
				}
			}
		}
	},
}

// isRoot reports whether ap_uname2id makes 0 of a user's name.
func isRoot(user string) bool {
	number, ok := strings.CutPrefix(user, "#")
	integer := wsgi.Value{Kind: wsgi.Integer}
	n, _ := integer.Number(number)
	return user == "root" || ok && n == 0 && !model.Unfinished(user)
}

func asRoot(g *model.DaemonGroup, o options.Option) lint.Diagnostic {
	at, _ := g.Decl.Origin(o.Value.Start, o.Value.End)
	return lint.Diagnostic{
		At:      at,
		Message: fmt.Sprintf("process group %q cannot run as root: mod_wsgi refuses; give it an account of its own", g.Name.Value),
		Symptom: refused("WSGI process blocked from running as root."),
		Via:     g.Decl.Via,
	}
}
