package groups

import (
	"fmt"
	"path"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model/account"
)

var socketPrefixMissing = lint.Rule{
	ID:       "socket-prefix-missing",
	Family:   "groups",
	Severity: lint.Error,
	Needs:    lint.FileSystem,
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "WSGISocketPrefix in a folder that is not there, or that Apache may not enter",
		Seen: "Every request for an application in a daemon group is \"503 Service Unavailable\", while `apachectl configtest` says \"Syntax " +
			"OK\".",
		Why: `Apache passes requests to a daemon process through a socket, a file whose name begins with WSGISocketPrefix. Where its folder does not exist no
process can listen there, and where Apache's user may not enter it Apache cannot reach who listens.

A relative path is taken from ServerRoot. This rule asks the file system, so it must run where the site will.`,
		Log: []lint.LogLine{
			{Text: "(2)No such file or directory: mod_wsgi (pid=1234): Couldn't bind unix domain socket '/srv/run/wsgi.1234.0.1.sock'.", Versions: "mod_wsgi 4.5 to 5.0"},
			{Text: "(2)No such file or directory: mod_wsgi (pid=1240): Unable to connect to WSGI daemon process 'blog' on '/srv/run/wsgi.1234.0.1.sock'", Versions: "mod_wsgi 4.5 to 5.0"},
			{Text: "(13)Permission denied: mod_wsgi (pid=1240): Unable to connect to WSGI daemon process 'blog' on '/root/wsgi.1234.0.1.sock'", Versions: "mod_wsgi 4.5 to 5.0"},
			{Text: "(2)No such file or directory: WSGI0013: Unable to bind unix domain socket '/srv/run/wsgi.1234.0.1.sock'. Daemon group will not start.", Versions: lint.FromReference},
			{Text: "(2)No such file or directory: WSGI0117: Unable to connect to WSGI daemon process 'blog' on '/srv/run/wsgi.1234.0.1.sock' as user with uid=33.", Versions: lint.FromReference},
			{Text: "(13)Permission denied: WSGI0117: Unable to connect to WSGI daemon process 'blog' on '/root/wsgi.1234.0.1.sock' as user with uid=33.", Versions: lint.FromReference},
		},
		Instead: "Name a folder that is there and that Apache's user may enter, such as Apache's own: `WSGISocketPrefix /run/apache2/wsgi` on Debian, " +
			"`run/wsgi` on Red Hat.",
		Refs: []string{"https://modwsgi.readthedocs.io/en/master/configuration-directives/WSGISocketPrefix.html"},
	},
	Check: func(p *lint.Pass) {
		line, folder := socketFolder(p)
		if line == nil || p.Files == nil || len(p.Groups) == 0 || model.Unfinished(folder) || model.Garbled(folder) {
			return
		}
		why := unusable(p, folder)
		if why == "" {
			return
		}
		p.Report(lint.Diagnostic{
			At:      line.Value().At(),
			Message: why + "; name another folder",
			Symptom: fmt.Sprintf("every request for a daemon group is answered 503, and the error log says %q", unconnected(p)),
			Via:     line.Decl.Via,
		})
	},
}

// socketFolder is the WSGISocketPrefix that certainly counts, and the folder of the sockets; nil where there is none.
func socketFolder(p *lint.Pass) (line *model.Setting, folder string) {
	all := p.Main.Settings("wsgisocketprefix")
	if len(all) == 0 {
		return nil, ""
	}
	line = all[len(all)-1]
	prefix := line.Value().Value
	if prefix == "" || !path.IsAbs(prefix) && !p.Closed() {
		return nil, ""
	}
	if !path.IsAbs(prefix) {
		prefix = p.ServerRoot + "/" + prefix
	}
	return line, path.Clean(prefix[:strings.LastIndexByte(prefix, '/')+1])
}

// unusable says why no request gets through a socket in a folder; it is empty where one may. What lies below /run is often made as the machine
// starts, so it is not missed where the machine is not running.
func unusable(p *lint.Pass, folder string) string {
	running := p.Files.IsDir("/run/lock") || p.Files.IsDir("/run/systemd")
	if f := p.Refuses(nil, folder, account.Enter); f != nil {
		return fmt.Sprintf("Apache does not reach the sockets of daemon processes in %q: %s", folder, f)
	}
	switch {
	case p.Files.IsFile(folder):
		return fmt.Sprintf("no daemon process can listen in %q, which is not a folder", folder)
	case p.Files.Exists(folder), !running && madeAtStart(p.Files, folder):
		return ""
	}
	return fmt.Sprintf("no daemon process can listen in %q, which does not exist", folder)
}

// madeAtStart reports whether a folder, or where a link in its place leads, such as Red Hat's run in ServerRoot, lies below /run.
func madeAtStart(files lint.Files, folder string) bool {
	if to, err := files.ReadLink(strings.TrimPrefix(folder, "/")); err == nil {
		if !path.IsAbs(to) {
			to = path.Join(path.Dir(folder), to)
		}
		folder = to
	}
	return model.Below("/run", folder) || model.Below("/var/run", folder)
}
