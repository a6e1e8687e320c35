package python

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model/pyenv"
)

var pathNotAPackageFolder = lint.Rule{
	ID:       "python-path-not-a-package-folder",
	Family:   "python",
	Severity: lint.Warning,
	Fixes:    lint.Manual,
	Needs:    lint.FileSystem, // for files, and for the root folders of environments
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "Entry of the Python path that holds no packages",
		Why: `Python looks for modules and packages directly in each folder of python-path= and WSGIPythonPath. An environment's bin folder, its
python program, or the environment's own root folder hold none: the packages are in its lib/pythonX.Y/site-packages. The entry is put on
sys.path without a word and finds nothing, and the site answers "500 Internal Server Error" as soon as one of the packages is imported.

With python-home= the group runs in the environment itself and finds its packages.`,
		Log:     []lint.LogLine{{Text: "ModuleNotFoundError: No module named 'django'"}},
		Instead: "For the packages of an environment, `python-home=/srv/blog/venv`; in `python-path=` only folders with modules of your own.",
		Fix: "Where it can be told which environment was meant, the entry goes and `python-home=` comes. That is a guess, so it is shown and not " +
			"applied.",
		Refs: []string{"https://modwsgi.readthedocs.io/en/master/user-guides/virtual-environments.html"},
	},
	Check: func(p *lint.Pass) {
		for _, s := range paths(p) {
			if isIgnored(p, s) {
				continue
			}
			for text, at := range entriesOf(s) {
				what, env := packageless(p, text)
				if what == "" {
					continue
				}
				p.Report(lint.Diagnostic{
					At:      at,
					Message: packagelessMessage(s, text, what, env),
					Symptom: "no package is found there: the site answers 500 with \"ModuleNotFoundError: No module named …\" in the error log",
					Via:     s.Decl.Via,
					Fixes:   useEnvironment(p, s, text, env),
				})
			}
		}
	},
}

// packageless says what an entry is that certainly holds no packages, and which environment it belongs to; both are empty where they cannot
// be told.
func packageless(p *lint.Pass, entry string) (what, env string) {
	if env, is := executable(entry); is && strings.ContainsAny(entry, `/\`) {
		return "a file", ownEnvironment(p, env)
	}
	clean := strings.TrimRight(clean(entry), `/\`)
	dir, base := splitPath(clean)
	asked := p.Files != nil && path.IsAbs(clean)
	switch {
	case asked && p.Files.IsFile(clean):
		if slices.Contains([]string{".zip", ".egg", ".whl", ".pyz"}, path.Ext(base)) {
			return "", "" // Python imports from archives
		}
		return "a file", ""
	case base == "bin" || strings.EqualFold(base, "Scripts") && (base == "Scripts" || isWindows(entry)):
		if asked && pyenv.HasModules(p.Files, clean) {
			return "", ""
		}
		return "a folder of programs", ownEnvironment(p, dir)
	case asked:
		if isVirtual(p, clean) && !pyenv.HasModules(p.Files, clean) {
			return "the root of an environment", clean
		}
	}
	return "", ""
}

// ownEnvironment is env if that may be an environment somebody made: not the system's, whose packages are found without being told.
func ownEnvironment(p *lint.Pass, env string) string {
	if env == "/usr" || env == "/usr/local" || p.Files != nil && !isEnvironment(p, env) {
		return ""
	}
	return env
}

func packagelessMessage(s *model.PythonSetting, entry, what, env string) string {
	if env == "" {
		return fmt.Sprintf("%q is %s, and Python finds no packages there", entry, what)
	}
	return fmt.Sprintf("%q is %s, and Python finds no packages there; use %s%s", entry, what, settingName(s, "python-home=", "WSGIPythonHome "), parser.Quote(env, 0))
}

// useEnvironment puts a Python home in the place of the entry; where there is one already, only the entry of that very environment goes.
func useEnvironment(p *lint.Pass, s *model.PythonSetting, text, env string) []lint.Fix {
	if env == "" || !s.Exact() || model.Unfinished(text) || isWindows(text) {
		return nil
	}
	rest := slices.DeleteFunc(strings.Split(s.Value.Value, ":"), func(e string) bool { return e == text || e == "" })
	home := entry{setting: s}.home(p)
	switch {
	case !home.IsSet():
		return []lint.Fix{{Title: "Use the environment itself", Safety: lint.Manual, Edits: withHome(s, env, rest)}}
	case sameEnvironment(home.Value, env):
		return []lint.Fix{{Title: "Remove the entry", Safety: lint.Manual, Edits: without(s, rest)}}
	}
	return nil
}
