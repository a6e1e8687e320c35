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
		Seen:  deadSeen,
		Why: `WSGIPythonHome and python-home= take one folder. A list is right for python-path=, with colons, and was right for the environment variable
PYTHONHOME, but mod_wsgi takes the whole text for the name of one folder, which does not exist. The
interpreter finds no standard library and dies as it starts; that of a daemon group is restarted for ever.`,
		Log: deadLog(
			lint.LogLine{Text: "Unable to stat Python home /srv/blog/venv:/srv/blog. Python interpreter may not be able to be initialized correctly. Verify the supplied path and access permissions for whole of the path.", Versions: "mod_wsgi 4.5 to 5.0"},
			lint.LogLine{Text: "WSGI0100: Unable to stat Python home '/srv/blog/venv:/srv/blog' for daemon process 'blog'; Python interpreter may not initialise correctly. Verify the path and the access permissions on every component of it.", Versions: lint.FromReference},
		),
		Instead: "Name one environment, and put folders with modules of your own into `python-path=`, which takes a list: `WSGIDaemonProcess " +
			"blog python-home=/srv/blog/venv python-path=/srv/blog`.",
		Fix: "The first folder stays, or, where the file system may be asked, the first that is an environment. It is safe, for nothing works " +
			"before it.",
		Refs: []string{"https://modwsgi.readthedocs.io/en/master/configuration-directives/WSGIPythonHome.html"},
	},
	Check: func(p *lint.Pass) {
		for home := range homesOf(p, namesPair) {
			one := oneOf(p, home.Value.Value)
			p.Report(lint.Diagnostic{
				At:      home.At(),
				Message: fmt.Sprintf("%s %q is a list; it must be one folder, such as %q", homeName(home), home.Value.Value, one),
				Symptom: deadSymptom(p, home, cannotStat.about(p, home)),
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
