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

` + "`SetHandler None`" + ` and ` + "`SetHandler wsgi-script`" + ` do no harm, nor does a handler for a part of a mount, such as ` + "`<Location /server-status>`" + ` below a mount at /. Only
default-handler does not even there: below the mount there is no file but the script, and ` + "`<Location /static>`" + ` is "404 Not Found" until an Alias maps it.`,
		Instead: "Remove the line, or move it into a section for other URLs or files. Where it must stay, undo it for the mount by `SetHandler " +
			"None` in a `<Location /app>` further down.",
		Fix:  "The line is shown as SetHandler None. You must judge what else it was for.",
		Refs: []string{"https://httpd.apache.org/docs/2.4/mod/core.html#sethandler"},
	},
	Check: func(p *lint.Pass) {
		blind := p.Misread() || p.Unread() || refusesMapping(p) // what could not be read may have a part of a mount
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
				for set, part := range filesOfPart(s, m) {
					if !blind && !said[set.Decl] {
						said[set.Decl] = true
						p.Report(overridesPart(m, set, part))
					}
				}
			}
		}
	},
}

// overriding is the handler that certainly answers every request to the mount in mod_wsgi's place; the zero Value where none does.
func overriding(p *lint.Pass, s *model.Server, m *model.Mount) model.Value {
	for _, held := range s.InForce("sethandler", m) {
		name := held.Value()
		if (held.Reach == model.All || allBelow(held, m)) && !harmless(p, name.Value) {
			return name
		}
		if held.Reach == model.Perhaps {
			break
		}
	}
	return model.Value{}
}

// maxHeld is how many lines for one mount are compared with each other.
const maxHeld = 64

// filesOfPart yields the lines by which httpd looks for files in a part of the mount, and that part: SetHandler default-handler in a <Location> of URLs
// that certainly nothing but the mount has. The script is all the file there is.
func filesOfPart(s *model.Server, m *model.Mount) func(yield func(set model.Value, part *model.Section) bool) {
	return func(yield func(model.Value, *model.Section) bool) {
		held := s.InForce("sethandler", m)
		if len(held) > maxHeld {
			return
		}
		for i, h := range held {
			part := h.Section
			if h.Reach == model.Some && part.Kind == model.Location && part.Outer == nil && !part.Regexp && h.Decl.HoldsWith(m.Decl) &&
				strings.EqualFold(h.Value().Value, "default-handler") && m.URLs.Covers(part.URLs) && !part.URLs.Covers(m.URLs) &&
				!allBelow(h, m) && !slices.ContainsFunc(held[:i], mayMeetPart(part)) && !isMapped(s, part.URLs) && !yield(h.Value(), part) {
				return
			}
		}
	}
}

// mayMeetPart is whether a stronger line may hold for some of the part.
func mayMeetPart(part *model.Section) func(model.Held) bool {
	return func(stronger model.Held) bool {
		in := stronger.Section
		return in == nil || in.Kind != model.Location || !in.URLs.Disjoint(part.URLs)
	}
}

// isMapped reports whether another line may take some of the URLs before the mount does.
func isMapped(s *model.Server, urls model.URLs) bool {
	return slices.ContainsFunc(s.AllMappings(), func(o *model.Mapping) bool {
		return o.Kind != model.UserDir && o.Target.Value != "!" && !o.URLs.Disjoint(urls)
	})
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
		for _, set := range slices.Concat(at.Settings("addhandler"), at.Settings("removehandler")) {
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
	if strings.EqualFold(set.Value, "default-handler") {
		d.Symptom = fmt.Sprintf("%s shows the source of %s to everybody; longer URLs are 404", m.URL.Value, m.Script.Value)
	}
	if set.Decl.Is("SetHandler") && set.Exact() {
		d.Fixes = []lint.Fix{{Title: "Undo other handlers here", Safety: lint.Manual, Edits: []source.Edit{{Span: set.At(), New: parser.Quote("None", set.Quote)}}}}
	}
	return d
}

func overridesPart(m *model.Mount, set model.Value, part *model.Section) lint.Diagnostic {
	return lint.Diagnostic{
		At: set.Decl.At(),
		Message: fmt.Sprintf("SetHandler %s serves no files of %s, which is below the mount %s: map the folder with an Alias, and remove the line",
			set.Value, part.Arg.Value, m.URL.Value),
		Symptom: "404 for every URL of the section; the application is not asked",
		Via:     set.Decl.Via,
		Related: []lint.Related{{At: m.URL.At(), Message: fmt.Sprintf("%s is mounted here", m.URL.Value)}},
	}
}
