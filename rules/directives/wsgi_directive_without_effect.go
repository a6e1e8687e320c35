package directives

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model/wsgi"
)

var directiveWithoutEffect = lint.Rule{
	ID:       "wsgi-directive-without-effect",
	Family:   "directives",
	Severity: lint.Info,
	Fixes:    lint.Safe,
	Needs:    lint.WholeServer | lint.Release, // for all but WSGIVerboseDebugging
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "Directive of mod_wsgi that does nothing here",
		Seen:  "The line is accepted and does nothing. For WSGIPerInterpreterGIL and WSGIFreeThreading a warning is logged at start.",
		Why: `mod_wsgi takes the line, and nothing comes of it:

- WSGIVerboseDebugging since 6.0, where the log level of module wsgi has taken its place;
- ` + "`WSGIErrorOverride On`" + ` where every application runs in Apache's own processes: it counts for daemon groups only, and the visitor sees the
  application's error page and not that of ErrorDocument;
- WSGITrustedProxies where no WSGITrustedProxyHeaders names a header to take from the proxies;
- ` + "`WSGIPerInterpreterGIL On`" + ` before Python 3.12, ` + "`WSGIFreeThreading On`" + ` before Python 3.13.`,
		Log: []lint.LogLine{
			{Text: "WSGI0198: WSGIPerInterpreterGIL requires Python 3.12 or later; directive has no effect on this build.", Versions: lint.FromReference},
			{Text: "WSGI0200: WSGIFreeThreading On has no effect: this Python build does not support free-threading (PEP 703). Rebuild Python with --disable-gil to use it.", Versions: lint.FromReference},
		},
		Instead: "Remove the line, or do what it was meant to: `LogLevel wsgi:debug` for WSGIVerboseDebugging, a daemon group for " +
			"WSGIErrorOverride, `WSGITrustedProxyHeaders X-Forwarded-For` beside WSGITrustedProxies.",
		Fix:  "The line is removed. It is safe, for it does nothing.",
		Refs: []string{"https://modwsgi.readthedocs.io/en/master/configuration.html"},
	},
	Check: func(p *lint.Pass) {
		noHeaders := sync.OnceValue(func() bool { return noTrustedHeaders(p) })
		for _, d := range builds.Of(p).own {
			why := withoutEffect(p, d.Directive, d.known, noHeaders)
			if why == "" {
				continue
			}
			symptom := "nothing is said of it at the usual log level"
			if d.known.Python != (wsgi.Release{}) {
				symptom = "the error log warns at start"
			}
			report := lint.Diagnostic{At: nameAt(d.Directive), Message: fmt.Sprintf("%s does nothing: %s", d.Name, why), Symptom: symptom, Via: d.Via}
			if lint.Movable(d.Directive) {
				report.Fixes = []lint.Fix{{Title: "Remove the line", Safety: lint.Safe, Edits: []source.Edit{lint.RemoveLines(d.Syntax.Span())}}}
			}
			p.Report(report)
		}
	},
}

// withoutEffect says why a line does nothing; it is empty where it may do something.
func withoutEffect(p *lint.Pass, d *eval.Directive, known *wsgi.Directive, noHeaders func() bool) string {
	on := strings.EqualFold(d.Arg(0).Value, "On")
	python := wsgi.Release(p.Target.Python)
	switch {
	case known.IdleSince != wsgi.Release{} && !target(p).Before(known.IdleSince):
		return fmt.Sprintf("mod_wsgi %s only takes it for old configurations' sake; use LogLevel wsgi:debug", lint.Version(known.IdleSince))
	case on && p.Target.Python.Known() && python.Before(known.Python):
		return fmt.Sprintf("it needs Python %s, and mod_wsgi was built for %s", lint.Version(known.Python), p.Target.Python)
	case on && known.Name == "WSGIErrorOverride" && onlyEmbedded(p, d):
		return "it counts for daemon groups only, and every application here runs in Apache's own processes"
	case known.Name == "WSGITrustedProxies" && noHeaders():
		return "no WSGITrustedProxyHeaders says what to take from the proxies"
	}
	return ""
}

// onlyEmbedded reports whether all applications that d may count for certainly run in Apache's own processes.
func onlyEmbedded(p *lint.Pass, d *eval.Directive) bool {
	if !p.Closed() || len(p.ScriptHandlers) > 0 || len(p.HandlerScripts) > 0 {
		return false
	}
	host := hostOf(d)
	if d.In != host && len(p.Groups) > 0 {
		return false // what a section covers is not looked at
	}
	mounts := 0
	for _, s := range p.Servers {
		if host != nil && s.Decl != host {
			continue
		}
		for _, m := range s.AllMounts() {
			mounts++
			if slices.ContainsFunc(s.Selections(m), func(g model.Selection) bool { return !g.IsEmbedded() }) {
				return false
			}
		}
	}
	return mounts > 0
}

// noTrustedHeaders reports whether certainly no WSGITrustedProxyHeaders is in force, in no .htaccess file either.
func noTrustedHeaders(p *lint.Pass) bool {
	if !p.Closed() || slices.ContainsFunc(p.Own, func(d *eval.Directive) bool { return d.Is("WSGITrustedProxyHeaders") }) {
		return false
	}
	return !slices.ContainsFunc(p.Directives, func(d *eval.Directive) bool {
		return d.Is("AllowOverride") && !strings.EqualFold(d.Arg(0).Value, "None") || d.Is("AllowOverrideList")
	})
}
