package mounts

import (
	"fmt"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

var acceptPathInfoOff = lint.Rule{
	ID:       "accept-path-info-off",
	Family:   "mounts",
	Severity: lint.Error,
	Fixes:    lint.Safe,
	Needs:    lint.WholeServer, // for mounts in other files
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "AcceptPathInfo Off over a mount",
		Seen:  "Every page but the mount's own URL is \"404 Not Found\"; with a mount at `/` that is nearly all of the site.",
		Why: `To Apache a mount is a file, and what follows the mount's URL is PATH_INFO. ` + "`AcceptPathInfo Off`" + ` refuses every request that has one, before the
application is asked.`,
		Log: []lint.LogLine{
			{Text: "AcceptPathInfo off disallows user's path: /srv/blog/wsgi.py", Versions: "mod_wsgi 4.5 to 5.0"},
			{Text: "WSGI0137: AcceptPathInfo off disallows user's path.", Versions: lint.FromReference},
		},
		Instead: "Remove the line, or write `AcceptPathInfo Default`: scripts then get what follows their URL, and plain files refuse it.",
		Fix:     "Off becomes Default. It is safe: files still refuse what follows their name, and only the application gets its requests back.",
		Refs:    []string{"https://httpd.apache.org/docs/2.4/mod/core.html#acceptpathinfo"},
	},
	Check: func(p *lint.Pass) {
		said := map[*model.Setting]bool{}
		for _, s := range p.Servers {
			for _, m := range s.Mounts {
				if !leavesRest(m) && !strings.Contains(m.Script.Value, "$") {
					continue // there may be no PATH_INFO
				}
				for _, held := range s.InForce("acceptpathinfo", m) {
					if held.Reach == model.Perhaps {
						break
					}
					if off := held.Value(); strings.EqualFold(off.Value, "off") && !said[held.Setting] && reachesApplication(s, m, held) {
						said[held.Setting] = true
						p.Report(refusesPathInfo(p, m, held))
					}
					if held.Section.TakesBelow(m) {
						break // weaker lines hold for the bare URL, which has no PATH_INFO
					}
				}
			}
		}
	},
}

// reachesApplication reports whether a line holds for requests that the mount certainly gets: for all of them, or for those of a Location that
// no other mount and no Alias may take a part of.
func reachesApplication(s *model.Server, m *model.Mount, held model.Held) bool {
	if held.Reach == model.All {
		return true
	}
	if held.Section.Kind != model.Location || held.Section.Outer != nil {
		return false
	}
	for _, o := range s.AllMappings() {
		if o.Kind != model.UserDir && !o.URLs.Disjoint(held.Section.URLs) {
			return false
		}
	}
	for _, o := range s.AllMounts() {
		if o != m && !o.URLs.Disjoint(held.Section.URLs) {
			return false
		}
	}
	return true
}

func refusesPathInfo(p *lint.Pass, m *model.Mount, held model.Held) lint.Diagnostic {
	off, what := held.Value(), "every page below the mount "+m.URL.Value
	if held.Reach != model.All {
		what = fmt.Sprintf("what <Location %s> has of the mount %s", held.Section.Arg.Value, m.URL.Value)
	}
	d := lint.Diagnostic{
		At:      off.Decl.At(),
		Message: fmt.Sprintf("AcceptPathInfo Off refuses %s; leave it at Default", what),
		Symptom: fmt.Sprintf("404 for every URL that is longer than the mount's: %q", p.Target.Coded("WSGI0137", "AcceptPathInfo off disallows user's path")),
		Via:     off.Decl.Via,
		Related: []lint.Related{mountedHere(m)},
	}
	if off.Exact() {
		d.Fixes = []lint.Fix{{Title: "Write Default", Safety: lint.Safe, Edits: []source.Edit{{Span: off.At(), New: parser.Quote("Default", off.Quote)}}}}
	}
	return d
}
