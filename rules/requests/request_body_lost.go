package requests

import (
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

var requestBodyLost = lint.Rule{
	ID:       "request-body-lost",
	Family:   "requests",
	Severity: lint.Error,
	Fixes:    lint.Unsafe,
	Needs:    lint.WholeServer | lint.Release, // for groups in other files
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "WSGIScriptReloading Off with mod_wsgi 6.0.0 to 6.0.4",
		Why: `Forms and uploads arrive cut off at their beginning, or the application fails as it reads them: "500 Internal Server Error". Requests
without a body, such as those of a browser that only follows links, are answered as ever.

mod_wsgi 6.0.0 to 6.0.4 has a fault: with ` + "`WSGIScriptReloading Off`" + ` and a daemon group whose queue-timeout is 0, which is the default, the daemon
process takes the first bytes of the body for a part of what comes before it. 6.0.5 is mended.`,
		Log:     []lint.LogLine{{Text: "OSError: mod_wsgi request data read error: Partial results are valid but processing is incomplete", Versions: "mod_wsgi 6.0.0 to 6.0.4"}},
		Instead: "Upgrade to mod_wsgi 6.0.5. Until then remove the line, or write `WSGIScriptReloading On`.",
		Fix:     "The line says On. It is unsafe, for a script that is changed is loaded anew then.",
		Refs:    []string{"https://modwsgi.readthedocs.io/en/latest/release-notes/version-6.0.5.html"},
	},
	Check: func(p *lint.Pass) {
		if p.Target.ModWSGI.Less(lint.Version{6}) || !p.Target.ModWSGI.Less(lint.Version{6, 0, 5}) {
			return
		}
		said := map[*model.Setting]bool{}
		for _, u := range p.Uses {
			if u.Mount == nil || !u.Certain || !u.NamesGroup() || !unqueued(p, u.Name.Value) {
				continue
			}
			off := reloadingOff(u)
			if off != nil && !said[off] {
				said[off] = true
				p.Report(losesBody(off, u.Name.Value))
			}
		}
	},
}

// unqueued reports whether a process group is known and has a queue-timeout of 0.
func unqueued(p *lint.Pass, name string) bool {
	groups := p.GroupsNamed(name)
	return len(groups) == 1 && (!groups[0].Option("queue-timeout").IsSet() || groups[0].Option("queue-timeout").Value == "0")
}

// reloadingOff is the line that turns reloading off for requests of the use; nil where that is not certain.
func reloadingOff(u *model.Use) *model.Setting {
	for _, held := range u.Server.InForce("wsgiscriptreloading", u.Mount) {
		if held.Reach == model.Perhaps {
			return nil
		}
		if strings.EqualFold(held.Value().Value, "off") {
			return held.Setting
		}
	}
	return nil
}

func losesBody(off *model.Setting, group string) lint.Diagnostic {
	v := off.Value()
	d := lint.Diagnostic{
		At:      off.Decl.At(),
		Message: "WSGIScriptReloading Off loses request bodies in mod_wsgi 6.0.0 to 6.0.4, for queue-timeout of process group \"" + group + "\" is 0; upgrade to 6.0.5",
		Symptom: "forms and uploads arrive without their first bytes, or answer 500 with \"OSError: mod_wsgi request data read error\" in the error log",
		Via:     off.Decl.Via,
	}
	if v.Exact() {
		d.Fixes = []lint.Fix{{Title: "Leave reloading on", Safety: lint.Unsafe, Edits: []source.Edit{{Span: v.At(), New: parser.Quote("On", v.Quote)}}}}
	}
	return d
}
