package cli

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A lineCounter counts the lines written to it.
type lineCounter int

func (c *lineCounter) Write(b []byte) (int, error) {
	*c += lineCounter(bytes.Count(b, []byte("\n")))
	return len(b), nil
}

// BenchmarkTraceStdin asks a server of 10,000 virtual hosts for a URL of each, 20 times over, and reports how many a second after loading.
func BenchmarkTraceStdin(b *testing.B) {
	const hosts, rounds = 10_000, 20
	dir := b.TempDir()
	var conf, urls bytes.Buffer
	conf.WriteString("LoadModule alias_module modules/mod_alias.so\nLoadModule wsgi_module modules/mod_wsgi.so\nListen 80\n" +
		"<Directory />\n    Require all denied\n</Directory>\n")
	for i := range hosts {
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
		fmt.Fprintf(&urls, "http://site%d.example/shelf/%d?page=2\nhttp://site%d.example/static/site.css\n", i, i, i)
	}
	main := filepath.Join(dir, "httpd.conf")
	if err := os.WriteFile(main, conf.Bytes(), 0o600); err != nil {
		b.Fatal(err)
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
