package python

import (
	"fmt"
	"path"
	"slices"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

var homeIsAnEnvironment = lint.Rule{
	ID:       "home-is-an-environment",
	Family:   "python",
	Severity: lint.Warning,
	Fixes:    lint.Unsafe,
	Needs:    lint.FileSystem,
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "home= names an environment, and nothing makes the group run in it",
		Why: `home= is the working folder of a daemon group's processes, and the first folder on sys.path. It does not make them run in the
environment that lies there: that is python-home=. Without it the group runs with the system's Python, and the site answers "500 Internal
Server Error" with the first import of a package, because the environment's lib/pythonX.Y/site-packages is not looked into.

This rule asks the file system, so it must run where the site will.`,
		Log:     []lint.LogLine{{Text: "ModuleNotFoundError: No module named 'django'"}},
		Instead: "`WSGIDaemonProcess blog python-home=/srv/blog/venv`; keep `home=` only if the site needs that working folder.",
		Fix: "`python-home=` comes beside `home=`, which stays: modules of the site may lie in the same folder. It is unsafe, for the packages of " +
			"the environment take the place of the system's.",
		Refs: []string{"https://modwsgi.readthedocs.io/en/master/configuration-directives/WSGIDaemonProcess.html"},
	},
	Check: func(p *lint.Pass) {
		if p.Files == nil || p.ServerHome() != nil || p.Target.ModWSGI.Less(pythonHomeSince) {
			return
		}
		for _, g := range p.Groups {
			home := g.Option("home")
			if !home.IsSet() || g.Option("python-home").IsSet() || g.Option("chroot").IsSet() || !isVirtual(p, home.Value) || bringsPackages(g, home.Value) {
				continue
			}
			p.Report(lint.Diagnostic{
				At:      home.At(),
				Message: fmt.Sprintf("home=%s is a Python environment, but only the working folder; to run in it the group needs python-home=%s", home.Value, parser.Quote(path.Clean(home.Value), 0)),
				Symptom: "the group runs with the system's Python: the site answers 500 with \"ModuleNotFoundError: No module named …\" in the error log",
				Via:     g.Decl.Via,
				Fixes:   runIn(g, home),
			})
		}
	},
}

// isVirtual reports whether a folder certainly is an environment that somebody made, no part of the system.
func isVirtual(p *lint.Pass, folder string) bool {
	e := environment(p, folder)
	return e != nil && (e.Virtual || p.Files.IsFile(e.Folder+"/bin/activate") || p.Files.IsDir(e.Folder+"/conda-meta"))
}

// bringsPackages reports whether the group's path has the packages of the environment, which is rule pinned-site-packages' matter.
func bringsPackages(g *model.DaemonGroup, env string) bool {
	own := g.Option("python-path")
	return own.IsSet() && slices.ContainsFunc(pinnedEntries(&model.PythonSetting{Value: own, Group: g}), func(e entry) bool {
		return sameEnvironment(env, e.Env)
	})
}

func runIn(g *model.DaemonGroup, home model.Value) []lint.Fix {
	if !home.Exact() {
		return nil
	}
	o, _, _ := g.Options.Last("home")
	at, exact := g.Decl.Origin(o.Start, o.End())
	if !exact {
		return nil
	}
	insert := source.Span{File: at.File, Start: at.Start, End: at.Start}
	return []lint.Fix{{
		Title:  "Run the group in the environment",
		Safety: lint.Unsafe,
		Edits:  []source.Edit{{Span: insert, New: "python-home=" + parser.Quote(path.Clean(home.Value), home.Quote) + " "}},
	}}
}
