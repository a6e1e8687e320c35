package mounts

import (
	"fmt"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

var matchUnanchored = lint.Rule{
	ID:       "match-unanchored",
	Family:   "mounts",
	Severity: lint.Warning,
	Fixes:    lint.Unsafe,
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "WSGIScriptAliasMatch that matches in the middle of a URL",
		Why: `The expression of WSGIScriptAliasMatch is looked for anywhere in the path. Without ` + "`^`" + ` in front, ` + "`/api`" + ` also takes ` + "`/v1/api/z`" + ` and
` + "`/files/api.txt`" + `, which were meant for another application or for a file. What stands around the match is put around the script's name, so such a request is
answered by the wrong application or with "404 Not Found".`,
		Log: []lint.LogLine{
			{Text: "Target WSGI script not found or unable to stat: /srv/api/wsgi.py.txt", Versions: "mod_wsgi 4.5 to 5.0"},
			{Text: "WSGI0135: Target WSGI script not found or unable to stat.", Versions: lint.FromReference},
		},
		Instead: "Begin the expression with `^`: `WSGIScriptAliasMatch ^/api /srv/api/wsgi.py`. Where it is meant to match anywhere, say so " +
			"with `^.*`.",
		Fix:  "The `^` is put in front. It is unsafe, for the URLs that matched by accident are answered otherwise then.",
		Refs: []string{"https://modwsgi.readthedocs.io/en/master/configuration-directives/WSGIScriptAliasMatch.html"},
	},
	Check: func(p *lint.Pass) {
		for _, s := range p.Servers {
			for _, m := range s.Mounts {
				if anchored, known := m.URLs.Anchored(); known && !anchored && !model.Unfinished(m.URL.Value) {
					p.Report(unanchored(m))
				}
			}
		}
	},
}

func unanchored(m *model.Mount) lint.Diagnostic {
	d := lint.Diagnostic{
		At:      m.URL.At(),
		Message: fmt.Sprintf("%q matches anywhere in a URL; begin it with ^", m.URL.Value),
		Symptom: fmt.Sprintf("URLs with %s in the middle go to %s too, or are 404", m.URL.Value, m.Script.Value),
		Via:     m.Decl.Via,
	}
	expr := m.URL.Value
	if !m.URL.Exact() || !strings.HasPrefix(expr, "/") || strings.Contains(expr, "|") {
		return d
	}
	d.Fixes = []lint.Fix{{
		Title:  "Begin with ^",
		Safety: lint.Unsafe,
		Edits:  []source.Edit{{Span: m.URL.At(), New: parser.Quote("^"+expr, m.URL.Quote)}},
	}}
	return d
}
