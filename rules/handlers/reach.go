package handlers

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

// A reach is what requests a SetHandler can apply to.
type reach struct {
	h *model.Handler
	// sections are those around the line, innermost first; none at server level.
	sections []*model.Section
	mounts   []*model.Mount
	aliases  []*model.Mapping
	others   []*model.Mapping // proxies, redirects, and rewrite rules for a part of the server
	// servers are those whose lines may count for a request that the line covers.
	servers []*model.Server
}

func reachOf(p *lint.Pass, h *model.Handler) reach {
	r := reach{h: h, servers: p.Servers}
	if !h.Server.IsMain() {
		r.servers = []*model.Server{h.Server, p.Main}
	}
	for s := h.Section; s != nil; s = s.Outer {
		r.sections = append(r.sections, s)
	}
	for _, s := range r.servers {
		for _, m := range s.Mounts {
			if m.Decl.HoldsWithModule(h.Decl) {
				r.mounts = append(r.mounts, m)
			}
		}
		for _, m := range s.Mappings {
			switch {
			case m.Kind == model.Alias && m.Target.IsSet():
				r.aliases = append(r.aliases, m)
			case (m.Kind == model.Proxy || m.Kind == model.Redirect) && m.Target.Value != "!":
				r.others = append(r.others, m)
			case m.Kind == model.Rewrite && m.Target.Value != "-" && !m.URLs.Covers(model.URLsBelow("/")):
				r.others = append(r.others, m)
			}
		}
	}
	return r
}

// mount is a mount whose URLs the line certainly stands over; nil where it may stand for something else.
func (r reach) mount() *model.Mount {
	if r.elsewhere() {
		return nil
	}
	for _, m := range r.mounts {
		if r.standsOver(m) {
			return m
		}
	}
	return nil
}

// elsewhere reports whether a proxy, a redirect or a rewrite rule may take all that a Location around the line is for.
func (r reach) elsewhere() bool {
	return slices.ContainsFunc(r.sections, func(s *model.Section) bool {
		return s.Kind == model.Location && slices.ContainsFunc(r.others, func(m *model.Mapping) bool { return takes(m, s) })
	})
}

// takes reports whether a line takes all that a Location is for; one for /media/ does for /media.
func takes(m *model.Mapping, s *model.Section) bool {
	return m.URLs.Covers(s.URLs) || m.URLs.Covers(withSlash(s.URLs))
}

func (r reach) standsOver(m *model.Mount) bool {
	for _, s := range r.sections {
		switch s.Kind {
		case model.Location:
			if !s.URLs.Covers(m.URLs) && !m.URLs.Covers(s.URLs) {
				return false
			}
		case model.Directory, model.Files:
			if !m.URLs.All() && !r.overScript(s, m) && !r.overAliasBelow(s, m) {
				return false
			}
		case model.If:
			if !m.URLs.All() || len(r.aliases) > 0 || len(r.others) > 0 {
				return false // it may be for what does not go to the mount
			}
		default:
			return false
		}
	}
	return true
}

// overScript reports whether a Directory or Files section certainly applies to the mount's script.
func (r reach) overScript(s *model.Section, m *model.Mount) bool {
	if s.Kind == model.Directory {
		covers, certain := s.CoversPath(m.Script.Value)
		return covers && certain
	}
	covers, certain := s.CoversName(path.Base(m.Script.Value))
	return covers && certain
}

// overAliasBelow reports whether a Directory section certainly is for the files of an Alias that stands below the mount.
func (r reach) overAliasBelow(s *model.Section, m *model.Mount) bool {
	return slices.ContainsFunc(r.aliases, func(a *model.Mapping) bool { return m.URLs.Covers(a.URLs) && isFor(s, a) })
}

// isFor reports whether a Directory section is for the files of an Alias: its folder, one around it, or one inside.
func isFor(s *model.Section, a *model.Mapping) bool {
	return s != nil && s.Kind == model.Directory && !s.Regexp && !s.Glob &&
		(model.Below(s.Arg.Value, a.Target.Value) || model.Below(a.Target.Value, s.Arg.Value))
}

// hides reports whether an Alias for the URLs would hide a mount, or a part of one that does not take them all.
func (r reach) hides(u model.URLs) bool {
	return slices.ContainsFunc(r.mounts, func(m *model.Mount) bool {
		return !m.URLs.Disjoint(u) && (!m.URLs.Covers(u) || u.Covers(m.URLs))
	})
}

// alias is an Alias that serves what the line stands over; nil where there is none.
func (r reach) alias() *model.Mapping {
	for _, a := range r.aliases {
		if a.Decl.HoldsWith(r.h.Decl) && r.servedBy(a) {
			return a
		}
	}
	return nil
}

func (r reach) servedBy(a *model.Mapping) bool {
	for _, s := range r.sections {
		switch s.Kind {
		case model.Location:
			if !takes(a, s) {
				return false
			}
		case model.Directory:
			if s.Regexp || s.Glob || !isFor(s, a) {
				return false
			}
		case model.Files:
			if r.overAnyScript(s) {
				return false
			}
		}
	}
	return len(r.sections) > 0
}

// overAnyScript reports whether a Files section names a mounted script, and so is not for the files of an Alias.
func (r reach) overAnyScript(s *model.Section) bool {
	return slices.ContainsFunc(r.mounts, func(m *model.Mount) bool { return r.overScript(s, m) })
}

// withSlash is the set of <Location /media/> for /media: a line for the one takes what was meant by the other.
func withSlash(u model.URLs) model.URLs {
	if p, ok := u.Prefix(); ok {
		return model.URLsBelow(p + "/")
	}
	return u
}

// undoes reports whether another SetHandler may cover a request the line covers, so that the line may have an effect. One of wsgi-script for a mounted
// script, by its folder or its name, has none itself.
func (r reach) undoes() bool {
	for _, s := range r.servers {
		for _, other := range s.Handlers {
			onScripts := strings.EqualFold(other.Name.Value, "wsgi-script") && ofFiles(other.Section) && r.onlyBeside(other.Section)
			if !other.IsNone() && !onScripts && r.mayMeet(other) {
				return true
			}
		}
	}
	return false
}

// ofFiles reports whether a section is for files, and not for URLs or all of the server.
func ofFiles(s *model.Section) bool {
	return s != nil && (s.Kind == model.Directory || s.Kind == model.Files)
}

// mayMeet reports whether some request may be covered by both, and the other be undone. It is false only where that is certain: what is said of the
// server gives way to all sections.
func (r reach) mayMeet(other *model.Handler) bool {
	if len(r.sections) == 0 && other.Section != nil || r.givesWay(other) {
		return false
	}
	for s := other.Section; s != nil; s = s.Outer {
		if r.misses(s) {
			return false
		}
		if s.Kind == model.Location && pages[strings.ToLower(other.Name.Value)] && r.missesPage(s) {
			return false
		}
	}
	return true
}

// givesWay reports whether httpd merges the section of another line behind those of r, so that the other holds wherever both do.
func (r reach) givesWay(other *model.Handler) bool {
	own, others := model.Directory, model.Directory
	for _, s := range r.sections {
		own = max(own, s.Kind)
	}
	for s := other.Section; s != nil; s = s.Outer {
		others = max(others, s.Kind)
	}
	return own < others && others <= model.If
}

// pages are handlers that answer one URL, with a page of the server's own.
var pages = map[string]bool{"server-status": true, "server-info": true, "balancer-manager": true, "ldap-status": true}

// missesPage reports whether the line certainly is not for the URL of a Location with such a page, but for others that it has no page for.
func (r reach) missesPage(s *model.Section) bool {
	prefix, plain := s.URLs.Prefix()
	page := model.URLsMatching("^" + regexp.QuoteMeta(strings.TrimRight(prefix, "/")) + "/?$")
	return plain && slices.ContainsFunc(r.sections, func(own *model.Section) bool {
		return own.Kind == model.Location && own.URLs.Disjoint(page)
	})
}

// misses reports whether section s certainly applies to no request of r.
func (r reach) misses(s *model.Section) bool {
	for _, own := range r.sections {
		if own.Kind == model.Location && s.Kind == model.Location && own.URLs.Disjoint(s.URLs) {
			return true
		}
		if own.Apart(s) {
			return true
		}
	}
	if !ofFiles(s) {
		return false
	}
	return r.onlyBeside(s) && !slices.ContainsFunc(r.mounts, func(m *model.Mount) bool { return mayApply(s, m) })
}

// onlyBeside reports whether every request the line covers certainly ends at a mounted script, or at files that section s is not for: a Location below
// a mount of which no Alias takes a part but for another folder.
func (r reach) onlyBeside(s *model.Section) bool {
	for _, own := range r.sections {
		if own.Kind != model.Location {
			continue
		}
		mounted := slices.ContainsFunc(r.mounts, func(m *model.Mount) bool { return m.URLs.Covers(own.URLs) })
		return mounted && !slices.ContainsFunc(r.aliases, func(a *model.Mapping) bool { return !a.URLs.Disjoint(own.URLs) && !isBeside(s, a) })
	}
	return false
}

// isBeside reports whether a section, nil for the server, is certainly not for the files of an Alias.
func isBeside(s *model.Section, a *model.Mapping) bool {
	return s != nil && s.Kind == model.Directory && !s.Regexp && !s.Glob && a.Decl.Is("Alias") && path.IsAbs(a.Target.Value) &&
		!model.Unfinished(s.Arg.Value) && !model.Unfinished(a.Target.Value) && !isFor(s, a)
}

// mayApply reports whether a Directory or Files section may apply to the mount's script.
func mayApply(s *model.Section, m *model.Mount) bool {
	if s.Kind == model.Directory {
		covers, _ := s.CoversPath(m.Script.Value)
		return covers
	}
	covers, _ := s.CoversName(path.Base(m.Script.Value))
	return covers
}
