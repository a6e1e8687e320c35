package groups

import (
	"fmt"
	"strconv"

	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model/wsgi"
)

var noRequestTimeout = lint.Rule{
	ID:       "no-request-timeout",
	Family:   "groups",
	Severity: lint.Info,
	Fixes:    lint.Manual,
	Needs:    lint.WholeServer | lint.Release, // for mounts in other files
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "Daemon group whose requests may run for ever",
		Why: `A request that hangs, waiting for a database or another site, holds its thread for ever. The visitor is answered "504 Gateway Timeout" after
Apache's Timeout, but the thread stays lost. When all of them are lost, fifteen by default, the site answers nothing but 504 until somebody restarts it.

With ` + "`request-timeout=`" + ` mod_wsgi restarts a process whose requests take longer on average than that (before mod_wsgi 6; from 6.0 on, a process with one
request that takes much longer), and says in the error log where they hang. It is off by default.`,
		Log: []lint.LogLine{
			{Text: "Daemon process request time limit exceeded, stopping process 'blog'.", Versions: "mod_wsgi 4.9, with request-timeout"},
			{Text: "Timeout when reading response headers from daemon process 'blog': /srv/blog/wsgi.py", Versions: "mod_wsgi 4.9 and 5.0"},
			{Text: "WSGI0145: Timeout when reading response headers from daemon process 'blog'.", Versions: lint.FromReference},
		},
		Instead: "Give the group a time, in seconds, that no good request takes: `WSGIDaemonProcess blog threads=5 request-timeout=60`.",
		Fix: "`request-timeout=` with the value of Timeout, or 60: nobody waits longer for the first byte of an answer. A human must say how long downloads and uploads may " +
			"take.",
		Refs: []string{
			"https://modwsgi.readthedocs.io/en/master/configuration-directives/WSGIDaemonProcess.html",
			"https://modwsgi.readthedocs.io/en/master/release-notes/version-4.1.0.html",
		},
	},
	Check: func(p *lint.Pass) {
		if p.Target.ModWSGI.Known() && p.Target.ModWSGI.Less(requestTimeoutSince) {
			return
		}
		told := map[*model.DaemonGroup]bool{}
		for _, u := range p.Uses {
			if !u.Certain || !u.NamesGroup() || u.Mount == nil {
				continue
			}
			for _, g := range namesakes(p, u.Name.Value) {
				if told[g] || mentions(g, "request-timeout=") || !serves(g) || g.Options.Junk != nil {
					continue
				}
				told[g] = true
				p.Report(endless(p, g))
			}
		}
	},
}

// requestTimeoutSince is the first mod_wsgi that has the option.
var requestTimeoutSince = lint.Version{4, 1}

func endless(p *lint.Pass, g *model.DaemonGroup) lint.Diagnostic {
	option := "request-timeout=" + strconv.FormatInt(timeout(p), 10)
	d := lint.Diagnostic{
		At:      g.Name.At(),
		Message: fmt.Sprintf("process group %q has no request-timeout: a request that hangs holds its thread for ever; add %s", g.Name.Value, option),
		Symptom: "once all threads hang, every request is answered 504 until somebody restarts Apache",
		Via:     g.Decl.Via,
	}
	if edits := lint.AddWords(g.Decl, option); lint.Movable(g.Decl) && len(edits) > 0 {
		d.Fixes = []lint.Fix{{Title: "Restart what hangs for " + option[len("request-timeout="):] + " seconds", Safety: lint.Manual, Edits: edits}}
	}
	return d
}

// timeout is Apache's Timeout in seconds, or its default.
func timeout(p *lint.Pass) int64 {
	n := int64(60)
	for _, line := range p.Main.Settings("timeout") {
		integer := wsgi.Value{Kind: wsgi.Integer}
		if set, rest := integer.Number(line.Value().Value); set > 0 && rest == "" {
			n = set
		}
	}
	return n
}
