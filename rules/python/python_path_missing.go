package python

import (
	"fmt"
	"path"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model/pyenv"
)

var pathMissing = lint.Rule{
	ID:       "python-path-missing",
	Family:   "python",
	Severity: lint.Warning,
	Needs:    lint.FileSystem,
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "Entry of the Python path that is not there",
		Why: `A folder in python-path= or WSGIPythonPath does not exist. It is put on sys.path all the same, and mod_wsgi does not say a word. The
site answers "500 Internal Server Error" as soon as a module that should be there is imported, unless it is found elsewhere.

A relative entry is looked for in the group's home=, else in the root folder.

This rule asks the file system, so it must run where the site will.`,
		Log:     []lint.LogLine{{Text: "ModuleNotFoundError: No module named 'blog'"}},
		Instead: "Correct the path, or take the entry out.",
		Refs:    []string{"https://modwsgi.readthedocs.io/en/master/configuration-directives/WSGIDaemonProcess.html"},
	},
	Check: func(p *lint.Pass) {
		if p.Files == nil {
			return
		}
		for _, s := range p.Paths {
			if isIgnored(p, s) {
				continue
			}
			for text, at := range entriesOf(s) {
				folder := absolute(s, text)
				if _, pinned := pyenv.PackagesIn(text); pinned || folder == "" || p.Files.Exists(folder) {
					continue
				}
				if what, _ := packageless(p, text); what != "" {
					continue
				}
				p.Report(lint.Diagnostic{
					At:      at,
					Message: fmt.Sprintf("%q in %s %s%s", text, pathName(s), unreachable(p, folder), otherVersion(p, folder)),
					Symptom: "the entry is searched in vain, without a word; what should be there is not found, and the site answers 500 with \"ModuleNotFoundError: No module named …\" in the error log",
					Via:     s.Decl.Via,
				})
			}
		}
	},
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
