package groups

import (
	"fmt"

	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

var groupDefinedLater = lint.Rule{
	ID:       "group-defined-later",
	Family:   "groups",
	Severity: lint.Error,
	Fixes:    lint.Unsafe,
	Needs:    lint.WholeServer, // for the definition
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "Daemon group defined below the line that loads a script into it",
		Why: `A WSGIScriptAlias with both process-group= and application-group= has its script loaded when the processes start, and so has
WSGIImportScript. For this mod_wsgi looks for the daemon group while it reads the line: a WSGIDaemonProcess further down, in the same file
or in one that is included later, comes too late, and Apache does not start. sites-enabled is read in the order of the file names.

With one of the two options alone, or with the directives WSGIProcessGroup and WSGIApplicationGroup, the order does not matter: the group is
looked for when a request comes.`,
		Log: []lint.LogLine{
			{Text: "AH00526: Syntax error on line 3 of /etc/apache2/sites-enabled/blog.conf:"},
			{Text: "WSGI process group not yet configured."},
		},
		Instead: "Write the WSGIDaemonProcess above the WSGIScriptAlias. Or drop `process-group=` there and write `WSGIProcessGroup blog`.",
		Fix: "The definition moves above the line that needs it, or above the virtual host of that line, with the comment lines directly above it. It is " +
			"unsafe, for what else refers to the order of the file is not looked at.",
		Refs: []string{
			"https://modwsgi.readthedocs.io/en/master/configuration-directives/WSGIScriptAlias.html",
			"https://modwsgi.readthedocs.io/en/master/configuration-directives/WSGIImportScript.html",
		},
	},
	Check: func(p *lint.Pass) {
		for _, u := range p.Uses {
			if g := definedBelow(p, u); g != nil {
				p.Report(lint.Diagnostic{
					At: u.Name.At(),
					Message: fmt.Sprintf("process group %q is defined below only, but %s loads its script at start and needs the group here; define it above",
						g.Name.Value, u.By.Name),
					Symptom: refused("WSGI process group not yet configured."),
					Via:     viaOf(u),
					Related: []lint.Related{definedHere(g)},
					Fixes:   defineFirst(p, g, u),
				})
			}
		}
	},
}

// definedBelow is the definition of the group that a line which loads a script comes before; nil where one may stand above.
func definedBelow(p *lint.Pass, u *model.Use) *model.DaemonGroup {
	if !u.Preloads || !u.NamesGroup() {
		return nil
	}
	var below *model.DaemonGroup
	for _, g := range namesakes(p, u.Name.Value) {
		if g.Order < u.Order {
			return nil
		}
		placed := g.Decl.In == nil || g.Decl.In.Is("<VirtualHost") // else rule wsgi-directive-misplaced
		if below == nil && placed && (p.Closed() || g.Decl.HoldsWith(u.By)) {
			below = g
		}
	}
	return below
}

// defineFirst moves the definition above the line that uses it, or above a section around that line, or into the first of two hosts of one name.
func defineFirst(p *lint.Pass, g *model.DaemonGroup, u *model.Use) []lint.Fix {
	var target *eval.Directive
	for d := u.By; d != nil && target == nil; d = d.In {
		if lint.MayMoveAbove(p.Config, g.Decl, d) {
			target = d
		}
	}
	if same, certain := p.SharesName(g.Server, u.Server); target == nil && same && certain && inHost(g.Decl, g.Server) && inHost(u.By, u.Server) &&
		g.Decl.Syntax.Span().File == u.By.Syntax.Span().File && lint.MayOvertake(p.Config, g.Decl, u.By) {
		target = u.By
	}
	if target == nil {
		return nil
	}
	return []lint.Fix{{
		Title:  "Define the group first",
		Safety: lint.Unsafe,
		Edits:  lint.MoveAbove(g.Decl, target),
	}}
}

// inHost reports whether a line stands in a virtual host, in no other section or condition inside it.
func inHost(d *eval.Directive, s *model.Server) bool {
	in := d.Syntax.In()
	return in != nil && s.Decl != nil && in.Open == s.Decl.Syntax
}
