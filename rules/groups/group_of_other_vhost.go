package groups

import (
	"fmt"
	"slices"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

var groupOfOtherVhost = lint.Rule{
	ID:       "group-of-other-vhost",
	Family:   "groups",
	Severity: lint.Error,
	Fixes:    lint.Manual,
	Needs:    lint.WholeServer,
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "Daemon group of a virtual host used from another site",
		Seen: "Every request for the application is \"500 Internal Server Error\", while `apachectl configtest` says \"Syntax OK\". Where " +
			"its script is loaded at start, Apache does not start.",
		Why: `A daemon group that a virtual host defines may be used by that host, and by others whose ServerName is the same, such as the one for
port 443. The port behind the name does not matter, ServerAlias does not help, and letter case counts: Blog.example is another site than
blog.example. No other virtual host may use it, nor may the main server.

Where a WSGIScriptAlias has both process-group= and application-group=, so that the script is loaded at start, and in WSGIImportScript,
mod_wsgi compares the names while it reads the line: then Apache does not start. There a host without ServerName may not use the group
of one that has a name, nor the reverse.`,
		Log: []lint.LogLine{
			{Text: "WSGI process group not accessible."},
			{Text: "WSGI process group not matchable."},
			{Text: "Daemon process called 'blog' cannot be accessed by this WSGI application: /srv/shop/wsgi.py", Versions: "mod_wsgi 3.5 to 5.0"},
			{Text: "WSGI0152: Daemon process called 'blog' cannot be accessed by this WSGI application.", Versions: lint.FromReference},
		},
		Instead: "Move the WSGIDaemonProcess out of its virtual host, above the `<VirtualHost>`: then every site may use the group. Or define " +
			"one for each site, by a name of its own.",
		Fix: "The definition moves above its virtual host; where the names differ in letter case alone, the ServerName is written as the other. A human must " +
			"decide, for the sites then share processes, with their memory and their rights.",
		Refs: []string{"https://modwsgi.readthedocs.io/en/master/configuration-directives/WSGIDaemonProcess.html"},
	},
	Check: func(p *lint.Pass) {
		if p.Misread() {
			return
		}
		told := map[source.Span]bool{}
		sharing := sharers(p)
		for _, u := range p.Uses {
			if !u.Certain || !u.NamesGroup() || told[u.Name.At()] {
				continue
			}
			if g, from, how := barred(p, u, sharing); g != nil {
				if len(told) == 0 && slices.ContainsFunc(p.Refused(), opensSection) {
					return // where a virtual host ends is not known
				}
				told[u.Name.At()] = true
				p.Report(otherVhost(p, u, g, from, how))
			}
		}
	},
}

func otherVhost(p *lint.Pass, u *model.Use, g *model.DaemonGroup, from *model.Server, how string) lint.Diagnostic {
	d := lint.Diagnostic{
		At: u.Name.At(),
		Message: fmt.Sprintf("process group %q belongs to %s, and %s may not use it; define it outside all virtual hosts",
			g.Name.Value, calls(g.Server), calls(from)),
		Symptom: refused(how),
		Via:     viaOf(u),
		Related: []lint.Related{definedHere(g)},
		Fixes:   moveOut(g),
	}
	if how == notAccessed {
		d.Symptom = answers500(p, "WSGI0152", fmt.Sprintf(how, g.Name.Value))
	}
	mine, _ := from.HostName()
	theirs, _ := g.Server.HostName()
	if mine != theirs && strings.EqualFold(mine, theirs) {
		d.Message = fmt.Sprintf("process group %q belongs to %s, and %s is another name to mod_wsgi: letter case counts", g.Name.Value, theirs, mine)
		d.Fixes = append(respell(from, mine, theirs), d.Fixes...)
	}
	return d
}

// calls names a server in a sentence.
func calls(s *model.Server) string {
	if s.IsMain() {
		return "the main server"
	}
	if name, _ := s.HostName(); name != "" {
		return "the virtual host " + name
	}
	return "a virtual host without ServerName"
}
