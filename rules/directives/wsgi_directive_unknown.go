package directives

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser/directives"
	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model/wsgi"
)

var directiveUnknown = lint.Rule{
	ID:       "wsgi-directive-unknown",
	Family:   "directives",
	Severity: lint.Error,
	Fixes:    lint.Unsafe,
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "Directive that no release of mod_wsgi has",
		Why: `Apache stops at the first name that no loaded module knows, so one wrong letter keeps every site of the server down. In an
.htaccess file every request below its folder answers "500 Internal Server Error".

The message names mod_wsgi nowhere and says the same when the module is not loaded at all. If directives above this one are accepted, the
module is there and the name is wrong.

A line that begins with an option, ` + "`request-timeout=60`" + `, is one too: the backslash at the end of the line above is lost.

Letter case does not matter in names of directives.`,
		Log: []lint.LogLine{
			{Text: "Invalid command 'WSGIScriptAllias', perhaps misspelled or defined by a module not included in the server configuration"},
		},
		Instead: "Correct the name. The directives of mod_wsgi are listed in its documentation, and `apachectl -L` lists those of the modules that are loaded.",
		Fix: "The name becomes the one nearest to it, where there is only one so near. It is unsafe, for nothing proves that this one was meant. " +
			"Where a line goes on, a backslash ends the one above.",
		Refs: []string{"https://modwsgi.readthedocs.io/en/master/configuration.html"},
	},
	Check: func(p *lint.Pass) {
		b := builds.Of(p)
		sections := 0
		for _, d := range p.Own {
			if wsgi.Lookup(d.Name) != nil || model.Garbled(d.Name) {
				continue
			}
			near := meant(d.Name, b.names())
			found := unknownDirective(p, d, near)
			if d.IsSection() && sections < maxSections {
				sections++
				found.Explains = lint.Unbalanced(p.Config.Config, strings.TrimPrefix(cmp.Or(near, "<WSGIInterpreterOptions"), "<"), false, d.At())
			}
			p.Report(found)
		}
		for _, d := range p.Directives {
			if name := misspelt(d); name != "" && !model.Garbled(d.Name) {
				p.Report(unknownDirective(p, d, name))
			}
			if model.IsOption(d.Name) {
				p.Report(lostLine(p, d))
			}
		}
	},
}

// lostLine is the finding for a line that begins with an option.
func lostLine(p *lint.Pass, d *eval.Directive) lint.Diagnostic {
	at := nameAt(d)
	found := lint.Diagnostic{
		At:      at,
		Message: fmt.Sprintf("%s is an option and no directive; the line it goes on must stand above and end with a backslash", shown(d.Name)),
		Symptom: unknownCommand(p, d),
		Via:     d.Via,
	}
	if d.Order() == 0 || !lint.Movable(d) {
		return found
	}
	above := p.Directives[d.Order()-1]
	if end := above.At(); wsgi.Lookup(above.Name) != nil && end.File == at.File && end.To().Line+1 == at.From().Line {
		end.Start = end.End
		found.Fixes = []lint.Fix{{Title: "End the line above with a backslash", Safety: lint.Unsafe, Edits: []source.Edit{{Span: end, New: " \\"}}}}
	}
	return found
}

// maxSections is of how many sections the closing tags, which httpd refuses then, are looked for.
const maxSections = 64

// misspelt is the directive of mod_wsgi that d is meant to be, where d does not even begin like one: WGSIScriptAlias, SGIDaemonProcess.
// It is empty for a name that some module has.
func misspelt(d *eval.Directive) string {
	start := strings.TrimPrefix(d.Name, "<")
	if len(start) < 4 || strings.EqualFold(start[:4], "wsgi") || strings.IndexByte("wW", start[0]) < 0 && strings.Trim(start[:3], "wsgiWSGI") != "" ||
		directives.Lookup(d.Name) != nil {
		return ""
	}
	if len(d.Name) > maxName {
		return ""
	}
	return lint.Nearest(d.Name, func(yield func(string) bool) {
		for known := range wsgi.All() {
			if !yield(known.Name) {
				return
			}
		}
	})
}

func unknownDirective(p *lint.Pass, d *eval.Directive, near string) lint.Diagnostic {
	at := nameAt(d)
	what := "is no directive of mod_wsgi"
	if directives.Lookup(d.Name) != nil {
		what = "was a directive of release candidates of mod_wsgi only"
	}
	report := lint.Diagnostic{
		At:      at,
		Message: fmt.Sprintf("%s %s", shown(d.Name), what),
		Symptom: unknownCommand(p, d),
		Via:     d.Via,
	}
	if strings.ContainsAny(d.Name, "\"' ") {
		report.Settle(d.At()) // nor are the words behind it what they were meant to be
	}
	if near == "" {
		return report
	}
	report.Message += fmt.Sprintf("; did you mean %s?", shown(near))
	if bare := strings.TrimPrefix(near, "<"); lint.Movable(d) && d.Syntax.Name().Value == d.Name && !d.IsSection() {
		report.Fixes = []lint.Fix{{Title: "Use " + bare, Safety: lint.Unsafe, Edits: []source.Edit{{Span: at, New: bare}}}}
	}
	return report
}
