package handlers

import (
	"fmt"
	"slices"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
)

var modPythonLeftover = lint.Rule{
	ID:       "mod-python-leftover",
	Family:   "handlers",
	Severity: lint.Warning,
	Fixes:    lint.Manual,
	Needs:    lint.Release,
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "Lines for mod_python beside mod_wsgi",
		Seen: "Where mod_python is not loaded Apache does not start. A SetHandler that is left over takes the requests from the application: " +
			"its own URL shows the **source of the script**, longer ones are \"404 Not Found\".",
		Why: `mod_wsgi does not understand mod_python's directives. Where mod_python is not loaded Apache does not start: PythonHandler and the like are unknown to it. A
` + "`SetHandler mod_python`" + ` or ` + "`python-program`" + ` that is left over is worse than useless: it takes the request away from the mount, and the mount's own URL shows the source of
the script.

Where mod_python is loaded too, mod_wsgi 4.1 to 5.0.2 refuses to work beside it.`,
		Log: []lint.LogLine{
			{Text: "Invalid command 'PythonHandler', perhaps misspelled or defined by a module not included in the server configuration"},
			{Text: "The mod_python module can not be used in conjunction with mod_wsgi 4.0+. Remove the mod_python module from the Apache configuration.", Versions: "mod_wsgi 4.1 to 5.0.2"},
		},
		Instead: "Remove them. The folders of PythonPath go into `python-path=` of WSGIDaemonProcess; what PythonOption and SetEnv say goes " +
			"into the script: `os.environ[\"DJANGO_SETTINGS_MODULE\"] = \"blog.settings\"`.",
		Fix:  "The lines are shown as gone. You must judge what they were for.",
		Refs: []string{"https://modwsgi.readthedocs.io/en/master/user-guides/configuration-guidelines.html"},
	},
	Check: func(p *lint.Pass) {
		if len(p.Own) == 0 {
			return
		}
		if loads := loadsModPython(p); loads != nil {
			p.Report(together(loads))
			return
		}
		sections := map[*eval.Directive][]*eval.Directive{}
		var order []*eval.Directive
		for _, d := range leftovers(p) {
			if sections[d.In] == nil {
				order = append(order, d.In)
			}
			sections[d.In] = append(sections[d.In], d)
		}
		for _, in := range order {
			p.Report(forModPython(sections[in]))
		}
	},
}

// loadsModPython is the line that loads mod_python into a mod_wsgi that refuses it; nil where there is none.
func loadsModPython(p *lint.Pass) *parser.Line {
	if p.Target.ModWSGI.Less(lint.Version{4, 1}) || lint.Version([3]int{5, 0, 2}).Less(p.Target.ModWSGI) {
		return nil
	}
	for _, m := range p.Modules {
		if m.ID == "python_module" {
			return m.At
		}
	}
	return nil
}

func together(loads *parser.Line) lint.Diagnostic {
	const refusal = "The mod_python module can not be used in conjunction with mod_wsgi 4.0+. Remove the mod_python module from the Apache configuration."
	return lint.Diagnostic{
		Severity: lint.Error,
		At:       loads.At(0, len(loads.Text())),
		Message:  "mod_python and mod_wsgi cannot be loaded together; remove this line",
		Symptom:  fmt.Sprintf("Apache refuses to start: %q", refusal),
	}
}

// leftovers are the lines for mod_python, less those that only a server with it reads.
func leftovers(p *lint.Pass) []*eval.Directive {
	var all []*eval.Directive
	for _, d := range p.ModPython {
		if !guarded(d.When) {
			all = append(all, d)
		}
	}
	for _, s := range p.Servers {
		for _, h := range slices.Concat(s.Settings("sethandler"), s.Settings("addhandler")) {
			if name := strings.ToLower(h.Value().Value); (name == "mod_python" || name == "python-program") && !guarded(h.Decl.When) {
				all = append(all, h.Decl)
			}
		}
	}
	return all
}

func guarded(c *eval.Condition) bool {
	for ; c != nil; c = c.Outer {
		if strings.Contains(c.Test, "python") {
			return true
		}
	}
	return false
}

// forModPython speaks of all such lines of one section, at the first.
func forModPython(lines []*eval.Directive) lint.Diagnostic {
	first := lines[0]
	for _, d := range lines {
		if d.At().File == first.At().File && d.At().Start < first.At().Start {
			first = d
		}
	}
	d := lint.Diagnostic{
		At:      first.At(),
		Message: fmt.Sprintf("%s is for mod_python, and mod_wsgi does nothing with it; remove it", first.Name),
		Symptom: fmt.Sprintf("Apache refuses to start without mod_python: \"Invalid command '%s', perhaps misspelled or defined by a module not included in the server configuration\"", first.Name),
		Via:     first.Via,
	}
	if first.Is("SetHandler") || first.Is("AddHandler") {
		d.Symptom = "the script of a mount is not run: its own URL shows the source, longer ones are 404"
	}
	for _, l := range lines {
		d.Explains = append(d.Explains, l.Syntax.Span())
	}
	var edits []source.Edit
	for _, l := range lines {
		if !lint.Movable(l) {
			return d
		}
		edits = append(edits, lint.RemoveLines(l.Syntax.Span()))
	}
	d.Fixes = []lint.Fix{{Title: "Remove what is for mod_python", Safety: lint.Manual, Edits: edits}}
	return d
}
