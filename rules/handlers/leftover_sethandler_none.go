package handlers

import (
	"fmt"
	"slices"

	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

var leftoverSetHandlerNone = lint.Rule{
	ID:       "leftover-sethandler-none",
	Family:   "handlers",
	Severity: lint.Warning,
	Fixes:    lint.Manual,
	Needs:    lint.WholeServer, // for mounts in other files
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "SetHandler None where there is no handler to undo",
		Why: `Under mod_python a whole site was ` + "`SetHandler python-program`" + `, and ` + "`<Location /media> SetHandler None`" + ` gave a part of it
back to Apache's file server. mod_wsgi does not work by SetHandler: WSGIScriptAlias maps the URL to the script, so there is nothing to undo
and the line does nothing. The visitor's request for /media/site.css goes to the application, which usually answers "404 Not Found".

Where an Alias serves the URL the files are served, but by the Alias alone: mod_alias comes before mod_wsgi.

The line does have an effect, and this rule is silent, where another SetHandler can cover the same request: in a section around it,
in one for the same URLs or files, or at the level of the server.`,
		Instead: "Remove the line, map the URL to the folder and grant that:\n\n" +
			"```apache\nAlias /media /srv/site/media\n<Directory /srv/site/media>\n    Require all granted\n</Directory>\n```",
		Fix: "The section becomes an Alias and a grant. The folder is the URL below the server's DocumentRoot, where Apache would have looked " +
			"for it; where no DocumentRoot is known the folder is yours to fill in. Where an Alias serves the URL already, only the line goes.",
		Refs: []string{"https://modwsgi.readthedocs.io/en/master/user-guides/configuration-guidelines.html"},
	},
	Check: func(p *lint.Pass) {
		if p.Misread() || p.Unread() || refusesMapping(p) {
			return // what could not be read may set the handler that is undone
		}
		compared := 0
		for _, s := range p.Servers {
			for _, h := range s.Handlers {
				if h.IsNone() && compared < maxLines {
					compared += check(p, h)
				}
			}
		}
	},
}

// mapping are the directives that may take a URL from a mount, so that the handler is for something else.
var mapping = []string{"alias", "aliasmatch", "scriptalias", "scriptaliasmatch", "proxypass", "proxypassmatch", "sethandler"}

// refusesMapping reports whether httpd refuses a line that is or may be meant for one of them: then that is the mistake.
func refusesMapping(p *lint.Pass) bool {
	return slices.ContainsFunc(p.Refused(), func(q eval.Problem) bool { return lint.MeantFor(q, mapping) })
}

// maxLines is how many lines are compared with the sections around a SetHandler in all.
const maxLines = 1 << 18

// check looks at one line, and returns with how many others it was compared.
func check(p *lint.Pass, h *model.Handler) int {
	r := reachOf(p, h)
	compared := len(r.mounts) + len(r.aliases) + len(r.others) + 1
	mount := r.mount()
	if mount == nil {
		return compared
	}
	for _, s := range r.servers {
		compared += len(s.Handlers)
	}
	if !r.undoes() {
		p.Report(without(p, r, mount))
	}
	return compared
}

// without is the finding for a line without effect on requests to the mount.
func without(p *lint.Pass, r reach, mount *model.Mount) lint.Diagnostic {
	h := r.h
	d := lint.Diagnostic{
		At:      h.Decl.At(),
		Via:     h.Decl.Via,
		Related: []lint.Related{{At: mount.URL.At(), Message: fmt.Sprintf("%s is mounted here", mount.URL.Value)}},
	}
	if alias := r.alias(); alias != nil {
		word := alias.URL
		if !word.IsSet() {
			word = alias.Target // of an Alias in a Location, which has no other
		}
		d.Severity = lint.Info
		d.Message = fmt.Sprintf("SetHandler None has no effect: there is no other handler to undo, and %s %s serves the files already", alias.Decl.Name, word.Value)
		d.Related = append(d.Related, lint.Related{At: word.At(), Message: "this serves the files"})
		d.Fixes = remove(h, lint.Unsafe)
	} else {
		d.Message = fmt.Sprintf("SetHandler None has no effect: there is no other handler to undo, and the request goes to %s all the same; serve files with an Alias", mount.Script.Value)
		d.Symptom = "the application gets the request, and usually answers 404 where a file was meant; nothing is logged"
		d.Fixes = serveFiles(p, r, mount)
	}
	return d
}
