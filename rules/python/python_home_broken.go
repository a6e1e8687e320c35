package python

import (
	"fmt"

	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
)

var homeBroken = lint.Rule{
	ID:       "python-home-broken",
	Family:   "python",
	Severity: lint.Warning,
	Needs:    lint.FileSystem,
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "Environment that has lost its Python",
		Why: `The environment's bin/python leads to a program that is not there any more, or its pyvenv.cfg names a folder that is gone: the Python
it was made with was removed or moved. mod_wsgi brings its own Python along and still serves from the environment, so the site answers as
before. But nothing can be installed, upgraded or run in it, and the day somebody must, the environment has to be made anew.

This rule asks the file system, so it must run where the site will.`,
		Instead: "Make the environment anew with the Python that mod_wsgi was built for: `python3 -m venv --clear /srv/blog/venv`, then install " +
			"the site's requirements again.",
		Refs: []string{"https://docs.python.org/3/library/venv.html"},
	},
	Check: func(p *lint.Pass) {
		for home, e := range environmentsOf(p) {
			if m := mismatch(p, e); m != nil && m.severity != lint.Info || unreachable(p, home, e.Folder) != "" {
				continue
			}
			name, target := e.Gone(p.Files)
			if name == "" {
				continue
			}
			p.Report(lint.Diagnostic{
				At:      home.At(),
				Message: fmt.Sprintf("%s %q has lost its Python: %q leads to %q, which is gone; make the environment anew", homeName(home), home.Value.Value, name, target),
				Symptom: "nothing yet: mod_wsgi still serves from it, but nothing can be installed or run in it",
				Via:     home.Decl.Via,
			})
		}
	},
}
