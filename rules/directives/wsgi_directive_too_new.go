package directives

import (
	"fmt"

	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model/wsgi"
)

var directiveTooNew = lint.Rule{
	ID:       "wsgi-directive-too-new",
	Family:   "directives",
	Severity: lint.Error,
	Fixes:    lint.Manual,
	Needs:    lint.Release,
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "Directive of a newer mod_wsgi",
		Why: `The documentation on the web is that of the newest mod_wsgi; the module of a distribution may be years older. A directive it does not
know yet keeps Apache from starting, and the message reads as if the name were misspelt.

modwsgi-lint judges by the version of the module that the configuration loads, or by --target-mod-wsgi, or else by the current release. ` +
			"`apachectl -M` and the Server header do not tell it; the error log does as Apache starts: \"mod_wsgi/4.9.4 Python/3.11 configured\"." + `
A directive in <IfDirective NAME> is left alone.`,
		Log: []lint.LogLine{
			{Text: "Invalid command 'WSGISwitchInterval', perhaps misspelled or defined by a module not included in the server configuration", Versions: "mod_wsgi before 6.0"},
			{Text: "Invalid command 'WSGIDestroyInterpreter', perhaps misspelled or defined by a module not included in the server configuration", Versions: "mod_wsgi before 4.9.1"},
		},
		Instead: "Upgrade mod_wsgi, for instance with `pip install mod_wsgi`, or do without the directive. Where one file must serve old and new servers, put " +
			"the line in `<IfDirective NAME>`.",
		Fix:  "The removal of the line is shown only: what it asked for may matter more than the version.",
		Refs: []string{"https://modwsgi.readthedocs.io/en/master/release-notes.html"},
	},
	Check: func(p *lint.Pass) {
		builds.Of(p).absent(tooNew, func(d *eval.Directive, known *wsgi.Directive, since wsgi.Release) {
			came := "it came with"
			if since == known.Python3Since {
				came = "builds for Python 3 have it since"
			}
			report := lint.Diagnostic{
				At: nameAt(d),
				Message: fmt.Sprintf("%s is not in mod_wsgi %s: %s %s; upgrade, or remove it",
					shown(d.Name), lint.Version(target(p)), came, lint.Version(since)),
				Symptom: unknownCommand(p, d),
				Via:     d.Via,
			}
			if lint.Movable(d) && !d.IsSection() {
				report.Fixes = []lint.Fix{{
					Title: "Remove the line", Safety: lint.Manual, Edits: []source.Edit{lint.RemoveLines(d.Syntax.Span())},
				}}
			}
			p.Report(report)
		})
	},
}
