package python

import (
	"fmt"

	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model/pyenv"
)

var homeNotAnEnvironment = lint.Rule{
	ID:       "python-home-not-an-environment",
	Family:   "python",
	Severity: lint.Error,
	Fixes:    lint.Manual,
	Needs:    lint.FileSystem,
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "Python home that holds no environment",
		Seen:  deadSeen,
		Why: `WSGIPythonHome and python-home= take the folder that holds an environment, the one with pyvenv.cfg and lib/pythonX.Y in it. The
folder named is there, but is none: often it is the project's, with the environment inside or beside it. The interpreter finds no standard
library and dies as it starts; that of a daemon group is restarted for ever. mod_wsgi does not warn, because the folder is there.

This rule asks the file system, so it must run where the site will.`,
		Log:     deadLog(),
		Instead: "Name the environment's folder. `python3 -m venv /srv/blog/venv` makes one; folders with modules of your own go into `python-path=`.",
		Fix:     "The environments found in the folder and beside it are offered. Which one was meant is a guess, so it is shown and not applied.",
		Refs:    []string{"https://modwsgi.readthedocs.io/en/master/user-guides/virtual-environments.html"},
	},
	Check: func(p *lint.Pass) {
		for home, folder := range foldersOf(p) {
			if isEnvironment(p, folder) || !p.Files.IsDir(folder) || p.MayLack(folder) || unreachable(p, home, folder) != "" || !pyenv.Visible(p.Files, folder) {
				continue
			}
			found := near(p, folder)
			p.Report(lint.Diagnostic{
				At:      home.At(),
				Message: fmt.Sprintf("%s %q is no Python environment: it has neither pyvenv.cfg nor lib/pythonX.Y%s", homeName(home), home.Value.Value, thereIs(found)),
				Symptom: deadSymptom(p, home, ""),
				Via:     home.Decl.Via,
				Fixes:   offer(home, found),
			})
		}
	},
}

// offer are fixes that name the environments, as alternatives.
func offer(home *model.PythonSetting, envs []string) []lint.Fix {
	var fixes []lint.Fix
	for _, env := range envs[:min(len(envs), 3)] {
		for _, fix := range nameFolder(home, env) {
			fix.Title, fix.Safety = "Use the environment in "+env, lint.Manual
			fixes = append(fixes, fix)
		}
	}
	return fixes
}
