package mounts

import (
	"fmt"
	"path"
	"regexp"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

var mountTargetDirectory = lint.Rule{
	ID:       "mount-target-directory",
	Family:   "mounts",
	Severity: lint.Warning,
	Needs:    lint.FileSystem, // where the target does not end in a slash
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "Mount of a whole folder",
		Seen: "The mount's own URL is \"403 Forbidden\". Below it every file of the folder is run as Python, and is \"500 Internal Server " +
			"Error\" where it is none.",
		Why: `Where WSGIScriptAlias names a folder, the rest of the URL names a file in it, and **every file is run as Python**, whatever it is: a README or a picture is a
SyntaxError and "500 Internal Server Error", a tool that was not meant for the web is run by whoever asks. The mount's own URL is "403 Forbidden".

A folder that holds WSGI scripts and nothing else may be mounted so; then turn this rule off for the line.`,
		Log: []lint.LogLine{
			{Text: "Attempt to invoke directory as WSGI application: /srv/scripts/", Versions: "mod_wsgi 4.5 to 5.0"},
			{Text: "WSGI0136: Attempt to invoke directory as WSGI application.", Versions: lint.FromReference},
		},
		Instead: "Name the script: `WSGIScriptAlias /blog /srv/blog/wsgi.py`.",
		Refs:    []string{"https://modwsgi.readthedocs.io/en/master/configuration-directives/WSGIScriptAlias.html"},
	},
	Check: func(p *lint.Pass) {
		for _, s := range p.Servers {
			for _, m := range s.Mounts {
				if leavesRest(m) && !m.Parted() && isFolder(p, m.Script.Value) {
					d := lint.Diagnostic{
						At:      m.Script.At(),
						Message: fmt.Sprintf("%q is a folder, and any file in it is run as Python; name the script", m.Script.Value),
						Symptom: fmt.Sprintf("403 for %s: %q; 500 for files that are no scripts", m.URL.Value,
							p.Target.Coded("WSGI0136", "Attempt to invoke directory as WSGI application")),
						Via: m.Decl.Via,
					}
					if path.Clean(m.Script.Value) == "/" {
						d.Settle(m.Decl.At()) // of two words that changed places
					}
					p.Report(d)
				}
			}
		}
	},
}

// leavesRest reports whether the rest of a URL is put behind the target: an expression for more than a prefix may take the whole of it.
func leavesRest(m *model.Mount) bool {
	prefix, anchored := strings.CutPrefix(m.URL.Value, "^")
	return m.Decl.Is("WSGIScriptAlias") || anchored && regexp.QuoteMeta(prefix) == prefix
}

// isFolder reports whether a mount's target is a folder: it is one, or nothing is known but that it ends in a slash and is not called as a script.
// What is not there is rule mount-target-missing's matter.
func isFolder(p *lint.Pass, name string) bool {
	if !path.IsAbs(name) || model.Unfinished(name) {
		return false
	}
	switch {
	case p.Files == nil:
	case p.Files.Exists(path.Clean(name)):
		return p.Files.IsDir(path.Clean(name))
	case isMissing(p, name):
		return false
	}
	return endsInSlash(name) && !model.CalledAsFile(name)
}
