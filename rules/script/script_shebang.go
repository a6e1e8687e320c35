package script

import (
	"fmt"
	"io/fs"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
)

var shebang = lint.Rule{
	ID:       "script-shebang",
	Family:   "script",
	Severity: lint.Off,
	Fixes:    lint.Safe,
	Needs:    lint.FileSystem,
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "Script with a #! line, which mod_wsgi does not read",
		Seen:  "Nothing: the site runs, but not in the Python or the environment that the line names.",
		Why: `The first line of a program, ` + "`#!/srv/blog/venv/bin/python`" + `, says what runs it. mod_wsgi does not start programs: it runs the script in the Python that it was
built for, and to that Python the line is a comment. Whoever names an environment or a version there gets neither, and nobody says so.

A script that has an ` + "`if __name__ == '__main__':`" + ` is a program too and is not flagged.`,
		Instead: "Choose the environment where it counts: `python-home=` of WSGIDaemonProcess. Another version of Python needs a mod_wsgi that was built for it.",
		Fix:     "The line is removed. It is safe: to mod_wsgi it is a comment. Where the script's mode allows to start it as a program, as a CGI script perhaps, the fix is unsafe.",
		Refs:    []string{"https://modwsgi.readthedocs.io/en/master/user-guides/virtual-environments.html"},
	},
	Check: func(p *lint.Pass) {
		for _, x := range scriptsOf(p) {
			text := x.Source.Text
			if !strings.HasPrefix(text, "#!") || x.HasMainGuard() {
				continue
			}
			line := x.Source.Line(1)
			at := line
			at.End = at.Start + len(strings.TrimRight(line.Text(), "\r\n"))
			safety := lint.Safe
			if info, err := fs.Stat(p.Files, x.Source.Name[1:]); err != nil || info.Mode().Perm()&0o111 != 0 {
				safety = lint.Unsafe // somebody may start it
			}
			x.report(p, lint.Diagnostic{
				At:      at,
				Message: fmt.Sprintf("%q chooses nothing: mod_wsgi runs the script in its own Python; choose the environment with python-home=", at.Text()),
				Fixes:   []lint.Fix{{Title: "Remove the line", Safety: safety, Edits: []source.Edit{{Span: line}}}},
			})
		}
	},
}
