package directives

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model/wsgi"
)

var daemonOptionValue = lint.Rule{
	ID:       "daemon-option-value",
	Family:   "directives",
	Severity: lint.Error,
	Fixes:    lint.Manual,
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "Value that an option of WSGIDaemonProcess refuses",
		Seen:  "Apache does not start, and a reload is refused; `apachectl configtest` says which value is wrong, in words as below.",
		Why: `mod_wsgi checks some values as it reads the line, and Apache does not start:

- numbers below what makes sense: no negative ones (cpu-priority aside), ` + "`processes=`" + ` and ` + "`stack-size=`" + ` at least 1, ` + "`threads=`" + ` at least 1
  up to mod_wsgi 4.5 and at most 65533;
- buffer sizes that are too small: header-buffer-size 8192, response-buffer-size 65536, send-buffer-size and receive-buffer-size 512 bytes;
  0 is the default of each;
- a umask that is not octal;
- server-metrics other than On and Off;
- no value at all, as in ` + "`threads=`" + `;
- script-user and script-group together.

Numbers are read by their digits alone: ` + "`header-buffer-size=32k`" + ` is 32, and too small. That there is an account of the name given as user or group is
checked too, but here only that it has no colon in it, as in ` + "`user=www-data:www-data`" + `.`,
		Log: []lint.LogLine{
			{Text: "Invalid process count for WSGI daemon process."},
			{Text: "Invalid thread count for WSGI daemon process."},
			{Text: "Invalid umask for WSGI daemon process."},
			{Text: "Header buffer size must be >= 8192 bytes, or 0 for default."},
			{Text: "Only one of script-user and script-group allowed."},
		},
		Instead: "Give a value that is accepted, `threads=15` or `header-buffer-size=32768`, or leave the option out.",
		Fix: "Where it is plain what was meant (`yes` for `On`, `32k` for `32768`) that is written, which is unsafe. Otherwise the nearest number that is " +
			"accepted, or the line without the option, is shown only.",
		Refs: []string{"https://modwsgi.readthedocs.io/en/master/configuration-directives/WSGIDaemonProcess.html"},
	},
	Check: func(p *lint.Pass) {
		for _, l := range daemonLines.Of(p) {
			l.each(refused, func(x *piece, o *wsgi.Option) {
				if o.Value.Kind == wsgi.Absolute || isRoot(x) || l.strayQuote(p, x, o) { // rules daemon-home-invalid, user-root and quote-not-closed
					return
				}
				if l.isPair(x, o) {
					p.Report(l.pair(p, x))
					return
				}
				p.Report(l.refusedValue(p, x, o))
			})
			if x, other := l.excluded(); x != nil {
				p.Report(l.excludedOption(p, x, other))
			}
		}
	},
}

// refusedValue is the finding of a value that mod_wsgi refuses.
func (l *line) refusedValue(p *lint.Pass, x *piece, o *wsgi.Option) lint.Diagnostic {
	r, value := target(p), x.value.Value
	at, exact := x.valueAt()
	d := lint.Diagnostic{
		At:      at,
		Message: fmt.Sprintf("%s=%s %s", x.name, value, o.Value.Refuses(value, r)),
		Symptom: refuses(p, o.Says(value)),
		Via:     l.d.Via,
	}
	takes := func(text string) bool { return o.Value.Refuses(text, r) == "" }
	switch amount, ok := convert(&o.Value, value); {
	case value == "":
		d.Fixes = l.leaveOut(x)
	case ok && takes(strconv.FormatInt(amount, 10)):
		d.Message += fmt.Sprintf("; write %d", amount)
		d.Fixes = write(at, exact, strconv.FormatInt(amount, 10), lint.Unsafe)
	case o.Value.Kind == wsgi.Choice:
		if word := meantWord(&o.Value, value); word != "" {
			d.Message += "; write " + word
			d.Fixes = write(at, exact, word, lint.Unsafe)
		}
	case o.Value.Kind == wsgi.Integer || o.Value.Kind == wsgi.Integer64:
		d.Fixes = write(at, exact, l.nearest(o, value, r), lint.Manual)
	}
	return d
}

// pair is the finding of an account that is written with its group.
func (l *line) pair(p *lint.Pass, x *piece) lint.Diagnostic {
	at, exact := x.valueAt()
	d := lint.Diagnostic{
		At:      at,
		Message: fmt.Sprintf("%s=%s is no account, for it has a colon in it; the group stands in an option of its own", x.name, x.value.Value),
		Symptom: refuses(p, "bad user name "+x.value.Value),
		Via:     l.d.Via,
	}
	user, group, _ := strings.Cut(x.value.Value, ":")
	if others := slices.ContainsFunc(l.pieces, func(y piece) bool { return y.name == "group" }); x.name == "user" && !others && x.value.Quote == 0 && user != "" && group != "" {
		d.Fixes = write(at, exact, user+" group="+group, lint.Manual)
	}
	if strings.HasSuffix(x.name, "group") {
		d.Symptom = refuses(p, "bad group name "+x.value.Value)
	}
	return d
}

// strayQuote reports whether a value is refused for nothing but a quote at its end that nothing opens.
func (l *line) strayQuote(p *lint.Pass, x *piece, o *wsgi.Option) bool {
	return unclosed(l.d, x.value) && x.value.Quote == 0 && o.Value.Refuses(x.value.Value[:len(x.value.Value)-1], target(p)) == ""
}

// nearest is the number nearest to a refused one that an option takes.
func (l *line) nearest(o *wsgi.Option, value string, r wsgi.Release) string {
	n, _ := o.Value.Number(value)
	limit := o.Value.Limit(r)
	switch {
	case limit.Most != 0 && n > limit.Most:
		n = limit.Most
	case limit.OrZero && n < 0:
		n = 0
	default:
		n = limit.Least
	}
	return strconv.FormatInt(n, 10)
}

// excluded is a script-user where script-group stands too, or the other way, with the other; nil where there is none.
func (l *line) excluded() (x, other *piece) {
	for i := range l.pieces {
		x := &l.pieces[i]
		if v := l.verdicts[i]; x.name != "script-user" && x.name != "script-group" || v != right && v != repeated {
			continue
		}
		if other != nil && other.name != x.name {
			return x, other
		}
		other = x
	}
	return nil, nil
}

// excludedOption is the finding of an option that may not stand beside another.
func (l *line) excludedOption(p *lint.Pass, x, other *piece) lint.Diagnostic {
	at, _ := x.at()
	beside, _ := other.at()
	return lint.Diagnostic{
		At:      at,
		Message: fmt.Sprintf("%s= may not stand beside %s=: the owner of scripts is asked for by one of them", x.name, other.name),
		Symptom: refuses(p, "Only one of script-user and script-group allowed."),
		Via:     l.d.Via,
		Related: []lint.Related{{At: beside, Message: "the other"}},
		Fixes:   l.leaveOut(x),
	}
}
