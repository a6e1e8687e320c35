package mounts

import (
	"fmt"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

var mountTrailingSlash = lint.Rule{
	ID:       "mount-trailing-slash",
	Family:   "mounts",
	Severity: lint.Error,
	Fixes:    lint.Safe,
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "Mount whose URL ends in a slash and whose script does not",
		Seen:  "The front page is there; every page below it, and the URL without the slash, is \"404 Not Found\".",
		Why: `mod_wsgi takes what follows the mount's URL and puts it behind the script's name as it is. With ` + "`WSGIScriptAlias /app/ /srv/app.wsgi`" + ` the
request for ` + "`/app/page`" + ` looks for the file ` + "`/srv/app.wsgipage`" + `, and the visitor gets "404 Not Found". Only the URL ` + "`/app/`" + ` itself works, so the
front page is there and every other page is not. ` + "`/app`" + ` is not mounted at all.

A slash at the end of both works, but for the URL ` + "`/app`" + ` itself.`,
		Log: []lint.LogLine{
			{Text: "Target WSGI script not found or unable to stat: /srv/app.wsgipage", Versions: "mod_wsgi 4.5 to 5.0"},
			{Text: "WSGI0135: Target WSGI script not found or unable to stat.", Versions: lint.FromReference},
		},
		Instead: "Write the URL without a slash at its end: `WSGIScriptAlias /app /srv/app.wsgi`.",
		Fix: "The slash goes. It is safe: what was answered still is, with SCRIPT_NAME /app. Where the URL without the slash is " +
			"mounted or mapped apart it is unsafe.",
		Refs: []string{"https://modwsgi.readthedocs.io/en/master/configuration-directives/WSGIScriptAlias.html"},
	},
	Check: func(p *lint.Pass) {
		main := indexOf(p.Main.Mounts)
		for _, s := range p.Servers {
			var own *model.URLIndex[*model.Mount]
			for _, m := range s.Mounts {
				prefix, plain := m.URLs.Prefix()
				if !plain || prefix == "/" || !endsInSlash(prefix) || endsInSlash(m.Script.Value) || model.Unfinished(m.URL.Value) || !endKnown(m.Script.Value) {
					continue
				}
				if own == nil {
					own = indexOf(s.Mounts)
				}
				p.Report(trailingSlash(p, m, own, main))
			}
		}
	},
}

func endsInSlash(s string) bool { return strings.HasSuffix(s, "/") }

// endKnown reports whether the last name of a path is written out, whatever is still to be filled in before it.
func endKnown(name string) bool {
	tail := name[strings.LastIndexAny(name, "}>")+1:]
	return !model.Unfinished(name) || strings.HasPrefix(tail, "/") && len(tail) > 1 && !model.Unfinished(tail)
}

// indexOf finds mounts by their URLs.
func indexOf(mounts []*model.Mount) *model.URLIndex[*model.Mount] {
	x := &model.URLIndex[*model.Mount]{}
	for _, m := range mounts {
		x.Add(m.URLs, m)
	}
	return x
}

// trailingSlash is the finding for a mount of a server that has the given mounts besides the main server's.
func trailingSlash(p *lint.Pass, m *model.Mount, own, main *model.URLIndex[*model.Mount]) lint.Diagnostic {
	url := strings.TrimRight(m.URL.Value, "/")
	d := lint.Diagnostic{
		At:      m.URL.At(),
		Message: fmt.Sprintf("%q ends in a slash and its script does not: %spage looks for the file %spage; mount %q", m.URL.Value, m.URL.Value, m.Script.Value, url),
		Symptom: fmt.Sprintf("every page below %s is 404: %q", m.URL.Value, notFound(p)),
		Via:     m.Decl.Via,
	}
	if m.URL.Exact() {
		d.Fixes = []lint.Fix{{
			Title:  "Mount " + url,
			Safety: besideSafety(url, own, main),
			Edits:  []source.Edit{{Span: m.URL.At(), New: parser.Quote(url, m.URL.Quote)}},
		}}
	}
	return d
}

// besideSafety is the class of a fix that makes a line mount url: Unsafe where it has a mount of its own, whose requests the fix would touch.
func besideSafety(url string, own, main *model.URLIndex[*model.Mount]) lint.Safety {
	for _, mounts := range []*model.URLIndex[*model.Mount]{own, main} {
		for o := range mounts.Meeting(model.URLsBelow(url)) {
			if p, _ := o.URLs.Prefix(); p == url || o.Decl.Is("WSGIScriptAliasMatch") {
				return lint.Unsafe
			}
		}
	}
	return lint.Safe
}
