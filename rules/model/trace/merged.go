package trace

import (
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser/directives"
	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

// A Layer is the lines of one place that count: of a server, or of a section that applies to a request. Later layers are stronger.
type Layer struct {
	// Decl opens the virtual host or the section; nil for the main server.
	Decl *eval.Directive
	// Perhaps says that it is not known whether the section applies.
	Perhaps bool
	Lines   []Line
}

// A Line is a directive, or a container such as Limit or RequireAny with what stands in it.
type Line struct {
	*eval.Directive
	// By is the stronger line of the same directive that overrides this one; nil where none does. It is known of directives that take one value:
	// others add to what was said before.
	By *eval.Directive
}

// Layers follows a request, and gives all the lines that count for it: of the main server and of the virtual host, then of the sections as
// httpd merges them.
func (t *Tracer) Layers(request Request) (*Trace, []Layer) {
	r := t.follow(request)
	var all []Layer
	for _, l := range r.layers {
		all = append(all, Layer{Decl: l.decl, Perhaps: l.perhaps, Lines: linesOf(l.all, isContainer)})
	}
	return r.Trace, overridden(all)
}

// LayersOf gives the lines that count for a server, its sections included: the main server's and its own.
func (t *Tracer) LayersOf(s *model.Server) []Layer {
	var all []Layer
	for _, h := range t.halves(s) {
		keep := func(d *eval.Directive) bool { return !d.Is("<VirtualHost") }
		all = append(all, Layer{Decl: h.server.Decl, Lines: linesOf(h.body, keep)})
	}
	return overridden(all)
}

// linesOf are the lines of a body, and those sections in it that keep is true of.
func linesOf(body []*eval.Directive, keep func(*eval.Directive) bool) []Line {
	lines := []Line{}
	for _, d := range body {
		if !d.IsSection() || keep(d) {
			lines = append(lines, Line{Directive: d})
		}
	}
	return lines
}

// isContainer reports whether a section only groups lines: it is no layer of its own.
func isContainer(d *eval.Directive) bool {
	name := strings.ToLower(d.Name)
	return authzNames[name] || strings.HasPrefix(name, "<wsgi")
}

// overridden finds, for each line of one value, the stronger one.
func overridden(all []Layer) []Layer {
	last := map[string]*eval.Directive{}
	for i := len(all) - 1; i >= 0; i-- {
		l := &all[i]
		for j := len(l.Lines) - 1; j >= 0; j-- {
			line := &l.Lines[j]
			name := strings.ToLower(line.Name)
			if !takesOneValue(name) {
				continue
			}
			line.By = last[name]
			if line.By == nil && !l.Perhaps && line.When == nil {
				last[name] = line.Directive
			}
		}
	}
	return all
}

// takesOneValue reports whether a directive says one thing, so that a later line replaces an earlier one.
func takesOneValue(name string) bool {
	d := directives.Lookup(name)
	return d != nil && (d.Args == directives.Flag || d.Args == directives.Take1) && !strings.HasPrefix(name, "<")
}
