package python

import (
	"fmt"

	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
)

var homeSubfolder = lint.Rule{
	ID:       "python-home-subfolder",
	Family:   "python",
	Severity: lint.Error,
	Fixes:    lint.Safe,
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "Python home names a folder inside the environment",
		Seen:  deadSeen,
		Why: `With python-home= of a daemon group its process dies as it starts, and is restarted for ever; the visitor waits for it in vain. As the
folder is there mod_wsgi does not warn, so that nothing in the error log names it.

WSGIPythonHome is worse. With mod_wsgi up to 5.0.2 every child process of Apache dies, so nothing is answered at all. Only
WSGIRestrictEmbedded On keeps Apache alive. With mod_wsgi 6 Apache lives and embedded applications answer 500.

Both take the folder that holds an environment, what Python prints as ` + "`sys.prefix`" + `: the one with bin, lib and pyvenv.cfg in it. Given
bin, lib or site-packages, the interpreter looks for lib/pythonX.Y below that and finds no standard library.`,
		Log: deadLog(),
		Instead: "Name the folder above: `python-home=/srv/blog/venv`. Where it is not plain which one that is, `/srv/blog/venv/bin/python3 -c " +
			"'import sys; print(sys.prefix)'` prints it.",
		Fix:  "`X/bin`, `X/lib`, `X/lib/python3.11` and `X/lib/python3.11/site-packages` become `X`. It is safe, for nothing works before it.",
		Refs: []string{"https://modwsgi.readthedocs.io/en/master/user-guides/virtual-environments.html"},
	},
	Check: func(p *lint.Pass) {
		for home, env := range homesOf(p, namesSubfolder) {
			remedy := "the folder of a Python environment"
			if env != "" {
				remedy = fmt.Sprintf("the environment's folder, %q", env)
			}
			p.Report(lint.Diagnostic{
				At:      home.At(),
				Message: fmt.Sprintf("%s %q is a folder inside an environment; it must be %s", homeName(home), home.Value.Value, remedy),
				Symptom: deadSymptom(p, home, ""),
				Via:     home.Decl.Via,
				Fixes:   nameFolder(home, env),
			})
		}
	},
}
