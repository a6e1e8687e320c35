package directives

import (
	"fmt"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model/wsgi"
)

// paths are the directives whose one argument is the path of a file or a folder.
var paths = map[string]bool{
	"wsgipythonhome": true, "wsgipythoneggs": true, "wsgisocketprefix": true, "wsgipythonpath": true,
}

// refusesMore looks at a directive of one argument that has several. Those that begin a remark, and the entries of a path that end in what
// is meant to keep them apart, are other rules' matter.
func refusesMore(d *eval.Directive, known *wsgi.Directive, args []parser.Word) *refusal {
	first, last := args[0], args[len(args)-1]
	list := d.Is("WSGIPythonPath")
	for i, a := range args {
		if i > 0 && model.IsRemark(a.Value) ||
			list && (strings.ContainsAny(a.Value[max(0, len(a.Value)-1):], ":;,") || strings.ContainsAny(a.Value[:min(1, len(a.Value))], ":;,")) {
			return nil
		}
	}
	if p := (piece{d: d, value: args[1], start: args[1].Start}); p.isSwallowed() {
		s, _ := slipAt(known, d, []piece{{d: d, kind: swallowed, value: args[1], start: args[1].Start}}, 0)
		return &refusal{says: d.Name + " takes one argument", swallows: &s}
	}
	at, _ := span(d, args[1].Start, last.End)
	x := &refusal{
		at:      at,
		message: fmt.Sprintf("%s takes one argument; %q is one too many", d.Name, d.RawArgs()[args[1].Start:last.End]),
		says:    d.Name + " takes one argument",
	}
	whole, exact := span(d, first.Start, last.End)
	switch {
	case list && strings.HasPrefix(args[1].Value, "/"):
		var entries []string
		for _, a := range args {
			entries = append(entries, a.Value)
		}
		x.message = "WSGIPythonPath takes one argument: the entries of a path are kept apart by colons"
		x.fixes = write(whole, exact, parser.Quote(strings.Join(entries, ":"), 0), lint.Unsafe)
	case paths[strings.ToLower(d.Name)] && first.Quote == 0 && !strings.HasPrefix(args[1].Value, "/"):
		x.message = fmt.Sprintf("%s takes one argument: a path with blanks stands in quotes", d.Name)
		x.fixes = write(whole, exact, parser.Quote(d.RawArgs()[first.Start:last.End], '"'), lint.Unsafe)
	case strings.Contains(args[1].Value, "=") && wsgi.Lookup("WSGIDaemonProcess").Option(strings.SplitN(args[1].Value, "=", 2)[0]) != nil:
		x.message += "; it is an option of WSGIDaemonProcess"
	case len(known.Value.Words) > 0:
		x.message += fmt.Sprintf("; write %s alone", strings.Join(known.Value.Words, " or "))
	}
	return x
}
