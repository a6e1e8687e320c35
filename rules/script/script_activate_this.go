package script

import (
	"fmt"
	"path"
	"slices"

	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model/pyenv"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model/pyscript"
)

var activateThis = lint.Rule{
	ID:       "script-activate-this",
	Family:   "script",
	Severity: lint.Warning,
	Fixes:    lint.Manual,
	Needs:    lint.FileSystem,
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "Script that runs activate_this.py",
		Seen: "Every request is \"500 Internal Server Error\" where the script says `execfile` and runs in Python 3, or where the file is " +
			"not there. Otherwise nothing, until a package is taken from the wrong environment.",
		Why: `activate_this.py changes the sys.path of a Python that already runs in another environment. The packages of that one stay visible behind, what is imported
already stays as it was, and where two applications share an interpreter, the second one gets the folders of both.

Often it does not work at all. ` + "`execfile`" + ` is Python 2's: in Python 3 the script ends there, and every request is "500 Internal Server Error". And only virtualenv
puts an activate_this.py into an environment; ` + "`python3 -m venv`" + ` does not, so a script that is moved to a new environment fails in the same way.

With ` + "`python-home=`" + ` the daemon group runs in the environment itself, and the script needs no such lines.`,
		Log: []lint.LogLine{
			{Text: "NameError: name 'execfile' is not defined"},
			{Text: "FileNotFoundError: [Errno 2] No such file or directory: '/srv/blog/venv/bin/activate_this.py'"},
			{Text: "Failed to exec Python script file '/srv/blog/wsgi.py'.", Versions: "mod_wsgi 4.5 to 5.0"},
			{Text: "Exception occurred processing WSGI script '/srv/blog/wsgi.py'.", Versions: "mod_wsgi 4.5 to 5.0"},
			{Text: "WSGI0109: Unable to execute Python script file '/srv/blog/wsgi.py'.", Versions: lint.FromReference},
		},
		Instead: "Give the daemon group the environment, `python-home=/srv/blog/venv`, and take the lines out of the script. For applications in embedded mode it is " +
			"`WSGIPythonHome /srv/blog/venv`.",
		Fix: "The daemon group gets `python-home=`, where the script names the environment and the group has none. The lines in the script are yours to take out.",
		Refs: []string{
			"https://modwsgi.readthedocs.io/en/master/user-guides/virtual-environments.html",
			"https://virtualenv.pypa.io/en/latest/user_guide.html#programmatic-api",
		},
	},
	Check: func(p *lint.Pass) {
		for _, x := range scriptsOf(p) {
			for _, run := range x.RunsOf("activate_this.py") {
				if !idle(p, x, run) {
					x.report(p, activates(p, x, run))
					break // one is enough to make the point
				}
			}
		}
	},
}

// idle reports whether the call is probably not made: a condition asks for the file, which is not there, or for Python 2.
func idle(p *lint.Pass, x *loaded, run pyscript.FileRun) bool {
	known := path.IsAbs(run.Path) && !model.Unfinished(run.Path)
	if run.Name == "execfile" && x.AsksForVersion(run.Statement) && python3(p, x, "") {
		return true
	}
	return run.Statement.Conditional() && known && !p.Files.Exists(path.Clean(run.Path))
}

func activates(p *lint.Pass, x *loaded, run pyscript.FileRun) lint.Diagnostic {
	env := ""
	if path.IsAbs(run.Path) && !model.Unfinished(run.Path) {
		env = path.Dir(path.Dir(path.Clean(run.Path)))
	}
	d := lint.Diagnostic{
		At:      run.At,
		Message: fmt.Sprintf("%s changes the path of a Python that runs in another environment; %s", quoted(run.Path), x.remedy(p, env)),
		Symptom: "packages of the other environment stay visible, and may stand in for missing ones",
		Fixes:   x.giveHome(p, env),
	}
	switch {
	case !run.Statement.Runs() || x.Guarded(run.Statement):
	case run.Name == "execfile" && !x.Binds("execfile") && python3(p, x, env):
		d.Severity = lint.Error
		d.Message = "Python 3 has no execfile, so the script ends here; " + x.remedy(p, env)
		d.Symptom = `500 for every request: "NameError: name 'execfile' is not defined"`
	case env != "" && !p.Files.Exists(path.Clean(run.Path)):
		d.Severity = lint.Error
		d.Message = fmt.Sprintf("%q does not exist, so the script ends here; %s", run.Path, x.remedy(p, env))
		d.Symptom = fmt.Sprintf("500 for every request: \"No such file or directory: '%s'\"", run.Path)
	}
	return d
}

func quoted(name string) string {
	if name == "" {
		return "activate_this.py"
	}
	return fmt.Sprintf("%q", name)
}

// pythonThreeOnly is the first mod_wsgi that cannot be built for Python 2.
var pythonThreeOnly = lint.Version{5}

// python3 reports whether the script certainly runs in Python 3. Where the version is not known, an environment for Python 2 is a sign against it.
func python3(p *lint.Pass, x *loaded, env string) bool {
	if p.Target.Python.Known() {
		return !p.Target.Python.Less(lint.Version{3})
	}
	if p.Target.ModWSGI.Less(pythonThreeOnly) || x.PrintsAsPython2() {
		return false
	}
	if env == "" {
		return true
	}
	e := p.Environments.Read(env)
	return e == nil || !slices.ContainsFunc(e.Versions, func(v pyenv.Version) bool { return v.Major == 2 })
}
