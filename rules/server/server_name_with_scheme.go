package server

import (
	"fmt"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

var serverNameWithScheme = lint.Rule{
	ID:       "server-name-with-scheme",
	Family:   "server",
	Severity: lint.Warning,
	Fixes:    lint.Safe,
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "ServerName or ServerAlias that is a URL",
		Seen:  "The visitor gets another site: that of the first virtual host for the same address and port. Nothing is logged.",
		Why: "Apache compares the name of a host with the Host header of a request, and a header holds neither a scheme nor a path. `ServerName http://blog.example/` names a " +
			"host called `blog.example/`, and no request is for it: the first host of the address answers, with another site, and nothing is logged. A ServerAlias with `http://` never matches either.\n\n" +
			"ServerName alone may begin with a scheme, as long as no slash follows the name: it says what the URLs begin with that Apache itself makes, as in redirects. " +
			"`https://blog.example` is right behind a proxy that ends TLS, and is left alone. `http://` has no effect, in a host with TLS neither, so it is only advice to leave it out.",
		Instead: "Write the bare name: `ServerName blog.example`.",
		Fix:     "The scheme and the path go. It is safe: nothing matched such a name before, and `http://` alone has no effect.",
		Refs:    []string{"https://httpd.apache.org/docs/2.4/mod/core.html#servername"},
	},
	Check: func(p *lint.Pass) {
		for _, d := range p.Directives {
			switch {
			case d.Is("ServerName"):
				nameIsURL(p, d, d.Arg(0))
			case d.Is("ServerAlias"):
				for a := range d.EachArg() {
					if strings.LastIndexByte(a.Value, '/') > 0 && a.Value[0] != '/' && !model.Garbled(a.Value) && !model.Unfinished(a.Value) {
						p.Report(urlFinding(d, a, ""))
					}
				}
			}
		}
	},
}

// nameIsURL looks at a ServerName. What stands behind a port is not looked at by Apache.
func nameIsURL(p *lint.Pass, d *eval.Directive, name eval.Arg) {
	scheme, rest, has := strings.Cut(name.Value, "://")
	if !has {
		scheme, rest = "", name.Value
	}
	host, _, _ := strings.Cut(rest, ":")
	switch {
	case strings.Contains(host, "/") && !strings.HasPrefix(host, "/"):
		p.Report(urlFinding(d, name, host))
	case !strings.EqualFold(scheme, "http"):
	default:
		found := urlFinding(d, name, "")
		found.Severity = lint.Info
		found.Message = fmt.Sprintf("the scheme of %q has no effect; write %q", shown(name.Value), shown(bareName(rest)))
		found.Symptom = ""
		p.Report(found)
	}
}

// urlFinding is the finding for a URL that stands for the host of the given name; the URL itself where that is empty.
func urlFinding(d *eval.Directive, url eval.Arg, called string) lint.Diagnostic {
	if called == "" {
		called = url.Value
	}
	_, rest, has := strings.Cut(url.Value, "://")
	if !has {
		rest = url.Value
	}
	name := bareName(rest)
	if !d.Is("ServerName") {
		name, _, _ = strings.Cut(name, ":")
	}
	found := lint.Diagnostic{
		At:      url.At(),
		Message: fmt.Sprintf("%q is a URL, and no request is for a host called %q; write %q", shown(url.Value), shown(called), shown(name)),
		Symptom: "requests for it are answered by the first host of the address; nothing is logged",
		Via:     d.Via,
	}
	if url.Exact() && name != "" {
		found.Fixes = []lint.Fix{{
			Title:  "Write the bare name",
			Safety: lint.Safe,
			Edits:  []source.Edit{{Span: url.At(), New: parser.Quote(name, url.Quote)}},
		}}
	}
	return found
}

// bareName is what stands before the path of a URL without its scheme.
func bareName(rest string) string {
	name, _, _ := strings.Cut(rest, "/")
	return name
}
