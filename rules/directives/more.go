package directives

import (
	"fmt"
	"slices"
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

// separators are what people write between the entries of a path.
const separators = ":,;"

// twoEntries reports whether two words are meant as two entries.
func twoEntries(first, next parser.Word) bool {
	return strings.TrimRight(first.Value, separators) != first.Value || strings.TrimLeft(next.Value, separators) != next.Value
}

// misseparated reports whether rule python-path-separator joins the words of a path: it does not look into quotes for what is behind them.
func misseparated(first, next parser.Word) bool {
	rest := strings.TrimLeft(next.Value, separators)
	return strings.HasSuffix(first.Value, ",") || strings.HasSuffix(first.Value, ";") ||
		first.Quote == 0 && next.Quote == 0 && twoEntries(first, next) && (rest == "" || rest[0] == '/')
}

// swallowedAt is the slip of a word that begins a directive or a tag of its own; nil where it does not.
func swallowedAt(d *eval.Directive, w parser.Word) *slip {
	p := piece{d: d, kind: swallowed, value: w, start: w.Start}
	if !p.isSwallowed() {
		return nil
	}
	s, _ := slipAt(nil, d, []piece{p}, 0)
	return &s
}

// refusesMore looks at a directive of one argument that has several. Those that begin a remark, and the entries of a path with what is meant to
// keep them apart, are other rules' matter.
func refusesMore(d *eval.Directive, known *wsgi.Directive, args []parser.Word) *refusal {
	first, last := args[0], args[len(args)-1]
	list := d.Is("WSGIPythonPath")
	if slices.ContainsFunc(args[1:], func(a parser.Word) bool { return model.IsRemark(a.Value) }) || list && misseparated(first, args[1]) {
		return nil
	}
	if s := swallowedAt(d, args[1]); s != nil {
		return &refusal{says: d.Name + " takes one argument", swallows: s}
	}
	at, _ := span(d, args[1].Start, last.End)
	x := &refusal{
		at:      at,
		message: fmt.Sprintf("%s takes one argument; %q is one too many", d.Name, d.RawArgs()[args[1].Start:last.End]),
		says:    d.Name + " takes one argument",
	}
	whole, exact := span(d, first.Start, last.End)
	switch {
	case list && strings.HasPrefix(strings.TrimLeft(args[1].Value, separators), "/"):
		var entries []string
		for _, a := range args {
			if entry := strings.Trim(a.Value, separators); entry != "" {
				entries = append(entries, entry)
			}
		}
		x.message = "WSGIPythonPath takes one argument: the entries of a path are kept apart by colons"
		x.fixes = write(whole, exact, parser.Quote(strings.Join(entries, ":"), 0), lint.Unsafe)
	case paths[strings.ToLower(d.Name)] && first.Quote == 0 && !strings.HasPrefix(args[1].Value, "/") && !(list && twoEntries(first, args[1])):
		x.message = fmt.Sprintf("%s takes one argument: a path with blanks stands in quotes", d.Name)
		x.fixes = write(whole, exact, parser.Quote(d.RawArgs()[first.Start:last.End], '"'), lint.Unsafe)
	case strings.Contains(args[1].Value, "=") && wsgi.Lookup("WSGIDaemonProcess").Option(strings.SplitN(args[1].Value, "=", 2)[0]) != nil:
		x.message += "; it is an option of WSGIDaemonProcess"
	case len(known.Value.Words) > 0:
		x.message += fmt.Sprintf("; write %s alone", strings.Join(known.Value.Words, " or "))
	}
	return x
}
