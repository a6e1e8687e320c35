package trace

import (
	"path"
	"strconv"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

// A site is what one server says, ready to be asked for a request. What it has from the main server is the main server's own site.
type site struct {
	server *model.Server
	base   *layer
	body   []*eval.Directive // what stands in the server, sections included
	// folders are the <Directory> sections without wildcards, by name; globs those with, expressions the <DirectoryMatch>.
	folders              map[string][]*entry
	globs, expressions   []*entry
	files, locations     []*entry
	ifs                  []*entry
	sections             map[*model.Section]*entry
	proxies, redirects   []*mapping
	aliases, userDirs    []*mapping
	rewrites             []*mapping
	mounts               []*mount
	inLocation, inFolder []*mapping // redirects and aliases that stand in sections
}

// An entry is a section with those that stand in it.
type entry struct {
	*layer
	order      int                     // among the sections of one kind: the main server's come first
	matches    func(path string) []int // of a Location, and of every expression that is understood
	files, ifs []*entry
}

// A mapping is a line that maps URLs, of any module but mod_wsgi.
type mapping struct {
	*model.Mapping
	matches func(path string) []int // nil where nothing is known of the set
	in      *entry                  // the section it stands in; nil for the server
	rule    *rule                   // of a RewriteRule
}

// A mount is a WSGIScriptAlias or its Match form.
type mount struct {
	*model.Mount
	matches func(path string) []int
}

func newSite(c *model.Config, s *model.Server) *site {
	x := &site{server: s, folders: map[string][]*entry{}, sections: map[*model.Section]*entry{}}
	x.body = bodyOf(c, s)
	x.base = newLayer(c, nil, s.Decl, x.body)
	order := 0
	if !s.IsMain() {
		order = 1 << 30
	}
	for i, sec := range s.Sections {
		x.section(c, sec, order+i)
	}
	for _, m := range s.Mappings {
		x.mapping(m)
	}
	for _, m := range s.Mounts {
		matches := m.URLs.Matcher()
		if m.Decl.Is("WSGIScriptAliasMatch") {
			matches = model.URLsMatching(m.URL.Value).Matcher()
		}
		x.mounts = append(x.mounts, &mount{m, matches})
	}
	x.rules()
	return x
}

// bodyOf is what stands in a server, sections included.
func bodyOf(c *model.Config, s *model.Server) []*eval.Directive {
	if s.Decl != nil {
		return c.Body(s.Decl)
	}
	var top []*eval.Directive
	for _, d := range c.Directives {
		if d.In == nil {
			top = append(top, d)
		}
	}
	return top
}

func (x *site) section(c *model.Config, s *model.Section, order int) {
	e := &entry{layer: newLayer(c, s, s.Decl, c.Body(s.Decl)), order: order}
	x.sections[s] = e
	outer := x.sections[s.Outer]
	switch {
	case s.Kind == model.Location:
		e.matches = s.URLs.Matcher()
	case s.Regexp:
		e.matches = model.URLsMatching(s.Arg.Value).Matcher()
	}
	switch s.Kind {
	case model.Directory:
		switch {
		case outer != nil: // refused by httpd
		case s.Regexp:
			x.expressions = append(x.expressions, e)
		case s.Glob:
			x.globs = append(x.globs, e)
		default:
			name := path.Clean(s.Arg.Value)
			x.folders[name] = append(x.folders[name], e)
		}
	case model.Files:
		x.place(e, outer, &x.files, func(o *entry) *[]*entry { return &o.files })
	case model.Location:
		if outer == nil {
			x.locations = append(x.locations, e)
		}
	case model.If:
		x.place(e, outer, &x.ifs, func(o *entry) *[]*entry { return &o.ifs })
	}
}

func (x *site) place(e, outer *entry, top *[]*entry, inner func(*entry) *[]*entry) {
	if outer != nil {
		top = inner(outer)
	}
	*top = append(*top, e)
}

func (x *site) mapping(m *model.Mapping) {
	in := x.sections[m.Section]
	w := &mapping{Mapping: m, in: in}
	switch m.Kind {
	case model.Rewrite:
		if in == nil {
			x.rewrites = append(x.rewrites, w)
		}
		return
	case model.UserDir:
		x.userDirs = append(x.userDirs, w)
		return
	}
	w.matches = m.URLs.Matcher()
	switch {
	case in != nil && (m.URL.IsSet() || in.section.Kind != model.Location):
		x.inFolder = append(x.inFolder, w)
	case in != nil:
		x.inLocation = append(x.inLocation, w)
	case m.Kind == model.Proxy:
		x.proxies = append(x.proxies, w)
	case m.Kind == model.Redirect:
		x.redirects = append(x.redirects, w)
	default:
		x.aliases = append(x.aliases, w)
	}
}

// halves are the sites that hold for requests to a server, the main server's first.
func (t *Tracer) halves(s *model.Server) []*site {
	if s.IsMain() {
		return []*site{t.site(s)}
	}
	return []*site{t.site(t.config.Main), t.site(s)}
}

func (t *Tracer) site(s *model.Server) *site {
	x := t.sites[s]
	if x == nil {
		x = newSite(t.config, s)
		t.sites[s] = x
	}
	return x
}

// own are the sites in the order in which mod_alias and mod_wsgi ask them: the host's own lines come first.
func own(halves []*site) []*site {
	if len(halves) == 2 {
		return []*site{halves[1], halves[0]}
	}
	return halves
}

// loaded reports whether a module, by its source, may be loaded.
func (t *Tracer) loaded(source string) bool { return !t.config.Lacks(source) }

func place(d *eval.Directive) string {
	f := d.Syntax.Span().File
	return f.Name + ":" + strconv.Itoa(f.Position(d.Syntax.Span().Start).Line)
}

func lower(d *eval.Directive, i int) string { return strings.ToLower(d.Arg(i).Value) }
