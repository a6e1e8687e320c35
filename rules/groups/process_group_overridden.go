package groups

import (
	"fmt"

	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

var processGroupOverridden = lint.Rule{
	ID:       "process-group-overridden",
	Family:   "groups",
	Severity: lint.Warning,
	Fixes:    lint.Safe,
	Needs:    lint.WholeServer, // for mounts in other files
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "WSGIProcessGroup that the mounts' own options override",
		Seen:  "The application runs in another group than WSGIProcessGroup says. Nothing is logged.",
		Why: `The option process-group= of a WSGIScriptAlias is stronger than any WSGIProcessGroup, also one in a <Location> or <Directory> further
in. Where every application in reach has the option, and another group in it, the directive does nothing, and who reads it believes that
the application runs where it does not.

A WSGIProcessGroup that some application does take is not reported: it is the rule, and the option the exception.`,
		Instead: "Remove the line where the option is right. Where the line is right, take `process-group=` out of the WSGIScriptAlias.",
		Fix: "The directive goes. It is safe, for it has no effect. In a fragment, where other files may mount applications that take it, the fix " +
			"is unsafe.",
		Refs: []string{"https://modwsgi.readthedocs.io/en/master/configuration-directives/WSGIScriptAlias.html"},
	},
	Check: func(p *lint.Pass) {
		if len(p.ScriptHandlers) > 0 || p.Unread() || p.Misread() {
			return
		}
		var order []*model.Setting
		by := map[*model.Setting]*model.Mount{} // nil for a line that some application takes
		note := func(line *model.Setting, m *model.Mount) {
			old, seen := by[line]
			if !seen {
				order = append(order, line)
			}
			if !seen || old != nil {
				by[line] = m
			}
		}
		restricted, known := restriction(p) != nil, knowsGroups(p)
		for _, u := range p.Uses {
			if u.Setting != nil {
				note(u.Setting, nil)
			} else if u.Mount != nil && u.Name.IsSet() {
				undefined := known && u.NamesGroup() && len(p.GroupsNamed(u.Name.Value)) == 0
				overriding(u, undefined || restricted && u.IsEmbedded() || u.Mount.Miswritten(), note)
			}
		}
		for _, line := range order {
			refused := line.Value().Value == "" || line.Decl.Arg(1).IsSet()
			if m := by[line]; m != nil && !refused && !model.Garbled(line.Value().Value) && !p.KeepsOut("WSGIScriptAlias", "") {
				p.Report(overridden(p, line, m))
			}
		}
	},
}

// overriding notes the lines that would select a group for the mount if it had no option; mistaken says that the option itself is the mistake: it
// names no group, or where embedded applications are restricted it makes the application one (rules group-undefined and embedded-restricted), or
// the line takes in more than it was meant to (rule alias-option-unknown).
func overriding(u *model.Use, mistaken bool, note func(*model.Setting, *model.Mount)) {
	for _, sel := range u.Mount.Directed() {
		switch {
		case sel.Setting == nil:
		case sel.Certain && sel.Name.Value != u.Name.Value && !mistaken:
			note(sel.Setting, u.Mount)
		default:
			note(sel.Setting, nil)
		}
	}
}

func overridden(p *lint.Pass, line *model.Setting, m *model.Mount) lint.Diagnostic {
	option := m.Option("process-group")
	d := lint.Diagnostic{
		At: line.Value().At(),
		Message: fmt.Sprintf("WSGIProcessGroup %s has no effect: the application at %s has process-group=%s, which is stronger; remove one of the two",
			line.Value().Value, m.URL.Value, option.Value),
		Symptom: fmt.Sprintf("mod_wsgi.process_group of the application is %q; nothing is logged", shownGroup(option.Value)),
		Via:     line.Decl.Via,
		Related: []lint.Related{{At: option.At(), Message: "this option counts"}},
	}
	if lint.Movable(line.Decl) {
		fix := lint.Fix{Title: "Remove the line without effect", Safety: lint.Unsafe, Edits: removeLine(line.Decl)}
		if p.Closed() || wholeHost(line.Server) {
			fix.Safety = lint.Safe
		}
		d.Fixes = []lint.Fix{fix}
	}
	return d
}

// wholeHost reports whether no mount of another file can be reached through the server, for one of its own takes every URL.
func wholeHost(s *model.Server) bool {
	if s.IsMain() {
		return false
	}
	for _, m := range s.Mounts {
		if m.IsRoot() && m.Decl.HoldsWith(s.Decl) {
			return true
		}
	}
	return false
}

// shownGroup is the name an application sees of its group.
func shownGroup(name string) string {
	if name == model.Global {
		return ""
	}
	return name
}
