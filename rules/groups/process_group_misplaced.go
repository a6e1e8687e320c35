package groups

import (
	"fmt"
	"slices"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

var processGroupMisplaced = lint.Rule{
	ID:       "process-group-misplaced",
	Family:   "groups",
	Severity: lint.Warning,
	Fixes:    lint.Manual,
	Needs:    lint.WholeServer,
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "WSGIProcessGroup in a Directory that holds no application",
		Seen: "The application runs as if the lines were not there: in Apache's own processes, without the packages of its environment, " +
			"without the Authorization header. Nothing is logged.",
		Why: `In this section WSGIProcessGroup, WSGIApplicationGroup and WSGIPassAuthorization do nothing.

For a request that goes to an application, a <Directory> applies if the WSGI script lies in that folder, by the path that is written in
WSGIScriptAlias. DocumentRoot has nothing to do with it, nor has the folder of the static files, or the real folder behind a symbolic
link. A path that does not begin with a slash is no folder's. A <Location> applies to URLs, so one with the path of the
script's folder does not.`,
		Instead: "Write the lines outside all sections, for the whole virtual host, or into the section of the script's folder: `<Directory " +
			"/srv/blog/app>`.",
		Fix: "Where a script's folder has nearly the same path, the section gets that path. Else the directives move out of the section. A human must look: the " +
			"application then runs in another process.",
		Refs: []string{
			"https://modwsgi.readthedocs.io/en/master/configuration-directives/WSGIProcessGroup.html",
			"https://httpd.apache.org/docs/2.4/sections.html",
		},
	},
	Check: func(p *lint.Pass) {
		if p.Misread() {
			return
		}
		sections := idle{p: p}
		for _, s := range p.Servers {
			for _, sec := range sections.sections(s) {
				p.Report(misplaced(sec))
			}
		}
	},
}

func misplaced(sec idleSection) lint.Diagnostic {
	first := sec.lines[0].Decl
	d := lint.Diagnostic{
		At:      first.At(),
		Message: fmt.Sprintf("%s no effect in <Directory %q>, for no mounted script lies there", names(sec), sec.Arg.Value),
		Symptom: "the application runs as if the line were not there; nothing is logged",
		Via:     first.Via,
		Fixes:   moveLinesOut(sec),
	}
	if sec.Kind == model.Location {
		d.Message = fmt.Sprintf("%s no effect in <Location %q>, for that is a folder and not a URL; write <Directory %q>", names(sec), sec.Arg.Value, sec.Arg.Value)
		d.Fixes = nil
		return d
	}
	if isRelative(sec.Section) {
		d.Message = fmt.Sprintf("%s no effect in <Directory %q>, for that is not named from the root", names(sec), sec.Arg.Value)
	}
	m := sec.example
	if sec.meant == nil {
		d.Message += "; write it for the whole host, or in the script's own folder"
	} else {
		m = sec.meant
		folder, _ := m.Folder()
		d.Message += fmt.Sprintf("; did you mean %q?", folder)
		d.Related = append(d.Related, lint.Related{At: sec.Arg.At(), Message: "this path holds no script"})
		d.Fixes = correctPath(sec, folder)
	}
	if sec.grants {
		d.Settle(m.Script.At()) // nobody may have it
	}
	d.Related = append(d.Related, lint.Related{At: m.Script.At(), Message: fmt.Sprintf("the script mounted at %s", m.URL.Value)})
	return d
}

// names lists the directives of the section, each once, with the verb.
func names(sec idleSection) string {
	var list []string
	for _, name := range []string{"WSGIProcessGroup", "WSGIApplicationGroup", "WSGIPassAuthorization"} {
		for _, line := range sec.lines {
			if line.Decl.Is(name) {
				list = append(list, name)
				break
			}
		}
	}
	if len(list) == 1 {
		return list[0] + " has"
	}
	return strings.Join(list, " and ") + " have"
}

func correctPath(sec idleSection, folder string) []lint.Fix {
	if !sec.Arg.Exact() {
		return nil
	}
	return []lint.Fix{{
		Title:  "Name the script's folder",
		Safety: lint.Manual,
		Edits:  []source.Edit{{Span: sec.Arg.At(), New: parser.Quote(folder, sec.Arg.Quote)}},
	}}
}

// moveLinesOut writes the directives above the section, where they count for the whole server; not where the server says something else there.
func moveLinesOut(sec idleSection) []lint.Fix {
	var edits []source.Edit
	for _, line := range sec.lines {
		if slices.Contains(sec.said, strings.ToLower(line.Decl.Name)) {
			return nil
		}
		move := moveAboveSection(line.Decl, sec.Decl)
		if move == nil {
			return nil
		}
		edits = append(edits, move...)
	}
	return []lint.Fix{{Title: "Write it for the whole server", Safety: lint.Manual, Edits: edits}}
}
