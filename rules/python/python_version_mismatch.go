package python

import (
	"fmt"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model/pyenv"
)

var versionMismatch = lint.Rule{
	ID:       "python-version-mismatch",
	Family:   "python",
	Severity: lint.Error,
	Needs:    lint.FileSystem,
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "Environment of another Python version than mod_wsgi's",
		Seen: "The site answers \"500 Internal Server Error\", with ModuleNotFoundError in the error log, though the package is in the " +
			"environment. mod_wsgi itself says nothing.",
		Why: `mod_wsgi is built for one version of Python, such as 3.11, and brings it along: an environment does not choose the version. It looks
for packages in the environment's lib/python3.11/site-packages and nowhere else. An environment of Python 3.12 has none there. mod_wsgi
starts without a word, sys.prefix is the environment's, and the site answers "500 Internal Server Error" with the first import of a package.
A whole installation of another version has no standard library for it either: the interpreter dies as it starts.

It happens when the system's Python is upgraded, and mod_wsgi with it, or when an environment is made with another Python than the system's,
by pyenv for example.

An environment with folders for two versions was made twice, with one Python and with another: pip installs for the one, while mod_wsgi may
look into the other.

The version is read off the module that the configuration loads, or given by --target-python.`,
		Log:     []lint.LogLine{{Text: "ModuleNotFoundError: No module named 'django'"}},
		Instead: "Make the environment anew with mod_wsgi's Python, `python3.11 -m venv --clear /srv/blog/venv`, or install a mod_wsgi built for the environment's: `pip install mod_wsgi` in it, then what `mod_wsgi-express module-config` prints.",
		Refs:    []string{"https://modwsgi.readthedocs.io/en/master/user-guides/virtual-environments.html"},
	},
	Check: func(p *lint.Pass) {
		for home, e := range environmentsOf(p) {
			if m := mismatch(p, e); m != nil && unreachable(p, home, e.Folder) == "" {
				p.Report(m.report(p, home, e))
			}
		}
	},
}

// A misfit is why an environment and mod_wsgi's Python do not go together.
type misfit struct {
	severity lint.Severity
	why      string
	dead     bool // no interpreter can start there
}

// mismatch is nil for an environment that mod_wsgi's Python can use.
func mismatch(p *lint.Pass, e *pyenv.Environment) *misfit {
	target := pyenv.Version{Major: p.Target.Python[0], Minor: p.Target.Python[1]}
	known := target != pyenv.Version{}
	several := len(e.Versions) > 1 && e.Virtual
	switch {
	case known && len(e.Versions) > 0 && !e.Has(target):
		return &misfit{severity: lint.Error, dead: !e.Virtual, why: fmt.Sprintf("is of Python %s, but mod_wsgi was built for Python %s", versions(e), target)}
	case known && len(e.Versions) == 0 && e.Made != pyenv.Version{} && e.Made != target:
		return &misfit{severity: lint.Error, why: fmt.Sprintf("is of Python %s, but mod_wsgi was built for Python %s", e.Made, target)}
	case several && known && e.Made == target:
		return &misfit{severity: lint.Info, why: fmt.Sprintf("has folders for Python %s; only those of Python %s are used", versions(e), target)}
	case several && e.Made != pyenv.Version{}:
		return &misfit{severity: lint.Warning, why: fmt.Sprintf("has folders for Python %s, and is now one of Python %s", versions(e), e.Made)}
	case several:
		return &misfit{severity: lint.Warning, why: fmt.Sprintf("has folders for Python %s, of which one alone is used", versions(e))}
	}
	return nil
}

func versions(e *pyenv.Environment) string {
	texts := make([]string, len(e.Versions))
	for i, v := range e.Versions {
		texts[i] = v.String()
	}
	return strings.Join(texts, " and ")
}

func (m *misfit) report(p *lint.Pass, home *model.PythonSetting, e *pyenv.Environment) lint.Diagnostic {
	d := lint.Diagnostic{
		Severity: m.severity,
		At:       home.At(),
		Message:  fmt.Sprintf("%s %q %s and finds no packages there; make it anew with that Python", homeName(home), home.Value.Value, m.why),
		Symptom:  noPackages,
		Via:      home.Decl.Via,
	}
	switch {
	case m.dead:
		d.Symptom = deadSymptom(p, home, "")
		d.Message = fmt.Sprintf("%s %q %s", homeName(home), e.Folder, m.why)
	case m.severity == lint.Warning:
		d.Message = fmt.Sprintf("%s %q %s; make it anew", homeName(home), home.Value.Value, m.why)
		d.Symptom = "pip may install for one version and mod_wsgi look for packages of the other"
	case m.severity == lint.Info:
		d.Message = fmt.Sprintf("%s %q %s", homeName(home), home.Value.Value, m.why)
		d.Symptom = "nothing; the others were left behind when the environment was made anew"
	}
	return d
}
