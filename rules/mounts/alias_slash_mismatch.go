package mounts

import (
	"fmt"
	"path"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

var aliasSlashMismatch = lint.Rule{
	ID:       "alias-slash-mismatch",
	Family:   "mounts",
	Severity: lint.Error,
	Fixes:    lint.Safe,
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "Alias whose URL ends in a slash and whose folder does not",
		Seen: "Every file below `/static/` is \"404 Not Found\", or \"403 Forbidden\" where only the folder itself is granted. The pages " +
			"come without style and pictures.",
		Why: `mod_alias puts what follows the URL behind the target as it is. With ` + "`Alias /static/ /srv/static`" + ` the request for
` + "`/static/site.css`" + ` looks for the file ` + "`/srv/staticsite.css`" + `: every style sheet and picture is "404 Not Found", and the pages come without any style. The
slash must be there on both or on none; ` + "`Alias /static /srv/static/`" + ` works too.`,
		Log: []lint.LogLine{
			{Text: "AH01630: client denied by server configuration: /srv/staticsite.css", Versions: "where only the folder is granted; otherwise nothing is logged"},
		},
		Instead: "Write `Alias /static/ /srv/static/`, or both without the slash.",
		Fix:     "The folder gets its slash. It is safe: nothing was served before. Where the name has a dot in it, and may be a file's, it is unsafe.",
		Refs:    []string{"https://httpd.apache.org/docs/2.4/mod/mod_alias.html#alias"},
	},
	Check: func(p *lint.Pass) {
		for _, s := range p.Servers {
			for _, m := range s.Mappings {
				if slashMissing(p, m) {
					p.Report(mismatch(p, m))
				}
			}
		}
	},
}

// slashMissing reports whether an Alias or ScriptAlias, of a folder as far as can be told, lacks the slash at the end of its target.
func slashMissing(p *lint.Pass, m *model.Mapping) bool {
	if m.Section != nil || !m.Decl.Is("Alias") && !m.Decl.Is("ScriptAlias") || !m.Target.IsSet() {
		return false
	}
	prefix, plain := m.URLs.Prefix()
	target := m.Target.Value
	if !plain || !endsInSlash(prefix) || target == "" || endsInSlash(target) || model.Unfinished(m.URL.Value) || model.Mistyped(target) || !endKnown(target) {
		return false
	}
	return !model.CalledAsFile(target) || p.Files != nil && p.Files.IsDir(target)
}

func mismatch(p *lint.Pass, m *model.Mapping) lint.Diagnostic {
	d := lint.Diagnostic{
		At: m.Target.At(),
		Message: fmt.Sprintf("%q lacks the slash that %q ends in: %sfile looks for %sfile; write %q",
			m.Target.Value, m.URL.Value, m.URL.Value, m.Target.Value, m.Target.Value+"/"),
		Symptom: fmt.Sprintf("everything below %s is 404, or 403 with \"AH01630: client denied by server configuration: %sfile\"", m.URL.Value, m.Target.Value),
		Via:     m.Decl.Via,
	}
	if m.Target.Exact() {
		d.Fixes = []lint.Fix{{
			Title:  fmt.Sprintf("Write %s/", m.Target.Value),
			Safety: slashIsSafe(p, m.Target.Value),
			Edits:  []source.Edit{{Span: m.Target.At(), New: parser.Quote(m.Target.Value+"/", m.Target.Quote)}},
		}}
	}
	return d
}

// slashIsSafe is Unsafe for a name that may be a file's after all.
func slashIsSafe(p *lint.Pass, target string) lint.Safety {
	if path.Ext(target) == "" || p.Files != nil && p.Files.IsDir(target) {
		return lint.Safe
	}
	return lint.Unsafe
}
