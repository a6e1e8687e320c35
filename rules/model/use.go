package model

import (
	"iter"
	"path"
	"slices"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/parser/options"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
)

// A Use is a process group asked for: by requests to a mount, or by a script that handles requests or is loaded at start.
type Use struct {
	Selection
	// By is the line of the mount, of the WSGIHandlerScript or of the WSGIImportScript, Order its place in Config.Directives.
	By    *eval.Directive
	Order int
	// Server is the one whose requests they are.
	Server *Server
	// Mount is nil for a WSGIHandlerScript and a WSGIImportScript.
	Mount *Mount
	// Preloads says that the script is loaded at start. Then mod_wsgi looks for the group while it reads the line, and refuses the
	// configuration where it may not be used (wsgi_add_script_alias, wsgi_add_import_script).
	Preloads bool
}

// uses collects every use, mounts first.
func (c *Config) uses() []*Use {
	var all []*Use
	mount := func(s *Server, m *Mount, selections []Selection) {
		for _, sel := range selections {
			all = append(all, &Use{Selection: sel, By: m.Decl, Order: m.Order, Server: s, Mount: m, Preloads: sel.Setting == nil && m.Preloads()})
		}
	}
	var shared *Mount // of the main server, for which each virtual host may choose a group
	for _, m := range c.Main.Mounts {
		if shared == nil && !m.Option("process-group").IsSet() {
			shared = m
		}
	}
	for _, s := range c.Servers {
		for _, m := range s.Mounts {
			mount(s, m, m.ProcessGroups())
		}
		if shared != nil && s.choosesGroups() && !s.IsMain() && !s.Hides(shared) {
			mount(s, shared, s.Selections(shared))
		}
	}
	for _, h := range c.HandlerScripts {
		if group := h.Option("process-group"); group.IsSet() {
			all = append(all, &Use{Selection: Selection{Name: group, Certain: true}, By: h.Decl, Order: h.Order, Server: h.Server})
		}
	}
	for _, i := range c.Imports {
		if group := i.Option("process-group"); group.IsSet() {
			all = append(all, &Use{Selection: Selection{Name: group, Certain: true}, By: i.Decl, Order: i.Order, Server: i.Server, Preloads: true})
		}
	}
	return all
}

func (s *Server) choosesGroups() bool { return len(s.Settings("wsgiprocessgroup")) > 0 }

// Hides reports whether a mount of s itself comes before one of the main server and takes its URLs.
func (s *Server) Hides(m *Mount) bool {
	for _, own := range s.Mounts {
		if own.IsRoot() || own.URLs.Covers(m.URLs) {
			return true
		}
	}
	return false
}

// Preloads reports whether the mount's script is loaded at start: both groups are options, and neither they nor the script depend on the
// request.
func (m *Mount) Preloads() bool {
	for _, name := range []string{"process-group", "application-group"} {
		group := m.Option(name)
		if !group.IsSet() || group.Value != Global && strings.Contains(group.Value, "%{") {
			return false
		}
	}
	return !m.substitutes()
}

// A Script is a WSGIImportScript, whose script is loaded at start, or a WSGIHandlerScript, whose script handles the requests of a handler.
type Script struct {
	Decl    *eval.Directive
	Server  *Server
	Section *Section // nil at server level
	Order   int      // place in Config.Directives
	File    Value
	Options options.Arguments
}

// Option returns the value of the option of the given name that counts, the last; the zero Value where there is none.
func (s *Script) Option(name string) Value { return optionValue(s.Decl, &s.Options, name) }

func (b *builder) importScript(d *eval.Directive, s *Server, in *Section) {
	b.m.Imports = append(b.m.Imports, b.script(d, s, in, 0))
}

func (b *builder) handlerScript(d *eval.Directive, s *Server, in *Section) {
	b.m.HandlerScripts = append(b.m.HandlerScripts, b.script(d, s, in, 1))
}

func (b *builder) script(d *eval.Directive, s *Server, in *Section, file int) *Script {
	return &Script{Decl: d, Server: s, Section: in, Order: b.order, File: d.Arg(file), Options: options.Read(d.RawArgs(), file+1)}
}

// scriptHandler notes a line that gives files to mod_wsgi without a mount.
func (b *builder) scriptHandler(d *eval.Directive, s *Server, in *Section) {
	b.setting(d, s, in)
	if name := d.Arg(0).Value; strings.EqualFold(name, "wsgi-script") || strings.EqualFold(name, "application/x-httpd-wsgi") {
		b.m.ScriptHandlers = append(b.m.ScriptHandlers, d)
	}
}

// A ScriptName is a place that names the file of a script which mod_wsgi loads.
type ScriptName struct {
	File  string // clean
	At    source.Span
	Mount *Mount // nil where it is loaded for something else
}

// ScriptNames are the places that name scripts: mounts of one file in the order of the servers, then what loads scripts for other things. A script may
// be named by several.
func (c *Config) ScriptNames() iter.Seq[ScriptName] {
	return func(yield func(ScriptName) bool) {
		for _, s := range c.Servers {
			for _, m := range s.Mounts {
				if name, ok := m.File(); ok && !yield(ScriptName{name, m.Script.At(), m}) {
					return
				}
			}
		}
		for _, s := range slices.Concat(c.Imports, c.HandlerScripts) {
			if !yield(ScriptName{path.Clean(s.File.Value), s.File.At(), nil}) {
				return
			}
		}
		for _, d := range c.Own {
			if !loadsScript(d) {
				continue
			}
			if file := d.Arg(0); !yield(ScriptName{path.Clean(file.Value), file.At(), nil}) {
				return
			}
		}
	}
}

// loadsScript reports whether a line has mod_wsgi load a script beside those of mounts and handlers, in Apache's own processes.
func loadsScript(d *eval.Directive) bool {
	return d.Is("WSGIDispatchScript") || d.Is("WSGIAccessScript") || d.Is("WSGIAuthUserScript") || d.Is("WSGIAuthGroupScript")
}
