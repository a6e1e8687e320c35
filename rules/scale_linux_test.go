package rules

import (
	"fmt"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"testing/fstest"
	"time"

	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

// A shape is a large server: lines before and after, and lines that are repeated with # for their number.
type shape struct{ before, each, after string }

const (
	hostBegins = "<VirtualHost *:80>\nServerName a.example\nRewriteEngine On\n<Directory />\nRequire all denied\n</Directory>\n"
	hostEnds   = "</VirtualHost>\n"
)

// shapes are servers that must not cost n times n, by what there is much of.
var shapes = map[string]shape{
	"groups":                  {"", "WSGIDaemonProcess g# user=u# threads=0s processes=1 home=srv python-home=/srv/#/bin/python python-path=/srv/#/lib/python3.9/site-packages\n", ""},
	"groups of one name":      {"", "WSGIDaemonProcess g threads=#\nWSGIScriptAlias /# /srv/#.wsgi process-group=g\n", ""},
	"groups without names":    {"", "WSGIDaemonProcess name=g#\nWSGIScriptAlias /# /srv/#.wsgi process-group=g#\n<Location /x#>\nWSGIProcessGroup g#\n</Location>\n", ""},
	"mounts":                  {hostBegins, "WSGIScriptAlias /m#/ /srv/#/app.wsgi\nWSGIDaemonProcess g# threads=0\nWSGIScriptAlias /n# /srv/#/ process-group=g#\n", hostEnds},
	"mounts below a root":     {hostBegins + "WSGIScriptAlias / /srv/app.wsgi\n", "WSGIScriptAlias /m# /srv/#/app.wsgi process-group=group#\nWSGIDaemonProcess gruop#\n", hostEnds},
	"expressions":             {hostBegins, "WSGIScriptAliasMatch /m#/(.*) /srv/#/$1.wsgi\nWSGIScriptAlias /n# /srv/#.wsgi\n", hostEnds},
	"anchored expressions":    {hostBegins, "WSGIScriptAliasMatch ^/m#/(.*) /srv/#/$1.wsgi\nAliasMatch ^/m#/a /srv/#\n", hostEnds},
	"aliases":                 {hostBegins + "WSGIScriptAlias / /srv/app.wsgi\n", "Alias /a#/ /srv/#\nRedirect /r# /x\n<Location /l#>\nSetHandler None\n</Location>\n", hostEnds},
	"aliases of one URL":      {hostBegins + "WSGIScriptAlias / /srv/app.wsgi\n", "Alias /a /srv/#/wsgi.py\n", hostEnds},
	"aliases before mounts":   {hostBegins, "Alias /a# /srv/#/wsgi.py\nWSGIScriptAlias /a# /srv/#/x.wsgi\nProxyPass /b# !\nProxyPass /c# http://127.0.0.1/\nWSGIScriptAlias /c# /srv/#.wsgi\n", hostEnds},
	"rewrites":                {hostBegins, "RewriteRule ^/old#(.*) /m#$1\nWSGIScriptAlias /m# /srv/#/x.wsgi\n", hostEnds},
	"locations":               {hostBegins, "<Location /m#>\nSetHandler None\nOrder allow, deny\nRequire all denied\nWSGIProcessGroup g#\nWSGIRestrictProcess h\nSetEnv PYTHONPATH x\n</Location>\nWSGIScriptAlias /m# /srv/#.wsgi\n", hostEnds},
	"sections of expressions": {hostBegins, "<LocationMatch ^/m#>\nSetHandler None\nRequire all denied\nWSGIProcessGroup g#\nSetEnv PYTHONPATH x\n</LocationMatch>\nWSGIScriptAlias /m# /srv/#.wsgi\n", hostEnds},
	"directories":             {hostBegins, "<Directory /srv/#/x.wsgi>\nSetHandler default-handler\nAcceptPathInfo Off\nWSGIProcessGroup g#\n<Files x.wsgi>\nRequire all denied\n</Files>\n</Directory>\nWSGIScriptAlias /m# /srv/#/x.wsgi\n", hostEnds},
	"directories of nothing":  {hostBegins + "WSGIScriptAlias / /srv/x.wsgi\n", "<Directory /nowhere/#>\nWSGIProcessGroup g#\nWSGIApplicationGroup GLOBAL\n</Directory>\n", hostEnds},
	"files":                   {hostBegins, "<Files x#.wsgi>\nSetHandler none\nWSGIProcessGroup g#\n</Files>\n<FilesMatch ^x#.wsgi>\nRequire all denied\n</FilesMatch>\nWSGIScriptAlias /m# /srv/x#.wsgi\n", hostEnds},
	"handlers":                {hostBegins, "AddHandler h# .wsgi\nWSGIHandlerScript h# /srv/h#.wsgi\nWSGIScriptAlias /m# /srv/x#.wsgi\nWSGIImportScript /srv/x#.wsgi\n", hostEnds},
	"hosts":                   {"", "<VirtualHost *:80>\nServerName h#.example\nDocumentRoot /srv/#\nWSGIDaemonProcess g#\nWSGIScriptAlias / /srv/#/x.wsgi\nWSGITrustedProxies 10.0.0.1\nSetHandler None\nAlias /s /srv/#/s\n</VirtualHost>\n", ""},
	"hosts and main mounts":   {"AllowEncodedSlashes On\nSetHandler None\n", "WSGIScriptAlias /m# /srv/#/x.wsgi\nAlias /a# /srv/#/wsgi.py\n<VirtualHost *:80>\nServerName h#.example\nDocumentRoot /srv\nWSGIScriptAlias /w /srv/#/wsgi.py\nWSGIScriptAlias / /srv/#/wsgi.py process-group=g#\nFallbackResource /x\nWSGITrustedProxyHeaders X-A\n</VirtualHost>\n", ""},
	"hosts of one name":       {"", "<VirtualHost *:80>\nServerName h.example\nWSGIDaemonProcess g\nWSGIScriptAlias / /srv/#.wsgi process-group=g\n</VirtualHost>\n<VirtualHost *:443>\nServerName h.example\nWSGIScriptAlias /x /srv/#.wsgi\n</VirtualHost>\n", ""},
	"conditions":              {hostBegins, "<IfFile /a#>\nWSGIScriptAlias / /srv/#.wsgi\nUserDir p\nAllow from all\n</IfFile>\n<IfModule mod_wsgi_#.c>\nRequire all granted\nAlias /b# /srv\n</IfModule>\n", hostEnds},
	"variables":               {"", "Alias /a# ${undefined_#}\nDefine undefinde_# x\n", ""},
	"comments":                {hostBegins + "WSGIScriptAlias / /srv/app.wsgi\n", "# modwsgi-lint: ignore alias-after-root-mount -- meant\nAlias /a#/ /srv/#/\n", hostEnds},
	"comments on the file":    {hostBegins + "WSGIScriptAlias / /srv/app.wsgi\n", "# modwsgi-lint: ignore-file alias-after-root-mount, user-root -- meant\nAlias /a#/ /srv/#/\n", hostEnds},
	"settings of the server":  {"", "WSGIProcessGroup g#\nWSGIApplicationGroup a#\nSetEnv A# b\nWSGIScriptAlias /m# /srv/#.wsgi\nWSGIDaemonProcess g#\n", ""},
	"closing tags":            {"", "WSGIScriptAlias /m# /srv/#.wsgi\n</Directory>\nSetEnv A# b\n</Location>\n", ""},
	"opening tags":            {"", "<Directory /srv/#>\nWSGIScriptAlias /m# /srv/#.wsgi\n", ""},
	"restricted":              {"WSGIRestrictProcess a\n", "WSGIRestrictEmbedded On\nWSGIScriptAlias /# /srv/#.wsgi process-group=h#\nWSGIDaemonProcess h#\n", ""},
}

func (s shape) server(n int) *model.Config {
	var text strings.Builder
	text.WriteString(s.before)
	for i := range n {
		text.WriteString(strings.ReplaceAll(s.each, "#", fmt.Sprint(i)))
	}
	text.WriteString(s.after)
	host := eval.Host{
		Files: fstest.MapFS{}, ServerRoot: "/etc/apache2", HTTPD: "2.4.71",
		Modules: []eval.Module{{ID: "wsgi_module", Source: "mod_wsgi.c"}, {ID: "core_module", Source: "core.c"}},
	}
	return model.Build(eval.ReadText(host, source.NewFile("/etc/apache2/httpd.conf", text.String())))
}

// cpu is the processor time that one thread needs for f, which other work on the machine does not change much.
func cpu(f func()) time.Duration {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	used := func() time.Duration {
		var u syscall.Rusage
		const thread = 1
		if err := syscall.Getrusage(thread, &u); err != nil {
			panic(err)
		}
		return time.Duration(u.Utime.Nano() + u.Stime.Nano())
	}
	before := used()
	f()
	return used() - before
}

// TestScale looks for rules, and for what all of them need, that take far more than eight times the time for eight times the server.
func TestScale(t *testing.T) {
	const (
		small, times = 125, 8
		tolerated    = 24                    // between 8 and 64
		short        = 60 * time.Millisecond // tells nothing
	)
	one := func(rule *lint.Rule) func(*model.Config) time.Duration {
		return func(c *model.Config) time.Duration {
			return cpu(func() { rule.Check(&lint.Pass{Config: c, Report: func(lint.Diagnostic) {}}) })
		}
	}
	known := []*lint.Rule{lint.Syntax}
	for name, s := range shapes {
		for tries := 3; ; tries-- {
			a := cpu(func() { lint.Run(s.server(small), lint.Options{Known: known}) })
			b := cpu(func() { lint.Run(s.server(small*times), lint.Options{Known: known}) })
			if b <= max(short, tolerated*a) {
				break
			}
			if tries == 1 {
				t.Errorf("%s: to read it takes %v for %d and %v for %d", name, a, small, b, small*times)
				break
			}
		}
		few, many := s.server(small), s.server(small*times)
		for _, rule := range All() {
			if rule.Check == nil {
				continue
			}
			run := one(rule)
			for tries := 3; ; tries-- { // the machine may have had a bad moment
				a, b := run(few), run(many)
				if b <= max(short, tolerated*a) {
					break
				}
				if tries == 1 {
					t.Errorf("%s: %s takes %v for %d and %v for %d", name, rule.ID, a, small, b, small*times)
					break
				}
			}
		}
	}
}

// BenchmarkScale runs all rules over each shape, once with ten times as much.
func BenchmarkScale(b *testing.B) {
	for name, s := range shapes {
		for _, n := range []int{1000, 10000} {
			c := s.server(n)
			b.Run(fmt.Sprintf("%s/%d", name, n), func(b *testing.B) {
				for b.Loop() {
					lint.Run(c, lint.Options{Rules: All()})
				}
			})
		}
	}
}
