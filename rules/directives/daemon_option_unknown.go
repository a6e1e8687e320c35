package directives

import (
	"fmt"
	"iter"

	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model/wsgi"
)

var daemonOptionUnknown = lint.Rule{
	ID:       "daemon-option-unknown",
	Family:   "directives",
	Severity: lint.Error,
	Fixes:    lint.Unsafe,
	Needs:    lint.Release,
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "Option that WSGIDaemonProcess does not have",
		Why: `mod_wsgi refuses an option it does not know, and Apache does not start. The message does not say which option it was. Letter case counts:
` + "`Threads=5`" + ` is unknown.

Many options are younger than the module a distribution ships: startup-timeout came with 4.5.6, most timeouts with 4.1.0, interrupt-timeout and
switch-interval with 6.0. The options of New Relic were removed in 6.0.

process-group and application-group are options of WSGIScriptAlias: the group is defined here, and chosen there. A virtual environment is named
with python-home.

modwsgi-lint judges by the version of the module that the configuration loads, or by --target-mod-wsgi, or else by the current release.`,
		Log:     []lint.LogLine{{Text: "Invalid option to WSGI daemon process definition."}},
		Instead: "Use the option's right name, or leave it out: `WSGIDaemonProcess blog threads=5 python-home=/srv/blog/venv`.",
		Fix: "The name becomes the one that was probably meant; that is a guess, and unsafe. The removal of an option that this version does not have " +
			"is shown only.",
		Refs: []string{
			"https://modwsgi.readthedocs.io/en/master/configuration-directives/WSGIDaemonProcess.html",
			"https://modwsgi.readthedocs.io/en/master/release-notes.html",
		},
	},
	Check: func(p *lint.Pass) {
		for _, l := range daemonLines.Of(p) {
			l.each(unknown, func(x *piece, o *wsgi.Option) {
				p.Report(l.unknownOption(p, x, o))
			})
		}
	},
}

// otherNames are what other servers and tools call an option.
var otherNames = map[string]string{
	"virtualenv": "python-home", "venv": "python-home", "max-requests": "maximum-requests", "workers": "processes", "timeout": "request-timeout",
	"chdir": "home", "home-dir": "home", "working-directory": "home", "uid": "user", "gid": "group",
}

// unknownOption is the finding of an option that the release judged by has not; o is nil where no release has it.
func (l *line) unknownOption(p *lint.Pass, x *piece, o *wsgi.Option) lint.Diagnostic {
	at, exact := span(l.d, x.start, x.start+len(x.name))
	report := lint.Diagnostic{At: at, Symptom: refuses(p, l.known.Invalid), Via: l.d.Via}
	near := ""
	switch r := target(p); {
	case o != nil && o.Successor != "" && !r.Before(o.Removed):
		near = o.Successor
		report.Message = fmt.Sprintf("%s= is not in mod_wsgi %s: since %s it is %s=", x.name, lint.Version(r), lint.Version(o.Removed), near)
	case o != nil && r.Before(o.Since):
		report.Message = fmt.Sprintf("%s= is not in mod_wsgi %s: %s has it since %s", x.name, lint.Version(r), l.known.Name, lint.Version(o.Since))
		report.Fixes = l.leaveOut(x)
	case o != nil:
		report.Message = fmt.Sprintf("%s= is not in mod_wsgi %s: it was removed in %s", x.name, lint.Version(r), lint.Version(o.Removed))
		report.Fixes = l.leaveOut(x)
	default:
		report.Message = fmt.Sprintf("%s has no option %q", l.known.Name, x.name)
		if near = l.meant(x.name, r); near != "" {
			report.Message += fmt.Sprintf("; did you mean %s?", near)
		} else if len(l.known.Options) == 1 {
			report.Message += fmt.Sprintf("; it takes %s= alone", l.known.Options[0].Name)
		} else if owner := l.owner(x.name); owner != "" {
			report.Message += fmt.Sprintf("; it is one of %s", owner)
		}
	}
	if near != "" && exact {
		report.Fixes = []lint.Fix{{Title: "Use " + near, Safety: lint.Unsafe, Edits: []source.Edit{{Span: at, New: near}}}}
	}
	return report
}

// leaveOut removes an option, for a person to consider.
func (l *line) leaveOut(x *piece) []lint.Fix {
	at, exact := span(l.d, x.after, x.end())
	if !exact {
		return nil
	}
	return []lint.Fix{{Title: fmt.Sprintf("Leave %s= out", x.name), Safety: lint.Manual, Edits: []source.Edit{{Span: at}}}}
}

// meant is the option of the line's directive that a name was probably meant to be.
func (l *line) meant(name string, r wsgi.Release) string {
	if o := l.known.Option(otherNames[name]); o != nil && o.In(r) {
		return o.Name
	}
	if l.owner(name) != "" {
		return ""
	}
	return meant(name, iter.Seq[string](func(yield func(string) bool) {
		for i := range l.known.Options {
			if l.known.Options[i].In(r) && !yield(l.known.Options[i].Name) {
				return
			}
		}
	}))
}

// owner is the directive that has an option which the line's has not; of several, the one people use most.
func (l *line) owner(name string) string {
	for _, directive := range []string{"WSGIScriptAlias", "WSGIDaemonProcess"} {
		if directive != l.known.Name && wsgi.Lookup(directive).Option(name) != nil {
			return directive
		}
	}
	return ""
}
