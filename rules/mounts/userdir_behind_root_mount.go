package mounts

import (
	"fmt"
	"path"
	"strings"
	"sync"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

var userdirBehindRootMount = lint.Rule{
	ID:       "userdir-behind-root-mount",
	Family:   "mounts",
	Severity: lint.Warning,
	Fixes:    lint.Unsafe,
	Needs:    lint.WholeServer, // for mounts in other files
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "UserDir or VirtualDocumentRoot behind the mount at /",
		Why: `Unlike mod_alias, mod_userdir and mod_vhost_alias look at a URL after mod_wsgi. A ` + "`WSGIScriptAlias /`" + ` takes every URL of its
server first, so ` + "`/~ann/`" + ` is answered by the application, usually with its own "404 Not Found". Nothing is logged.`,
		Instead: "Map the users' pages with an AliasMatch, which goes before mod_wsgi: `AliasMatch ^/~([^/]+)/?(.*) /home/$1/public_html/$2`.",
		Fix: "UserDir becomes an AliasMatch. It is unsafe, for the pages are served again; and where UserDir names a folder of each user's home, " +
			"the homes are taken to lie in /home.",
		Refs: []string{"https://httpd.apache.org/docs/2.4/mod/mod_userdir.html"},
	},
	Check: func(p *lint.Pass) {
		for _, s := range p.Servers {
			for _, m := range s.Mappings {
				if m.Kind != model.UserDir || m.Section != nil {
					continue
				}
				if root := rootMount(s, m.Decl); root != nil && !(m.Decl.Is("UserDir") && (s.NoUserDir(m.Decl) || aliased(s))) {
					p.Report(behindRoot(m, root))
				}
			}
		}
	},
}

// usersPages are the URLs that mod_userdir maps.
var usersPages = sync.OnceValue(func() model.URLs { return model.URLsMatching("^/~[^/]+(/|$)") })

// aliased reports whether an Alias has the users' pages, whatever UserDir says.
func aliased(s *model.Server) bool {
	for at := s; at != nil; at = at.Main {
		for _, m := range at.Mappings {
			if m.Kind == model.Alias && strings.Contains(m.URL.Value, "~") && m.URLs.Covers(usersPages()) {
				return true
			}
		}
	}
	return false
}

// rootMount is the mount of every URL of s that is certainly in force where d is; nil where there is none.
func rootMount(s *model.Server, d *eval.Directive) *model.Mount {
	for _, w := range s.Mounts {
		if (w.IsRoot() || w.URLs.All()) && w.Decl.HoldsWithModule(d) {
			return w
		}
	}
	return nil
}

func behindRoot(m *model.Mapping, root *model.Mount) lint.Diagnostic {
	what, fixes := "the pages of "+m.Decl.Name, []lint.Fix(nil)
	if m.Decl.Is("UserDir") {
		what, fixes = "/~user", aliasMatch(m)
	}
	return lint.Diagnostic{
		At:      m.Decl.At(),
		Message: fmt.Sprintf("%s is never asked: %s %s takes every URL before it; map %s with an AliasMatch", m.Decl.Name, root.Decl.Name, root.URL.Value, what),
		Symptom: fmt.Sprintf("%s is answered by %s, usually with its 404; nothing is logged", what, root.Script.Value),
		Via:     m.Decl.Via,
		Related: []lint.Related{mountedHere(root)},
		Fixes:   fixes,
	}
}

func aliasMatch(m *model.Mapping) []lint.Fix {
	folder, ok := userFolder(m.URL.Value)
	if !ok || m.Target.IsSet() || !m.URL.Exact() {
		return nil
	}
	return []lint.Fix{{
		Title:  "Map the users' pages before the mount",
		Safety: lint.Unsafe,
		Edits:  []source.Edit{{Span: m.Decl.At(), New: `AliasMatch ^/~([^/]+)/?(.*) ` + parser.Quote(folder+"/$2", m.URL.Quote)}},
	}}
}

// userFolder is the folder mod_userdir looks in for user $1: a name below the user's home, a folder with a folder for each user, or one
// with a * in the user's place.
func userFolder(dir string) (string, bool) {
	switch {
	case strings.Contains(dir, ":") || strings.ContainsAny(dir, "$\\"):
		return "", false
	case strings.Count(dir, "*") == 1 && path.IsAbs(dir):
		return strings.TrimRight(strings.Replace(dir, "*", "$1", 1), "/"), true
	case strings.Contains(dir, "*"):
		return "", false
	case path.IsAbs(dir):
		return strings.TrimRight(dir, "/") + "/$1", true
	}
	return "/home/$1/" + strings.TrimRight(dir, "/"), true
}
