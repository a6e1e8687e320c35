package trace_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/modwsgi-lint/modwsgi-lint/parser/httpdtest"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model/trace"
)

// TestNoProxy shows a request that SetEnvIf keeps from the proxy, which trace does not know.
func TestNoProxy(t *testing.T) {
	httpd := httpdtest.Need(t, loaded...)
	w := build(t, httpdtest.Dir(t), httpd.Modules, backend(t))
	conf := parse("Listen 127.0.0.1:%1%\nServerName main.test\nSetEnvIf Request_URI ^/app no-proxy\nProxyPass / http://127.0.0.1:1/\n" +
		"WSGIScriptAlias /app %DIR%/apps/a.wsgi\n")
	a, _ := parseAsks(t, "# ask: GET http://main.test/app at 127.0.0.1:%1% -> 200 main none\n")
	main := w.lay(t, conf)
	if traced := trace.New(w.read(main), machine).Trace(a[0].request(w)); !strings.Contains(fmt.Sprint(traced.Unknown), "may set no-proxy") {
		t.Errorf("trace says %d, unknown %q", traced.Status, traced.Unknown)
	}
	if got := a[0].put(httpd.Start(t, main, w.ports[1]), w); got.kind != "app" {
		t.Errorf("the server answers %s", got)
	}
}
