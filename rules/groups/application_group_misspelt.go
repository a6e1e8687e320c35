package groups

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

var applicationGroupMisspelt = lint.Rule{
	ID:       "application-group-misspelt",
	Family:   "groups",
	Severity: lint.Warning,
	Fixes:    lint.Safe,
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "Application group that is nearly %{GLOBAL}",
		Seen: "The site works, until it imports numpy or another package of that kind: then requests are \"500 Internal Server Error\", or " +
			"hang. Nothing is logged about the name.",
		Why: `An application group is an interpreter inside a process. ` + "`%{GLOBAL}`" + ` is the first one, the only one in which every extension module works:
numpy and what is built on it, and what is written with PyO3, may fail or hang in the others. ` + "`%{SERVER}`, `%{HOST}`, `%{RESOURCE}` and `%{ENV:name}`" + ` have a meaning too.

Anything else is a name. mod_wsgi takes ` + "`%{global}`, `%{GLOBALS}` or `GLOBAL`" + ` for the name of one more interpreter, without a word, and the application
runs just where it should not.`,
		Log: []lint.LogLine{
			{Text: "mod_wsgi (pid=1234, process='blog', application='%{global}'): Loading Python script file '/srv/blog/wsgi.py'.", Versions: "at LogLevel info"},
		},
		Instead: "Write `%{GLOBAL}`, in capitals.",
		Fix: "The name that was meant. It is safe: the application runs in the interpreter that the text speaks of. Where the script would then be loaded at " +
			"start into a group that is not yet defined, nothing is offered.",
		Refs: []string{
			"https://modwsgi.readthedocs.io/en/master/configuration-directives/WSGIApplicationGroup.html",
			"https://modwsgi.readthedocs.io/en/master/user-guides/application-issues.html",
		},
	},
	Check: func(p *lint.Pass) {
		for _, s := range p.Servers {
			for _, line := range s.Settings("wsgiapplicationgroup") {
				if !line.Decl.Arg(1).IsSet() { // else it is refused
					misspeltGroup(p, line.Value(), true)
				}
			}
			for _, m := range s.Mounts {
				misspeltGroup(p, m.Option("application-group"), staysAccepted(p, m))
			}
		}
		for _, script := range slices.Concat(p.Imports, p.HandlerScripts) {
			misspeltGroup(p, script.Option("application-group"), true)
		}
	},
}

func misspeltGroup(p *lint.Pass, v model.Value, mayFix bool) {
	meant, misspelt := meantGroup(v.Value)
	if !v.IsSet() || !misspelt || model.Mistyped(v.Value) || strings.Contains(v.Value, "process-group=") { // rule quote-not-closed
		return
	}
	d := lint.Diagnostic{
		At:      v.At(),
		Message: fmt.Sprintf("application group %q is a name like any other", v.Value),
		Symptom: fmt.Sprintf("mod_wsgi.application_group is %q: an interpreter of its own, in which some extension modules fail or hang", v.Value),
		Via:     v.Decl.Via,
	}
	if meant != "" {
		d.Message += fmt.Sprintf("; did you mean %s?", meant)
		if v.Exact() && mayFix {
			edit := source.Edit{Span: v.At(), New: parser.Quote(meant, v.Quote)}
			safety := lint.Safe
			if strings.EqualFold(v.Value, "globals") {
				safety = lint.Unsafe // a word that a name may be
			}
			d.Fixes = []lint.Fix{{Title: "Write " + meant, Safety: safety, Edits: []source.Edit{edit}}}
		}
	}
	p.Report(d)
}

// special are the names that mod_wsgi understands; %{ENV:name} is another.
var special = []string{model.Global, "%{SERVER}", "%{HOST}", "%{RESOURCE}"}

// meantGroup tells whether a name is one of the special ones misspelt, and which, where that can be told.
func meantGroup(name string) (meant string, misspelt bool) {
	if slices.Contains(special, name) || model.Expands(name) || model.Unfinished(name) {
		return "", false
	}
	if value, asOption := strings.CutPrefix(name, "application-group="); asOption && slices.Contains(special, value) {
		return value, true
	}
	letters := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return unicode.ToUpper(r)
		}
		return -1
	}, name)
	switch {
	case letters == "GLOBAL" || letters == "GLOBALS":
		return model.Global, true
	case !strings.HasPrefix(name, "%"):
		return "", false
	case slices.Contains(special, "%{"+letters+"}"):
		return "%{" + letters + "}", true
	case strings.HasPrefix(strings.ToUpper(name), "%{ENV:"):
		variable, _, _ := strings.Cut(name[len("%{ENV:"):], "}")
		return "%{ENV:" + variable + "}", true
	}
	return lint.Nearest(name, slices.Values(special)), true
}

// staysAccepted reports whether mod_wsgi would take the mount if its script were loaded at start, which a special name leads to.
func staysAccepted(p *lint.Pass, m *model.Mount) bool {
	group := m.Option("process-group")
	if !group.IsSet() || m.Preloads() || strings.Contains(group.Value, "%{") {
		return true
	}
	u := &model.Use{Selection: model.Selection{Name: group}, By: m.Decl, Order: m.Order, Server: m.Server, Mount: m}
	groups := p.GroupsNamed(group.Value)
	return len(groups) > 0 && groups[0].Order < m.Order && refusal(u, groups[0]) == "" && !namedBelow(u, groups[0])
}
