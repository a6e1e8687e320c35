package script

import (
	"fmt"
	"path"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model/pyscript"
)

var pathAfterImport = lint.Rule{
	ID:       "script-path-after-import",
	Family:   "script",
	Severity: lint.Warning,
	Needs:    lint.FileSystem,
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "Script that extends sys.path below the import that needs it",
		Why: `Python runs a script from top to bottom. An import above the line that puts the module's folder on sys.path does not find the module, and the script ends there:
every request is "500 Internal Server Error". mod_wsgi does not put the script's own folder on sys.path, so a script that works when it is started by hand, where Python does,
may fail in Apache. It often comes from a tool that sorts imports.

Flagged is an import of a module that lies in a folder which a later line adds, and that is found nowhere else: not in the Python home, not in ` + "`python-path=`" + `, not in
the group's ` + "`home=`" + `.`,
		Log: []lint.LogLine{
			{Text: "ModuleNotFoundError: No module named 'blog'"},
			{Text: "ImportError: No module named blog", Versions: "Python 2"},
			{Text: "Failed to exec Python script file '/srv/blog/wsgi.py'.", Versions: "mod_wsgi 4.5 to 5.0"},
			{Text: "WSGI0109: Unable to execute Python script file '/srv/blog/wsgi.py'.", Versions: lint.FromReference},
		},
		Instead: "Move the line above the import, or leave sys.path alone and give the daemon group the folder: `python-path=/srv/blog`.",
		Refs:    []string{"https://modwsgi.readthedocs.io/en/master/user-guides/application-issues.html"},
	},
	Check: func(p *lint.Pass) {
		for _, x := range scriptsOf(p) {
			asked, told := map[string]bool{}, map[*pyscript.Statement]bool{}
			for _, i := range x.Imports() {
				first, _, _ := strings.Cut(i.Module, ".")
				if x.certain(i) && !asked[first] && len(asked) < maxAsked {
					x.needsLater(p, i, told)
				}
				asked[first] = true
			}
		}
	},
}

// maxAsked is how many modules are looked for in the file system.
const maxAsked = 100

// certain reports whether the import is certainly made, where an error in it ends the script, and is of somebody's own module.
func (x *loaded) certain(i pyscript.Import) bool {
	first, _, _ := strings.Cut(i.Module, ".")
	return i.Statement.Runs() && !x.Guarded(i.Statement) && first != "" && !pyscript.InLibrary(first)
}

// needsLater reports an import whose module is in a folder that a later line puts on sys.path, and nowhere else. Of a line that has been told of
// no more is said: to move it is enough.
func (x *loaded) needsLater(p *lint.Pass, i pyscript.Import, told map[*pyscript.Statement]bool) {
	first, _, _ := strings.Cut(i.Module, ".")
	var later *pyscript.PathChange
	var in pyscript.Folder
	for _, change := range x.PathChanges() {
		above := change.At.Start < x.At(i.From, i.From).Start
		if above && !change.Whole {
			return
		}
		for _, f := range change.Folders {
			if above && !path.IsAbs(f.Path) {
				return
			}
			if !hasModule(p, f.Path, first) {
				continue
			}
			if above {
				return
			}
			if later == nil {
				later, in = &change, f
			}
		}
	}
	if later == nil || told[later.Statement] || len(x.mounts) == 0 || x.opaque(i) || x.findsElsewhere(p, first) {
		return
	}
	told[later.Statement] = true
	x.report(p, lint.Diagnostic{
		At:      x.At(i.From, i.From),
		Message: fmt.Sprintf("%q lies in %q, which is put on sys.path only below; move that above the import", first, in.Path),
		Symptom: fmt.Sprintf("500 for every request: \"No module named '%s'\"", first),
		Related: []lint.Related{{At: later.At, Message: "sys.path is extended here"}},
	})
}

// opaque reports whether something above the import may change sys.path in a way that is not seen.
func (x *loaded) opaque(i pyscript.Import) bool {
	for _, st := range x.Statements {
		if at := x.Span(st); at.Start >= x.At(i.From, i.From).Start {
			return false
		}
		for _, word := range []string{"exec", "execfile", "run_path", "addsitedir", "path_hooks", "meta_path"} {
			if x.Mentions(st.Tokens, word) {
				return true
			}
		}
		if x.Mentions(st.Tokens, "sys") && x.Mentions(st.Tokens, "path") && (!st.Runs() || st.Keyword != "") {
			return true
		}
	}
	return false
}

// hasModule reports whether a folder has a module or a package of the name.
func hasModule(p *lint.Pass, folder, name string) bool {
	if !path.IsAbs(folder) || model.Unfinished(folder) {
		return false
	}
	at := path.Join(folder, name)
	return p.Files.IsFile(at+".py") || p.Files.IsDir(at)
}

// findsElsewhere reports whether Python may find the module without the script's help, in one of the script's mounts.
func (x *loaded) findsElsewhere(p *lint.Pass, module string) bool {
	for _, m := range x.mounts {
		folders, known := searched(p, m)
		if !known {
			return true
		}
		for _, folder := range folders {
			if folder != "" && (hasModule(p, folder, module) || hasOthers(p, folder, module)) {
				return true
			}
		}
	}
	return false
}
