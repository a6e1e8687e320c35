package groups

import (
	"fmt"
	"path"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

var subInterpreterExtension = lint.Rule{
	ID:       "sub-interpreter-extension",
	Family:   "groups",
	Severity: lint.Warning,
	Fixes:    lint.Safe,
	Needs:    lint.FileSystem,
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "Package that works in the first interpreter only, in an application that has another one",
		Why: `By default each mount runs in an interpreter of its own inside the process. Many packages written in C or Rust know of one interpreter only: numpy and what is
built on it, everything made with PyO3 such as cryptography, bcrypt and pydantic. The first interpreter of a process that imports one gets it, perhaps
with a warning; in every other one the import fails, and the site answers "500 Internal Server Error". Which application is the lucky one depends on who is asked
first after a restart. Others of the kind hang, for good, when they call back into Python.

` + "`WSGIApplicationGroup %{GLOBAL}`" + ` runs the application in the first interpreter, where all of them work.`,
		Log: []lint.LogLine{
			{Text: "UserWarning: NumPy was imported from a Python sub-interpreter but NumPy does not properly support sub-interpreters."},
			{Text: "ImportError: Interpreter change detected - this module can only be loaded into one interpreter per process."},
			{Text: "ImportError: PyO3 modules may only be initialized once per interpreter process"},
		},
		Instead: "Write `WSGIApplicationGroup %{GLOBAL}` beside the mount. Where several applications share the daemon group, first give each " +
			"one of its own.",
		Fix: "The application group becomes %{GLOBAL}. It is safe where nothing else runs in the daemon group; otherwise the applications then share one " +
			"interpreter, and the fix is unsafe.",
		Refs: []string{
			"https://modwsgi.readthedocs.io/en/master/user-guides/application-issues.html",
			"https://numpy.org/doc/stable/user/troubleshooting-importerror.html",
			"https://github.com/PyO3/pyo3/issues/576",
		},
	},
	Check: func(p *lint.Pass) {
		if p.Files == nil || p.Environments == nil {
			return
		}
		tenants := map[string]int{}
		for _, u := range p.Uses {
			tenants[u.Name.Value]++
		}
		packages := packages{p: p, found: map[string]string{}}
		for _, s := range p.Servers {
			for _, m := range s.Mounts {
				h, ok := homeOf(m)
				if _, misspelt := meantGroup(h.application.Value); !ok || h.application.Value == model.Global || misspelt {
					continue
				}
				if name := packages.of(h); name != "" {
					p.Report(inSubInterpreter(p, m, h, name, h.process.IsSet() && tenants[h.process.Value] == 1))
				}
			}
		}
	},
}

// single are packages, by the folder they are imported from, that know of one interpreter only.
var single = []string{"numpy", "scipy", "pandas", "h5py", "torch", "tensorflow", "cryptography", "bcrypt", "pydantic_core", "rpds", "tiktoken", "tokenizers", "polars"}

// packages finds such packages in environments, in each once.
type packages struct {
	p     *lint.Pass
	found map[string]string // by folder
}

// of is a package in the environment of the process, or on its path; "" where there is none.
func (x *packages) of(h home) string {
	var folder model.Value
	if s := x.p.ServerHome(); s != nil {
		folder = s.Value
	}
	var extra []string
	if groups := x.p.GroupsNamed(h.process.Value); len(groups) > 0 {
		extra = strings.Split(groups[0].Option("python-path").Value, ":")
		if own := groups[0].Option("python-home"); own.IsSet() {
			folder = own
		}
	}
	for _, name := range extra {
		if found := x.in(name); found != "" {
			return found
		}
	}
	if env := x.p.Environments.Read(folder.Value); folder.Value != "" && env != nil {
		for _, v := range env.Versions {
			if found := x.in(path.Join(env.Folder, "lib", "python"+v.String(), "site-packages")); found != "" {
				return found
			}
		}
	}
	return ""
}

func (x *packages) in(folder string) string {
	found, ok := x.found[folder]
	for i := 0; i < len(single) && !ok && found == "" && path.IsAbs(folder); i++ {
		if x.p.Files.IsDir(path.Join(folder, single[i])) {
			found = single[i]
		}
	}
	x.found[folder] = found
	return found
}

func inSubInterpreter(p *lint.Pass, m *model.Mount, h home, name string, alone bool) lint.Diagnostic {
	d := lint.Diagnostic{
		At:      m.URL.At(),
		Message: fmt.Sprintf("the application at %s runs in an interpreter of its own, but its environment has %s, which is sure to work in %s only", m.URL.Value, name, model.Global),
		Symptom: "the import fails in all but one interpreter of the process, with \"ImportError\" in the error log, and the application answers 500; or it hangs",
		Via:     m.Decl.Via,
	}
	fix := lint.Fix{Title: "Run it in the first interpreter", Safety: lint.Unsafe}
	if alone {
		fix.Safety = lint.Safe
	}
	own := len(m.Server.Mounts) == 1
	switch {
	case h.application.IsSet():
		d.At = h.application.At()
		if h.application.Exact() && (own || h.application.Decl == m.Decl) {
			fix.Edits = []source.Edit{{Span: h.application.At(), New: model.Global}}
		}
	case !lint.Movable(m.Decl):
	case own:
		fix.Edits = lint.LineAbove(m.Decl, "WSGIApplicationGroup "+model.Global)
	case staysAccepted(p, m):
		fix.Edits = lint.AddWords(m.Decl, "application-group="+model.Global)
	}
	if len(fix.Edits) > 0 {
		d.Fixes = []lint.Fix{fix}
	}
	return d
}
