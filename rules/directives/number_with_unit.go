package directives

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model/wsgi"
)

var numberWithUnit = lint.Rule{
	ID:       "number-with-unit",
	Family:   "directives",
	Severity: lint.Warning,
	Fixes:    lint.Unsafe,
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "Number with a unit that mod_wsgi ignores",
		Seen: "With `memory-limit=512M` every request waits until Timeout, 60 seconds by default, and gets \"504 Gateway Timeout\". With " +
			"other options nothing is seen, and the limit is not what it says.",
		Why: `mod_wsgi reads numbers with C's atoi: it takes the digits at the beginning and ignores the rest, and a text without digits is 0.
Nothing is said, by ` + "`apachectl configtest`" + ` or in the error log.

- ` + "`memory-limit=512M`" + ` is 512 bytes. The daemon process dies as it starts, again and again; the visitor waits until Apache's Timeout, 60 seconds
  by default, and gets "504 Gateway Timeout".
- ` + "`request-timeout=5m`" + ` is 5 seconds, ` + "`1.5`" + ` is 1, ` + "`0x10`" + ` is 0.
- ` + "`startup-timeout=abc`" + ` is 0, and 0 turns a timeout or a limit off.
- ` + "`graceful-timeout=10s`" + ` is 10 seconds, as it says, but only by chance.

Times are in seconds, sizes and limits in bytes; response-flush-delay alone is in milliseconds. A number that is refused for what is left of it,
such as ` + "`header-buffer-size=32k`" + `, is told of by the rule daemon-option-value, and threads=abc by threads-zero.`,
		Log: []lint.LogLine{
			{Text: "[crit] Memory allocation failed, aborting process."},
			{Text: "Fatal Python error: _PyErr_NoMemory: Out of memory and PyExc_MemoryError is not initialized yet"},
			{Text: "Timeout when reading response headers from daemon process 'blog': /srv/blog/wsgi.py", Versions: "mod_wsgi 4.9 and 5.0"},
			{Text: "WSGI0145: Timeout when reading response headers from daemon process 'blog'.", Versions: lint.FromReference},
		},
		Instead: "Write the number alone, times in seconds and sizes in bytes: `memory-limit=536870912 graceful-timeout=10`.",
		Fix: "Where the unit says what was meant, the number is converted: `512M` becomes `536870912`. That is unsafe, for the limit then really holds. Where " +
			"the digits are what was meant, or nothing tells what was, only the rest goes; that is safe, for mod_wsgi ignores it already.",
		Refs: []string{"https://modwsgi.readthedocs.io/en/master/configuration-directives/WSGIDaemonProcess.html"},
	},
	Check: func(p *lint.Pass) {
		var serving map[string]bool
		for _, l := range daemonLines.Of(p) {
			l.each(measured, func(x *piece, o *wsgi.Option) {
				n, _ := o.Value.Number(x.value.Value)
				if o.Name == "threads" && n == 0 {
					if serving == nil {
						serving = servingGroups(p)
					}
					if serving[l.d.Arg(0).Value] {
						return
					}
				}
				at, exact := x.valueAt()
				d := measuredNumber(&o.Value, o.Name+"=", x.value.Value, at, exact)
				d.Via = l.d.Via
				if o.Value.Kind == wsgi.Integer64 && 0 < n && n < 1<<20 {
					d.Severity = lint.Error
					d.Symptom = "the process dies of too little memory as it starts, again and again; every request waits until Timeout (60 s) and gets 504"
				}
				p.Report(d)
			})
		}
		for _, d := range builds.Of(p).own {
			if d.known.Value.Kind == wsgi.Integer {
				measuredArgument(p, d.Directive, d.known)
			}
		}
	},
}

// measuredArgument looks at a directive of one number.
func measuredArgument(p *lint.Pass, d *eval.Directive, known *wsgi.Directive) {
	args := d.Args()
	if len(args) != 1 || unsettled(args[0].Value) || args[0].Quote == 0 && model.StrayQuote(args[0].Value) {
		return
	}
	if _, rest := known.Value.Number(args[0].Value); rest != "" {
		report := measuredNumber(&known.Value, known.Name+" ", args[0].Value, args[0].At(), args[0].Exact())
		report.Via = d.Via
		p.Report(report)
	}
}

// measuredNumber is the finding of a number with something behind it.
func measuredNumber(v *wsgi.Value, name, text string, at source.Span, exact bool) lint.Diagnostic {
	d := lint.Diagnostic{
		At:      at,
		Message: fmt.Sprintf("%s%s %s", name, text, readAs(v, text)),
		Symptom: "nothing is said: not by `apachectl configtest`, not in the error log",
	}
	n, rest := v.Number(text)
	digits := strings.TrimSpace(strings.TrimSuffix(text, rest))
	switch amount, ok := convert(v, text); {
	case ok && amount != n:
		d.Message += fmt.Sprintf("; write %d", amount)
		d.Fixes = write(at, exact, strconv.FormatInt(amount, 10), lint.Unsafe)
	case digits != "" && !(digits == "0" && strings.HasPrefix(strings.ToLower(rest), "x")):
		d.Message += fmt.Sprintf("; write %d", n)
		d.Fixes = write(at, exact, strconv.FormatInt(n, 10), lint.Safe)
	}
	return d
}

// servingGroups are the groups, by name, that requests to a mount are certainly sent to.
func servingGroups(p *lint.Pass) map[string]bool {
	serving := map[string]bool{}
	for _, u := range p.Uses {
		if u.Certain && u.Mount != nil {
			serving[u.Name.Value] = true
		}
	}
	return serving
}
