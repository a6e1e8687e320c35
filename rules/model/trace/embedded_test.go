package trace_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/modwsgi-lint/modwsgi-lint/parser/httpdtest"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model/trace"
)

// TestRestrictEmbeddedTakenBack shows what the second of two WSGIRestrictEmbedded lines makes of an application that runs embedded. With Off behind On
// the server's process dies, and trace says that it does not know.
func TestRestrictEmbeddedTakenBack(t *testing.T) {
	w := build(t, httpdtest.Dir(t), "modules", backend(t))
	for _, tt := range []struct {
		lines  string
		status int // 0 where nobody answers
	}{
		{"WSGIRestrictEmbedded On\nWSGIRestrictEmbedded Off\n", 0},
		{"WSGIRestrictEmbedded Off\nWSGIRestrictEmbedded Off\n", 200},
		{"WSGIRestrictEmbedded Off\nWSGIRestrictEmbedded On\n", 500},
	} {
		t.Run(strings.ReplaceAll(tt.lines, "\n", " "), func(t *testing.T) {
			conf := parse("Listen 127.0.0.1:%1%\nServerName main.test\nWSGIScriptAlias /app %DIR%/apps/a.wsgi\n" + tt.lines)
			a, _ := parseAsks(t, "# ask: GET http://main.test/app at 127.0.0.1:%1% -> 200 main none\n")
			w.modules = "modules"
			traced := trace.New(w.read(w.lay(t, conf)), machine).Trace(a[0].request(w))
			if traced.Status != tt.status || (tt.status == 0) != strings.Contains(fmt.Sprint(traced.Unknown), "have a Python") {
				t.Errorf("trace says %d, unknown %q", traced.Status, traced.Unknown)
			}
			httpd := httpdtest.Need(t, loaded...)
			w.modules = httpd.Modules
			s := httpd.Start(t, w.lay(t, conf), w.ports[1])
			if got := a[0].put(s, w); got.status != tt.status {
				t.Errorf("the server answers %s", got)
			}
		})
	}
}
