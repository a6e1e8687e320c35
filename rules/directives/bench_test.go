package directives

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

// BenchmarkFamily runs the whole family over a server of many groups, and over ten times as many; the time must grow with them.
func BenchmarkFamily(b *testing.B) {
	for _, groups := range []int{1000, 10000} {
		var text strings.Builder
		for i := range groups {
			fmt.Fprintf(&text, "WSGIDaemonProcess g%[1]d user=www-data processes=2 threads=15 python-home=/srv/h%[1]d/venv display-name=%%{GROUP}\n"+
				"WSGIScriptAlias /h%[1]d /srv/h%[1]d/wsgi.py process-group=g%[1]d application-group=%%{GLOBAL}\n"+
				"<Location /h%[1]d>\n    WSGIPassAuthorization On\n</Location>\n", i)
		}
		host := eval.Host{Files: fstest.MapFS{}, Modules: []eval.Module{{ID: "wsgi_module", Source: "mod_wsgi.c"}, {ID: "core_module", Source: "core.c"}}}
		config := model.Build(eval.ReadText(host, source.NewFile("/httpd.conf", text.String())))
		b.Run(fmt.Sprint(groups), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if out := lint.Run(config, lint.Options{Rules: Rules()}); len(out.Findings)+len(out.Failures) > 0 {
					b.Fatal(out.Findings, out.Failures)
				}
			}
		})
	}
}
