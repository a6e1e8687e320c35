package access

import (
	"fmt"
	"path"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

var scriptServedAsText = lint.Rule{
	ID:       "script-served-as-text",
	Family:   "access",
	Severity: lint.Error,
	Fixes:    lint.Manual,
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "Alias to a WSGI script",
		Why: `Alias serves a file as it is. ` + "`Alias /app /srv/blog/wsgi.py`" + ` shows the **source of the script** to everybody who asks for /app, with what it says of
keys and passwords, and the application is never run. ScriptAlias hands the file to CGI, which does not know WSGI: the visitor gets "500 Internal Server Error" or
"403 Forbidden", or the source where no CGI module is loaded.

This rule is silent where some handler for WSGI scripts is set.`,
		Instead: "Mount the script: `WSGIScriptAlias /app /srv/blog/wsgi.py`.",
		Fix:     "The directive is shown as WSGIScriptAlias. You must judge whether the file is a WSGI script indeed.",
		Refs:    []string{"https://modwsgi.readthedocs.io/en/master/configuration-directives/WSGIScriptAlias.html"},
	},
	Check: func(p *lint.Pass) {
		if len(p.ScriptHandlers) > 0 || len(p.HandlerScripts) > 0 {
			return
		}
		for _, s := range p.Servers {
			if hasHandler(s) || s.Main != nil && hasHandler(s.Main) {
				continue
			}
			for _, a := range s.Mappings {
				if a.Section == nil && (a.Decl.Is("Alias") || a.Decl.Is("ScriptAlias")) && isScript(a.Target.Value) {
					p.Report(asText(a))
				}
			}
		}
	},
}

// hasHandler reports whether a server sets some handler, which may be for the script.
func hasHandler(s *model.Server) bool {
	for _, h := range s.Handlers {
		if !h.IsNone() {
			return true
		}
	}
	return false
}

// isScript reports whether a file is called as only WSGI scripts are.
func isScript(name string) bool {
	base := path.Base(name)
	return path.Ext(base) == ".wsgi" && !endsInSlash(name) || base == "wsgi.py" || strings.HasSuffix(base, "_wsgi.py")
}

func endsInSlash(s string) bool { return strings.HasSuffix(s, "/") }

func asText(a *model.Mapping) lint.Diagnostic {
	d := lint.Diagnostic{
		At:      a.Target.At,
		Message: fmt.Sprintf("%s shows the source of %q to everybody and does not run it; mount it with WSGIScriptAlias", a.Decl.Name, a.Target.Value),
		Symptom: fmt.Sprintf("the visitor of %s reads the program's text", a.URL.Value),
		Via:     a.Decl.Via,
	}
	if a.Decl.Is("ScriptAlias") {
		d.Message = fmt.Sprintf("ScriptAlias runs %q as a CGI program, which it is not; mount it with WSGIScriptAlias", a.Target.Value)
		d.Symptom = "500 or 403, or the program's text where no CGI module is loaded"
	}
	if a.Target.Exact {
		d.Fixes = []lint.Fix{{Title: "Mount the script", Safety: lint.Manual, Edits: []source.Edit{{Span: nameAt(a), New: "WSGIScriptAlias"}}}}
	}
	return d
}

func nameAt(a *model.Mapping) source.Span {
	name := a.Decl.Syntax.Name()
	return a.Decl.Syntax.At(name.Start, name.End)
}
