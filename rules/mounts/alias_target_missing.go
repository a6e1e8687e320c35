package mounts

import (
	"fmt"

	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
)

var aliasTargetMissing = lint.Rule{
	ID:       "alias-target-missing",
	Family:   "mounts",
	Severity: lint.Warning,
	Needs:    lint.FileSystem,
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "Alias to a folder that is not there",
		Why: `Apache does not look for the folder when it starts. Where it is missing, everything below the Alias is "404 Not Found"; pages come without style and pictures.
With Django the usual reason is that ` + "`manage.py collectstatic`" + ` was never run, or wrote to another STATIC_ROOT.`,
		Log:     []lint.LogLine{{Text: "AH00128: File does not exist: /srv/blog/static/site.css", Versions: "at LogLevel info"}},
		Instead: "Make the folder, or name the one that is there.",
		Refs:    []string{"https://httpd.apache.org/docs/2.4/mod/mod_alias.html#alias"},
	},
	Check: func(p *lint.Pass) {
		if p.Files == nil {
			return
		}
		for _, s := range p.Servers {
			for _, a := range s.Mappings {
				prefix, plain := a.URLs.Prefix()
				if !a.Decl.Is("Alias") || a.Section != nil || !plain || !isMissing(p, a.Target.Value) || endsInSlash(prefix) && !endsInSlash(a.Target.Value) {
					continue
				}
				p.Report(lint.Diagnostic{
					At:      a.Target.At,
					Message: fmt.Sprintf("%q does not exist, so nothing is served below %s", a.Target.Value, a.URL.Value),
					Symptom: "404 for every file below " + a.URL.Value,
					Via:     a.Decl.Via,
				})
			}
		}
	},
}
