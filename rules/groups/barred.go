package groups

import (
	"slices"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser/directives"
	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

// barred returns the group that is named, the server that may not use it, and what mod_wsgi says of it; nil where some definition may be used, or
// nothing is certain.
func barred(p *lint.Pass, u *model.Use, sharing []*model.Server) (g *model.DaemonGroup, from *model.Server, how string) {
	for _, d := range namesakes(p, u.Name.Value) {
		if d.Server.IsMain() || d.Decl.In != d.Server.Decl || !p.Closed() && !d.Decl.HoldsWith(u.By) {
			return nil, nil, ""
		}
		if u.Preloads {
			from, how = u.Server, refusal(u, d)
		} else {
			from, how = answer500(p, u, d, sharing), notAccessed
		}
		if from == nil || how == "" {
			return nil, nil, ""
		}
		g = d
	}
	if g != nil && (mayBeNamed(p, from) || mayBeNamed(p, g.Server)) {
		return nil, nil, ""
	}
	return g, from, how
}

// mayBeNamed reports whether a server without a ServerName was meant to have one: by a line that is misspelt, or is not read by mistake.
func mayBeNamed(p *lint.Pass, s *model.Server) bool {
	const name = "servername"
	return !s.Name.IsSet() && (p.KeepsOut(name, "") || slices.ContainsFunc(p.Directives, func(d *eval.Directive) bool {
		lower := strings.ToLower(d.Name)
		return d.In == s.Decl && directives.Lookup(lower) == nil && (strings.HasPrefix(lower, name) || lint.Nearest(lower, slices.Values([]string{name})) != "")
	}))
}

// What mod_wsgi says: of a request, and while it reads a line that loads a script.
const (
	notAccessed   = "Daemon process called '%s' cannot be accessed by this WSGI application"
	notAccessible = "WSGI process group not accessible."
	notMatchable  = "WSGI process group not matchable."
)

// refusal is what mod_wsgi says of g while it reads the line that preloads a script there; "" where it accepts it, or says something else.
func refusal(u *model.Use, g *model.DaemonGroup) string {
	mine, theirs, certain := namesAt(u, g)
	switch {
	case u.Server == g.Server || g.Server.IsMain() || g.Order > u.Order || !certain || mine == theirs:
		return ""
	case mine != "" && theirs != "":
		return notAccessible
	case namedBelow(u, g):
		return "" // a matter of order alone
	}
	return notMatchable
}

// answer500 is a server whose requests for the use are refused: its own, or for a mount of the main server one of those that share it.
func answer500(p *lint.Pass, u *model.Use, g *model.DaemonGroup, sharing []*model.Server) *model.Server {
	candidates := []*model.Server{u.Server}
	if u.Server.IsMain() {
		candidates = sharing
	}
	for _, s := range candidates {
		if may, certain := p.MayUse(s, g); certain && !may && (s == u.Server || u.Mount != nil) {
			return s
		}
	}
	return nil
}

// sharers are servers whose requests certainly reach the main server's mounts: itself, if it is asked, and two virtual hosts of different names, if
// there are so many.
func sharers(p *lint.Pass) []*model.Server {
	found := anyHosts(p)
	if p.MainIsAsked() {
		found = append(found, p.Main)
	}
	return found
}

// anyHosts are two virtual hosts of different names, if there are so many, that certainly pass requests on to the main server's mounts.
func anyHosts(p *lint.Pass) []*model.Server {
	var found []*model.Server
	for _, s := range p.Servers[1:] {
		if len(s.Mounts)+len(s.Mappings)+len(s.Sections) > 0 || len(s.Settings("wsgiprocessgroup")) > 0 || s.Decl.When != nil {
			continue
		}
		if len(found) == 1 {
			if same, certain := p.SharesName(found[0], s); same || !certain {
				continue
			}
		}
		if found = append(found, s); len(found) == 2 {
			break
		}
	}
	return found
}

// namesAt are the host names of the server that uses a group and of the one that defines it, as far as they are read when mod_wsgi compares them,
// "" for none; certain says that they are known.
func namesAt(u *model.Use, g *model.DaemonGroup) (mine, theirs string, certain bool) {
	mine, knownMine := nameAt(u.Server, u.Order)
	theirs, knownTheirs := nameAt(g.Server, u.Order)
	return mine, theirs, knownMine && knownTheirs
}

func nameAt(s *model.Server, order int) (name string, known bool) {
	if name, known = s.HostName(); !s.Named(order) {
		name = ""
	}
	return name, known
}

// namedBelow reports whether the server that uses the group is given the name of the one that defines it further down.
func namedBelow(u *model.Use, g *model.DaemonGroup) bool {
	mine, known := u.Server.HostName()
	_, theirs, certain := namesAt(u, g)
	return known && certain && !g.Server.IsMain() && !u.Server.Named(u.Order) && mine != "" && mine == theirs
}
