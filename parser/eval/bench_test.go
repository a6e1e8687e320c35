package eval_test

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/parser/httpdtest"
)

// vhost is a site of the kind that fills sites-enabled; %[1]d is its number, %[2]s the server's folder.
const vhost = `# Site %[1]d
Define SITE site%[1]d
<VirtualHost *:80>
	ServerName ${SITE}.example.org
	ServerAlias www.${SITE}.example.org
	DocumentRoot "%[2]s/htdocs"
	# The access log is in the folder of all logs.
	CustomLog "/dev/null" combined
	SetEnv HOME_OF_SITE /srv/${SITE}
	<Directory "/srv/site%[1]d/static">
		Options -Indexes \
			+FollowSymLinks
		AllowOverride None
		Require all granted
	</Directory>
	<IfModule mod_ssl.c>
		SSLEngine on
	</IfModule>
	<IfModule mod_env.c>
		UnsetEnv A B
	</IfModule>
	Include snippets/common.conf
	Alias /static /srv/site%[1]d/static
</VirtualHost>
UnDefine SITE
`

const common = `<Location "/private">
	Require ip 10.0.0.0/8
</Location>
<Files "*.bak">
	Require all denied
</Files>
ErrorDocument 404 "not here"
`

// laySites writes a server of n sites.
func laySites(b *testing.B, n int) (dir string, size int64) {
	dir = httpdtest.Dir(b)
	write := func(name, text string) {
		size += int64(len(text))
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			b.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			b.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, "htdocs"), 0o755); err != nil {
		b.Fatal(err)
	}
	write("httpd.conf", "ServerName localhost\nListen 80\nLogFormat \"%h\" combined\nErrorLog /dev/null\nIncludeOptional sites/*.conf\n")
	write("snippets/common.conf", common)
	for i := range n {
		write(fmt.Sprintf("sites/%05d.conf", i), fmt.Sprintf(vhost, i, dir))
	}
	return dir, size
}

// BenchmarkRead reads whole servers. Where Apache is installed, httpd/op is the time of `httpd -t` for the same.
func BenchmarkRead(b *testing.B) {
	for _, n := range []int{100, 1000, 10000} {
		b.Run(fmt.Sprint(n, " sites"), func(b *testing.B) {
			dir, size := laySites(b, n)
			h := closed
			h.Files, h.ServerRoot = os.DirFS("/").(fs.ReadLinkFS), dir
			b.SetBytes(size)
			b.ReportAllocs()
			var directives int
			for b.Loop() {
				directives = len(eval.Read(h, filepath.Join(dir, "httpd.conf")).Directives)
			}
			b.ReportMetric(float64(directives), "directives")
			if took := timeOfHTTPD(b, dir); took > 0 {
				b.ReportMetric(took.Seconds()*1e9, "httpd-ns/op")
				b.ReportMetric(b.Elapsed().Seconds()/float64(b.N)/took.Seconds(), "of-httpd")
			}
		})
	}
}

// timeOfHTTPD is the shorter of two runs of the real server; 0 without one.
func timeOfHTTPD(b *testing.B, dir string) time.Duration {
	server, err := httpdtest.Find()
	if err != nil {
		return 0
	}
	args := []string{"-t", "-d", dir, "-f", filepath.Join(dir, "httpd.conf")}
	for _, m := range []string{"mpm_event", "authz_core", "authz_host", "env", "alias"} {
		args = append(args, "-C", "LoadModule "+m+"_module "+server.Module(m))
	}
	var best time.Duration
	for range 2 {
		start := time.Now()
		if out, err := exec.Command(server.Path, args...).CombinedOutput(); err != nil {
			b.Fatalf("%v: %s", err, out)
		}
		if took := time.Since(start); best == 0 || took < best {
			best = took
		}
	}
	return best
}
