package cli

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/modwsgi-lint/modwsgi-lint/parser/httpdtest"
)

// A lineCounter counts the lines written to it.
type lineCounter int

func (c *lineCounter) Write(b []byte) (int, error) {
	*c += lineCounter(bytes.Count(b, []byte("\n")))
	return len(b), nil
}

// layHosts writes a server of n virtual hosts, each with an application, and returns its main file.
func layHosts(b *testing.B, n int) string {
	dir := httpdtest.Dir(b)
	module := func(name string) string { return "modules/mod_" + name + ".so" }
	if httpd, err := httpdtest.Find(); err == nil {
		module = httpd.Module
	}
	var conf bytes.Buffer
	fmt.Fprintf(&conf, "ServerRoot %s\nServerName localhost\nListen 80\nErrorLog /dev/null\n", dir)
	for _, name := range []string{"mpm_event", "authz_core", "alias", "wsgi"} {
		fmt.Fprintf(&conf, "LoadModule %s_module %s\n", name, module(name))
	}
	conf.WriteString("<Directory />\n    Require all denied\n</Directory>\n")
	for i := range n {
		fmt.Fprintf(&conf, `<VirtualHost *:80>
    ServerName site%[1]d.example
    WSGIDaemonProcess site%[1]d processes=2 threads=15 python-home=/srv/site%[1]d/venv
    WSGIProcessGroup site%[1]d
    Alias /static /srv/site%[1]d/static
    WSGIScriptAlias / /srv/site%[1]d/wsgi.py
    <Directory /srv/site%[1]d>
        Require all granted
    </Directory>
</VirtualHost>
`, i)
	}
	main := filepath.Join(dir, "httpd.conf")
	if err := os.WriteFile(main, conf.Bytes(), 0o600); err != nil {
		b.Fatal(err)
	}
	return main
}

// BenchmarkTraceStdin asks a server of 10,000 virtual hosts for a URL of each, 20 times over, and reports how many a second after loading.
func BenchmarkTraceStdin(b *testing.B) {
	const hosts, rounds = 10_000, 20
	main := layHosts(b, hosts)
	var urls bytes.Buffer
	for i := range hosts {
		fmt.Fprintf(&urls, "http://site%d.example/shelf/%d?page=2\nhttp://site%d.example/static/site.css\n", i, i, i)
	}
	run := func(urls string) time.Duration {
		start := time.Now()
		var out lineCounter
		var errs bytes.Buffer
		code := Main([]string{"trace", "--stdin", "--format", "json", "--files", "off", main}, strings.NewReader(urls), &out, &errs)
		if want := strings.Count(urls, "\n"); code != 0 || int(out) != want {
			b.Fatalf("exit code %d, %d lines for %d URLs: %s", code, out, want, errs.String())
		}
		return time.Since(start)
	}
	for b.Loop() {
		loading := run("")
		all := run(strings.Repeat(urls.String(), rounds))
		b.ReportMetric(2*hosts*rounds/(all-loading).Seconds(), "URLs/s")
	}
}
