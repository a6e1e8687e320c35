package python

import (
	"fmt"
	"io/fs"
	"path"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model/pyenv"
)

var homeMissing = lint.Rule{
	ID:       "python-home-missing",
	Family:   "python",
	Severity: lint.Error,
	Needs:    lint.FileSystem,
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "Python home that is not there",
		Why: `The folder of WSGIPythonHome or python-home= does not exist, or lies in root's home folder, which only root may enter; mod_wsgi never
runs as root. The interpreter finds no standard library and dies as it starts, while ` + "`apachectl configtest`" + ` says "Syntax OK".

In a daemon group the process dies and is restarted for ever: a visitor waits until Apache's Timeout, 60 seconds by default, and gets
"504 Gateway Timeout". With WSGIPythonHome and mod_wsgi up to 5.0.2 all of Apache answers nothing.

This rule asks the file system, so it must run where the site will.`,
		Log: []lint.LogLine{
			{Text: "Fatal Python error: init_fs_encoding: failed to get the Python codec of the filesystem encoding"},
			{Text: "Unable to stat Python home /srv/blog/venv. Python interpreter may not be able to be initialized correctly. Verify the supplied path and access permissions for whole of the path.", Versions: "mod_wsgi 4.5 to 5.0"},
			{Text: "Timeout when reading response headers from daemon process 'blog': /srv/blog/wsgi.py", Versions: "mod_wsgi up to 5"},
			{Text: "WSGI0100: Unable to stat Python home '/srv/blog/venv' for daemon process 'blog'; Python interpreter may not initialise correctly. Verify the path and the access permissions on every component of it.", Versions: "mod_wsgi 6"},
			{Text: "WSGI0036: Python interpreter configuration failed in daemon process 'blog': failed to get the Python codec of the filesystem encoding", Versions: "mod_wsgi 6"},
			{Text: "WSGI0145: Timeout when reading response headers from daemon process 'blog'.", Versions: "mod_wsgi 6"},
		},
		Instead: "Name the environment's folder, or make it: `python3 -m venv /srv/blog/venv`. Under /root no environment can be used.",
		Refs:    []string{"https://modwsgi.readthedocs.io/en/master/user-guides/virtual-environments.html"},
	},
	Check: func(p *lint.Pass) {
		for home, folder := range foldersOf(p) {
			why := unreachable(p, folder)
			if why == "" {
				continue
			}
			p.Report(lint.Diagnostic{
				At:      home.At,
				Message: fmt.Sprintf("%s %q %s%s", homeName(home), home.Value.Value, why, thereIs(beside(p, folder))),
				Symptom: deadSymptom(home, "Unable to stat Python home "+home.Value.Value, "WSGI0100"),
				Via:     home.Decl.Via,
			})
		}
	},
}

// unreachable says why nobody but root can get to a folder; it is empty where somebody may.
func unreachable(p *lint.Pass, folder string) string {
	if !isEnvironment(p, folder) && !p.Files.Exists(folder) {
		dir := path.Dir(folder)
		for dir != "/" && !p.Files.Exists(dir) {
			dir = path.Dir(dir)
		}
		name, _, _ := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(folder, dir), "/"), "/")
		return fmt.Sprintf("does not exist: there is no %q in %q", name, dir)
	}
	if !strings.HasPrefix(folder, "/root/") {
		return ""
	}
	if info, err := fs.Stat(p.Files, "root"); err == nil && info.Mode().Perm()&0o011 == 0 {
		return "cannot be read: only root may enter \"/root\", and mod_wsgi never runs as root"
	}
	return ""
}

// beside are the environments that may have been meant: what stands beside a folder that is missing.
func beside(p *lint.Pass, folder string) []string {
	if p.Files.Exists(folder) {
		return nil
	}
	return pyenv.Near(p.Files, folder)
}
