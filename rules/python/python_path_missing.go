package python

import (
	"fmt"
	"path"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model/account"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model/pyenv"
)

var pathMissing = lint.Rule{
	ID:       "python-path-missing",
	Family:   "python",
	Severity: lint.Warning,
	Needs:    lint.FileSystem,
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "Entry of the Python path that is not there, or that the group's user may not read",
		Why: `A folder in python-path= or WSGIPythonPath does not exist, or the user that the processes run as may not enter and list it. It is put
on sys.path all the same, and mod_wsgi does not say a word. The site answers "500 Internal Server Error" as soon as a module that should be
there is imported, unless it is found elsewhere.

A relative entry is looked for in the group's home=, else in the root folder.

This rule asks the file system, so it must run where the site will.`,
		Log:     []lint.LogLine{{Text: "ModuleNotFoundError: No module named 'blog'"}},
		Instead: "Correct the path, let the user read the folder, or take the entry out.",
		Refs:    []string{"https://modwsgi.readthedocs.io/en/master/configuration-directives/WSGIDaemonProcess.html"},
	},
	Check: func(p *lint.Pass) {
		if p.Files == nil {
			return
		}
		for _, s := range paths(p) {
			if isIgnored(p, s) {
				continue
			}
			for text, at := range entriesOf(s) {
				folder := absolute(s, text)
				if folder == "" {
					continue
				}
				why, remedy := unlisted(p, s, folder), ""
				if why == "" {
					continue
				}
				pin, pinned := pyenv.PackagesIn(text)
				if !p.Files.Exists(folder) {
					remedy = otherVersion(p, folder)
					switch {
					case pinned && remedy == "":
						continue // pinned-site-packages' matter
					case pinned:
						remedy += fmt.Sprintf("; %s%s finds it whatever its version", settingName(s, "python-home=", "WSGIPythonHome "), parser.Quote(pin.Env, 0))
					case remedy == "":
						remedy = "; correct the path, or take it out"
					}
				}
				if what, _ := packageless(p, text); what != "" {
					continue
				}
				d := lint.Diagnostic{
					At:      at,
					Message: fmt.Sprintf("%q in %s %s%s", text, pathName(s), why, remedy),
					Symptom: "what should be there is not found: the site answers 500 with \"ModuleNotFoundError: No module named …\" in the error log",
					Via:     s.Decl.Via,
				}
				if p.Files.Exists(folder) {
					d.Cause = p.ClosedOn(s.Group, folder)
				} else {
					d.Cause = p.MissingAt(folder)
				}
				p.Report(d)
			}
		}
	},
}

// unlisted says why Python finds nothing in a folder of its path: it is not there, or the processes may not list it. It is empty where they may.
func unlisted(p *lint.Pass, s *model.PythonSetting, folder string) string {
	if why := unreachable(p, s, folder); why != "" {
		return why
	}
	if f := p.Refuses(s.Group, folder, account.Read); f != nil {
		return "cannot be used: " + f.String()
	}
	return ""
}

// otherVersion tells of the Python versions that a missing folder of one version stands beside: `; there it is python3.11`.
func otherVersion(p *lint.Pass, folder string) string {
	for dir := folder; dir != "/"; dir = path.Dir(dir) {
		if _, ok := pyenv.FolderVersion(path.Base(dir)); !ok || !isLib(path.Base(path.Dir(dir))) {
			continue
		}
		e := environment(p, path.Dir(path.Dir(dir)))
		if e == nil || len(e.Versions) == 0 {
			return ""
		}
		return "; there it is python" + strings.ReplaceAll(versions(e), "and ", "and python")
	}
	return ""
}
