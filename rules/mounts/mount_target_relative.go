package mounts

import (
	"fmt"
	"path"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

var mountTargetRelative = lint.Rule{
	ID:       "mount-target-relative",
	Family:   "mounts",
	Severity: lint.Error,
	Fixes:    lint.Manual,
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "Mount of a script that is not named from the root",
		Seen: "Every request is \"404 Not Found\", or \"403 Forbidden\" where the whole file system is denied, as on Debian. `apachectl " +
			"configtest` says \"Syntax OK\".",
		Why: `mod_wsgi takes the second word of WSGIScriptAlias as it is. A name that does not begin with a slash is looked for in the folder /, not
in that of the configuration, of ServerRoot or of DocumentRoot, and ` + "`~`" + ` is nobody's home: every request is "404 Not Found", or "403 Forbidden" where
the file system as a whole is denied, as on Debian. ` + "`apachectl configtest`" + ` says "Syntax OK".`,
		Log: []lint.LogLine{
			{Text: "Target WSGI script not found or unable to stat: /blog", Versions: "mod_wsgi 4.5 to 5.0"},
			{Text: "WSGI0135: Target WSGI script not found or unable to stat.", Versions: lint.FromReference},
			{Text: "AH01630: client denied by server configuration: /blog", Versions: "under `Require all denied` on /"},
		},
		Instead: "Name the script from the root of the file system: `WSGIScriptAlias / /srv/blog/wsgi.py`.",
		Fix:     "A folder is put in front, which you must fill in.",
		Refs:    []string{"https://modwsgi.readthedocs.io/en/master/configuration-directives/WSGIScriptAlias.html"},
	},
	Check: func(p *lint.Pass) {
		for _, s := range p.Servers {
			for _, m := range s.Mounts {
				if isRelative(p, m) {
					p.Report(relative(p, m))
				}
			}
		}
	},
}

// isRelative reports whether the mount's script is certainly not named from the root. A drive's letter, C:/, is Windows' root. A fragment may be
// what a script fills in.
func isRelative(p *lint.Pass, m *model.Mount) bool {
	name := m.Script.Value
	switch {
	case name == "" || name[0] == '<' || m.Parted() || path.IsAbs(name) || model.Garbled(name) || strings.ContainsAny(m.URL.Value, model.WideSpaces+model.ZeroSpaces):
		return false
	case !p.Closed() && model.StandsIn(name):
		return false
	case name == `\`: // of a line that was to be continued
		return false
	case len(name) > 2 && name[1] == ':' && (name[2] == '/' || name[2] == '\\'):
		return false
	}
	return !m.Decl.Is("WSGIScriptAliasMatch") || name[0] != '$' && name[0] != '%'
}

func relative(p *lint.Pass, m *model.Mount) lint.Diagnostic {
	name := strings.TrimPrefix(path.Clean(strings.TrimPrefix(m.Script.Value, "~/")), "../")
	d := lint.Diagnostic{
		At:      m.Script.At(),
		Message: fmt.Sprintf("%q is not named from the root, so it is looked for in the folder /; write the whole path", m.Script.Value),
		Symptom: fmt.Sprintf("404 for every request (%q), or 403 (AH01630) where / is denied", notFound(p)),
		Via:     m.Decl.Via,
	}
	if m.Script.Exact() && strings.Trim(name, "./") != "" {
		d.Fixes = []lint.Fix{{
			Title:  "Write the whole path",
			Safety: lint.Manual,
			Edits:  []source.Edit{{Span: m.Script.At(), New: parser.Quote("/path/to/"+name, m.Script.Quote)}},
		}}
	}
	return d
}
