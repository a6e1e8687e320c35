package groups

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model/pyscript"
)

var appsShareInterpreter = lint.Rule{
	ID:       "apps-share-interpreter",
	Family:   "groups",
	Severity: lint.Warning,
	Fixes:    lint.Manual,
	Needs:    lint.FileSystem,
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "Applications that get in each other's way in one process",
		Seen:  "Of two sites the one that is asked first after a restart works; the other shows its pages, or \"500 Internal Server Error\".",
		Why: `The environment belongs to the process. Django's own wsgi.py says ` + "`os.environ.setdefault(\"DJANGO_SETTINGS_MODULE\", …)`" + `, which leaves alone what is set: of two
sites in one process the one that is asked first after a restart sets it, and the other one runs with its settings. The visitor of the shop sees the blog, or "500 Internal
Server Error" where the other settings cannot be imported. **Separate application groups do not help**: they separate interpreters, and all interpreters of a process have one environment.

Where two applications also share the interpreter, by ` + "`WSGIApplicationGroup %{GLOBAL}`" + `, they share all modules too: of two that have the same name, the second application gets the first
one's, and assigning to ` + "`os.environ`" + ` comes too late for settings that are loaded already.

Two different scripts that share an interpreter and show no such conflict are mentioned as advice.`,
		Log: []lint.LogLine{{Text: "ModuleNotFoundError: No module named 'shop'"}},
		Instead: "Give each application a daemon group of its own, `WSGIDaemonProcess shop python-home=/srv/shop/venv` and `process-group=shop` at its mount. In a process of its own each " +
			"may run in `%{GLOBAL}`.",
		Fix: "A daemon group is made for the mount, called as the settings are. Which `python-home=` and `python-path=` it needs you must say.",
		Refs: []string{
			"https://modwsgi.readthedocs.io/en/master/user-guides/application-issues.html",
			"https://docs.djangoproject.com/en/stable/howto/deployment/wsgi/modwsgi/",
		},
	},
	Check: func(p *lint.Pass) {
		if p.Scripts == nil {
			return
		}
		dead := deadMounts.Of(p)
		first := map[string]*tenant{} // by process and what may be in the way
		for _, s := range p.Servers {
			for _, m := range s.Mounts {
				if t := tenantOf(p, m); t != nil && !dead[m] {
					t.meet(p, first)
				}
			}
		}
	},
}

// A tenant is an application that is known to run in one process.
type tenant struct {
	home
	mount    *model.Mount
	script   *pyscript.Script
	settings pyscript.Variable
	django   bool
}

// tenantOf is nil where it is not certain which script runs in which process.
func tenantOf(p *lint.Pass, m *model.Mount) *tenant {
	file, one := m.File()
	h, certain := homeOf(m)
	if !one || !certain || !h.process.IsSet() && !p.Closed() {
		return nil
	}
	t := &tenant{home: h, mount: m, script: p.Scripts.Read(file)}
	if t.script == nil {
		return nil
	}
	t.settings, t.django = t.script.Environ("DJANGO_SETTINGS_MODULE")
	return t
}

// meet compares a tenant with the first one of its process, and with the first one of its interpreter.
func (t *tenant) meet(p *lint.Pass, first map[string]*tenant) {
	process := "process " + t.processGroup()
	if t.django {
		switch o := first[process]; {
		case o == nil:
			first[process] = t
		case t.beside(o) && t.disturbs(o):
			p.Report(t.sameEnvironment(p, o))
			return
		}
	}
	if t.applicationGroup() != model.Global {
		return
	}
	switch o := first["interpreter "+process]; {
	case o == nil:
		first["interpreter "+process] = t
	case t.beside(o) && t.apart(o):
		p.Report(t.sameInterpreter(p, o))
	}
}

// beside reports whether another script certainly runs in the process too.
func (t *tenant) beside(o *tenant) bool {
	return t.script != o.script && (t.mount.Decl.HoldsWith(o.mount.Decl) || o.mount.Decl.HoldsWith(t.mount.Decl))
}

// disturbs reports whether one of two sites may run with the settings of the other: it leaves the variable as it is, or reads none anew in
// the interpreter that both share.
func (t *tenant) disturbs(o *tenant) bool {
	shared := t.applicationGroup() != "" && t.applicationGroup() == o.applicationGroup()
	return t.settings.Value != o.settings.Value && (t.settings.Default || o.settings.Default || shared)
}

// apart reports whether neither script lies in a folder of the other, so that they are probably no two parts of one application.
func (t *tenant) apart(o *tenant) bool {
	a, b := path.Dir(t.script.Source.Name), path.Dir(o.script.Source.Name)
	return !model.Below(a, b) && !model.Below(b, a)
}

// where names the process for people.
func (t *tenant) where() string {
	if t.process.IsSet() && t.process.Value != model.Global {
		return fmt.Sprintf("process group %q", t.process.Value)
	}
	return "Apache's own processes"
}

func (t *tenant) sameEnvironment(p *lint.Pass, o *tenant) lint.Diagnostic {
	return lint.Diagnostic{
		At: t.mount.Script.At(),
		Message: fmt.Sprintf("DJANGO_SETTINGS_MODULE is %q here and %q in %q, and both run in %s and share one environment, whatever the application groups; "+
			"give each a daemon group of its own", t.settings.Value, o.settings.Value, o.script.Source.Name, t.where()),
		Symptom: "the site that is asked first after a restart decides: the other one shows its pages, or answers 500",
		Via:     t.mount.Decl.Via,
		Related: []lint.Related{
			{At: o.mount.Script.At(), Message: "this script runs in the same process"},
			{At: t.settings.At, Message: "the settings of the one"},
			{At: o.settings.At, Message: "the settings of the other"},
		},
		Fixes: t.separate(p, t.settings.Value),
	}
}

func (t *tenant) sameInterpreter(p *lint.Pass, o *tenant) lint.Diagnostic {
	d := lint.Diagnostic{
		Severity: lint.Info,
		At:       t.mount.Script.At(),
		Message: fmt.Sprintf("%q runs in the same interpreter, %s of %s; give each a daemon group of its own, so that neither sees the other's modules and environment",
			o.script.Source.Name, model.Global, t.where()),
		Via:     t.mount.Decl.Via,
		Related: []lint.Related{{At: o.mount.Script.At(), Message: "this script runs in the same interpreter"}},
		Fixes:   t.separate(p, path.Base(path.Dir(t.script.Source.Name))),
	}
	if name := t.clash(p, o); name != "" {
		d.Severity = lint.Warning
		d.Message = fmt.Sprintf("this script and %q have a module %q each, and run in the same interpreter, %s of %s, where there can be one; give each a daemon group of its own",
			o.script.Source.Name, name, model.Global, t.where())
		d.Symptom = "the application that is asked second after a restart works with the modules of the first"
	}
	return d
}

// clash is a module that both applications import, each from a folder that its script puts on sys.path; "" where there is none.
func (t *tenant) clash(p *lint.Pass, o *tenant) string {
	theirs, mine := o.modules(p), t.modules(p)
	for _, name := range slices.Sorted(maps.Keys(mine)) {
		if mine[name] != "" && theirs[name] != "" && theirs[name] != mine[name] {
			return name
		}
	}
	return ""
}

// maxModules is how many modules of a script are looked for in the file system.
const maxModules = 100

// modules are those that the script certainly imports, and the settings, which Django does, that lie in folders which the script puts on
// sys.path: by name, with their places.
func (t *tenant) modules(p *lint.Pass) map[string]string {
	names := []string{t.settings.Value}
	for _, i := range t.script.Imports() {
		if i.Statement.Runs() {
			names = append(names, i.Module)
		}
	}
	found := map[string]string{}
	for _, dotted := range names {
		name, _, _ := strings.Cut(dotted, ".")
		if _, asked := found[name]; !asked && name != "" && !pyscript.InLibrary(name) && len(found) < maxModules {
			found[name] = t.place(p, name)
		}
	}
	return found
}

// place is where a module lies in a folder that the script puts on sys.path; "" where in none.
func (t *tenant) place(p *lint.Pass, module string) string {
	for _, change := range t.script.PathChanges() {
		for _, f := range change.Folders {
			if at := path.Join(f.Path, module); path.IsAbs(at) && (p.Files.IsFile(at+".py") || p.Files.IsFile(at+"/__init__.py")) {
				return at
			}
		}
	}
	return ""
}

// separate makes a daemon group for the mount, called as what it is made for.
func (t *tenant) separate(p *lint.Pass, purpose string) []lint.Fix {
	name, _, _ := strings.Cut(purpose, ".")
	plain := strings.Trim(strings.ToLower(name), "abcdefghijklmnopqrstuvwxyz0123456789_-") == ""
	if !plain || name == "" || len(p.GroupsNamed(name)) > 0 || !lint.Movable(t.mount.Decl) {
		return nil
	}
	edits := lint.LineAbove(t.mount.Decl, "WSGIDaemonProcess "+name)
	option := t.mount.Option("process-group")
	switch {
	case !option.IsSet():
		words := lint.AddWords(t.mount.Decl, "process-group="+name)
		if len(words) == 0 {
			return nil
		}
		edits = append(edits, words...)
	case option.Exact():
		edits = append(edits, source.Edit{Span: option.At(), New: name})
	default:
		return nil
	}
	return []lint.Fix{{Title: "Give it a daemon group of its own", Safety: lint.Manual, Edits: edits}}
}
