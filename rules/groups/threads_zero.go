package groups

import (
	"fmt"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

var threadsZero = lint.Rule{
	ID:       "threads-zero",
	Family:   "groups",
	Severity: lint.Error,
	Fixes:    lint.Manual,
	Needs:    lint.WholeServer | lint.Release, // for mounts in other files
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "Daemon group without threads is sent requests",
		Seen: "Every request for the application waits until Timeout, 60 seconds by default, and gets \"504 Gateway Timeout\". `apachectl " +
			"configtest` says \"Syntax OK\".",
		Why: `Since mod_wsgi 4.6 a daemon group may have ` + "`threads=0`" + `: it runs no requests, only what WSGIImportScript loads into it. An application that is
sent there never answers.

mod_wsgi reads numbers by the digits they begin with, so that a text without any, such as threads=two or threads=${THREADS} where nothing defines
the variable, is 0 as well.`,
		Log: []lint.LogLine{
			{Text: "Timeout when reading response headers from daemon process 'blog': /srv/blog/wsgi.py", Versions: "mod_wsgi 4.9 and 5.0"},
			{Text: "WSGI0145: Timeout when reading response headers from daemon process 'blog'.", Versions: lint.FromReference},
		},
		Instead: "Give the group threads, `threads=15` as is the default. For scripts that are only imported define a group of its own.",
		Fix:     "The default, 15. A human must say how many.",
		Refs: []string{
			"https://modwsgi.readthedocs.io/en/master/configuration-directives/WSGIDaemonProcess.html",
			"https://modwsgi.readthedocs.io/en/master/release-notes/version-4.6.0.html",
		},
	},
	Check: func(p *lint.Pass) {
		if p.Target.ModWSGI.Known() && p.Target.ModWSGI.Less(threadsZeroSince) {
			return
		}
		told := map[*model.DaemonGroup]bool{}
		for _, u := range p.Uses {
			if !u.Certain || !u.NamesGroup() || u.Mount == nil {
				continue
			}
			for _, g := range namesakes(p, u.Name.Value) {
				v := g.Option("threads")
				if serves(g) || told[g] || v.Value == "" || strings.HasPrefix(v.Value, "-") || model.HoldsPlaceholder(v.Value) || model.Mistyped(v.Value) ||
					!p.Closed() && (model.Unfinished(v.Value) || model.StandsIn(v.Value)) {
					continue
				}
				told[g] = true
				p.Report(withoutThreads(p, g, v, u))
			}
		}
	},
}

// threadsZeroSince is the first mod_wsgi that accepts threads=0.
var threadsZeroSince = lint.Version{4, 6}

func withoutThreads(p *lint.Pass, g *model.DaemonGroup, v model.Value, u *model.Use) lint.Diagnostic {
	d := lint.Diagnostic{
		At:      v.At(),
		Message: fmt.Sprintf("process group %q has no threads for the requests that %s sends there", g.Name.Value, u.Mount.URL.Value),
		Symptom: fmt.Sprintf("every request waits until Timeout (60 s) and gets 504; the error log says %q",
			p.Target.Coded("WSGI0145", fmt.Sprintf("Timeout when reading response headers from daemon process '%s'", g.Name.Value))),
		Via:     g.Decl.Via,
		Related: []lint.Related{{At: u.Name.At(), Message: "requests are sent there from here"}},
	}
	if v.Value != "0" {
		d.Message += fmt.Sprintf(": mod_wsgi reads threads=%s as 0", v.Value)
	}
	d.Message += "; give it some, such as threads=15"
	if v.Exact() {
		d.Fixes = []lint.Fix{{Title: "Give it the default of 15", Safety: lint.Manual, Edits: []source.Edit{{Span: v.At(), New: "15"}}}}
	}
	return d
}
