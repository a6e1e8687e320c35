package access

import (
	"fmt"
	"slices"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

var orderWithBlank = lint.Rule{
	ID:       "order-with-blank",
	Family:   "access",
	Severity: lint.Error,
	Fixes:    lint.Safe,
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "Order with a blank in its argument",
		Why: `Order takes one word. ` + "`Order allow, deny`" + ` has two, so Apache refuses the configuration: it does not start, and at a reload Apache goes on with the old
configuration.`,
		Log:     []lint.LogLine{{Text: "order takes one argument, 'allow,deny', 'deny,allow', or 'mutual-failure'"}},
		Instead: "Write `Order allow,deny`, or better what Apache 2.4 understands: `Require all granted`.",
		Fix:     "The words become one. It is safe: Apache refuses them as they are.",
		Refs:    []string{"https://httpd.apache.org/docs/2.4/mod/mod_access_compat.html#order"},
	},
	Check: func(p *lint.Pass) {
		for _, a := range p.Access {
			for _, d := range a.Lines {
				if args := orderArgs(d); holdBlank(args) && !guarded(d.When) && !model.HoldsPlaceholder(d.RawArgs()) {
					p.Report(withBlank(d, args))
				}
			}
		}
	},
}

// orderArgs are the words of an Order, less a comment behind them: rule trailing-comment.
func orderArgs(d *eval.Directive) []eval.Arg {
	if !d.Is("Order") {
		return nil
	}
	args := d.Args()
	if i := slices.IndexFunc(args, func(a eval.Arg) bool { return model.IsRemark(a.Value) }); i >= 0 {
		args = args[:i]
	}
	return args
}

// holdBlank reports whether the words of an Order are several, or one in quotes that holds a blank.
func holdBlank(args []eval.Arg) bool {
	return len(args) > 1 || len(args) == 1 && strings.ContainsAny(args[0].Value, " \t")
}

func withBlank(d *eval.Directive, args []eval.Arg) lint.Diagnostic {
	first, last := args[0], args[len(args)-1]
	words := d.RawArgs()[first.Start:last.End]
	at, exact := d.Origin(first.Start, last.End)
	found := lint.Diagnostic{
		At:      at,
		Message: fmt.Sprintf("Order takes one word, and %q is %d", words, len(args)),
		Symptom: "Apache refuses to start or reload: \"order takes one argument, 'allow,deny', 'deny,allow', or 'mutual-failure'\"",
		Via:     d.Via,
	}
	if len(args) == 1 {
		found.Message = fmt.Sprintf("Order takes one word, and %s holds a blank", words)
		found.Symptom = "Apache refuses to start or reload: \"unknown order\""
	}
	one := strings.Join(strings.FieldsFunc(words, func(r rune) bool { return r == ',' || r == ' ' || r == '\t' || r == '"' || r == '\'' }), ",")
	if lower := strings.ToLower(one); lower == "allow,deny" || lower == "deny,allow" {
		found.Message += fmt.Sprintf("; write Order %s", one)
		if exact {
			found.Fixes = []lint.Fix{{Title: "Write Order " + one, Safety: lint.Safe, Edits: []source.Edit{{Span: at, New: one}}}}
		}
	}
	return found
}
