package directives

import (
	"fmt"

	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model/wsgi"
)

var optionRepeated = lint.Rule{
	ID:       "option-repeated",
	Family:   "directives",
	Severity: lint.Warning,
	Fixes:    lint.Safe,
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "Option that is given twice on one line",
		Seen: "The first value does not count: with `python-path=` modules are not found, and the site answers \"500 Internal Server " +
			"Error\". Nothing says that an option is there twice.",
		Why: `Of an option that stands twice on the line of a WSGIDaemonProcess, WSGIScriptAlias or another directive of mod_wsgi, the last counts. The
others are read and forgotten, and nothing is said. Two ` + "`python-path=`" + ` do not add up: only the folders of the second are on sys.path.`,
		Instead: "Give each option once. Several folders are one value, with colons between: `python-path=/srv/blog:/srv/lib`.",
		Fix:     "The option that does not count is removed. It is safe: mod_wsgi has forgotten it anyway.",
		Refs:    []string{"https://modwsgi.readthedocs.io/en/master/configuration-directives/WSGIDaemonProcess.html"},
	},
	Check: func(p *lint.Pass) {
		for _, lines := range [][]*line{daemonLines.Of(p), otherLines.Of(p)} {
			for _, l := range lines {
				first, end := 0, -1 // of options side by side, which were written twice together
				l.each(repeated, func(x *piece, _ *wsgi.Option) {
					d := l.repeatedOption(x)
					if x.after != end {
						first = x.start
					}
					end = x.end()
					if d.Related[0].At.Text() == x.text() {
						d.Cause = &lint.Cause{Of: repeatedPart{l.d, first}, Also: "nor does this"}
					}
					p.Report(d)
				})
			}
		}
	},
}

// A repeatedPart is options of a line that stand side by side, by where they begin.
type repeatedPart struct {
	line  *eval.Directive
	start int
}

// repeatedOption is the finding of an option that a later one on the line overrides.
func (l *line) repeatedOption(x *piece) lint.Diagnostic {
	last := x
	for i := range l.pieces {
		if l.pieces[i].kind == option && l.pieces[i].name == x.name {
			last = &l.pieces[i]
		}
	}
	at, _ := x.at()
	by, _ := last.at()
	d := lint.Diagnostic{
		At:      at,
		Message: fmt.Sprintf("%s does not count, for %s behind it does", x.text(), last.text()),
		Symptom: "nothing is logged",
		Via:     l.d.Via,
		Related: []lint.Related{{At: by, Message: "this one counts"}},
	}
	if x.name == "python-path" {
		d.Message += "; several folders are one value, with colons between"
	}
	if gone, exact := span(l.d, x.after, x.end()); exact {
		d.Fixes = []lint.Fix{{Title: "Remove " + x.text(), Safety: lint.Safe, Edits: []source.Edit{{Span: gone}}}}
	}
	return d
}
