package python

import (
	"fmt"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
)

var homePair = lint.Rule{
	ID:       "python-home-pair",
	Family:   "python",
	Severity: lint.Error,
	Fixes:    lint.Safe,
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "Python home is a list of folders",
		Why: `A visitor waits until Apache's Timeout, 60 seconds by default, and gets "504 Gateway Timeout", for the daemon group's process dies as it
starts and is restarted for ever. With WSGIPythonHome and mod_wsgi up to 5.0.2 all of Apache answers nothing. ` + "`apachectl configtest`" + ` says
"Syntax OK".

WSGIPythonHome and python-home= take one folder. A list is right for python-path=, with colons, and was right for the environment variable
PYTHONHOME, but mod_wsgi takes the whole text for the name of one folder, which does not exist. The interpreter finds no standard library.`,
		Log: []lint.LogLine{
			{Text: "Fatal Python error: init_fs_encoding: failed to get the Python codec of the filesystem encoding"},
			{Text: "Unable to stat Python home /srv/blog/venv:/srv/blog. Python interpreter may not be able to be initialized correctly. Verify the supplied path and access permissions for whole of the path.", Versions: "mod_wsgi 4.5 to 5.0"},
			{Text: "Timeout when reading response headers from daemon process 'blog': /srv/blog/wsgi.py", Versions: "mod_wsgi 4.5 to 5.0"},
			{Text: "WSGI0100: Unable to stat Python home '/srv/blog/venv:/srv/blog' for daemon process 'blog'; Python interpreter may not initialise correctly. Verify the path and the access permissions on every component of it.", Versions: "mod_wsgi 6"},
			{Text: "WSGI0036: Python interpreter configuration failed in daemon process 'blog': failed to get the Python codec of the filesystem encoding", Versions: "mod_wsgi 6"},
			{Text: "WSGI0145: Timeout when reading response headers from daemon process 'blog'.", Versions: "mod_wsgi 6"},
		},
		Instead: "Name one environment. Folders with modules of your own go into `python-path=`, which takes a list.",
		Fix: "The first folder stays, or, where the file system may be asked, the first that is an environment. It is safe, for nothing works " +
			"before it.",
		Refs: []string{"https://modwsgi.readthedocs.io/en/master/configuration-directives/WSGIPythonHome.html"},
	},
	Check: func(p *lint.Pass) {
		for home := range homesOf(p, namesPair) {
			one := oneOf(p, home.Value.Value)
			p.Report(lint.Diagnostic{
				At:      home.At,
				Message: fmt.Sprintf("%s %q is a list; it must be one folder, such as %q", homeName(home), home.Value.Value, one),
				Symptom: deadSymptom(home, "Unable to stat Python home "+home.Value.Value, "WSGI0100"),
				Via:     home.Decl.Via,
				Fixes:   nameFolder(home, one),
			})
		}
	},
}

// oneOf is the folder of a list that was meant for the Python home: the first that is an environment, else the first.
func oneOf(p *lint.Pass, list string) string {
	first := ""
	for entry := range strings.SplitSeq(list, listSeparator(list)) {
		if env, is := executable(entry); is && env != "" {
			entry = env
		} else if env, is := subfolder(entry); is && env != "" {
			entry = env
		}
		if isEnvironment(p, entry) {
			return entry
		}
		if first == "" {
			first = strings.TrimSpace(entry)
		}
	}
	return first
}
