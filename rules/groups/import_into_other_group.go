package groups

import (
	"fmt"
	"path"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

var importIntoOtherGroup = lint.Rule{
	ID:       "import-into-other-group",
	Family:   "groups",
	Severity: lint.Warning,
	Fixes:    lint.Manual,
	Needs:    lint.WholeServer, // for mounts in other files
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "Script loaded at start where its requests do not run",
		Why: `WSGIImportScript loads a script into one interpreter of one process group, so that the first visitor need not wait for it. Where the
requests run in another one the script is loaded there again with the first request: the visitor waits all the same, and the application
is in memory twice.

The usual reason is application-group=%{GLOBAL} in WSGIImportScript only. Without WSGIApplicationGroup a mount runs in an interpreter of its own,
whose name is made of the host's name and the URL.`,
		Instead: "Name the same groups at both: `WSGIImportScript /srv/blog/wsgi.py process-group=blog application-group=%{GLOBAL}` and, beside " +
			"the mount, `WSGIProcessGroup blog`, `WSGIApplicationGroup %{GLOBAL}`. Or drop WSGIImportScript: a WSGIScriptAlias with both " +
			"`process-group=` and `application-group=` loads its script at start by itself.",
		Fix: "The WSGIImportScript gets the process group of the mount, and the mount the application group of the WSGIImportScript. A human must decide which " +
			"of them is right.",
		Refs: []string{
			"https://modwsgi.readthedocs.io/en/master/configuration-directives/WSGIImportScript.html",
			"https://modwsgi.readthedocs.io/en/master/configuration-directives/WSGIApplicationGroup.html",
		},
	},
	Check: func(p *lint.Pass) {
		if len(p.Imports) == 0 {
			return
		}
		mounts := mountsOf.Of(p)
		for _, i := range p.Imports {
			if len(lacking(i)) > 0 || p.Unread() || p.Misread() || p.KeepsOut("WSGIProcessGroup", "") || p.KeepsOut("WSGIApplicationGroup", "") {
				continue
			}
			if m := servedElsewhere(i, mounts[path.Clean(i.File.Value)]); m != nil && !isMisspelt(p, i, m) && !miswritten(p, m) && i.Options.Junk == nil {
				p.Report(loadedInVain(i, m))
			}
		}
	},
}

// maxMounts is how many mounts of one script are looked at.
const maxMounts = 64

// servedElsewhere is the first mount of the script, if it is mounted and no request to it certainly or perhaps runs where it is loaded; else nil.
func servedElsewhere(i *model.Script, mounts []*model.Mount) *model.Mount {
	process, application := i.Option("process-group").Value, i.Option("application-group").Value
	if len(mounts) > maxMounts {
		return nil
	}
	for _, m := range mounts {
		h, ok := homeOf(m)
		if !ok || model.Unfinished(process+application+h.process.Value+h.application.Value) || model.Mistyped(h.application.Value) || model.Mistyped(h.process.Value) {
			return nil
		}
		if h.processGroup() == process && h.mayRunIn(application) {
			return nil
		}
		if !h.process.IsSet() && process != model.Global {
			return nil // rule app-runs-embedded
		}
	}
	if len(mounts) == 0 {
		return nil
	}
	return mounts[0]
}

// isMisspelt reports whether one of the two runs elsewhere for a name that other rules tell of.
func isMisspelt(p *lint.Pass, i *model.Script, m *model.Mount) bool {
	h, _ := homeOf(m)
	_, here := meantGroup(i.Option("application-group").Value)
	_, there := meantGroup(h.application.Value)
	told := func(group string) bool {
		return knowsGroups(p) && group != model.Global && len(p.GroupsNamed(group)) == 0
	}
	return here || there || told(h.processGroup()) || told(i.Option("process-group").Value)
}

func loadedInVain(i *model.Script, m *model.Mount) lint.Diagnostic {
	h, _ := homeOf(m)
	process, application := i.Option("process-group"), i.Option("application-group")
	d := lint.Diagnostic{
		Symptom: "the first visitor waits while the script is loaded again, and it is in memory twice; nothing is logged",
		Via:     i.Decl.Via,
		Related: []lint.Related{{At: m.URL.At(), Message: "the script is mounted here"}},
	}
	if h.processGroup() != process.Value {
		d.At = process.At()
		d.Message = fmt.Sprintf("the script is loaded in process group %q, but requests to %s run in %q; name one group at both", process.Value, m.URL.Value, h.processGroup())
		if process.Exact() {
			edit := source.Edit{Span: process.At(), New: parser.Quote(h.processGroup(), process.Quote)}
			d.Fixes = []lint.Fix{{Title: "Load it in " + h.processGroup(), Safety: lint.Manual, Edits: []source.Edit{edit}}}
		}
		return d
	}
	d.At = application.At()
	d.Message = fmt.Sprintf("the script is loaded in application group %q, but requests to %s run in %s; name one group at both", application.Value, m.URL.Value, interpreter(h))
	if !h.application.IsSet() && lint.Movable(m.Decl) {
		edits := lint.LineAbove(m.Decl, "WSGIApplicationGroup "+parser.Quote(application.Value, 0))
		d.Fixes = []lint.Fix{{Title: "Run its requests there", Safety: lint.Manual, Edits: edits}}
	}
	return d
}

// interpreter names an application group in a sentence.
func interpreter(h home) string {
	if !h.application.IsSet() {
		return "an interpreter of their own"
	}
	return fmt.Sprintf("%q", h.application.Value)
}
