package directives

import (
	"fmt"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model/wsgi"
)

var directiveValue = lint.Rule{
	ID:       "wsgi-directive-value",
	Family:   "directives",
	Severity: lint.Error,
	Fixes:    lint.Manual,
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "Argument that a directive of mod_wsgi refuses",
		Seen: "Apache does not start, and a reload is refused. In an .htaccess file every request below its folder is \"500 Internal Server " +
			"Error\".",
		Why: `Apache does not start, or in an .htaccess file every request below its folder answers "500 Internal Server Error", because of

- a word other than On and Off, in any letter case. ` + "`1`, `yes` and `true`" + ` are none; WSGIMapHEADToGET also takes Auto;
- no argument, an empty one, or two where one is taken: a path with a blank in it must stand in quotes, the folders of a path are kept apart
  by colons;
- a WSGIScriptAlias without a script, a WSGIDaemonProcess without a name;
- a regular expression of WSGIScriptAliasMatch that is none, such as ` + "`*.py`" + `;
- a WSGIPythonHashSeed that is neither random nor a number from 0 to 4294967295, a WSGIAcceptMutex of another name than default, flock, fcntl, sysvsem,
  posixsem, pthread;
- a word of WSGITrustedProxies that is no address: a host name, a list with commas, capital letters in an IPv6 address, a network mask of 0;
- an empty group or callable behind a WSGIScriptAlias, or a pass-authorization= other than On and Off.`,
		Log: []lint.LogLine{
			{Text: "WSGIPassAuthorization must be one of: Off | On"},
			{Text: "WSGIPythonHome takes one argument, Python prefix/exec_prefix absolute path names."},
			{Text: "WSGIScriptAlias requires at least two arguments, Map location to target WSGI script file."},
			{Text: "Regular expression could not be compiled."},
			{Text: "Unable to parse trusted proxy IP address/subnet of \"0.0.0.0/0\". The specified network mask is invalid."},
			{Text: "Invalid value for authorization flag."},
		},
		Instead: "Write what the directive takes, such as `WSGIPassAuthorization On`; its page in the documentation says what that is.",
		Fix: "Where it is plain what was meant (`yes` for On, a path with a blank), that is written, which is unsafe, for it is a guess. Other values only " +
			"you can know.",
		Refs: []string{"https://modwsgi.readthedocs.io/en/master/configuration.html"},
	},
	Check: func(p *lint.Pass) {
		var args []parser.Word
		for _, d := range builds.Of(p).own {
			args = words(args[:0], d.Directive)
			x := refusesArguments(d.Directive, args, d.known, target(p))
			switch {
			case x == nil:
			case x.swallows != nil:
				p.Report(x.swallows.report(p.Config.Config, d.Directive, lint.Error, refuses(p, x.says)))
			default:
				found := lint.Diagnostic{At: x.at, Message: x.message, Symptom: refuses(p, x.says), Via: d.Via, Fixes: x.fixes}
				if len(args) < max(d.known.Words, 1) {
					found.Explains = lint.Below(d.Directive)
				}
				p.Report(found)
			}
		}
		for _, l := range otherLines.Of(p) {
			l.each(refused, func(x *piece, o *wsgi.Option) {
				at, exact := x.valueAt()
				d := lint.Diagnostic{
					At:      at,
					Message: fmt.Sprintf("%s=%s %s", x.name, x.value.Value, o.Value.Refuses(x.value.Value, target(p))),
					Symptom: refuses(p, o.Says(x.value.Value)),
					Via:     l.d.Via,
				}
				if word := meantWord(&o.Value, x.value.Value); o.Value.Kind == wsgi.Choice && word != "" {
					d.Message += "; write " + word
					d.Fixes = write(at, exact, word, lint.Unsafe)
				}
				p.Report(d)
			})
		}
	},
}
