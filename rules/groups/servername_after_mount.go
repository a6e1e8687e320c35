package groups

import (
	"fmt"

	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

var servernameAfterMount = lint.Rule{
	ID:       "servername-after-mount",
	Family:   "groups",
	Severity: lint.Error,
	Fixes:    lint.Safe,
	Needs:    lint.WholeServer, // for the group
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "ServerName below a mount that uses another virtual host's daemon group",
		Why: `Apache does not start, though everything is there.

Virtual hosts of one ServerName, such as those for ports 80 and 443, may share a daemon group that one of them defines. Where a
WSGIScriptAlias has both process-group= and application-group=, its script is loaded at start, and mod_wsgi compares the names while it
reads that line. A ServerName further down is not known yet.

The same holds for WSGIImportScript. A group of the same virtual host or of the main server is not compared.`,
		Log: []lint.LogLine{
			{Text: "AH00526: Syntax error on line 2 of /etc/apache2/sites-enabled/blog-ssl.conf:"},
			{Text: "WSGI process group not matchable."},
		},
		Instead: "Move the ServerName line up, to the first line in the virtual host.",
		Fix:     "ServerName moves above the mount, with the comment lines directly above it. It is safe: where it stands means nothing else, and Apache does not start before it.",
		Refs:    []string{"https://modwsgi.readthedocs.io/en/master/configuration-directives/WSGIScriptAlias.html"},
	},
	Check: func(p *lint.Pass) {
		told := map[*model.Server]bool{}
		for _, u := range p.Uses {
			if g := unmatched(p, u); g != nil && !told[u.Server] {
				told[u.Server] = true
				p.Report(namedTooLate(p, u, g))
			}
		}
	},
}

// unmatched is the group of an earlier virtual host that mod_wsgi cannot match with the use for want of the ServerName below; nil where
// that is not so.
func unmatched(p *lint.Pass, u *model.Use) *model.DaemonGroup {
	if !u.Preloads || !u.NamesGroup() {
		return nil
	}
	var found *model.DaemonGroup
	for _, g := range namesakes(p, u.Name.Value) {
		if g.Order > u.Order {
			continue
		}
		if g.Server == u.Server || g.Server.IsMain() || !namedBelow(u, g) || !p.Closed() && !g.Decl.HoldsWith(u.By) {
			return nil
		}
		found = g
	}
	return found
}

func namedTooLate(p *lint.Pass, u *model.Use, g *model.DaemonGroup) lint.Diagnostic {
	name := u.Server.Name
	d := lint.Diagnostic{
		At: name.At(),
		Message: fmt.Sprintf("ServerName stands below a %s that loads its script at start into process group %q of another virtual host; "+
			"write it first, for without the name mod_wsgi cannot tell that the two belong together", u.By.Name, g.Name.Value),
		Symptom: refused(notMatchable),
		Via:     name.Decl.Via,
		Related: []lint.Related{{At: u.Name.At(), Message: fmt.Sprintf("process group %q is used here", g.Name.Value)}, definedHere(g)},
	}
	if lint.MayMoveAbove(p.Config, name.Decl, u.By) {
		d.Fixes = []lint.Fix{{Title: "Say the ServerName first", Safety: lint.Safe, Edits: lint.MoveAbove(name.Decl, u.By)}}
	}
	return d
}
