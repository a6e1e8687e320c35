package python

import (
	"fmt"

	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

var homeExecutable = lint.Rule{
	ID:       "python-home-executable",
	Family:   "python",
	Severity: lint.Error,
	Fixes:    lint.Safe,
	Needs:    lint.FileSystem, // for files with a harmless name
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "Python home names an executable, not the environment's folder",
		Seen:  deadSeen,
		Why: `With python-home= of a daemon group its process dies as it starts, and is restarted for ever; the visitor waits for it in vain.

WSGIPythonHome is worse. With mod_wsgi up to 5.0.2 every child process of Apache dies, so nothing is answered at all, static
files of other sites included, even if every application runs in a daemon group with a good python-home. Only
WSGIRestrictEmbedded On keeps Apache alive. With mod_wsgi 6 Apache lives and embedded applications answer 500.

Both take the folder that holds an environment, what Python prints as ` + "`sys.prefix`" + `. Given a file, such as the environment's
bin/python, the interpreter finds no standard library.`,
		Log: deadLog(
			lint.LogLine{Text: "Python home /srv/blog/venv/bin/python3 is not a directory. Python interpreter may not be able to be initialized correctly. Verify the supplied path.", Versions: "mod_wsgi 4.5 to 5.0"},
			lint.LogLine{Text: "WSGI0101: Python home '/srv/blog/venv/bin/python3' for daemon process 'blog' is not a directory; Python interpreter may not initialise correctly. Verify the supplied path.", Versions: lint.FromReference},
		),
		Instead: "Name the folder above bin: `python-home=/srv/blog/venv`. Where it is not plain which one that is, `/srv/blog/venv/bin/python3 " +
			"-c 'import sys; print(sys.prefix)'` prints it.",
		Fix: "`X/bin/python3` becomes `X`, and `${VENV}/bin/python3` becomes `${VENV}`. It is safe, for nothing works before it.",
		Refs: []string{
			"https://modwsgi.readthedocs.io/en/master/user-guides/virtual-environments.html",
			"https://modwsgi.readthedocs.io/en/master/configuration-directives/WSGIPythonHome.html",
		},
	},
	Check: func(p *lint.Pass) {
		for home, env := range homesOf(p, namesFile) {
			p.Report(lint.Diagnostic{
				At:      home.At(),
				Message: executableMessage(home, env),
				Symptom: deadSymptom(p, home, noDirectory.about(p, home)),
				Via:     home.Decl.Via,
				Fixes:   nameFolder(home, env),
			})
		}
	},
}

func executableMessage(home *model.PythonSetting, env string) string {
	what := fmt.Sprintf("%s %q is a file", homeName(home), home.Value.Value)
	if env == "" {
		return what + "; it must be the folder of a Python environment"
	}
	return fmt.Sprintf("%s; it must be the environment's folder, %q", what, env)
}

// settingName is how a setting is written: the option, or the directive.
func settingName(s *model.PythonSetting, option, directive string) string {
	if s.Group != nil {
		return option
	}
	return directive
}

func nameFolder(home *model.PythonSetting, env string) []lint.Fix {
	if env == "" {
		return nil
	}
	edits := setHome(home, env)
	if edits == nil {
		return nil
	}
	return []lint.Fix{{Title: "Name the environment's folder", Safety: lint.Safe, Edits: edits}}
}
