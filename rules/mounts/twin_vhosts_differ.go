package mounts

import (
	"fmt"
	"slices"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

var twinVhostsDiffer = lint.Rule{
	ID:       "twin-vhosts-differ",
	Family:   "mounts",
	Severity: lint.Info,
	Needs:    lint.WholeServer,
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "One site by http and https with different mounts",
		Why: `The virtual hosts for port 80 and port 443 of one ServerName mount different applications, or one of them lacks a mount. Mostly one was changed and the other
forgotten: the visitor gets another page, or "404 Not Found", depending on whether he types https. Where one of them only redirects to the other this rule is silent.`,
		Instead: "Let the virtual host of port 80 redirect to https, or put the common lines into a file that both include.",
		Refs:    []string{"https://httpd.apache.org/docs/2.4/vhosts/name-based.html"},
	},
	Check: func(p *lint.Pass) {
		if !p.Closed() || len(p.Problems)+len(p.Refused()) > 0 || p.Misread() {
			return
		}
		plain := map[string]*model.Server{}
		for _, s := range p.Servers[1:] {
			if name, known := hostName(s); known && name != "" && onlyOn(s, "80") && plain[name] == nil {
				plain[name] = s
			}
		}
		for _, s := range p.Servers[1:] {
			name, known := hostName(s)
			if o := plain[name]; known && o != nil && onlyOn(s, "443") {
				compareTwins(p, o, s)
			}
		}
	},
}

// hostName is the server's name as requests are compared with it, in lower case.
func hostName(s *model.Server) (name string, known bool) {
	name, known = s.HostName()
	return strings.ToLower(name), known
}

// onlyOn reports whether all addresses of a virtual host are of the port.
func onlyOn(s *model.Server, port string) bool {
	other := func(address string) bool { return !strings.HasSuffix(address, ":"+port) }
	return s.Decl.When == nil && len(s.Addresses) > 0 && !slices.ContainsFunc(s.Addresses, other)
}

// compareTwins reports the first mount that one of the two has and the other has not.
func compareTwins(p *lint.Pass, a, b *model.Server) {
	if leadsAway(a) || leadsAway(b) {
		return
	}
	m, without := lacking(a, b)
	if m == nil {
		m, without = lacking(b, a)
	}
	if m == nil || keepsOutMapping(p) {
		return // what one of two lacks may be a line that is not read by mistake
	}
	p.Report(lint.Diagnostic{
		At:      m.URL.At(),
		Message: fmt.Sprintf("%s is not mounted alike by <VirtualHost %s> of the same ServerName; is that meant?", m.URL.Value, without.Addresses[0]),
		Symptom: "the visitor gets another page by http than by https",
		Via:     m.Decl.Via,
		Related: []lint.Related{{At: without.Decl.At(), Message: "the other virtual host"}},
	})
}

// keepsOutMapping reports whether what stands where it is not read may mount a script or redirect.
func keepsOutMapping(p *lint.Pass) bool {
	return slices.ContainsFunc([]string{"WSGIScriptAlias", "WSGIScriptAliasMatch", "Redirect", "RedirectMatch", "RewriteRule"}, func(name string) bool {
		return p.KeepsOut(name, "")
	})
}

// leadsAway reports whether a server may only redirect, or has mounts that are not certain, or not what was meant. One that mounts nothing may redirect all it is there for
// by a line that leaves out /.well-known, or that names the other's mount.
func leadsAway(s *model.Server) bool {
	return slices.ContainsFunc(s.Mappings, func(m *model.Mapping) bool {
		return m.Kind == model.Rewrite || m.Kind == model.Redirect && (m.URLs.All() || len(s.Mounts) == 0) || m.Kind == model.Proxy
	}) || slices.ContainsFunc(s.Mounts, func(m *model.Mount) bool {
		return m.Decl.When != nil || model.Garbled(m.URL.Value) || model.Garbled(m.Script.Value)
	})
}

// lacking is the first mount of a that b has not.
func lacking(a, b *model.Server) (*model.Mount, *model.Server) {
	has := map[[2]string]bool{}
	for _, m := range b.Mounts {
		has[[2]string{m.URL.Value, m.Script.Value}] = true
	}
	for _, m := range a.Mounts {
		if !has[[2]string{m.URL.Value, m.Script.Value}] {
			return m, b
		}
	}
	return nil, nil
}
