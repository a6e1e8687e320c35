package directives

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/directives"
	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model/wsgi"
)

// A refusal is why a directive's arguments are refused.
type refusal struct {
	at      source.Span
	message string
	says    string // mod_wsgi's or httpd's words
	fixes   []lint.Fix

	swallows *slip // what is one too many is a directive that a backslash above makes a part of this one
}

// refusesArguments looks at the words of d, options aside; nil where they are taken, or that is not known.
func refusesArguments(d *eval.Directive, args []parser.Word, known *wsgi.Directive, r wsgi.Release) *refusal {
	if unsettled(d.RawArgs()) {
		return nil
	}
	if slices.ContainsFunc(args, func(w parser.Word) bool { return unclosed(d, w) }) {
		return nil
	}
	switch style := directives.Lookup(d.Name).Args; {
	case known.Words > 0:
		return refusesWords(d, known, args)
	case style == directives.Take1:
		return refusesOne(d, known, args, r)
	case d.Is("WSGITelemetryService"):
		return refusesService(d, args)
	case d.Is("WSGITrustedProxies"):
		return firstRefused(d, args, func(a parser.Word) (string, string) {
			return refusesAddress(a.Value), fmt.Sprintf("Unable to parse trusted proxy IP address/subnet of \"%s\".", a.Value)
		})
	case known.Value.Kind == wsgi.Flags:
		return refusesFlags(d, known, args, r)
	case d.IsSection():
		return firstRefused(d, args, refusesSelector)
	}
	return nil
}

// words appends the words of d to all.
func words(all []parser.Word, d *eval.Directive) []parser.Word {
	for text, at := d.SectionArgs(), 0; ; {
		w, next := parser.CutWord(text, at)
		if w.Start == w.End {
			return all
		}
		all, at = append(all, w), next
	}
}

// unclosed reports whether a word lacks its closing quote, so that it runs to the end of the line, or its opening one: rule
// quote-not-closed.
func unclosed(d *eval.Directive, a parser.Word) bool {
	return a.Quote == 0 && model.StrayQuote(a.Value) || a.Quote != 0 && (a.End-a.Start < 2 || d.RawArgs()[a.End-1] != a.Quote)
}

// wordAt is where a word of RawArgs stands.
func wordAt(d *eval.Directive, w parser.Word) source.Span {
	at, _ := span(d, w.Start, w.End)
	return at
}

// firstRefused is the refusal of the first word that is refused. A remark behind the words is another rule's.
func firstRefused(d *eval.Directive, args []parser.Word, refuses func(parser.Word) (reason, says string)) *refusal {
	for _, a := range args {
		if model.IsRemark(a.Value) {
			return nil
		}
		if s := swallowedAt(d, a); s != nil {
			return &refusal{says: d.Name, swallows: s}
		}
		if reason, says := refuses(a); reason != "" {
			return &refusal{at: wordAt(d, a), message: fmt.Sprintf("%q %s", a.Value, reason), says: says}
		}
	}
	return nil
}

// refusesFlags asks for flags that all have a sign, or none. None and All take no sign.
func refusesFlags(d *eval.Directive, known *wsgi.Directive, args []parser.Word, r wsgi.Release) *refusal {
	if len(args) == 0 {
		return &refusal{at: nameAt(d), message: d.Name + " takes flags, and there is none", says: d.Name + ": at least one flag required"}
	}
	signed := func(a parser.Word) bool { return a.Value != "" && strings.ContainsAny(a.Value[:1], "+-") }
	return firstRefused(d, args, func(a parser.Word) (string, string) {
		name := a.Value
		if signed(a) {
			name = name[1:]
		}
		switch whole := strings.EqualFold(name, "None") || strings.EqualFold(name, "All"); {
		case signed(a) && whole:
			return "may not have a sign", fmt.Sprintf("%s: '%s' may not have a +/- prefix", d.Name, name)
		case signed(a) != signed(args[0]):
			return "stands beside " + args[0].Value + ": either all flags have a sign, or none", d.Name + ": cannot mix +/- form with absolute names in a single directive"
		}
		return known.Value.Refuses(name, r), fmt.Sprintf("%s: unknown flag '%s'", d.Name, a.Value)
	})
}

// refusesWords asks for the words before the options.
func refusesWords(d *eval.Directive, known *wsgi.Directive, args []parser.Word) *refusal {
	for i := range known.Words {
		if i < len(args) && args[i].Value != "" {
			continue
		}
		x := &refusal{at: nameAt(d), says: known.Missing[min(i, len(known.Missing)-1)]}
		if i < len(args) {
			x.at = wordAt(d, args[i])
		}
		what := []string{"the URL", "the script"}
		switch {
		case known.Words == 1:
			what = []string{"the script"}
			if d.Is("WSGIDaemonProcess") {
				what = []string{"the name of the group"}
			}
		case d.Is("WSGIHandlerScript"):
			what[0] = "the name of the handler"
		}
		x.message = fmt.Sprintf("%s lacks %s", d.Name, what[i])
		if i == 1 && len(args) == 1 && !d.Is("WSGIHandlerScript") {
			x.message = fmt.Sprintf("%s takes a URL and a script; there is but %q", d.Name, args[0].Value)
		}
		return x
	}
	if d.Is("WSGIScriptAliasMatch") {
		if reason := eval.NoExpression(args[0].Value); reason != "" {
			return &refusal{
				at: wordAt(d, args[0]), message: fmt.Sprintf("%q is no regular expression: %s", args[0].Value, reason), says: "Regular expression could not be compiled.",
			}
		}
	}
	return nil
}

// refusesOne asks for one argument of the right kind.
func refusesOne(d *eval.Directive, known *wsgi.Directive, args []parser.Word, r wsgi.Release) *refusal {
	switch {
	case len(args) == 0:
		return &refusal{at: nameAt(d), message: d.Name + " takes one argument, and there is none", says: d.Name + " takes one argument"}
	case args[0].Value == "":
		return &refusal{at: wordAt(d, args[0]), message: fmt.Sprintf("the argument of %s may not be empty", d.Name), says: d.Name + " takes one argument"}
	case len(args) > 1:
		return refusesMore(d, known, args)
	}
	value := args[0].Value
	reason := known.Value.Refuses(value, r)
	if reason == "" {
		return nil
	}
	x := &refusal{at: wordAt(d, args[0]), message: fmt.Sprintf("%s %s %s", d.Name, value, reason), says: strings.ReplaceAll(known.Refusal, "<arg>", value)}
	if word := meantWord(&known.Value, value); known.Value.Kind == wsgi.Choice && word != "" {
		x.message += "; write " + word
		at, exact := span(d, args[0].Start, args[0].End)
		x.fixes = write(at, exact, word, lint.Unsafe)
	}
	return x
}

// refusesService looks at the target and the interval of WSGITelemetryService.
func refusesService(d *eval.Directive, args []parser.Word) *refusal {
	const target = "WSGITelemetryService target must be 'unix:/path' (remote 'udp:host:port' targets are no longer supported)"
	switch {
	case len(args) == 0:
		return &refusal{at: nameAt(d), message: d.Name + " lacks the target", says: "WSGITelemetryService target required"}
	case !strings.HasPrefix(args[0].Value, "unix:"):
		return &refusal{at: wordAt(d, args[0]), message: fmt.Sprintf("%q does not begin with unix:", args[0].Value), says: target}
	case len(args) == 1 || model.IsRemark(args[1].Value):
		return nil
	}
	interval, ok := strings.CutPrefix(args[1].Value, "interval=")
	if n, err := strconv.ParseFloat(interval, 64); ok && err == nil && n < 0.5 {
		return &refusal{at: wordAt(d, args[1]), message: fmt.Sprintf("an interval of %s s is less than 0.5 s", interval), says: "WSGITelemetryService interval must be at least 0.5 seconds"}
	}
	if !ok {
		return &refusal{at: wordAt(d, args[1]), message: fmt.Sprintf("%q is not interval=SECONDS", args[1].Value), says: "WSGITelemetryService second argument must be 'interval=N'"}
	}
	return nil
}

// refusesSelector looks at a word of <WSGIInterpreterOptions>.
func refusesSelector(a parser.Word) (reason, says string) {
	key, _, ok := strings.Cut(a.Value, "=")
	switch {
	case !ok:
		return "is not written NAME=VALUE", fmt.Sprintf("<WSGIInterpreterOptions>: argument '%s' is not of the form key=value", a.Value)
	case !strings.EqualFold(key, "process-group") && !strings.EqualFold(key, "application-group"):
		return "is neither process-group= nor application-group=",
			fmt.Sprintf("<WSGIInterpreterOptions>: unknown selector '%s', expected process-group or application-group", key)
	}
	return "", ""
}
