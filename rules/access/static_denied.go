package access

import (
	"fmt"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
)

var staticDenied = lint.Rule{
	ID:       "static-denied",
	Family:   "access",
	Severity: lint.Warning,
	Fixes:    lint.Unsafe,
	Needs:    lint.WholeServer,
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "Folder of an Alias that no Require all granted covers",
		Seen:  "Every style sheet and picture is \"403 Forbidden\": the application answers, but its pages come without any style.",
		Why: `An Alias says where files are, not who may have them. Where the whole file system is denied, as in Debian's apache2.conf, a section must grant
the folder. A grant for the script alone does not help.`,
		Log: []lint.LogLine{{Text: "AH01630: client denied by server configuration: /srv/blog/static/site.css"}},
		Instead: "Grant the folder, inside or outside of the virtual host:\n\n" +
			"```apache\n<Directory /srv/blog/static>\n    Require all granted\n</Directory>\n```",
		Fix:  "A section that grants the folder comes below the Alias. It is unsafe: the files are open to everybody then.",
		Refs: []string{"https://httpd.apache.org/docs/2.4/mod/mod_authz_core.html#reqgranted"},
	},
	Check: func(p *lint.Pass) {
		for _, d := range denials.Of(p) {
			if d.alias != nil {
				p.Report(filesFinding(d))
			}
		}
	},
}

func filesFinding(d *denial) lint.Diagnostic {
	a := d.alias
	name, _, _ := strings.Cut(a.Target.Value, "$")
	found := lint.Diagnostic{
		At:      a.Target.At(),
		Message: fmt.Sprintf("nothing grants %q, and %s is denied; grant it with <Directory %s> Require all granted", a.Target.Value, d.by.Section.Arg.Value, d.folder),
		Symptom: fmt.Sprintf("403 below %s: \"AH01630: client denied by server configuration: %s/…\"", d.mount.URL.Value, strings.TrimRight(name, "/")),
		Via:     a.Decl.Via,
		Related: d.related(),
	}
	mend(&found, d, a.Target.Value)
	return found
}
