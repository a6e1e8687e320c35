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
		Why: `A visitor waits until Apache's Timeout, 60 seconds by default, and gets "504 Gateway Timeout"; static files are still served. That is so
with python-home= of a daemon group: its process dies as it starts, and is restarted for ever. ` + "`apachectl configtest`" + ` says "Syntax OK",
and as the folder is there mod_wsgi does not warn, so that nothing in the error log names it.

WSGIPythonHome is worse. With mod_wsgi up to 5.0.2 every child process of Apache dies, so nothing is answered at all. Only
WSGIRestrictEmbedded On keeps Apache alive. With mod_wsgi 6 Apache lives and embedded applications answer 500.

Both take the folder that holds an environment, what Python prints as ` + "`sys.prefix`" + `: the one with bin, lib and pyvenv.cfg in it. Given
bin, lib or site-packages, the interpreter looks for lib/pythonX.Y below that and finds no standard library.`,
		Log: []lint.LogLine{
			{Text: "Fatal Python error: init_fs_encoding: failed to get the Python codec of the filesystem encoding"},
			{Text: "ModuleNotFoundError: No module named 'encodings'"},
			{Text: "Timeout when reading response headers from daemon process 'blog': /srv/blog/wsgi.py", Versions: "mod_wsgi 4.5 to 5.0"},
			{Text: "WSGI0145: Timeout when reading response headers from daemon process 'blog'.", Versions: "mod_wsgi 6"},
			{Text: "WSGI0036: Python interpreter configuration failed in daemon process 'blog': failed to get the Python codec of the filesystem encoding", Versions: "mod_wsgi 6"},
		},
		Instead: "Name the folder above: run `/srv/blog/venv/bin/python3 -c 'import sys; print(sys.prefix)'` and use what it prints.",
		Fix:     "`X/bin`, `X/lib`, `X/lib/python3.11` and `X/lib/python3.11/site-packages` become `X`. It is safe, for nothing works before it.",
		Refs:    []string{"https://modwsgi.readthedocs.io/en/master/user-guides/virtual-environments.html"},
	},
	Check: func(p *lint.Pass) {
		for home, env := range homesOf(p, namesSubfolder) {
			remedy := "the folder of a Python environment"
			if env != "" {
				remedy = fmt.Sprintf("the environment's folder, %q", env)
			}
			p.Report(lint.Diagnostic{
				At:      home.At,
				Message: fmt.Sprintf("%s %q is a folder inside an environment; it must be %s", homeName(home), home.Value.Value, remedy),
				Symptom: deadSymptom(home, "", ""),
				Via:     home.Decl.Via,
				Fixes:   nameFolder(home, env),
			})
		}
	},
}
