package access

import (
	"fmt"
	"path"

	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

var worldWritableScript = lint.Rule{
	ID:       "world-writable-script",
	Family:   "access",
	Severity: lint.Warning,
	Needs:    lint.FileSystem,
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "Script that every account of the machine may change",
		Seen:  "Nothing is seen or logged, until somebody makes use of it.",
		Why: `Apache runs what stands in the script. Where its mode lets everybody write to it, as after ` + "`chmod 777`" + `, or to the folder it lies in, every account of
the machine can put its own program there: a guest, the user of a database, whoever found a hole in another site. mod_wsgi loads the changed script at the next
request and runs it with the rights of the application, which reads its passwords and its data. Nothing is logged.

A folder with the sticky bit, such as /tmp, keeps others from replacing the file, and is no finding if the file itself is closed. Where not everybody can get
to the file, for a folder further up keeps them out, nothing is open either.`,
		Instead: "Take the right away, `chmod -R o-w /srv/blog`, and let the script belong to whoever installs it; Apache only has to read it. Folders that the application " +
			"writes to, such as uploads, lie elsewhere and belong to the user it runs as.",
		Refs: []string{"https://httpd.apache.org/docs/2.4/misc/security_tips.html"},
	},
	Check: func(p *lint.Pass) {
		if p.Accounts == nil {
			return
		}
		look := func(script model.Value) {
			name := path.Clean(script.Value)
			if !path.IsAbs(name) || model.Garbled(name) || model.Unfinished(name) {
				return
			}
			if open := p.Accounts.OpenToAll(name); open != "" {
				p.Report(openToAll(p, open, script))
			}
		}
		for _, s := range p.Servers {
			for _, m := range s.Mounts {
				look(m.Script)
			}
		}
		for _, i := range p.Imports {
			look(i.File)
		}
		for _, h := range p.HandlerScripts {
			look(h.File)
		}
	},
}

// openToAll is the finding for a script that lies in what everybody may write to, or is that: one chmod mends it for all that lie there.
func openToAll(p *lint.Pass, name string, script model.Value) lint.Diagnostic {
	what := "changes it"
	if p.Files.IsDir(name) {
		what = "puts another in its place"
	}
	return lint.Diagnostic{
		At:      script.At(),
		Message: fmt.Sprintf("every account of the machine may write to %q; whoever %s runs programs as the application; run chmod o-w on it", name, what),
		Symptom: "nothing, and nothing in the error log, until somebody does",
		Via:     script.Decl.Via,
		Cause:   &lint.Cause{Of: name, Also: "and this script can be changed there"},
	}
}
