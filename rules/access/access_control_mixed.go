package access

import (
	"fmt"
	"slices"
	"strings"

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
		Seen:  "Where the two disagree every visitor gets \"403 Forbidden\". Where mod_access_compat is not loaded Apache does not start.",
		Why: `Order, Allow and Deny of Apache 2.2 and Require of 2.4 decide apart, and both must let a visitor in, unless ` + "`Satisfy Any`" + ` says otherwise.
So ` + "`Require all granted`" + ` beside ` + "`Deny from all`" + ` answers everybody with "403 Forbidden", and so does the Order of a guide for 2.2 that has no Allow. Where
mod_access_compat is not loaded Apache does not start.

Old lines that let everybody in, such as ` + "`Allow from all`" + ` beside ` + "`Require all granted`" + `, change nothing: then this is advice.`,
		Log: []lint.LogLine{
			{Text: "AH01797: client denied by server configuration: /srv/blog/wsgi.py"},
			{Text: "Invalid command 'Order', perhaps misspelled or defined by a module not included in the server configuration", Versions: "without mod_access_compat"},
		},
		Instead: "Say all of it with Require, such as `Require all granted`, and remove Order, Allow, Deny and Satisfy.",
		Fix:     "Where the old lines let everybody in they are shown as gone. You must judge whether an old Deny further out counted on them.",
		Refs:    []string{"https://httpd.apache.org/docs/2.4/howto/access.html"},
	},
	Check: func(p *lint.Pass) {
		if beforeRequire(p) {
			return
		}
		for _, a := range p.Access {
			if old, require := mixed(a); old != nil && !hasBlank(a) && !refusedAmong(p, a) {
				p.Report(decideApart(p, a, old, require))
			}
		}
	},
}

// mixed returns a line of Apache 2.2 and a Require that are certainly in force together.
func mixed(a *model.AccessControl) (old, require *eval.Directive) {
	if a.Requires == 0 && a.Joined == nil || a.Legacy == 0 {
		return nil, nil
	}
	together := func(o, r *eval.Directive) bool { return o.HoldsWith(r) || r.HoldsWith(o) }
	for _, o := range a.Lines {
		if o.Is("Require") || guarded(o.When) {
			continue
		}
		for _, r := range a.Lines {
			if r.Is("Require") && together(o, r) {
				return o, r
			}
		}
		if a.Joined != nil && together(o, a.Joined) {
			return o, a.Joined
		}
	}
	return nil, nil
}

// old are the directives of Apache 2.2.
var old = []string{"order", "allow", "deny", "satisfy"}

// refusedAmong reports whether httpd refuses a line beside a's that is, or begins as, one of Apache 2.2: then that is the mistake.
func refusedAmong(p *lint.Pass, a *model.AccessControl) bool {
	first, last := a.Lines[0].At(), a.Lines[len(a.Lines)-1].At()
	begins := func(q eval.Problem) bool {
		text := strings.ToLower(q.At.Text())
		return slices.ContainsFunc(old, func(name string) bool { return strings.HasPrefix(text, name) })
	}
	return slices.ContainsFunc(p.Refused(), func(q eval.Problem) bool {
		return q.At.File == first.File && q.At.From().Line >= first.From().Line-1 && q.At.From().Line <= last.From().Line+1 && (begins(q) || lint.MeantFor(q, old))
	})
}

// hasBlank reports whether Apache refuses one of the lines, which rule order-with-blank says.
func hasBlank(a *model.AccessControl) bool {
	return slices.ContainsFunc(a.Lines, func(d *eval.Directive) bool { return holdBlank(orderArgs(d)) })
}

func decideApart(p *lint.Pass, a *model.AccessControl, old, require *eval.Directive) lint.Diagnostic {
	name := old.Syntax.Name().Value // as written, see access-control-legacy
	d := lint.Diagnostic{
		At:      old.At(),
		Message: fmt.Sprintf("%s of Apache 2.2 stands beside Require: the two decide apart, and both must let a visitor in; say all of it with Require", name),
		Symptom: "where they disagree the visitor gets 403: \"AH01797: client denied by server configuration\"",
		Via:     old.Via,
		Related: []lint.Related{{At: require.At(), Message: "Require stands here"}},
		Fixes:   dropOld(a),
	}
	if slices.ContainsFunc(a.Lines, satisfiesAny) {
		d.Message = fmt.Sprintf("%s of Apache 2.2 stands beside Require: the two decide apart, and one of them is enough to let a visitor in; say all of it with Require", name)
		d.Symptom = "where they disagree the visitor is let in; nothing is logged"
	}
	if lenient(a) {
		d.Severity = lint.Info
		d.Message = fmt.Sprintf("%s of Apache 2.2 stands beside Require and lets everybody in, so Require alone decides; remove it", name)
		d.Symptom = ""
	}
	if p.Closed() && p.Lacks("mod_access_compat.c") {
		d.Severity = lint.Error
		d.Symptom = unknownCommand(name)
	}
	return d
}

// lenient reports whether the old lines certainly let everybody in (check_dir_access), and Require need not be thought to have been meant
// otherwise.
func lenient(a *model.AccessControl) bool {
	order, allowsAll, denies, asks := "deny,allow", false, false, a.Joined != nil
	for _, d := range a.Lines {
		switch {
		case model.DeniesAll(d):
			return false
		case d.Is("Require"):
			asks = asks || !strings.EqualFold(d.RawArgs(), "all granted")
		case d.Is("Order"):
			order = strings.ToLower(d.Arg(0).Value)
		case d.Is("Allow"):
			allowsAll = allowsAll || slices.ContainsFunc(d.Args(), func(w eval.Arg) bool { return strings.EqualFold(w.Value, "all") })
		case d.Is("Deny"):
			denies = true
		}
	}
	if asks && slices.ContainsFunc(a.Lines, satisfiesAny) {
		return false // then nobody is asked
	}
	if order == "deny,allow" {
		return allowsAll || !denies
	}
	return allowsAll && !denies
}

func satisfiesAny(d *eval.Directive) bool {
	return d.Is("Satisfy") && !strings.EqualFold(d.Arg(0).Value, "all")
}

// oldLines are those of Apache 2.2 alone.
func oldLines(a *model.AccessControl) *model.AccessControl {
	old := &model.AccessControl{In: a.In}
	for _, d := range a.Lines {
		if !d.Is("Require") {
			old.Lines = append(old.Lines, d)
		}
	}
	return old
}

// dropOld removes the old lines where they let everybody in, so that only Require decides.
func dropOld(a *model.AccessControl) []lint.Fix {
	if says, ok := verdict(oldLines(a)); !lenient(a) && (!ok || says != "granted") {
		return nil
	}
	var edits []source.Edit
	for _, d := range oldLines(a).Lines {
		if !lint.Movable(d) || d.When != a.Lines[0].When {
			return nil
		}
		edits = append(edits, source.Edit{Span: d.Syntax.Span()})
	}
	return []lint.Fix{{Title: "Let Require alone decide", Safety: lint.Manual, Edits: edits}}
}
