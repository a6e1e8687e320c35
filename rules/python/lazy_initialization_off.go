package python

import (
	"fmt"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

var lazyInitializationOff = lint.Rule{
	ID:       "lazy-initialization-off",
	Family:   "python",
	Severity: lint.Warning,
	Fixes:    lint.Safe,
	Needs:    lint.WholeServer | lint.Release, // for homes in other files
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "WSGILazyInitialization Off makes python-home useless",
		Seen: "The site answers \"500 Internal Server Error\", with ModuleNotFoundError in the error log, or runs with the system's " +
			"packages. Nothing says that python-home= is ignored.",
		Why: `With WSGILazyInitialization Off Python is started in Apache's parent process, before the daemon processes are forked from it. They
inherit a Python that has its home already, that of WSGIPythonHome or the system's, and python-home= comes too late.

mod_wsgi 6 does not know the directive any more: Apache does not start with it, see ` + "`modwsgi-lint explain wsgi-directive-removed`" + `.`,
		Log:     []lint.LogLine{{Text: "ModuleNotFoundError: No module named 'django'"}},
		Instead: "Remove the line: Python is then started in each process, with the home that its group asks for.",
		Fix:     "The line goes, for On is the default. It is safe: each group then runs in the environment that it names.",
		Refs:    []string{"https://modwsgi.readthedocs.io/en/master/configuration-directives/WSGILazyInitialization.html"},
	},
	Check: func(p *lint.Pass) {
		if off := notLazy(p); off != nil {
			if home := homeInVain(p, off); home != nil {
				p.Report(inVain(off, home))
			}
		}
	},
}

// notLazy is the WSGILazyInitialization Off that counts; nil where there is none.
func notLazy(p *lint.Pass) *eval.Directive {
	if !p.Target.ModWSGI.Less(lint.Version{6}) {
		return nil
	}
	var last *eval.Directive
	for _, d := range p.Own {
		if d.Is("WSGILazyInitialization") {
			last = d
		}
	}
	if last == nil || !strings.EqualFold(last.Arg(0).Value, "Off") {
		return nil
	}
	return last
}

// homeInVain is the first python-home that stands with the directive and is not the server's own.
func homeInVain(p *lint.Pass, d *eval.Directive) *model.PythonSetting {
	server := p.ServerHome()
	for _, home := range named(p) {
		switch {
		case home.Group == nil || home.Value.Value == "":
		case server != nil && sameEnvironment(home.Value.Value, server.Value.Value):
		case d.HoldsWith(home.Decl) || home.Decl.HoldsWith(d):
			return home
		}
	}
	return nil
}

func inVain(d *eval.Directive, home *model.PythonSetting) lint.Diagnostic {
	report := lint.Diagnostic{
		At: d.At(),
		Message: fmt.Sprintf("python-home %q is ignored: with %s Off, Python is started before the group's processes are; remove the line",
			home.Value.Value, d.Name),
		Symptom: "the group runs with the server's own Python home and does not find the packages of its environment, without a word in the error log",
		Via:     d.Via,
		Related: []lint.Related{{At: home.At(), Message: "this Python home is ignored"}},
	}
	if lint.Movable(d) {
		report.Fixes = []lint.Fix{{Title: "Remove the line", Safety: lint.Safe, Edits: []source.Edit{lint.RemoveLines(d.Syntax.Span())}}}
	}
	return report
}
