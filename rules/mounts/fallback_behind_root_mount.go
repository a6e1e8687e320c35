package mounts

import (
	"fmt"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

var fallbackBehindRootMount = lint.Rule{
	ID:       "fallback-behind-root-mount",
	Family:   "mounts",
	Severity: lint.Warning,
	Fixes:    lint.Safe,
	Needs:    lint.WholeServer, // for mounts in other files
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "FallbackResource behind the mount at /",
		Seen:  "A page that the application does not know is its own \"404 Not Found\", not what FallbackResource names. Nothing is logged.",
		Why: `FallbackResource names what answers where no file is found. Under ` + "`WSGIScriptAlias /`" + ` no file is ever looked for: every URL is the application's, and a page
that it does not know gets its own "404 Not Found". The line does nothing.

This rule is silent where an Alias or a RewriteRule leads to files that the line holds for.`,
		Instead: "Remove the line, and let the application answer what it does not know. Files are served by an Alias; a FallbackResource for " +
			"them stands in their `<Directory>`.",
		Fix:  "The line goes. It is safe: no request ever asked for it.",
		Refs: []string{"https://httpd.apache.org/docs/2.4/mod/mod_dir.html#fallbackresource"},
	},
	Check: func(p *lint.Pass) {
		for _, s := range p.Servers {
			if s.IsMain() && len(p.Servers) > 1 {
				continue
			}
			for _, f := range s.Settings("fallbackresource") {
				root := rootMount(s, f.Decl)
				if root != nil && !strings.EqualFold(f.Value().Value, "disabled") && !mayCount(s, f) {
					p.Report(unasked(f, root))
				}
			}
		}
	},
}

// mayCount reports whether some line of the server may lead a request to files that the FallbackResource holds for, before mod_wsgi takes it.
func mayCount(s *model.Server, f *model.Setting) bool {
	for _, m := range s.AllMappings() {
		if m.Kind == model.Rewrite {
			return true
		}
		if m.Kind != model.Alias {
			continue
		}
		if as := m.AsMount(); f.Section == nil || !m.Target.IsSet() || f.Section.Reach(&as) != model.None {
			return true
		}
	}
	return f.Section != nil && f.Section.Kind > model.Location
}

func unasked(f *model.Setting, root *model.Mount) lint.Diagnostic {
	d := lint.Diagnostic{
		At:      f.Decl.At(),
		Message: fmt.Sprintf("FallbackResource is never asked: %s %s takes every URL before it; let the application answer", root.Decl.Name, root.URL.Value),
		Symptom: "what the application does not know gets its 404; nothing is logged",
		Via:     f.Decl.Via,
		Related: []lint.Related{mountedHere(root)},
	}
	if lint.Movable(f.Decl) {
		d.Fixes = []lint.Fix{{Title: "Remove what has no effect", Safety: lint.Safe, Edits: []source.Edit{lint.RemoveLines(f.Decl.Syntax.Span())}}}
	}
	return d
}
