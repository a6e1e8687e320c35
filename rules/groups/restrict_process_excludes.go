package groups

import (
	"fmt"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

var restrictProcessExcludes = lint.Rule{
	ID:       "restrict-process-excludes",
	Family:   "groups",
	Severity: lint.Error,
	Fixes:    lint.Manual,
	Needs:    lint.WholeServer,
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "Application sent to a process group that WSGIRestrictProcess does not allow",
		Seen:  "Every request for the application is \"500 Internal Server Error\", while `apachectl configtest` says \"Syntax OK\".",
		Why: `WSGIRestrictProcess lists the process groups that applications in its reach may run in, and this one is sent to another. The list also
holds for the option process-group= of a WSGIScriptAlias. Apache's own processes are allowed only where it has %{GLOBAL}. A second
WSGIRestrictProcess takes the place of the first, it does not add to it.`,
		Log: []lint.LogLine{
			{Text: "Daemon process called 'blog' cannot be accessed by this WSGI application as not a member of allowed groups: /srv/blog/wsgi.py", Versions: "mod_wsgi 4.5 to 5.0"},
			{Text: "WSGI0149: Daemon process called 'blog' cannot be accessed by this WSGI application as not a member of allowed groups.", Versions: lint.FromReference},
		},
		Instead: "Add the group to the list, `WSGIRestrictProcess sites wiki blog`, or send the application to one that is there, " +
			"`WSGIProcessGroup sites`.",
		Fix:  "The group is added to the list. A human must decide, for the list may be there to keep a site out of that group.",
		Refs: []string{"https://modwsgi.readthedocs.io/en/master/configuration-directives/WSGIRestrictProcess.html"},
	},
	Check: func(p *lint.Pass) {
		lists := map[*eval.Directive]map[string]bool{}
		for _, u := range p.Uses {
			if u.Mount == nil || !u.Certain || !u.NamesGroup() && !u.IsEmbedded() || !u.Name.IsSet() && !p.Closed() {
				continue
			}
			if u.NamesGroup() && len(p.GroupsNamed(u.Name.Value)) == 0 || u.IsEmbedded() && p.RestrictsEmbedded() != nil {
				continue // another mistake comes first
			}
			if list := allowed(u); list != nil && !allows(namesIn(list.Decl, lists), u.Name.Value) {
				p.Report(excluded(p, u, list))
			}
		}
	},
}

// allowed is the WSGIRestrictProcess that certainly holds for all requests to the mount; nil where there is none.
func allowed(u *model.Use) *model.Setting {
	held := u.Server.InForce("wsgirestrictprocess", u.Mount)
	if len(held) != 1 || held[0].Reach != model.All {
		return nil
	}
	return held[0].Setting
}

// unknownName stands for the names of a list that are not known.
const unknownName = "\x00"

// namesIn are the names of a list in lower case, as apr_table_get compares them, and the special one as it is. Each list is read once.
func namesIn(list *eval.Directive, read map[*eval.Directive]map[string]bool) map[string]bool {
	if names := read[list]; names != nil {
		return names
	}
	names := map[string]bool{}
	for _, a := range list.Args() {
		names[strings.ToLower(a.Value)] = true
		switch {
		case a.Value == model.Global:
			names[model.Global] = true
		case model.Unfinished(a.Value):
			names[unknownName] = true
		}
	}
	read[list] = names
	return names
}

// allows reports whether the list has the group, or a name that is not known.
func allows(names map[string]bool, group string) bool {
	if group == "" || group == model.Global {
		return names[model.Global] || names[unknownName]
	}
	return names[strings.ToLower(group)] || names[unknownName]
}

func excluded(p *lint.Pass, u *model.Use, list *model.Setting) lint.Diagnostic {
	d := lint.Diagnostic{
		At:      u.Name.At(),
		Message: fmt.Sprintf("process group %q is not among those that WSGIRestrictProcess allows here; add it to the list", u.Name.Value),
		Symptom: answers500(p, "WSGI0149", fmt.Sprintf("Daemon process called '%s' cannot be accessed by this WSGI application as not a member of allowed groups",
			shownGroup(u.Name.Value))),
		Via:     u.By.Via,
		Related: []lint.Related{{At: list.Decl.At(), Message: "these are allowed"}},
	}
	name := u.Name.Value
	if !u.Name.IsSet() {
		name = model.Global
		d.At = u.Mount.URL.At()
		d.Message = fmt.Sprintf("the application at %s runs in Apache's own processes, which WSGIRestrictProcess does not allow without %s; add that to the list", u.Mount.URL.Value, name)
	}
	if edits := lint.AddWords(list.Decl, parser.Quote(name, 0)); lint.Movable(list.Decl) && len(edits) > 0 {
		d.Fixes = []lint.Fix{{Title: "Allow " + name, Safety: lint.Manual, Edits: edits}}
	}
	return d
}
