package groups_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/groups"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

// shapes are large servers of n applications, each in another way that must not cost n times n: all right, or all wrong.
var shapes = map[string]func(b *strings.Builder, i int){
	"one server": func(b *strings.Builder, i int) {
		fmt.Fprintf(b, "WSGIDaemonProcess g%d processes=1\nWSGIScriptAlias /a%d /srv/a%d/wsgi.py process-group=g%d\n", i, i, i, i)
	},
	"locations": func(b *strings.Builder, i int) {
		fmt.Fprintf(b, "WSGIDaemonProcess g%d\n<Location /a%d>\nWSGIProcessGroup g%d\nWSGIRestrictProcess h\n</Location>\nWSGIScriptAlias /a%d /srv/a/wsgi.py\n", i, i, i, i)
	},
	"directories": func(b *strings.Builder, i int) {
		fmt.Fprintf(b, "WSGIDaemonProcess g%d\n<Directory /srv/b%d>\nWSGIProcessGroup g%d\n</Directory>\nWSGIScriptAlias /a%d /srv/a%d/wsgi.py\n", i, i, i, i, i)
	},
	"undefined": func(b *strings.Builder, i int) {
		fmt.Fprintf(b, "WSGIDaemonProcess group%d\nWSGIScriptAlias /a%d /srv/a%d/wsgi.py process-group=grop%d application-group=GLOBAL\n", i, i, i, i)
	},
	"unsent": func(b *strings.Builder, i int) {
		fmt.Fprintf(b, "WSGIDaemonProcess g%d\nWSGIScriptAlias /a%d /srv/a%d/wsgi.py\n", i, i, i)
	},
	"duplicates": func(b *strings.Builder, i int) {
		fmt.Fprintf(b, "WSGIDaemonProcess g user=x%d\nWSGIScriptAlias /a%d /srv/a/wsgi.py process-group=g\nWSGIImportScript /srv/a/wsgi.py process-group=g application-group=h\n", i, i)
	},
	"hosts": func(b *strings.Builder, i int) {
		fmt.Fprintf(b, "<VirtualHost *:80>\nServerName h%d.example\nWSGIDaemonProcess g%d threads=0\nWSGIProcessGroup g%d\nWSGIScriptAlias / /srv/a%d/wsgi.py\n</VirtualHost>\n", i, i, i, i)
	},
	"hosts of one name": func(b *strings.Builder, i int) {
		fmt.Fprintf(b, "<VirtualHost *:80>\nServerName h.example\nWSGIDaemonProcess g%d\nWSGIScriptAlias / /srv/a%d/wsgi.py\n</VirtualHost>\n", i, i)
	},
	"hosts and main mounts": func(b *strings.Builder, i int) {
		fmt.Fprintf(b, "WSGIScriptAlias /a%d /srv/a%d/wsgi.py process-group=g%d\n<VirtualHost *:80>\nServerName h%d.example\nWSGIDaemonProcess g%d\n"+
			"<Directory /srv/x>\nWSGIProcessGroup g%d\n</Directory>\n</VirtualHost>\n", i, i, i, i, i, i)
	},
}

func server(shape func(*strings.Builder, int), n int) *model.Config {
	var text strings.Builder
	for i := range n {
		shape(&text, i)
	}
	host := eval.Host{
		Files: fstest.MapFS{}, ServerRoot: "/etc/apache2", HTTPD: "2.4.71",
		Modules: []eval.Module{{ID: "wsgi_module", Source: "mod_wsgi.c"}, {ID: "core_module", Source: "core.c"}},
	}
	return model.Build(eval.ReadText(host, source.NewFile("/etc/apache2/httpd.conf", text.String())))
}

// BenchmarkGroups runs the family over servers of 1,000 and 10,000 applications: ten times the work, not a hundred times.
func BenchmarkGroups(b *testing.B) {
	for name, shape := range shapes {
		for _, n := range []int{1000, 10000} {
			c := server(shape, n)
			b.Run(fmt.Sprintf("%s/%d", name, n), func(b *testing.B) {
				for b.Loop() {
					lint.Run(c, lint.Options{Rules: groups.Rules()})
				}
			})
		}
	}
}

// TestLarge runs each rule over every shape: none breaks down, and the fixes of thousands of findings are at hand.
func TestLarge(t *testing.T) {
	for name, shape := range shapes {
		out := lint.Run(server(shape, 300), lint.Options{Rules: groups.Rules()})
		for _, f := range out.Failures {
			t.Errorf("%s: %v\n%s", name, f, f.Stack)
		}
		if name != "one server" && len(out.Findings) == 0 {
			t.Errorf("%s: nothing is found", name)
		}
	}
}
