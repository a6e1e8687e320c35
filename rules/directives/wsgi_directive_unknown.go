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
			if name := glued(d); name != "" {
				p.Report(unparted(p, d, name))
				continue
			}
			name, _, _ := strings.Cut(d.Name, "=")
			near := meant(name, b.names())
			if near == "" && mayBeOther(d) {
				continue
			}
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

// glued is the directive of mod_wsgi that a name begins with, where what stands behind it was to be the first argument; empty for none.
func glued(d *eval.Directive) string {
	name := ""
	for known := range wsgi.All() {
		if n := len(known.Name); n > len(name) && n < len(d.Name) && strings.EqualFold(d.Name[:n], known.Name) {
			name = known.Name
		}
	}
	if name == "" {
		return ""
	}
	first := d.Arg(0)
	switch style := directives.Lookup(name).Args; {
	case strings.IndexByte("=/\"'%", d.Name[len(name)]) >= 0,
		style == directives.Take1 && !first.IsSet() && (len(d.Name) > len(name)+1 || '0' <= d.Name[len(name)] && d.Name[len(name)] <= '9'),
		name == "WSGIDaemonProcess" && strings.Contains(first.Value, "="):
		return name
	}
	return ""
}

// unparted is the finding of a name without the blank behind it.
func unparted(p *lint.Pass, d *eval.Directive, name string) lint.Diagnostic {
	report := unknownDirective(p, d, "")
	report.Message += fmt.Sprintf("; a blank is missing behind %s", name)
	if at := nameAt(d); lint.Movable(d) && d.Syntax.Name().Value == d.Name && at.Len() == len(d.Name) {
		at.Start += len(name)
		at.End = at.Start
		if strings.IndexByte("=:", d.Name[len(name)]) >= 0 {
			at.End++
		}
		report.Fixes = []lint.Fix{{Title: "Put a blank behind " + name, Safety: lint.Unsafe, Edits: []source.Edit{{Span: at, New: " "}}}}
	}
	return report
}

// maxSections is of how many sections the closing tags, which httpd refuses then, are looked for.
const maxSections = 64

// mayBeOther reports whether d stands where a module is loaded that is not httpd's, and may have the directive.
func mayBeOther(d *eval.Directive) bool {
	for c := d.When; c != nil; c = c.Outer {
		_, known := directives.ModuleSource(c.Test)
		if c.Kind == "IfModule" && !c.Negated && !known && !directives.IsModuleSource(c.Test) && !strings.Contains(strings.ToLower(c.Test), "wsgi") {
			return true
		}
	}
	return false
}

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
	bare := strings.TrimPrefix(near, "<")
	_, value, assigned := strings.Cut(d.Name, "=")
	report.Message += fmt.Sprintf("; did you mean %s?", shown(near))
	if lint.Movable(d) && d.Syntax.Name().Value == d.Name && !d.IsSection() {
		edit := source.Edit{Span: at, New: bare}
		if assigned {
			edit.New += " " + value
		}
		report.Fixes = []lint.Fix{{Title: "Use " + bare, Safety: lint.Unsafe, Edits: []source.Edit{edit}}}
	}
	return report
}
