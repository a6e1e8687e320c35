// Package model gives the stream of directives its mod_wsgi meaning: servers and virtual hosts, what each maps to where, sections
// and handlers, daemon groups, Python homes and paths.
//
// It says what is, and does not judge. A rule asks it, and finds its way back to the text through the eval.Directive that
// every noun here carries.
package model

import (
	"slices"
	"strings"
	"sync"

	"github.com/modwsgi-lint/modwsgi-lint/parser/directives"
	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model/wsgi"
)

// A Config is what a configuration means to mod_wsgi.
type Config struct {
	*eval.Config
	// Main is what stands outside every virtual host. In a fragment it may in truth stand inside one.
	Main *Server
	// Servers are the main server and the virtual hosts, in that order.
	Servers []*Server
	// Groups are the daemon groups, in order of definition.
	Groups []*DaemonGroup
	// Uses are the process groups asked for.
	Uses []*Use
	// Imports are the WSGIImportScript lines, HandlerScripts the WSGIHandlerScript lines. ScriptHandlers are the lines that give files to
	// mod_wsgi without a mount, such as SetHandler wsgi-script.
	Imports, HandlerScripts []*Script
	ScriptHandlers          []*eval.Directive
	// Homes and Paths are every WSGIPythonHome and python-home=, every WSGIPythonPath and python-path= that counts: one that a
	// later one certainly overrides is left out.
	Homes, Paths []*PythonSetting
	// Access are the places that say who may come, in order.
	Access []*AccessControl
	// ModPython are the lines of mod_python: all whose name begins with Python, and goes on with letters.
	ModPython []*eval.Directive
	// User and Group are whom Apache's own processes run as; the zero Value where nothing here says.
	User, Group Value
	// SwitchesUsers says that a module may make Apache's own processes run as others: mpm_itk, mod_ruid2.
	SwitchesUsers bool
	// Listens are the Listen directives.
	Listens []*eval.Directive
	// Own are mod_wsgi's own directives and what is spelt like them: all whose name begins with WSGI, in any letter case, sections too.
	Own []*eval.Directive

	groupsNamed            map[string][]*DaemonGroup
	askedFor               func() map[string]bool // the groups that something asks for, by name
	serverHome, serverPath *PythonSetting         // the last of Homes and Paths that is no group's
	statements             []int                  // the places in Directives of a template's statements
	unread                 bool
	misread                bool
	guards                 func() []Guard // what is asked for seldom, made once
	unseen                 func() *keptOut
	refused                func() []eval.Problem
}

// Closed reports whether the whole server is known, so that what is not here is nowhere.
func (c *Config) Closed() bool { return !c.Host.Open && !c.Unread() }

// Unread reports whether a file that the configuration includes could not be read, so that it may say anything.
func (c *Config) Unread() bool { return c.unread }

// Misread reports whether a line meant for mod_wsgi is none of its directives, be it for a blank in the name, a WSGIScriptAlias without a script, or a WSGIDaemonProcess or
// WSGIProcessGroup without a name, or a tag has no other: Apache refuses it, and what it was meant to mount, to define or to choose is not known.
func (c *Config) Misread() bool { return c.misread }

// Refused is eval's, asked once.
func (c *Config) Refused() []eval.Problem { return c.refused() }

// MayPart reports whether a statement of a template, such as Jinja's {% else %}, stands between two lines, so that what is made of it may hold
// one of them alone.
func (c *Config) MayPart(a, b *eval.Directive) bool {
	from, to := min(a.Order(), b.Order()), max(a.Order(), b.Order())
	i, _ := slices.BinarySearch(c.statements, from)
	return i < len(c.statements) && c.statements[i] < to
}

// HoldsWith reports whether d is certainly there wherever o is, in what is made of a template too.
func (c *Config) HoldsWith(d, o *eval.Directive) bool { return d.HoldsWith(o) && !c.MayPart(d, o) }

// holdsAsUsual is HoldsWith, but that a guard which asks for mod_alias does not count: there is hardly a server without it.
func (c *Config) holdsAsUsual(by *Mapping, o *eval.Directive) bool {
	if by.Kind != Alias && by.Kind != Redirect {
		return c.HoldsWith(by.Decl, o)
	}
	return by.Decl.HoldsWithModule(o) && !c.MayPart(by.Decl, o)
}

// Build makes the model of what was read.
func Build(c *eval.Config) *Config {
	m := &Config{Config: c, Main: &Server{}, groupsNamed: map[string][]*DaemonGroup{}}
	m.Servers = []*Server{m.Main}
	newBuilder(m, c.Strayed()).buildAll()
	for _, g := range m.Groups {
		m.groupsNamed[g.Name.Value] = append(m.groupsNamed[g.Name.Value], g)
	}
	for _, s := range m.Servers[1:] {
		s.Main = m.Main
		m.Main.hostsChoose = m.Main.hostsChoose || s.choosesGroups()
	}
	for _, s := range m.Servers {
		for i := range s.settings {
			s.settings[i].finish()
		}
	}
	m.Homes = counting(m.Homes)
	m.Paths = counting(m.Paths)
	m.serverHome, m.serverPath = ofServer(m.Homes), ofServer(m.Paths)
	m.misread = m.misread || slices.ContainsFunc(c.Problems, skips)
	m.unread = slices.ContainsFunc(c.Problems, hides) || slices.ContainsFunc(c.Elsewhere, hides)
	m.guards, m.unseen, m.refused = sync.OnceValue(m.findGuards), sync.OnceValue(m.findKeptOut), sync.OnceValue(c.Refused)
	m.Uses = m.uses()
	m.askedFor = sync.OnceValue(m.namesAskedFor)
	return m
}

// hides reports whether a file could not be read that may say anything. The one that certbot includes in virtual hosts sets up TLS and no more.
func hides(p eval.Problem) bool {
	return p.Unreadable && !strings.HasSuffix(strings.Trim(p.At.Text(), `"'`), "/options-ssl-apache.conf")
}

// skips reports whether httpd refuses a tag, so that nobody knows what it is meant to skip, or for what.
func skips(p eval.Problem) bool { return strings.HasPrefix(p.At.Text(), "<") }

// namesAskedFor are the names of process groups that stand anywhere but in a definition.
func (c *Config) namesAskedFor() map[string]bool {
	names := map[string]bool{}
	for _, u := range c.Uses {
		names[u.Name.Value] = true
	}
	for _, s := range c.Servers {
		for _, setting := range s.Settings("wsgiprocessgroup") {
			names[setting.Value().Value] = true
		}
	}
	return names
}

// A builder goes through the stream once.
type builder struct {
	m      *Config
	order  int     // of the directive at hand
	lower  string  // its name in lower case
	around []place // the sections open at the directive at hand, the outermost first; the first place is the top
	names  map[string]name
	sets   map[string]URLs // of the expressions met: a snippet that many hosts include has the same ones
	// strayed are the directives that are not meant to stand where they do.
	strayed map[*eval.Directive]bool

	sections slab[Section]
	settings slab[Setting]
	mappings slab[Mapping]
	access   slab[AccessControl]
}

func newBuilder(m *Config, strayed map[*eval.Directive]bool) *builder {
	return &builder{m: m, around: []place{{server: m.Main}}, names: map[string]name{}, sets: map[string]URLs{}, strayed: strayed}
}

// A place is where the lines of a section stand.
type place struct {
	decl    *eval.Directive // the section; nil for the top
	server  *Server
	section *Section // the innermost that applies to requests; nil at server level
	access  *AccessControl
	test    *Section        // the last If or ElseIf in it
	joined  *eval.Directive // a Require of it, in a RequireAll and the like
}

// A name is what is to be done with the directives of one spelling.
type name struct {
	lower          string
	own, modPython bool
	misread        bool // it begins as mod_wsgi's own do, and is none of them
	unknown        bool // no module of httpd's or mod_wsgi has it
	statement      bool // a template's
	add            func(*builder, *eval.Directive, *Server, *Section)
}

func (b *builder) directive(d *eval.Directive) {
	n := b.name(d.Name)
	b.lower = n.lower
	b.m.misread = b.m.misread || n.misread || n.unknown && splits(d)
	if n.own {
		b.m.Own = append(b.m.Own, d)
	}
	if n.statement || n.unknown && d.In != nil && IsStatement(d.In.Name) { // or a line of one that has several
		b.m.statements = append(b.m.statements, b.order)
	}
	if n.modPython {
		b.m.ModPython = append(b.m.ModPython, d)
	}
	for last := len(b.around) - 1; last > 0 && b.around[last].decl != d.In; last-- {
		b.around = b.around[:last]
	}
	if in := b.in(); n.add != nil {
		n.add(b, d, in.server, in.section)
	}
}

// in is where the directive at hand stands.
func (b *builder) in() *place { return &b.around[len(b.around)-1] }

func (b *builder) name(spelling string) name {
	n, ok := b.names[spelling]
	if !ok {
		n.lower = strings.ToLower(spelling)
		n.own = strings.HasPrefix(strings.TrimPrefix(n.lower, "<"), "wsgi")
		strayed := !n.own && strings.HasPrefix(strings.Trim(n.lower, WideSpaces+ZeroSpaces), "wsgi")
		n.misread = strayed || n.own && wsgi.Lookup(spelling) == nil || !n.own && slips(n.lower) || IsOption(n.lower)
		n.statement = IsStatement(spelling)
		n.misread = strayed || n.own && wsgi.Lookup(spelling) == nil || !n.own && slips(n.lower) || IsOption(n.lower)
		n.modPython = strings.HasPrefix(n.lower, "python") && strings.Trim(n.lower, "abcdefghijklmnopqrstuvwxyz") == ""
		n.add = adders[n.lower]
		switch {
		case n.add != nil:
		case strings.HasPrefix(n.lower, "<"):
			n.add = (*builder).section
		case !n.own && directives.Lookup(spelling) == nil:
			n.unknown = true
			n.add = (*builder).rewriteCond // it may be meant for one
		}
		b.names[spelling] = n
	}
	return n
}

// slips reports whether a name in lower case that no module has begins with a slip for "wsgi" and ends as one of mod_wsgi's directives does, or has its letters.
func slips(lower string) bool {
	if len(lower) < 4 || lower[0] != 'w' && strings.Trim(lower[:3], "wsgi") != "" || directives.Lookup(lower) != nil {
		return false
	}
	for known := range wsgi.All() {
		name := strings.ToLower(known.Name)
		if strings.HasSuffix(lower, strings.TrimPrefix(name, "wsgi")) || len(lower) == len(name) && sorted(lower) == sorted(name) {
			return true
		}
	}
	return false
}

// IsOption reports whether a line begins with an option, such as python-home=, so that it was to be a part of another.
func IsOption(name string) bool {
	name, _, valued := strings.Cut(name, "=")
	if !valued {
		return false
	}
	for known := range wsgi.All() {
		if known.Option(name) != nil {
			return true
		}
	}
	return false
}

// splits reports whether the name that no module has and the first argument are the name of one of mod_wsgi's directives with a blank in it.
func splits(d *eval.Directive) bool { return wsgi.Lookup(d.Name+d.Arg(0).Value) != nil }

// sorted are the letters of a name in order: two that changed places leave it as it is.
func sorted(name string) string {
	letters := []byte(name)
	slices.Sort(letters)
	return string(letters)
}

func (b *builder) virtualHost(d *eval.Directive, _ *Server, _ *Section) {
	s := &Server{Decl: d}
	for a := range d.EachArg() {
		s.Addresses = append(s.Addresses, a.Value)
	}
	b.around = append(b.around, place{decl: d, server: s})
	b.m.Servers = append(b.m.Servers, s)
}

// adders are the directives the model knows, by name in lower case, besides sections. Each is told the server and the section around it.
var adders = map[string]func(*builder, *eval.Directive, *Server, *Section){
	"<virtualhost": (*builder).virtualHost,
	"servername":   (*builder).serverName,
	"serveralias":  (*builder).serverAlias,
	"documentroot": func(_ *builder, d *eval.Directive, s *Server, _ *Section) { s.DocumentRoot = d.Arg(0) },
	"user":         func(b *builder, d *eval.Directive, _ *Server, _ *Section) { b.m.User = d.Arg(0) },
	"group":        func(b *builder, d *eval.Directive, _ *Server, _ *Section) { b.m.Group = d.Arg(0) },
	"listen":       func(b *builder, d *eval.Directive, _ *Server, _ *Section) { b.m.Listens = append(b.m.Listens, d) },

	"assignuserid":   switchesUsers,
	"ruidgid":        switchesUsers,
	"rdefaultuidgid": switchesUsers,
	"rmode":          switchesUsers,

	"sethandler": (*builder).handler,

	"wsgiscriptalias":      (*builder).mount,
	"wsgiscriptaliasmatch": (*builder).mount,
	"wsgidaemonprocess":    (*builder).daemonGroup,
	"wsgipythonhome":       (*builder).pythonHome,
	"wsgipythonpath":       (*builder).pythonPath,
	"wsgiimportscript":     (*builder).importScript,
	"wsgihandlerscript":    (*builder).handlerScript,
	"addhandler":           (*builder).scriptHandler,
	"addtype":              (*builder).scriptHandler,

	"wsgiprocessgroup":      (*builder).processGroup,
	"wsgiapplicationgroup":  (*builder).setting,
	"wsgicallableobject":    (*builder).setting,
	"wsgirestrictprocess":   (*builder).setting,
	"wsgidispatchscript":    (*builder).setting,
	"wsgipassauthorization": (*builder).setting,
	"wsgirestrictembedded":  (*builder).setting,
	"wsgisocketprefix":      (*builder).setting,
	"timeout":               (*builder).setting,

	"wsgitrustedproxies":      (*builder).setting,
	"wsgitrustedproxyheaders": (*builder).setting,
	"wsgiscriptreloading":     (*builder).setting,

	"acceptpathinfo":      (*builder).setting,
	"allowencodedslashes": (*builder).setting,
	"allowoverride":       (*builder).setting,
	"authmerging":         (*builder).setting,
	"authtype":            (*builder).setting,
	"cgipassauth":         (*builder).setting,
	"fallbackresource":    (*builder).setting,
	"mergeslashes":        (*builder).setting,
	"options":             (*builder).setting,
	"passenv":             (*builder).setting,
	"removehandler":       (*builder).setting,
	"rewriteengine":       (*builder).setting,
	"setenv":              (*builder).setting,
	"setenvif":            (*builder).setting,
	"setenvifnocase":      (*builder).setting,
	"setenvifexpr":        (*builder).setting,

	"rewritecond": (*builder).rewriteCond,

	"alias":             (*builder).mapping,
	"aliasmatch":        (*builder).mapping,
	"scriptalias":       (*builder).mapping,
	"scriptaliasmatch":  (*builder).mapping,
	"redirect":          (*builder).mapping,
	"redirectpermanent": (*builder).mapping,
	"redirecttemp":      (*builder).mapping,
	"redirectmatch":     (*builder).mapping,
	"proxypass":         (*builder).mapping,
	"proxypassmatch":    (*builder).mapping,
	"rewriterule":       (*builder).mapping,
	"userdir":           (*builder).mapping,

	"virtualdocumentroot":   (*builder).mapping,
	"virtualdocumentrootip": (*builder).mapping,
	"virtualscriptalias":    (*builder).mapping,
	"virtualscriptaliasip":  (*builder).mapping,

	"order":   (*builder).accessControl,
	"allow":   (*builder).accessControl,
	"deny":    (*builder).accessControl,
	"satisfy": (*builder).accessControl,
	"require": (*builder).accessControl,
}

func switchesUsers(b *builder, _ *eval.Directive, _ *Server, _ *Section) { b.m.SwitchesUsers = true }

// A Value is a setting: a word of the line that made it. The zero Value is a setting nobody made.
type Value = eval.Arg

// Lacks reports whether a module, named by its source file, is certainly not loaded.
func (c *Config) Lacks(source string) bool {
	if !c.Closed() {
		return false
	}
	return !slices.ContainsFunc(c.Modules, func(m eval.Module) bool { return m.Source == source })
}
