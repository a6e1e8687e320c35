package server

import (
	"fmt"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

var guardNeverTrue = lint.Rule{
	ID:       "guard-never-true",
	Family:   "server",
	Severity: lint.Warning,
	Fixes:    lint.Safe,
	Needs:    lint.WholeServer, // for a LoadModule further down
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "IfModule that asks for a name no module has",
		Why: "`<IfModule>` knows a module by two names, letter case included: the identifier that LoadModule takes, `wsgi_module`, and the " +
			"source file, `mod_wsgi.c`. It does not know `mod_wsgi`, `mod_wsgi.so` or `MOD_WSGI.C`; and of the MPMs `event.c` and `mpm_event_module`, but not `mpm_event.c`. " +
			"A section that asks for another name is skipped without a word: the applications mounted in it answer 404, and nothing is logged. " +
			"With a `!` the section is always read.\n\n" +
			"A section also counts only the modules loaded above it. One that stands above the LoadModule line is skipped.",
		Instead: "Write `<IfModule wsgi_module>`, and below the LoadModule line. Where the site cannot work without the module leave the guard " +
			"out: then Apache says at start that it is missing.",
		Fix: "The name becomes the module's. It is safe as far as the section's text is known; where a line of it is not, and Apache might refuse it once it is read, the fix is only shown. " +
			"What stands above its LoadModule is not moved.",
		Refs: []string{"https://httpd.apache.org/docs/2.4/mod/core.html#ifmodule"},
	},
	Check: func(p *lint.Pass) {
		for _, g := range p.Guards() {
			if g.Meant != "" {
				p.Report(neverTrue(p.Config, g.Condition, g.Meant))
			} else {
				p.Report(aboveLoadModule(g.Condition, g.Loaded))
			}
		}
	},
}

func neverTrue(c *model.Config, k *eval.Condition, name string) lint.Diagnostic {
	at, quote, exact := testOf(k)
	d := lint.Diagnostic{
		At:      at,
		Message: fmt.Sprintf("no module is called %q, so this section is never read; the name is %q", shown(k.Test), name),
		Symptom: "the section is skipped and nothing is logged: what is mounted or allowed in it is missing, usually a 404 or 403",
		Via:     k.Via,
	}
	if k.Negated {
		d.Message = fmt.Sprintf("no module is called %q, so this section is always read; the name is %q", shown(k.Test), name)
		d.Symptom = "the section is read even where the module is loaded, and nothing is logged"
	}
	if exact && !inMacro(k.Syntax) {
		d.Fixes = []lint.Fix{{
			Title:  "Ask for " + name,
			Safety: lint.Safe,
			Edits:  []source.Edit{{Span: at, New: parser.Quote(name, quote)}},
		}}
		if !k.Negated && !familiar(c, k) {
			d.Fixes[0].Safety = lint.Manual
		}
	}
	return d
}

func aboveLoadModule(k *eval.Condition, loaded *parser.Line) lint.Diagnostic {
	at, _, _ := testOf(k)
	return lint.Diagnostic{
		At:      at,
		Message: fmt.Sprintf("%s is loaded further down only, so this section is skipped; put it below the LoadModule line", k.Test),
		Symptom: "the section is skipped and nothing is logged: what is mounted or allowed in it is missing, usually a 404 or 403",
		Via:     k.Via,
		Related: []lint.Related{{At: loaded.At(0, len(loaded.Text())), Message: k.Test + " is loaded here"}},
	}
}
