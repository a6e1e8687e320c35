package handlers

import (
	"fmt"
	"slices"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

var handlerOverridesMount = lint.Rule{
	ID:       "handler-overrides-mount",
	Family:   "handlers",
	Severity: lint.Error,
	Fixes:    lint.Manual,
	Needs:    lint.WholeServer, // for mounts in other files
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "Handler that answers in a mount's place",
		Seen: "The application is never run: its URLs are \"404 Not Found\", \"403 Forbidden\" or \"500 Internal Server Error\". With " +
			"default-handler the mount's own URL shows the **source of the script**.",
		Why: `WSGIScriptAlias gives its URLs to mod_wsgi's handler, but a SetHandler that holds for them comes later and wins: the other handler gets the request and
the script's file, and the application is never run. ` + "`SetHandler default-handler`" + ` is the worst: the mount's own URL shows the **source of the script** to everybody,
and longer URLs are "404 Not Found". An AddHandler for the script's extension does the same.

Nor does it serve the files of a part: under a mount at /, ` + "`<Location /static> SetHandler default-handler`" + ` without an Alias looks for them below the script, and
every one is "404 Not Found".

` + "`SetHandler None`" + ` and ` + "`SetHandler wsgi-script`" + ` do no harm, nor does another handler for a part of a mount, such as ` + "`<Location /server-status>`" + ` below a mount at /.`,
		Instead: "Remove the line, or move it into a section for other URLs or files. Where it must stay, undo it for the mount by `SetHandler " +
			"None` in a `<Location /app>` further down.",
		Fix: "The line is shown as SetHandler None. You must judge what else it was for. In a part, the section becomes an Alias and a grant, as for " +
			"leftover-sethandler-none.",
		Refs: []string{"https://httpd.apache.org/docs/2.4/mod/core.html#sethandler"},
	},
	Check: func(p *lint.Pass) {
		said := map[*eval.Directive]bool{}
		for _, s := range p.Servers {
			for _, m := range s.Mounts {
				set := overriding(p, s, m)
				if !set.IsSet() {
					set = addedFor(p, s, m)
				}
				if set.IsSet() && !said[set.Decl] {
					said[set.Decl] = true
					p.Report(overrides(m, set, undoneInPart(p, s, m)))
				}
			}
		}
		compared := 0
		for _, s := range p.Servers {
			for _, h := range s.Handlers {
				if !isDefault(h.Name.Value) || said[h.Decl] || compared > maxLines || !p.Closed() || p.Unread() || p.KeepsOut("Alias", "") || refusesMapping(p) {
					continue
				}
				r := reachOf(p, h)
				compared += len(r.mounts) + len(s.Mappings) + len(p.Main.Mappings)
				if m := partWithoutFiles(p, r); m != nil {
					p.Report(findsNothing(p, r, m))
				}
			}
		}
	},
}

// isDefault reports whether a handler is the one that serves files.
func isDefault(name string) bool { return strings.EqualFold(name, "default-handler") }

// partWithoutFiles is the mount that certainly gets all requests of a Location for which the line asks for files, where they lie below its script and
// so are never there; nil where an Alias or the like may take one.
func partWithoutFiles(p *lint.Pass, r reach) *model.Mount {
	h, in := r.h, r.h.Section
	if in == nil || in.Kind != model.Location || in.Outer != nil || in.Garbled || h.Server.IsMain() && len(p.Servers) > 1 {
		return nil
	}
	meets := func(m *model.Mount) bool { return !m.URLs.Disjoint(in.URLs) }
	i := slices.IndexFunc(r.mounts, meets)
	if i < 0 || !r.mounts[i].URLs.Covers(in.URLs) || in.URLs.Covers(r.mounts[i].URLs) {
		return nil
	}
	m := r.mounts[i]
	if name, known := m.File(); !known || !model.CalledAsFile(name) || p.Files != nil && p.Files.IsDir(name) {
		return nil
	}
	takes := func(a *model.Mapping) bool {
		return a.Kind != model.UserDir && !(a.Kind == model.Rewrite && a.Target.Value == "-") && (!a.URLs.Known() || !a.URLs.Disjoint(in.URLs))
	}
	part := *m
	part.URLs, part.URL = in.URLs, in.Arg
	denies := func(held model.Held) bool { return model.DeniesAll(held.Decl) }
	takesPathInfo := func(held model.Held) bool { return strings.EqualFold(held.Value().Value, "on") }
	if slices.ContainsFunc(h.Server.Mappings, takes) || slices.ContainsFunc(p.Main.Mappings, takes) || overriding(p, h.Server, &part).Decl != h.Decl ||
		undoneInPart(p, h.Server, &part) || len(h.Server.InForce("deny", &part)) > 0 || slices.ContainsFunc(h.Server.InForce("require", &part), denies) || slices.ContainsFunc(h.Server.InForce("acceptpathinfo", &part), takesPathInfo) {
		return nil
	}
	return m
}

// findsNothing is the finding for a line that looks for files below a script.
func findsNothing(p *lint.Pass, r reach, m *model.Mount) lint.Diagnostic {
	url := r.h.Section.Arg.Value
	return lint.Diagnostic{
		At: r.h.Decl.At(),
		Message: fmt.Sprintf("%s %s looks for files below the script %s: every URL of %s is 404; serve files with an Alias",
			r.h.Decl.Name, r.h.Name.Value, m.Script.Value, url),
		Symptom: fmt.Sprintf("requests for %s get \"404 Not Found\", from Apache and not from the application; nothing is logged", url),
		Via:     r.h.Decl.Via,
		Related: []lint.Related{{At: m.URL.At(), Message: fmt.Sprintf("%s is mounted here", m.URL.Value)}},
		Fixes:   aliasInstead(p, r, m),
	}
}

// overriding is the handler that certainly answers every request to the mount in mod_wsgi's place; the zero Value where none does.
func overriding(p *lint.Pass, s *model.Server, m *model.Mount) model.Value {
	for _, held := range s.InForce("sethandler", m) {
		name := held.Value()
		if (held.Reach == model.All || allBelow(held, m)) && !harmless(p, name.Value) {
			return name
		}
		if held.Reach == model.Perhaps && harmless(p, name.Value) {
			break
		}
	}
	return model.Value{}
}

// allBelow reports whether a line stands in a Location of all that is longer than the mount's URL: <Location /app/> for the mount /app.
func allBelow(held model.Held, m *model.Mount) bool {
	prefix, plain := m.URLs.Prefix()
	sec := held.Section
	return plain && held.Reach == model.Some && sec.Kind == model.Location && sec.Outer == nil && sec.URLs.Covers(model.URLsBelow(prefix+"/"))
}

// harmless reports whether a handler leaves the mount to mod_wsgi, or is not known to answer.
func harmless(p *lint.Pass, name string) bool {
	switch strings.ToLower(name) {
	case "none", "wsgi-script", "application/x-httpd-wsgi":
		return true
	case "mod_python", "python-program":
		return true // mod-python-leftover speaks of it
	}
	for _, h := range p.HandlerScripts {
		if h.Decl.Arg(0).Value == name {
			return true
		}
	}
	return strings.HasPrefix(name, "expr=") || strings.Contains(name, "%{") || model.Unfinished(name)
}

// addedFor is the handler that an AddHandler certainly gives to files with the extension of the mount's script; the zero Value where none
// does, or another line may undo it.
func addedFor(p *lint.Pass, s *model.Server, m *model.Mount) model.Value {
	ofMost := func(held model.Held) bool { return held.Reach != model.Some }
	if model.Unfinished(m.Script.Value) || slices.ContainsFunc(s.InForce("sethandler", m), ofMost) {
		return model.Value{}
	}
	var found model.Value
	for at := s; at != nil; at = at.Main {
		for _, lines := range [][]*model.Setting{at.Settings("addhandler"), at.Settings("removehandler")} {
			for _, set := range lines {
				reach := model.All
				if set.Section != nil {
					reach = set.Section.Reach(m)
				}
				switch {
				case reach == model.None || !set.IsFor(m.Script.Value):
				case set.Decl.Is("RemoveHandler") || harmless(p, set.Value().Value):
					return model.Value{}
				case reach == model.All && set.Decl.HoldsWithModule(m.Decl) && !found.IsSet(): // a server without mod_mime is rare
					found = set.Value()
				}
			}
		}
	}
	return found
}

// undoneInPart reports whether another SetHandler gives some requests to the mount back to mod_wsgi.
func undoneInPart(p *lint.Pass, s *model.Server, m *model.Mount) bool {
	return slices.ContainsFunc(s.InForce("sethandler", m), func(held model.Held) bool {
		return held.Reach == model.Some && harmless(p, held.Value().Value)
	})
}

func overrides(m *model.Mount, set model.Value, inPart bool) lint.Diagnostic {
	run := "is never run"
	if inPart {
		run = "is run only where another SetHandler undoes that"
	}
	d := lint.Diagnostic{
		At: set.Decl.At(),
		Message: fmt.Sprintf("%s %s answers in the place of the mount %s: the application %s; remove the line, or keep it off the mount",
			set.Decl.Name, set.Value, m.URL.Value, run),
		Symptom: fmt.Sprintf("requests below %s get what %s makes of the script's file, mostly 404, 403 or 500", m.URL.Value, set.Value),
		Via:     set.Decl.Via,
		Related: []lint.Related{{At: m.URL.At(), Message: fmt.Sprintf("%s is mounted here", m.URL.Value)}},
	}
	switch {
	case isDefault(set.Value) && m.IsRoot():
		d.Symptom = "every URL is 404: Apache looks for files below the script"
	case isDefault(set.Value):
		d.Symptom = fmt.Sprintf("%s shows the source of %s to everybody; longer URLs are 404", m.URL.Value, m.Script.Value)
	}
	if set.Decl.Is("SetHandler") && set.Exact() {
		d.Fixes = []lint.Fix{{Title: "Undo other handlers here", Safety: lint.Manual, Edits: []source.Edit{{Span: set.At(), New: parser.Quote("None", set.Quote)}}}}
	}
	return d
}
