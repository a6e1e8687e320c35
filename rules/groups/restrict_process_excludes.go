package groups

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

var restrictProcessExcludes = lint.Rule{
	ID:       "restrict-process-excludes",
	Family:   "groups",
	Severity: lint.Error,
	Fixes:    lint.Manual,
	Needs:    lint.WholeServer,
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "Application sent to a process group that WSGIRestrictProcess does not allow",
		Seen:  "Every request for the application is \"500 Internal Server Error\", while `apachectl configtest` says \"Syntax OK\".",
		Why: `WSGIRestrictProcess lists the process groups that applications in its reach may run in, and this one is sent to another. The list also
holds for the option process-group= of a WSGIScriptAlias. Apache's own processes are allowed only where it has %{GLOBAL}. A second
WSGIRestrictProcess takes the place of the first, it does not add to it.`,
		Log: []lint.LogLine{
			{Text: "Daemon process called 'blog' cannot be accessed by this WSGI application as not a member of allowed groups: /srv/blog/wsgi.py", Versions: "mod_wsgi 4.5 to 5.0"},
			{Text: "WSGI0149: Daemon process called 'blog' cannot be accessed by this WSGI application as not a member of allowed groups.", Versions: lint.FromReference},
		},
		Instead: "Add the group to the list, `WSGIRestrictProcess sites wiki blog`, or send the application to one that is there, " +
			"`WSGIProcessGroup sites`.",
		Fix:  "The group is added to the list. A human must decide, for the list may be there to keep a site out of that group.",
		Refs: []string{"https://modwsgi.readthedocs.io/en/master/configuration-directives/WSGIRestrictProcess.html"},
	},
	Check: func(p *lint.Pass) {
		if p.Misread() {
			return
		}
		lists, hosts, dead := allowLists{}, sampleHosts(p), deadMounts.Of(p)
		mainIsAsked := p.MainIsAsked()
		for _, u := range p.Uses {
			if u.Mount == nil || dead[u.Mount] || u.Mount.Miswritten() || !u.Certain || !u.NamesGroup() && !u.IsEmbedded() || !u.Name.IsSet() && !p.Closed() {
				continue
			}
			if u.NamesGroup() && len(p.GroupsNamed(u.Name.Value)) == 0 || u.IsEmbedded() && p.RestrictsEmbedded() != nil {
				continue // another mistake comes first
			}
			asking := []*model.Server{u.Server}
			if u.Server.IsMain() {
				asking = append(asking, hosts...)
			}
			for _, s := range asking {
				if s != u.Server && !inherits(s, u.Mount) || s.IsMain() && !mainIsAsked || !p.MayReach(s) {
					continue
				}
				if list := lists.excluding(s, u.Mount, u.Name.Value); list != nil {
					p.Report(excluded(p, u, s, list))
					break
				}
			}
		}
	},
}

// maxSample is how many virtual hosts of each kind are asked about each mount of the main server.
const maxSample = 16

// sampleHosts are virtual hosts that may have a mount from the main server, some with a WSGIRestrictProcess of their own, which takes the place of the main
// server's, and some without.
func sampleHosts(p *lint.Pass) []*model.Server {
	var own, others []*model.Server
	for _, s := range p.Servers[1:] {
		switch {
		case s.Decl.When != nil:
		case len(s.Settings("wsgirestrictprocess")) > 0:
			own = append(own, s)
		default:
			others = append(others, s)
		}
	}
	return slices.Concat(own[:min(len(own), maxSample)], others[:min(len(others), maxSample)])
}

// inherits reports whether a virtual host certainly sends requests to a mount of the main server, and to the group that this one chooses.
func inherits(s *model.Server, m *model.Mount) bool {
	takes := func(a *model.Mapping) bool { return a.URLs.Covers(m.URLs) }
	return !s.Hides(m) && !slices.ContainsFunc(s.Mappings, takes) && (m.Option("process-group").IsSet() || len(s.Settings("wsgiprocessgroup")) == 0)
}

// allowLists are the names that each WSGIRestrictProcess allows, read once.
type allowLists map[*eval.Directive]map[string]bool

// excluding is the WSGIRestrictProcess that certainly refuses the group to all requests that a server sends to the mount; nil where there is none.
func (l allowLists) excluding(s *model.Server, m *model.Mount, group string) *model.Setting {
	list := allowed(s, m)
	if list == nil || allows(l.namesIn(list.Decl), group) {
		return nil
	}
	return list
}

// mayExclude reports whether some WSGIRestrictProcess refuses the group to requests that a server may send to the mount.
func (l allowLists) mayExclude(s *model.Server, m *model.Mount, group string) bool {
	return slices.ContainsFunc(s.InForce("wsgirestrictprocess", m), func(held model.Held) bool { return !allows(l.namesIn(held.Decl), group) })
}

// allowed is the WSGIRestrictProcess that certainly holds for all requests that a server sends to the mount; nil where there is none.
func allowed(s *model.Server, m *model.Mount) *model.Setting {
	held := s.InForce("wsgirestrictprocess", m)
	if len(held) != 1 || held[0].Reach != model.All {
		return nil
	}
	return held[0].Setting
}

// unknownName stands for the names of a list that are not known.
const unknownName = "\x00"

// namesIn are the names of a list in lower case, as apr_table_get compares them, and the special one as it is.
func (l allowLists) namesIn(list *eval.Directive) map[string]bool {
	if names := l[list]; names != nil {
		return names
	}
	names := map[string]bool{}
	for a := range list.EachArg() {
		names[strings.ToLower(a.Value)] = true
		switch {
		case a.Value == model.Global:
			names[model.Global] = true
		case model.Garbled(a.Value):
			names[unknownName] = true
		}
	}
	l[list] = names
	return names
}

// allows reports whether the list has the group, or a name that is not known.
func allows(names map[string]bool, group string) bool {
	if group == "" || group == model.Global {
		return names[model.Global] || names[unknownName]
	}
	return names[strings.ToLower(group)] || names[unknownName]
}

// excluded is the finding for requests of a server, which may have the mount from the main one.
func excluded(p *lint.Pass, u *model.Use, s *model.Server, list *model.Setting) lint.Diagnostic {
	where := ""
	if s != u.Server {
		where = fmt.Sprintf(" in %s, which has the mount from the main server", s.Title())
	}
	d := lint.Diagnostic{
		At:      u.Name.At(),
		Message: fmt.Sprintf("process group %q is not among those that WSGIRestrictProcess allows%s; add it to the list", u.Name.Value, cmp.Or(where, " here")),
		Symptom: answers500(p, "WSGI0149", fmt.Sprintf("Daemon process called '%s' cannot be accessed by this WSGI application as not a member of allowed groups",
			shownGroup(u.Name.Value))),
		Via:     u.By.Via,
		Cause:   &lint.Cause{Of: list.Decl, Also: "nor is this allowed"},
		Related: []lint.Related{{At: list.Decl.At(), Message: "these are allowed"}},
	}
	name := u.Name.Value
	if !u.Name.IsSet() {
		name = model.Global
		d.At = u.Mount.URL.At()
		d.Message = fmt.Sprintf("the application at %s runs in Apache's own processes, which WSGIRestrictProcess does not allow without %s%s; add that to the list", u.Mount.URL.Value, name, where)
	}
	if edits := lint.AddWords(list.Decl, parser.Quote(name, 0)); lint.Movable(list.Decl) && len(edits) > 0 {
		d.Fixes = []lint.Fix{{Title: "Allow " + name, Safety: lint.Manual, Edits: edits}}
	}
	return d
}
