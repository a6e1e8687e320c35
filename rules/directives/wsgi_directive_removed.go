package directives

import (
	"fmt"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model/wsgi"
)

var directiveRemoved = lint.Rule{
	ID:       "wsgi-directive-removed",
	Family:   "directives",
	Severity: lint.Error,
	Fixes:    lint.Manual,
	Needs:    lint.Release,
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "Directive that mod_wsgi no longer has",
		Why: `A release of mod_wsgi that has dropped a directive knows nothing of it: Apache does not start after the upgrade, and the message
reads as if the name were misspelt.

- mod_wsgi 6.0 dropped WSGILazyInitialization (Python is always initialised late now) and WSGINewRelicConfigFile, WSGINewRelicEnvironment.
- mod_wsgi 3.0 dropped WSGIReloadMechanism and WSGIApacheExtensions, 2.0 dropped WSGIOutputBuffering and WSGIPythonExecutable.
- WSGIPy3kWarningFlag never was in builds for Python 3, nor WSGIUserAuthoritative in builds for Apache 2.2 and later.

modwsgi-lint judges by the version of the module that the configuration loads, or by --target-mod-wsgi, or else by the current release. A directive in
<IfDirective NAME> is left alone.`,
		Log: []lint.LogLine{
			{Text: "Invalid command 'WSGILazyInitialization', perhaps misspelled or defined by a module not included in the server configuration", Versions: "mod_wsgi 6"},
			{Text: "Invalid command 'WSGIReloadMechanism', perhaps misspelled or defined by a module not included in the server configuration", Versions: "mod_wsgi 3 and later"},
		},
		Instead: "Remove the line. New Relic's agent is started by the application itself.",
		Fix: "A line that says what holds anyway is removed, and that is safe: `WSGILazyInitialization On`, `WSGIOutputBuffering Off`. For others the " +
			"removal, or the directive that took the place, is shown only, for what the line asked for is no longer done.",
		Refs: []string{"https://modwsgi.readthedocs.io/en/master/release-notes.html"},
	},
	Check: func(p *lint.Pass) {
		builds.Of(p).absent(removed, func(d *eval.Directive, known *wsgi.Directive, gone wsgi.Release) {
			p.Report(lint.Diagnostic{
				At:      nameAt(d),
				Message: removedMessage(p, d, known, gone),
				Symptom: unknownCommand(p, d),
				Via:     d.Via,
				Fixes:   removeDirective(d, known),
			})
		})
	},
}

// unknownCommand is the symptom of a directive that the loaded modules do not have.
func unknownCommand(p *lint.Pass, d *eval.Directive) string {
	return refuses(p, fmt.Sprintf("Invalid command '%s', perhaps misspelled or defined by a module not included in the server configuration", d.Name))
}

func removedMessage(p *lint.Pass, d *eval.Directive, known *wsgi.Directive, gone wsgi.Release) string {
	what := shown(d.Name) + " is only in builds of mod_wsgi for "
	switch {
	case gone != wsgi.Release{}:
		what = fmt.Sprintf("%s is not in mod_wsgi %s: it was removed in %s", shown(d.Name), lint.Version(target(p)), lint.Version(gone))
	case known.Apache20:
		what += "Apache 2.0"
	default:
		what += "Python 2"
	}
	switch {
	case isDefault(d, known):
		return what + "; remove the line, for it says what holds anyway"
	case known.Successor != "":
		return what + "; use " + known.Successor
	}
	return what + "; remove the line"
}

// isDefault reports whether d says what holds without it.
func isDefault(d *eval.Directive, known *wsgi.Directive) bool {
	args := d.Args()
	return known.Default != "" && len(args) == 1 && strings.EqualFold(args[0].Value, known.Default)
}

func removeDirective(d *eval.Directive, known *wsgi.Directive) []lint.Fix {
	if !lint.Movable(d) || d.IsSection() {
		return nil
	}
	if known.Successor != "" && !isDefault(d, known) && d.Syntax.Name().Value == d.Name {
		return []lint.Fix{{Title: "Use " + known.Successor, Safety: lint.Manual, Edits: []source.Edit{{Span: nameAt(d), New: known.Successor}}}}
	}
	fix := lint.Fix{Title: "Remove the line", Safety: lint.Manual, Edits: []source.Edit{lint.RemoveLines(d.Syntax.Span())}}
	if isDefault(d, known) {
		fix.Safety = lint.Safe
	}
	return []lint.Fix{fix}
}
