package directives

import (
	"fmt"

	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model/wsgi"
)

var aliasOptionUnknown = lint.Rule{
	ID:       "alias-option-unknown",
	Family:   "directives",
	Severity: lint.Error,
	Fixes:    lint.Unsafe,
	Needs:    lint.Release,
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
- No blank may stand before the "=", and no quotes around a whole option.

A comma or semicolon between options is not refused, and neither is an option without a value. Of ` + "`callable-object=app, process-group=blog`" + ` mod_wsgi looks for
an application called "app,", and ` + "`application-group= process-group=blog`" + ` names an interpreter "process-group=blog".`,
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
			l.each(miswritten, func(x *piece, o *wsgi.Option) {
				if severity, symptom := misnames(l, x); symptom != "" {
					s, _ := mixed(l.known, x, o)
					s.safety = min(s.safety, lint.Unsafe)
					p.Report(s.report(p, l.d, severity, symptom))
				}
			})
		}
	},
}

// misnames is what becomes of a name that another option is a part of, or the mark that is meant to keep the two apart; nothing where another rule
// tells: of a group that is not defined, of one that is nearly %{GLOBAL}, and of a value that is refused.
func misnames(l *line, x *piece) (lint.Severity, string) {
	_, held := l.known.Held(x.value.Value)
	switch {
	case x.name == "callable-object":
		return lint.Error, fmt.Sprintf("404 for every request, or 500 in a daemon group; the error log says \"does not contain WSGI application '%s'\"", x.value.Value)
	case x.name == "application-group" && held != "":
		return lint.Warning, "nothing is logged; it becomes a part of the interpreter's name, and is not read"
	}
	return lint.Off, ""
}
