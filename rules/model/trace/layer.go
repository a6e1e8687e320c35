package trace

import (
	"slices"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

// A layer is the lines of one place: of a server, or of a section. httpd merges the layers that apply to a request, a later one over an earlier.
type layer struct {
	section *model.Section // nil for a server
	decl    *eval.Directive
	all     []*eval.Directive            // what stands in it, sections too
	lines   map[string][]*eval.Directive // the same by name in lower case, in file order
	// authz and compat are what of it tells who may come: for mod_authz_core, and for mod_access_compat.
	authz, compat []*eval.Directive
}

func newLayer(c *model.Config, s *model.Section, decl *eval.Directive, body []*eval.Directive) *layer {
	l := &layer{section: s, decl: decl, all: body, lines: make(map[string][]*eval.Directive, len(body))}
	for _, d := range body {
		name := strings.ToLower(d.Name)
		l.note(c, d)
		switch {
		case authzNames[name]:
			l.authz = append(l.authz, d)
		case compatNames[name]:
			l.compat = append(l.compat, d)
		}
		if model.IsLimit(d) {
			l.compat = append(l.compat, d)
		}
	}
	return l
}

// note notes a line by its name. What stands in a Limit counts for every method, unless it tells who may come.
func (l *layer) note(c *model.Config, d *eval.Directive) {
	name := strings.ToLower(d.Name)
	l.lines[name] = append(l.lines[name], d)
	if model.IsLimit(d) {
		for _, in := range c.Body(d) {
			l.note(c, in)
		}
	}
}

// An applied layer is one that applies to the request, certainly or perhaps.
type applied struct {
	*layer
	perhaps bool
}

// kind is the kind of the layer's section; Elsewhere for a server.
func (l *layer) kind() model.SectionKind {
	if l.section == nil {
		return model.Elsewhere
	}
	return l.section.Kind
}

// last is the line of a name that counts in the layer: the last. Nil where it has none.
func (l *layer) last(name string) *eval.Directive {
	if all := l.lines[name]; len(all) > 0 {
		return all[len(all)-1]
	}
	return nil
}

// inForce is the line of a directive, by its name in lower case, that counts for the request; nil where none does. A doubt about it is told.
func (r *run) inForce(name string) *eval.Directive { return r.inForceOf(r.layers, name) }

func (r *run) inForceOf(layers []applied, name string) *eval.Directive {
	for _, l := range slices.Backward(layers) {
		if d := l.last(name); d != nil {
			r.doubt(l, d)
			return d
		}
	}
	return nil
}

// doubt tells what makes it uncertain that a line of a layer counts.
func (r *run) doubt(l applied, d *eval.Directive) {
	if l.perhaps {
		r.unknown("whether %s at %s applies", l.title(), place(l.decl))
	}
	r.conditional(d)
}

// title is the tag that opens the layer's section.
func (l *layer) title() string {
	if l.decl == nil {
		return "the main server"
	}
	return strings.TrimSuffix(l.decl.Name+" "+l.decl.RawArgs(), ">") + ">"
}

// conditional tells of a line that stands under a condition which could not be decided, other than the host's own.
func (r *run) conditional(d *eval.Directive) {
	if d.When == nil || r.Host.Server != nil && r.Host.Server.Decl != nil && d.HoldsWith(r.Host.Server.Decl) {
		return
	}
	not := ""
	if d.When.Negated {
		not = "!"
	}
	r.unknown("whether <%s %s%s> holds, in which %s stands at %s", d.When.Kind, not, d.When.Test, d.Name, place(d))
}
