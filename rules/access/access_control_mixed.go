package access

import (
	"fmt"

	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

var accessControlMixed = lint.Rule{
	ID:       "access-control-mixed",
	Family:   "access",
	Severity: lint.Warning,
	Fixes:    lint.Manual,
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "Order, Allow or Deny beside Require",
		Why: `Order, Allow and Deny of Apache 2.2 and Require of 2.4 decide apart, and both must let a visitor in, unless ` + "`Satisfy Any`" + ` says otherwise.
So ` + "`Require all granted`" + ` beside ` + "`Deny from all`" + ` answers everybody with "403 Forbidden", and so does the Order of a guide for 2.2 that has no Allow. Where
mod_access_compat is not loaded Apache does not start.`,
		Log: []lint.LogLine{
			{Text: "AH01797: client denied by server configuration: /srv/blog/wsgi.py"},
			{Text: "Invalid command 'Order', perhaps misspelled or defined by a module not included in the server configuration", Versions: "without mod_access_compat"},
		},
		Instead: "Say all of it with Require, and remove Order, Allow, Deny and Satisfy.",
		Fix:     "Where the old lines let everybody in they are shown as gone. You must judge whether an old Deny further out counted on them.",
		Refs:    []string{"https://httpd.apache.org/docs/2.4/howto/access.html"},
	},
	Check: func(p *lint.Pass) {
		for _, a := range p.Access {
			if old, require := mixed(a); old != nil {
				p.Report(decideApart(a, old, require))
			}
		}
	},
}

// mixed returns a line of Apache 2.2 and a Require that are certainly in force together.
func mixed(a *model.AccessControl) (old, require *eval.Directive) {
	if a.Requires == 0 || a.Legacy == 0 {
		return nil, nil
	}
	for _, o := range a.Lines {
		if o.Is("Require") || guarded(o.When) {
			continue
		}
		for _, r := range a.Lines {
			if r.Is("Require") && (o.HoldsWith(r) || r.HoldsWith(o)) {
				return o, r
			}
		}
	}
	return nil, nil
}

func decideApart(a *model.AccessControl, old, require *eval.Directive) lint.Diagnostic {
	name := old.Syntax.Name().Value // as written, see access-control-legacy
	return lint.Diagnostic{
		At:      old.At(),
		Message: fmt.Sprintf("%s of Apache 2.2 stands beside Require: the two decide apart, and both must let a visitor in; say all of it with Require", name),
		Symptom: "where they disagree the visitor gets 403: \"AH01797: client denied by server configuration\"",
		Via:     old.Via,
		Related: []lint.Related{{At: require.At(), Message: "Require stands here"}},
		Fixes:   dropOld(a),
	}
}

// dropOld removes the old lines where they let everybody in, so that only Require decides.
func dropOld(a *model.AccessControl) []lint.Fix {
	old := &model.AccessControl{In: a.In}
	for _, d := range a.Lines {
		if !d.Is("Require") {
			old.Lines = append(old.Lines, d)
		}
	}
	if says, ok := verdict(old); !ok || says != "granted" {
		return nil
	}
	var edits []source.Edit
	for _, d := range old.Lines {
		if !lint.Movable(d) || d.When != a.Lines[0].When {
			return nil
		}
		edits = append(edits, source.Edit{Span: d.Syntax.Span()})
	}
	return []lint.Fix{{Title: "Let Require alone decide", Safety: lint.Manual, Edits: edits}}
}
