package model

import (
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
)

// An AccessControl is the access lines of one section: Apache 2.2's Order, Allow, Deny and Satisfy, and 2.4's Require.
type AccessControl struct {
	In *eval.Directive // the section; nil at the top
	// Section is what the model made of it; nil at the top of a server.
	Section *Section
	// Lines are all of them, in order.
	Lines []*eval.Directive
	// Requires and Legacy count the lines of each kind.
	Requires, Legacy int
	// Joined is a Require in a RequireAll, RequireAny or RequireNone of the section, which is an AccessControl of its own; nil where there is none.
	Joined *eval.Directive
}

func (b *builder) accessControl(d *eval.Directive, s *Server, in *Section) {
	place := b.in()
	if place.access == nil {
		place.access = b.access.add(AccessControl{In: d.In, Section: in, Joined: place.joined})
		b.m.Access = append(b.m.Access, place.access)
	}
	a := place.access
	b.set(Setting{Decl: d, Server: s, Section: in, Order: b.order, access: a})
	a.Lines = append(a.Lines, d)
	if d.Is("Require") {
		a.Requires++
		b.join(d)
	} else {
		a.Legacy++
	}
}

// join notes a Require in the section that the RequireAll and the like around it stand in.
func (b *builder) join(d *eval.Directive) {
	for i := len(b.around) - 1; i > 0; i-- {
		if decl := b.around[i].decl; !decl.Is("<RequireAll") && !decl.Is("<RequireAny") && !decl.Is("<RequireNone") {
			return
		}
		outer := &b.around[i-1]
		outer.joined = d
		if outer.access != nil {
			outer.access.Joined = d
		}
	}
}

// DeniesAll reports whether the line is Require all denied.
func DeniesAll(d *eval.Directive) bool {
	return d.Is("Require") && strings.EqualFold(d.Arg(0).Value, "all") && strings.EqualFold(d.Arg(1).Value, "denied")
}

// IsLimit reports whether a section is a Limit or a LimitExcept: a Require in it lets other methods in.
func IsLimit(d *eval.Directive) bool { return d != nil && (d.Is("<Limit") || d.Is("<LimitExcept")) }

// besides reports whether a line certainly holds for none of the requests that the mount is there for: it stands in a Location that begins below
// the mount's own URL, or, for the files of an Alias, in a Files that is for others than style sheets, such as the script.
func (h Held) besides(m *Mount) bool {
	if h.Section == nil || h.Section.Outer != nil && !h.Section.Outer.plainFolder() {
		return false
	}
	switch h.Section.Kind {
	case Location:
		_, plain := h.Section.URLs.Prefix()
		return plain && h.Reach == Some && !h.meantForAll(m)
	case Files:
		covers, certain := h.Section.CoversName("site.css")
		return certain && !covers && m.Decl.Is("Alias") && m.scripts() == wholeFolder
	}
	return false
}

// DeniedBy returns the Require all denied, or the Deny from all of Apache 2.2, that certainly refuses every request that s sends to the mount, those to a Location further down
// aside; nil where some line or some .htaccess may let one in. The strongest section that has a Require decides (AuthMerging Off), so another denial may be stronger for some.
func (c *Config) DeniedBy(s *Server, m *Mount) *Setting {
	by := s.requires(m)
	if old := s.denies(m); old != nil {
		by = old // a grant is not enough then
	}
	if by == nil {
		return nil
	}
	for _, held := range append(s.InForce("satisfy", m), s.InForce("authmerging", m)...) {
		if w := held.Value().Value; !strings.EqualFold(w, "all") && !strings.EqualFold(w, "off") {
			return nil
		}
	}
	for _, held := range s.InForce("allowoverride", m) {
		if !strings.EqualFold(held.Value().Value, "none") {
			return nil
		}
	}
	return by
}

// requires is the Require all denied that refuses the requests of DeniedBy where sections are not merged; nil where some line lets one in.
func (s *Server) requires(m *Mount) *Setting {
	var lines holding
	for _, held := range lines.inForce(s, "require", m) {
		if held.besides(m) {
			continue
		}
		if !DeniesAll(held.Decl) || IsLimit(held.Decl.In) {
			return nil
		}
		if held.Reach == All {
			if held.access.Requires > 1 {
				return nil
			}
			return held.Setting
		}
	}
	return nil
}

// denies is the Deny from all that refuses the requests of DeniedBy, whatever Require says; nil where some line lets one in. Sections of
// mod_access_compat are not merged: the strongest that has a line of it decides.
func (s *Server) denies(m *Mount) *Setting {
	var by *Setting
	for _, held := range s.InForce("deny", m) {
		if held.besides(m) {
			continue
		}
		if held.Reach != All || !held.access.deniesAll() {
			return nil
		}
		by = held.Setting
	}
	if by == nil {
		return nil
	}
	for _, name := range []string{"order", "allow", "satisfy"} {
		for _, held := range s.InForce(name, m) {
			if held.access != by.access && held.Overrides(by) && !held.besides(m) {
				return nil
			}
		}
	}
	return by
}

// deniesAll reports whether the lines are Apache 2.2's and let nobody in.
func (a *AccessControl) deniesAll() bool {
	all := false
	for _, d := range a.Lines {
		switch {
		case d.Is("Deny"):
			all = all || strings.EqualFold(d.RawArgs(), "from all")
		case !d.Is("Order"):
			return false
		}
	}
	return all && !IsLimit(a.In)
}
