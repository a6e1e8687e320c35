package access

import (
	"slices"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

var trustedHeadersWithoutProxies = lint.Rule{
	ID:       "trusted-headers-without-proxies",
	Family:   "access",
	Severity: lint.Warning,
	Fixes:    lint.Manual,
	Needs:    lint.Release,
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "WSGITrustedProxyHeaders without WSGITrustedProxies",
		Why: `With WSGITrustedProxyHeaders mod_wsgi believes X-Forwarded-For, X-Forwarded-Proto and the like, which a proxy in front sets. Which proxies it believes,
WSGITrustedProxies says; without that line it believes **every client**. Anybody may then name an address of his own choice, and get past whatever the application
allows by address, or pretend that he came by https.`,
		Instead: "Name the proxies: `WSGITrustedProxies 10.0.0.5`.",
		Fix:     "A line for a proxy on the same machine is shown. You must name your own.",
		Refs:    []string{"https://modwsgi.readthedocs.io/en/master/configuration-directives/WSGITrustedProxies.html"},
	},
	Check: func(p *lint.Pass) {
		if p.Target.ModWSGI.Less(lint.Version{4, 4, 10}) || p.Misread() || p.KeepsOut("WSGITrustedProxies", "") {
			return
		}
		named := func(s *model.Server) bool { return len(s.Settings("wsgitrustedproxies")) > 0 }
		if p.Unread() {
			return // what could not be read may name the proxies
		}
		anywhere := slices.ContainsFunc(p.Servers, named)
		for _, s := range p.Servers {
			// what a virtual host says counts for its own requests, and the main server's lines for all
			if named(s) || named(p.Main) || s.IsMain() && anywhere {
				continue
			}
			for _, headers := range s.Settings("wsgitrustedproxyheaders") {
				if believed(headers.Decl) {
					p.Report(trustsAll(headers))
				}
			}
		}
	},
}

// believes are the headers that mod_wsgi knows: it passes over other names in silence.
var believes = strings.Fields("x-forwarded-for x-client-ip x-real-ip x-forwarded-proto x-forwarded-scheme x-scheme x-forwarded-https x-forwarded-ssl " +
	"x-https x-forwarded-host x-host x-forwarded-port x-forwarded-server x-script-name x-forwarded-script-name")

// believed reports whether a line names one of them, or may: what stands in a variable is not known.
func believed(headers *eval.Directive) bool {
	return slices.ContainsFunc(headers.Args(), func(a eval.Arg) bool {
		return slices.Contains(believes, strings.ToLower(a.Value)) || strings.Contains(a.Value, "${")
	})
}

func trustsAll(headers *model.Setting) lint.Diagnostic {
	d := lint.Diagnostic{
		At:      headers.Decl.At(),
		Message: "WSGITrustedProxyHeaders believes these headers of every client, for no WSGITrustedProxies says which proxies may set them; name the proxies there",
		Symptom: "a visitor may claim any address, host name and scheme; nothing is logged",
		Via:     headers.Decl.Via,
	}
	if lint.Movable(headers.Decl) {
		d.Fixes = []lint.Fix{{Title: "Name the proxies", Safety: lint.Manual, Edits: lint.LineAbove(headers.Decl, "WSGITrustedProxies 127.0.0.1")}}
	}
	return d
}
