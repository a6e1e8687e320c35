package directives

import (
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model/wsgi"
)

var aliasOptionUnknown = lint.Rule{
	ID:       "alias-option-unknown",
	Family:   "directives",
	Severity: lint.Error,
	Fixes:    lint.Unsafe,
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "WSGIScriptAlias with something behind the script that is no option of it",
		Why: `Behind the URL and the script WSGIScriptAlias takes process-group, application-group, callable-object and pass-authorization, each written
NAME=VALUE. Anything else is refused, and Apache does not start; the message does not say what it was.

- WSGIScriptAliasMatch has process-group and application-group since mod_wsgi 4.6.0 only.
- WSGIImportScript takes process-group and application-group, WSGIHandlerScript these and pass-authorization.
- WSGIDispatchScript, WSGIAccessScript, WSGIAuthUserScript and WSGIAuthGroupScript take application-group alone: they run in Apache's own processes.
- threads, python-home and the like are options of WSGIDaemonProcess.
- A path with a blank in it stands in quotes, or what follows the blank is taken for an option.
- No blank may stand before the "=", and no quotes around a whole option.`,
		Log: []lint.LogLine{
			{Text: "Invalid option to WSGI script alias definition."},
			{Text: "Invalid option to WSGI import script definition."},
			{Text: "Invalid option to WSGI handler script definition."},
			{Text: "Invalid option to WSGI dispatch script definition."},
			{Text: "Invalid option to WSGI access script definition."},
		},
		Instead: "Correct the option, or set it where it belongs. Before 4.6.0 the group of a WSGIScriptAliasMatch is chosen by WSGIProcessGroup in a " +
			"`<Location>` or the script's `<Directory>`.",
		Fix: "A name becomes the one that was probably meant, and a path that seems to go on behind a blank is put in quotes: both are guesses, and " +
			"unsafe. A blank before the \"=\" or quotes in the wrong place are mended, which is safe.",
		Refs: []string{
			"https://modwsgi.readthedocs.io/en/master/configuration-directives/WSGIScriptAlias.html",
			"https://modwsgi.readthedocs.io/en/master/configuration-directives/WSGIScriptAliasMatch.html",
		},
	},
	Check: func(p *lint.Pass) {
		for _, l := range otherLines.Of(p) {
			l.each(unknown, func(x *piece, o *wsgi.Option) {
				p.Report(l.unknownOption(p, x, o))
			})
			for _, s := range slips(l.known, l.d, l.pieces) {
				p.Report(s.report(p, l.d, lint.Error, refuses(p, l.known.Invalid)))
			}
		}
	},
}
