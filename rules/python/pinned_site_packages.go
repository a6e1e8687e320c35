package python

import (
	"fmt"
	"slices"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model/pyenv"
)

var pinnedSitePackages = lint.Rule{
	ID:       "pinned-site-packages",
	Family:   "python",
	Severity: lint.Warning,
	Fixes:    lint.Unsafe,
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "Python path names the site-packages of one Python version",
		Seen: "Nothing yet. Once Python is upgraded the site answers \"500 Internal Server Error\", with ModuleNotFoundError in the error " +
			"log.",
		Why: `An entry such as /srv/blog/venv/lib/python3.9/site-packages names a Python version in a file nobody looks at when Python is
upgraded. The folder is put on sys.path whether it exists or not, and whether the running Python can use it or not: mod_wsgi says nothing.
After the upgrade the site answers "500 Internal Server Error" because its packages are gone, or loads modules compiled for another version.

It also does half the job: the environment's .pth files are honoured, but sys.prefix stays the system's, so the packages of the
system's Python stay visible behind it and may stand in for a package the environment lacks.

With python-home= the group runs in the environment itself and finds its packages under whatever version it has.`,
		Log: []lint.LogLine{
			{Text: "ModuleNotFoundError: No module named 'django'"},
			{Text: "ImportError: No module named django", Versions: "Python 2"},
		},
		Instead: "Give each daemon group the environment: `python-home=/srv/blog/venv`. For applications in embedded mode, `WSGIPythonHome /srv/blog/venv`.",
		Fix: "The entry goes and `python-home=` comes; other entries and options stay. It is unsafe, for the system's own packages are no longer " +
			"visible then. Where the group has that very python-home already the entry is only redundant, and removing it is safe, unless it may be " +
			"of another Python than mod_wsgi's, and is all that makes its packages visible. Where the group has another home, or the environment " +
			"certainly is of another Python, no rewrite is offered.",
		Refs: []string{"https://modwsgi.readthedocs.io/en/master/user-guides/virtual-environments.html"},
	},
	Check: func(p *lint.Pass) {
		for _, setting := range paths(p) {
			entries := pinnedEntries(setting)
			for i, e := range entries {
				if isSaidTwice(p, setting, e.text) {
					continue // what the groups have is to be changed, or enough
				}
				if slices.ContainsFunc(entries[:i], e.isBeside) || e.ofOtherVersion(p) && !isIgnored(p, setting) || e.ofHome(p) && strange(p, e.Env) != nil {
					continue // one mistake; python-path-missing's matter, or python-version-mismatch's
				}
				p.Report(lint.Diagnostic{
					At:      e.at,
					Message: e.message(p),
					Symptom: e.symptom(p),
					Via:     setting.Decl.Via,
					Related: append(e.related(p), others(entries[i+1:], e)...),
					Fixes:   e.fixes(p),
				})
			}
		}
	},
}

// An entry is a pinned entry of a Python path.
type entry struct {
	pyenv.Packages
	setting *model.PythonSetting
	text    string
	offset  int // in the path
	at      source.Span
}

// maxEntries is how many pinned entries of one path are looked at.
const maxEntries = 64

func pinnedEntries(s *model.PythonSetting) []entry {
	var found []entry
	offset := 0
	for _, text := range strings.Split(s.Value.Value, ":") {
		if pin, ok := packagesIn(s, text); ok && !strings.ContainsAny(text, ",;") {
			found = append(found, entry{Packages: pin, setting: s, text: text, offset: offset, at: entrySpan(s, offset, text)})
		}
		offset += len(text) + 1
		if len(found) == maxEntries {
			break
		}
	}
	return found
}

// packagesIn reads an entry. The environment is named by its whole path, as a Python home must be; it is empty where that cannot be told.
func packagesIn(s *model.PythonSetting, text string) (pin pyenv.Packages, ok bool) {
	pin, ok = pyenv.PackagesIn(text)
	if !ok || pin.OfUser() || !model.ForShell(pin.Env) && (isAbsolute(pin.Env) || isTemplate(pin.Env)) {
		return pin, ok
	}
	env := pin.Env
	pin.Env = ""
	if s.Group != nil && s.Group.Option("home").IsSet() {
		pin.Env = absolute(s, env)
	}
	return pin, true
}

// ofOtherVersion reports whether the folder is not there, but beside it that of another Python version.
func (e entry) ofOtherVersion(p *lint.Pass) bool {
	folder := absolute(e.setting, e.text)
	return e.Version != "" && p.Files != nil && folder != "" && !p.Files.Exists(folder) && otherVersion(p, folder) != ""
}

// ofHome reports whether the folder lies in the Python home itself.
func (e entry) ofHome(p *lint.Pass) bool {
	home := e.home(p)
	return home.IsSet() && sameEnvironment(home.Value, e.Env)
}

// found reports whether mod_wsgi's Python looks into the folder without being told, where it lies in the Python home: it is of that version, as far
// as that is known, or there is one of that version.
func (e entry) found(p *lint.Pass) bool {
	python := pyenv.Version{Major: p.Target.Python[0], Minor: p.Target.Python[1]}
	if python == (pyenv.Version{}) || e.Version == python.String() {
		return true
	}
	env := environment(p, e.Env)
	return env != nil && env.Has(python)
}

// isBeside reports whether both entries are of one environment.
func (e entry) isBeside(o entry) bool { return e.Env == o.Env }

// others points at the entries of e's environment.
func others(entries []entry, e entry) []lint.Related {
	var found []lint.Related
	for _, o := range entries {
		if o.isBeside(e) {
			found = append(found, lint.Related{At: o.at, Message: "another one of the same environment"})
		}
	}
	return found
}

// home is the Python home that counts where the path does; the zero Value where there is none. To a group without its own WSGIPythonHome is one
// only if it is the entry's environment: another one gives way to the python-home= that the group should have.
func (e entry) home(p *lint.Pass) model.Value {
	var own model.Value
	if e.setting.Group != nil {
		own = e.setting.Group.Option("python-home")
	}
	h := p.ServerHome()
	if h == nil || own.IsSet() || e.setting.Group != nil && !(sameEnvironment(h.Value.Value, e.Env) && h.Decl.HoldsWith(e.setting.Decl)) {
		return own
	}
	return h.Value
}

func (e entry) message(p *lint.Pass) string {
	home := e.home(p)
	what := fmt.Sprintf("%q is the package folder of Python %s alone", e.text, e.Version)
	option := settingName(e.setting, "python-home=", "WSGIPythonHome ")
	if home.IsSet() && home.Decl.Is("WSGIPythonHome") {
		option = "WSGIPythonHome "
	}
	switch {
	case e.OfSystem():
		return what + "; the system's Python finds it by itself, whatever its version"
	case e.Env == "/usr/local":
		return what + "; a mod_wsgi built for the Python in /usr/local finds it by itself, and another one cannot use it"
	case e.Env == "":
		return what + "; name the environment, by its whole path, with " + strings.TrimSpace(option)
	case e.ofHome(p) && !e.found(p):
		return fmt.Sprintf("%s, and mod_wsgi was built for another; in an environment of that one %s%s finds the packages", what, option, e.Env)
	case e.ofHome(p):
		return fmt.Sprintf("%s, and redundant: %s%s finds it", what, option, e.Env)
	case home.IsSet():
		return fmt.Sprintf("%s, of another environment than %s%s", what, option, home.Value)
	case e.OfUser():
		return what + "; make an environment with what is installed there, and use it by " + strings.TrimSpace(option)
	case p.Target.ModWSGI.Less(pythonHomeSince):
		return fmt.Sprintf("%s; mod_wsgi %s and later find the packages of any version by %s%s", what, pythonHomeSince, option, parser.Quote(e.Env, 0))
	}
	if m := strange(p, e.Env); m != nil {
		return fmt.Sprintf("%s; the environment %s: make it anew with that, and use it by %s", what, m.why, strings.TrimSpace(option))
	}
	if !e.usable(p) {
		return fmt.Sprintf("%s; there is no environment in %q: make one and use it by %s, which finds its packages whatever its version",
			what, e.Env, strings.TrimSpace(option))
	}
	return fmt.Sprintf("%s; use %s%s, which finds the packages of whatever version the environment has", what, option, parser.Quote(e.Env, 0))
}

func (e entry) symptom(p *lint.Pass) string {
	if isIgnored(p, e.setting) {
		return "daemon groups, in which every application here runs, ignore the path: the site answers 500 with \"ModuleNotFoundError: No module named …\" in the error log"
	}
	return fmt.Sprintf("nothing yet; once Python is no longer %s the entry is searched in vain, without a word, and the site answers 500 "+
		"with \"ModuleNotFoundError: No module named …\" in the error log", e.Version)
}

func (e entry) related(p *lint.Pass) []lint.Related {
	if home := e.home(p); home.IsSet() && !e.OfSystem() {
		return []lint.Related{{At: home.At(), Message: "the Python home in force"}}
	}
	return nil
}

// pythonHomeSince is the first mod_wsgi whose WSGIDaemonProcess knows python-home.
var pythonHomeSince = lint.Version{3, 4}

func (e entry) fixes(p *lint.Pass) []lint.Fix {
	s, home := e.setting, e.home(p)
	if e.Env == "" || e.Env == "/usr/local" && !e.OfSystem() || e.OfUser() || e.mixed() || p.Target.ModWSGI.Less(pythonHomeSince) {
		return nil
	}
	rest := e.rest()
	var fix lint.Fix
	switch {
	case e.OfSystem():
		fix = lint.Fix{Title: "Leave it to the system's Python", Safety: lint.Unsafe, Edits: e.without(rest)}
	case e.ofHome(p) && !home.Decl.HoldsWith(s.Decl):
		return nil
	case e.ofHome(p) && !e.found(p):
		fix = lint.Fix{Title: "Remove the entry", Safety: lint.Unsafe, Edits: e.without(rest)}
	case e.ofHome(p):
		fix = lint.Fix{Title: "Remove the redundant entry", Safety: lint.Safe, Edits: e.without(rest)}
	case s.Group == nil && home.IsSet() && !p.MayRunEmbedded():
		fix = lint.Fix{Title: "Remove what daemon groups ignore", Safety: lint.Unsafe, Edits: e.without(rest)}
	case home.IsSet() || !e.usable(p) || strange(p, e.Env) != nil:
		return nil
	default:
		fix = lint.Fix{Title: "Use the environment itself", Safety: lint.Unsafe, Edits: e.withHome(rest)}
	}
	if fix.Edits == nil {
		return nil
	}
	return []lint.Fix{fix}
}

// mixed reports whether the path has pinned entries of several environments, of which only one could be the home.
func (e entry) mixed() bool {
	return slices.ContainsFunc(pinnedEntries(e.setting), func(o entry) bool { return o.Env != e.Env && !o.OfSystem() && !e.OfSystem() })
}

// usable reports whether env may be an environment, as far as the file system may be asked.
func (e entry) usable(p *lint.Pass) bool {
	return p.Files == nil || absolute(e.setting, e.Env) == "" || p.Files.IsFile(e.Env+"/pyvenv.cfg") || p.Files.Exists(e.Env+"/bin/python")
}

// rest is the path without the pinned entries of e's environment; nothing where only colons are left.
func (e entry) rest() []string {
	rest := slices.DeleteFunc(strings.Split(e.setting.Value.Value, ":"), func(text string) bool {
		pin, ok := packagesIn(e.setting, text)
		return ok && pin.Env == e.Env
	})
	if strings.Join(rest, "") == "" {
		return nil
	}
	return rest
}
