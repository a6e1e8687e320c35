package script

import (
	"fmt"
	"path"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model/pyenv"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model/pyscript"
)

var pinnedSitePackages = lint.Rule{
	ID:       "script-pinned-site-packages",
	Family:   "script",
	Severity: lint.Warning,
	Fixes:    lint.Manual,
	Needs:    lint.FileSystem,
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "Script that puts the site-packages of one Python version on sys.path",
		Seen: "Nothing yet. Once Python is upgraded the site answers \"500 Internal Server Error\", with ModuleNotFoundError in the error " +
			"log.",
		Why: `A folder such as /srv/blog/venv/lib/python3.9/site-packages names a Python version, in a file nobody looks at when Python is upgraded. sys.path takes it
whether it exists or not, and ` + "`site.addsitedir`" + ` too says nothing. After the upgrade the site answers "500 Internal Server Error" because its packages are gone, or
loads modules that were compiled for another version.

The packages of the system's Python stay visible, and without more they come first. The usual answer to that, some ten lines that sort sys.path anew, is a second thing to
keep right. With ` + "`python-home=`" + ` the daemon group runs in the environment itself and needs neither.

A path that the script makes up from ` + "`sys.version_info`" + ` is not flagged.`,
		Log: []lint.LogLine{
			{Text: "ModuleNotFoundError: No module named 'django'"},
			{Text: "ImportError: No module named django", Versions: "Python 2"},
		},
		Instead: "Give the daemon group the environment, `python-home=/srv/blog/venv`, and take the lines out of the script. For applications in embedded mode it is " +
			"`WSGIPythonHome /srv/blog/venv`.",
		Fix:  "The daemon group gets `python-home=`, where it has none. The lines in the script are yours to take out.",
		Refs: []string{"https://modwsgi.readthedocs.io/en/master/user-guides/virtual-environments.html"},
	},
	Check: func(p *lint.Pass) {
		for _, x := range scriptsOf(p) {
			found := false
			for _, change := range x.PathChanges() {
				for _, f := range change.Folders {
					pin, ok := pyenv.PackagesIn(f.Path)
					if ok && !model.Unfinished(f.Path) && !model.Below(f.Path, x.Source.Name) { // where it lies it need not name
						x.report(p, pinned(p, x, f, pin))
						found = true
					}
				}
				for _, f := range change.Parts {
					if pin, ok := pyenv.PackagesIn(f.Path); ok {
						f.Path = strings.Trim(strings.TrimPrefix(f.Path, pin.Env), "/")
						pin.Env = ""
						x.report(p, pinned(p, x, f, pin))
						found = true
					}
				}
			}
			if sorts := x.Reorders(); sorts != nil && !found {
				x.report(p, lint.Diagnostic{
					At:      x.Span(sorts),
					Message: "sys.path is sorted anew so that what site.addsitedir added comes first; " + x.remedy(p, ""),
					Symptom: "nothing yet; what is imported above stays that of the other environment, and the folders stay behind when the environment moves",
				})
			}
		}
	},
}

func pinned(p *lint.Pass, x *loaded, f pyscript.Folder, pin pyenv.Packages) lint.Diagnostic {
	env := pin.Env
	if e := p.Environments.Read(env); !path.IsAbs(env) || path.Base(env) == ".local" || e != nil && !e.Virtual && !p.Files.Exists(env+"/bin/python3") {
		env = "" // no environment, as far as can be seen
	}
	d := lint.Diagnostic{
		At:      f.At,
		Message: fmt.Sprintf("%q is the package folder of Python %s alone; %s", f.Path, pin.Version, x.remedy(p, env)),
		Symptom: fmt.Sprintf("nothing yet; once Python is no longer %s the folder is searched in vain, without a word, and the site answers 500 "+
			"with \"ModuleNotFoundError: No module named …\" in the error log", pin.Version),
	}
	if v := p.Target.Python; v.Known() && strings.TrimRight(pin.Version, "dmtu") != fmt.Sprintf("%d.%d", v[0], v[1]) {
		d.Symptom = fmt.Sprintf("mod_wsgi runs Python %d.%d: what is compiled there cannot be imported, and the site answers 500 with \"ImportError\" in the error log", v[0], v[1])
	}
	if pin.OfSystem() || pin.Env == "/usr/local" {
		d.Message = fmt.Sprintf("%q is the package folder of Python %s alone; that Python finds it by itself, and no other can use it", f.Path, pin.Version)
		return d
	}
	if sorts := x.Reorders(); sorts != nil {
		d.Related = append(d.Related, lint.Related{At: x.Span(sorts), Message: "then this is not needed either"})
	}
	d.Fixes = x.giveHome(p, env)
	return d
}
