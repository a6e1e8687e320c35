package access

import (
	"fmt"

	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
)

var scriptDenied = lint.Rule{
	ID:       "script-denied",
	Family:   "access",
	Severity: lint.Error,
	Fixes:    lint.Unsafe,
	Needs:    lint.WholeServer,
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "Script of a mount that no Require all granted covers",
		Seen:  "Every visitor of the application gets \"403 Forbidden\".",
		Why: `Apache asks who may have the script's file before mod_wsgi runs it. Debian's apache2.conf, and httpd's own, deny the whole file system with
` + "`<Directory /> Require all denied`" + ` and grant a few folders such as /var/www. A script anywhere else must be granted by the site.

A grant for DocumentRoot does not help, nor does one for a Location below the mount, for the script's file as a folder, for another virtual host, or ` + "`Allow from all`" + ` of Apache 2.2.

` + "`Deny from all`" + ` of Apache 2.2, on an outer folder, refuses everybody beside any grant, for both must let a visitor in.`,
		Log: []lint.LogLine{
			{Text: "AH01630: client denied by server configuration: /srv/blog/wsgi.py"},
			{Text: "AH01797: client denied by server configuration: /srv/blog/wsgi.py", Versions: "by a Deny of Apache 2.2"},
		},
		Instead: "Grant the folder of the script, inside or outside of the virtual host:\n\n" +
			"```apache\n<Directory /srv/blog>\n    Require all granted\n</Directory>\n```\n\n" +
			"Where the log says AH01797, write `Require all denied` in place of the outer Order and Deny too.",
		Fix:  "A section that grants the script's folder comes below the mount. It is unsafe: the site is open to everybody then.",
		Refs: []string{"https://modwsgi.readthedocs.io/en/master/user-guides/quick-configuration-guide.html"},
	},
	Check: func(p *lint.Pass) {
		for _, d := range denials.Of(p) {
			if d.alias == nil {
				p.Report(scriptFinding(d))
			}
		}
	},
}

func scriptFinding(d *denial) lint.Diagnostic {
	m := d.mount
	found := lint.Diagnostic{
		At:      m.Script.At(),
		Message: fmt.Sprintf("nothing grants %q, and %s is denied; grant its folder with <Directory %s> Require all granted", m.Script.Value, d.by.Section.Arg.Value, d.folder),
		Symptom: fmt.Sprintf("403 for whoever asks for %s: \"AH01630: client denied by server configuration: %s\"", m.URL.Value, m.Script.Value),
		Via:     m.Decl.Via,
		Related: d.related(),
	}
	mend(&found, d, m.Script.Value)
	return found
}
