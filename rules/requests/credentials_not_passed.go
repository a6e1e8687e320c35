package requests

import (
	"fmt"
	"slices"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

var credentialsNotPassed = lint.Rule{
	ID:       "credentials-not-passed",
	Family:   "requests",
	Severity: lint.Off,
	Fixes:    lint.Unsafe,
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "Mount without WSGIPassAuthorization",
		Seen: "Whoever sends a token or a password gets \"401 Unauthorized\" or \"403 Forbidden\" from the application, as if he had sent " +
			"none.",
		Why: `mod_wsgi keeps the Authorization header from the application unless it is told to pass it on. An application that checks tokens or passwords itself, such as an
interface for programs, then answers every request as if nobody had logged in: "401 Unauthorized" or "403 Forbidden", though the client sends the header. An application
that does not look at the header needs nothing, so this rule runs on request only.`,
		Instead: "Write `WSGIPassAuthorization On` above the WSGIScriptAlias.",
		Fix:     "The line comes above the mount. It is unsafe, for the application learns passwords then that it did not get before.",
		Refs:    []string{"https://modwsgi.readthedocs.io/en/master/configuration-directives/WSGIPassAuthorization.html"},
	},
	Check: func(p *lint.Pass) {
		for _, s := range p.Servers {
			if slices.ContainsFunc(s.Mappings, hasHeader) {
				continue
			}
			for _, m := range s.Mounts {
				if !mayPass(s, m) {
					p.Report(notPassed(m))
					break // one line helps all mounts of the server
				}
			}
		}
	},
}

// mayPass reports whether the Authorization header may reach the application, Apache itself asks for the password, or somebody has thought of it.
func mayPass(s *model.Server, m *model.Mount) bool {
	if m.Option("pass-authorization").IsSet() || len(s.InForce("authtype", m)) > 0 || len(s.InForce("wsgipassauthorization", m)) > 0 {
		return true
	}
	for _, name := range []string{"cgipassauth", "setenvif", "setenvifnocase"} {
		for _, held := range s.InForce(name, m) {
			on := strings.EqualFold(held.Value().Value, "on")
			if on || strings.HasPrefix(name, "setenvif") && strings.EqualFold(strings.Trim(held.Value().Value, "^$"), "authorization") {
				return true
			}
		}
	}
	return false
}

// hasHeader reports whether a RewriteRule gives applications the header: E=HTTP_AUTHORIZATION:%{HTTP:Authorization}.
func hasHeader(r *model.Mapping) bool {
	return r.Kind == model.Rewrite && strings.Contains(r.Decl.Arg(2).Value, "HTTP_AUTHORIZATION")
}

func notPassed(m *model.Mount) lint.Diagnostic {
	d := lint.Diagnostic{
		At:      m.URL.At(),
		Message: fmt.Sprintf("the application at %s does not get the Authorization header; write WSGIPassAuthorization On if it checks who asks", m.URL.Value),
		Symptom: "an application that checks tokens itself answers 401, though the client sends one",
		Via:     m.Decl.Via,
	}
	if lint.Movable(m.Decl) {
		at := m.Decl.Syntax.Span()
		at.End = at.Start
		line := lint.Indent(m.Decl) + "WSGIPassAuthorization On" + lint.LineEnd(m.Decl)
		d.Fixes = []lint.Fix{{Title: "Pass the header", Safety: lint.Unsafe, Edits: []source.Edit{{Span: at, New: line}}}}
	}
	return d
}
