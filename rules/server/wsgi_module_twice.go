package server

import (
	"fmt"
	"slices"

	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

var wsgiModuleTwice = lint.Rule{
	ID:       "wsgi-module-twice",
	Family:   "server",
	Severity: lint.Warning,
	Fixes:    lint.Safe,
	Needs:    lint.WholeServer, // for the first LoadModule
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "Second LoadModule for mod_wsgi",
		Seen: "The site runs in the Python of the module that was loaded first, and may answer \"500 Internal Server Error\" with " +
			"ModuleNotFoundError. The error log warns at start.",
		Why: `Apache loads a module once: the first LoadModule line for wsgi_module counts, and every later one is skipped with a warning, whatever
file it names and even if that file is missing. So the mod_wsgi of a new Python, loaded in a file that is read later, never runs: applications go on
with the Python of the first, and a virtual environment made for the new one answers 200 without its packages, or ModuleNotFoundError.`,
		Log:     []lint.LogLine{{Text: "AH01574: module wsgi_module is already loaded, skipping"}},
		Instead: "Keep the line that names the module you want and remove the other; on Debian `a2dismod wsgi` removes the package's own.",
		Fix: "The line that is skipped is removed. That is safe, for Apache skips it. Where the two name different files it is only shown, because a person must say " +
			"which was meant.",
		Refs: []string{"https://httpd.apache.org/docs/2.4/mod/mod_so.html#loadmodule"},
	},
	Check: func(p *lint.Pass) {
		var loads []*eval.Directive
		for _, d := range p.ReadTime {
			if !d.Is("LoadModule") || d.Arg(0).Value != model.WSGIModule || d.Arg(1).Value == "" || unguarded(p, d) {
				continue
			}
			for _, first := range loads {
				if first.Syntax != d.Syntax && first.HoldsWith(d) {
					p.Report(skippedLoad(d, first))
					break
				}
			}
			if len(loads) < maxLoads {
				loads = append(loads, d)
			}
		}
	},
}

// unguarded reports whether a line is read only because the guard around it asks for a name no module has, as <IfModule !mod_wsgi> does.
func unguarded(p *lint.Pass, d *eval.Directive) bool {
	in := d.Syntax.In()
	return in != nil && slices.ContainsFunc(p.Guards(), func(g model.Guard) bool { return g.Negated && g.Syntax == in.Open })
}

// maxLoads is how many LoadModule lines, each under conditions of its own, are compared with later ones.
const maxLoads = 16

func skippedLoad(d, first *eval.Directive) lint.Diagnostic {
	used, file := first.Arg(1).Value, d.Arg(1).Value
	found := lint.Diagnostic{
		At:      d.Arg(0).At(),
		Message: fmt.Sprintf("mod_wsgi is loaded already, so this line is skipped; remove it or the other, which loads %s as well", used),
		Symptom: `the error log warns: "AH01574: module wsgi_module is already loaded, skipping"`,
		Via:     d.Via,
		Related: []lint.Related{{At: first.Arg(0).At(), Message: "mod_wsgi is loaded here"}},
	}
	safety := lint.Safe
	if file != used {
		safety = lint.Manual
		found.Message = fmt.Sprintf("mod_wsgi is loaded already, so this line is skipped and %s runs, not %s; remove the one that is not wanted", used, file)
	}
	if lint.Movable(d) {
		found.Fixes = []lint.Fix{{
			Title:  "Remove the line that is skipped",
			Safety: safety,
			Edits:  []source.Edit{lint.RemoveLines(d.Syntax.Span())},
		}}
	}
	return found
}
