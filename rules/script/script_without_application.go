package script

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model/pyscript"
)

var withoutApplication = lint.Rule{
	ID:       "script-without-application",
	Family:   "script",
	Severity: lint.Error,
	Fixes:    lint.Manual,
	Needs:    lint.FileSystem,
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "Script without the application that mod_wsgi looks for",
		Seen: "Every request is \"404 Not Found\", as if the URL were mounted wrongly, or \"500 Internal Server Error\" where the application runs in a " +
			"daemon group.",
		Why: `mod_wsgi runs the script and then looks for the name ` + "`application`" + ` in it. Flask's examples call it ` + "`app`" + `, so a script that was made for another
server has everything but that name. The script is run without a complaint, and every request is "404 Not Found", which looks like a URL that is mounted wrongly; a daemon process answers 500 instead.

What only running the script can tell is not judged: names that come from ` + "`from … import *`, from `exec` or from `globals()`" + `. Nor is a script where a
.htaccess may name the application.`,
		Log: []lint.LogLine{
			{Text: "Target WSGI script '/srv/blog/wsgi.py' does not contain WSGI application 'application'.", Versions: "mod_wsgi 4.5 to 5.0"},
			{Text: "WSGI0089: Target WSGI script '/srv/blog/wsgi.py' does not contain WSGI application 'application'.", Versions: lint.FromReference},
		},
		Instead: "Call it `application` in the script, `from blog import app as application`, or name it where the script is mounted: " +
			"`WSGIScriptAlias / /srv/blog/wsgi.py callable-object=app`. `WSGICallableObject app` does the same for all scripts of a server or a folder; the option is stronger.",
		Fix: "The mount names what looks like the application. Whether it is one you must judge.",
		Refs: []string{
			"https://modwsgi.readthedocs.io/en/master/configuration-directives/WSGICallableObject.html",
			"https://modwsgi.readthedocs.io/en/master/configuration-directives/WSGIScriptAlias.html",
		},
	},
	Check: func(p *lint.Pass) {
		if p.Scripts == nil {
			return
		}
		for _, s := range p.Servers {
			for _, m := range s.Mounts {
				file, one := m.File()
				name, certain := m.CallableObject()
				if !one || !certain || model.Expands(name.Value) || model.Unfinished(name.Value) || mixed(m, name) {
					continue
				}
				if script := p.Scripts.Read(file); script != nil && script.Lacks(wanted(name)) && !mayBeOverridden(p, m, file) {
					p.Report(lacksApplication(p, m, script, name))
				}
			}
		}
	},
}

// mayBeOverridden reports whether a .htaccess in the script's folder, or in one above it, may say WSGICallableObject.
func mayBeOverridden(p *lint.Pass, m *model.Mount, file string) bool {
	allows := func(held model.Held) bool { return !strings.EqualFold(held.Value().Value, "none") }
	if m.Option("callable-object").IsSet() || p.Closed() && !slices.ContainsFunc(m.Server.InForce("allowoverride", m), allows) {
		return false
	}
	return p.HasHtaccess(file)
}

// mixed reports whether a name has a comma or semicolon in it that was to keep options apart: rule alias-option-unknown.
func mixed(m *model.Mount, name model.Value) bool {
	return name.Decl == m.Decl && name.Quote == 0 && strings.ContainsAny(name.Value, ",;=")
}

// wanted is the name that mod_wsgi looks for.
func wanted(callable model.Value) string {
	if !callable.IsSet() {
		return "application"
	}
	return callable.Value
}

// An absent is an application that a script has not: one mistake, however often the script is mounted.
type absent struct {
	script *pyscript.Script
	name   string
}

// status is the answer of a mount whose script has no application: a daemon process reports every failure as one of the server.
func status(p *lint.Pass, m *model.Mount) string {
	groups := m.ProcessGroups()
	switch embedded := slices.ContainsFunc(groups, model.Selection.IsEmbedded); {
	case !embedded:
		return "500"
	case len(groups) == 1 && (p.Closed() || groups[0].Name.IsSet()):
		return "404"
	}
	return "404 or 500"
}

func lacksApplication(p *lint.Pass, m *model.Mount, s *pyscript.Script, callable model.Value) lint.Diagnostic {
	name := wanted(callable)
	d := lint.Diagnostic{
		At:      m.Script.At(),
		Message: fmt.Sprintf("the script has no %q, which mod_wsgi looks for", name),
		Symptom: fmt.Sprintf("%s for every request: %q", status(p, m), p.Target.Coded("WSGI0089",
			fmt.Sprintf("Target WSGI script '%s' does not contain WSGI application '%s'", m.Script.Value, name))),
		Via:   m.Decl.Via,
		Cause: &lint.Cause{Of: absent{s, name}, Also: "the same here"},
	}
	if callable.IsSet() {
		d.At, d.Via = callable.At(), callable.Decl.Via
		d.Message = fmt.Sprintf("the script %q has no %q", m.Script.Value, name)
	}
	names := s.Names()
	meant := likely(names, name)
	if meant == "" {
		d.Message += "; name the one it has by callable-object="
		return d
	}
	at := names[meant]
	d.Message += fmt.Sprintf("; did you mean %q?", meant)
	d.Related = []lint.Related{{At: s.At(at, at), Message: fmt.Sprintf("%q comes from here", meant)}}
	fix := lint.Fix{Title: "Name " + meant, Safety: lint.Manual}
	switch {
	case callable.IsSet() && callable.Exact():
		fix.Edits = []source.Edit{{Span: callable.At(), New: parser.Quote(meant, callable.Quote)}}
	case !callable.IsSet() && lint.Movable(m.Decl):
		fix.Edits = lint.AddWords(m.Decl, "callable-object="+meant)
	}
	if len(fix.Edits) > 0 {
		d.Fixes = []lint.Fix{fix}
	}
	return d
}

// usual are names that applications have elsewhere.
var usual = []string{"application", "app", "wsgi_app", "wsgi_application", "api", "flask_app", "django_app", "wsgi"}

// likely is the name of the script that is probably the application; "" where there is none.
func likely(names map[string]pyscript.Token, wanted string) string {
	if near := lint.Nearest(wanted, maps.Keys(names)); near != "" {
		return near
	}
	for _, name := range usual {
		if _, ok := names[name]; ok && !strings.EqualFold(name, wanted) {
			return name
		}
	}
	return ""
}
