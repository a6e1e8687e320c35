package groups

import (
	"fmt"
	"io/fs"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

var socketPrefixInTemp = lint.Rule{
	ID:       "socket-prefix-in-temp",
	Family:   "groups",
	Severity: lint.Warning,
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "WSGISocketPrefix in a folder for temporary files",
		Seen:  "Nothing yet. Once the socket is removed every request is \"503 Service Unavailable\", until Apache is restarted.",
		Why: `Apache passes requests to a daemon process through a socket, a file whose name begins with WSGISocketPrefix. It stays for as long as Apache runs, and so
does not belong in /tmp or another folder that everybody may write to. What cleans such folders, systemd on most machines after ten days, may remove
the socket: then every request is answered "503 Service Unavailable" until Apache is restarted, and nobody knows why. And any account of the machine may
put files of the same name there before Apache starts.`,
		Log: []lint.LogLine{
			{Text: "(2)No such file or directory: mod_wsgi (pid=1240): Unable to connect to WSGI daemon process 'blog' on '/tmp/wsgi.1234.0.1.sock'", Versions: "mod_wsgi 4.5 to 5.0"},
			{Text: "(2)No such file or directory: WSGI0117: Unable to connect to WSGI daemon process 'blog' on '/tmp/wsgi.1234.0.1.sock' as user with uid=33.", Versions: lint.FromReference},
		},
		Instead: "Use Apache's own folder: `WSGISocketPrefix /run/apache2/wsgi` on Debian, `run/wsgi` on Red Hat. On Debian leaving the directive out does the same.",
		Refs: []string{
			"https://modwsgi.readthedocs.io/en/master/configuration-directives/WSGISocketPrefix.html",
			"https://www.freedesktop.org/software/systemd/man/latest/tmpfiles.d.html",
		},
	},
	Check: func(p *lint.Pass) {
		line, folder := socketFolder(p)
		if line == nil || p.Closed() && len(p.Groups) == 0 || !isTemporary(p, folder) {
			return
		}
		p.Report(lint.Diagnostic{
			At:      line.Value().At(),
			Message: fmt.Sprintf("the sockets of the daemon processes stand in %s, where everybody may write and old files are removed; use Apache's own folder", folder),
			Symptom: fmt.Sprintf("nothing yet; once a socket is removed every request is answered 503, and the error log says %q", unconnected(p)),
			Via:     line.Decl.Via,
		})
	},
}

// temporary are the folders that everybody may write to, by custom.
var temporary = []string{"/tmp", "/var/tmp", "/dev/shm", "/run/shm", "/run/lock", "/var/lock"}

// isTemporary reports whether everybody may write to a folder: by custom, or as the file system says.
func isTemporary(p *lint.Pass, folder string) bool {
	for _, name := range temporary {
		if folder == name {
			return true
		}
	}
	if p.Files == nil || model.Unfinished(folder) {
		return false
	}
	info, err := fs.Stat(p.Files, strings.TrimPrefix(folder, "/"))
	return err == nil && info.IsDir() && info.Mode()&0o002 != 0
}
