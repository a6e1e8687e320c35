package trace_test

import (
	_ "embed"
	"fmt"
	"io/fs"
	"maps"
	"net"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/parser/httpdtest"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

//go:embed testdata/app.py
var application string

// files are what every server of the suite has below its root. A name that ends in .wsgi or .py is an application, one in /cgi a program;
// all others are static, and no two have the same time of last change, so that an answer to HEAD tells them apart too.
var files = strings.Fields(`/apps/a.wsgi /apps/b.wsgi /apps/c.wsgi /apps/d.wsgi /apps/e.wsgi /apps/inner/f.wsgi /apps/A.wsgi /apps/plain
	/scripts/one.wsgi /scripts/two.wsgi /scripts/index.html /scripts/sub/three.wsgi
	/www/index.html /www/page.html /www/app/index.html /www/app/page.html /www/static/site.css /www/x.wsgi /www/sub/index.html /www/api
	/www2/page.html /www2/app/sub/page.html /www2/sub/x.py /www2/index.wsgi
	/static/index.html /static/site.css /static/page.html /static/sub/page.html /static/x.py /static/apps/page.html
	/home/alice/pub/index.html /home/alice/pub/page.html /home/alice/pub/x.wsgi /cgi/run /cgi/sub/run
	/venv1/pyvenv.cfg /venv2/pyvenv.cfg /lib/mod.py`)

var links = map[string]string{"/apps/link.wsgi": "a.wsgi", "/link": "apps", "/apps/dead.wsgi": "none.wsgi", "/dead": "none", "/venv1/bin/python": "/usr/bin/python3", "/venv2/bin/python": "/usr/bin/python3"}

// followed is a name of the suite without its links, as a file tells it that was reached by one.
func followed(name string) string {
	for link, to := range links {
		if rest, ok := strings.CutPrefix(name, "%DIR%"+link); ok && (rest == "" || rest[0] == '/') {
			return "%DIR%" + path.Join(path.Dir(link), to) + rest
		}
	}
	return name
}

// A world is the folder a server lives in and the ports it listens on. Texts name them %DIR%, %1%, %2%, and %BACK% for the port of a
// backend; in what is shown and compared they stand so too.
type world struct {
	root    string
	ports   [3]int // the backend's, and those of the server
	modules string // the folder of httpd's modules
}

func (w *world) pairs() []string {
	return []string{w.root, "%DIR%", strconv.Itoa(w.ports[1]), "%1%", strconv.Itoa(w.ports[2]), "%2%", strconv.Itoa(w.ports[0]), "%BACK%"}
}

// into fills a text in; back is its reverse.
func (w *world) into(text string) string {
	pairs := w.pairs()
	slices.Reverse(pairs)
	return strings.NewReplacer(pairs...).Replace(text)
}

func (w *world) back(text string) string { return strings.NewReplacer(w.pairs()...).Replace(text) }

// build makes the files of a world.
func build(t testing.TB, root, modules string, backend int) *world {
	w := &world{root: root, modules: modules, ports: [3]int{backend, httpdtest.FreePort(t), httpdtest.FreePort(t)}}
	must := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, dir := range []string{"conf", "run", "empty"} {
		must(os.MkdirAll(filepath.Join(root, dir), 0o755))
	}
	for i, name := range files {
		path := filepath.Join(root, name)
		text, mode := "# file="+name+"\n", fs.FileMode(0o644)
		switch {
		case isScript(name):
			text = application
		case strings.HasPrefix(name, "/cgi/"):
			text, mode = "#!/bin/sh\nprintf 'X-CGI: "+name+"\\r\\n\\r\\n'\n", 0o755
		case strings.HasSuffix(name, "pyvenv.cfg"):
			text = "home = /usr/bin\n"
		}
		must(os.MkdirAll(filepath.Dir(path), 0o755))
		must(os.WriteFile(path, []byte(text), mode))
		must(os.Chtimes(path, time.Time{}, changed(i)))
	}
	for _, name := range slices.Sorted(maps.Keys(links)) {
		must(os.MkdirAll(filepath.Dir(filepath.Join(root, name)), 0o755))
		must(os.Symlink(links[name], filepath.Join(root, name)))
	}
	return w
}

func changed(i int) time.Time { return time.Unix(1_700_000_000+60*int64(i), 0) }

func isScript(name string) bool {
	return strings.HasSuffix(name, ".wsgi") || strings.HasSuffix(name, ".py") && name != "/lib/mod.py"
}

// loaded are the modules of every server.
var loaded = strings.Fields(`mpm_event authn_core authz_core authz_host authz_user access_compat alias cgi dir env headers macro mime proxy
	proxy_http rewrite setenvif status userdir wsgi`)

// prelude stands before what is generated. One child of few threads starts quickly; interpreters are not ended, for that hangs in mod_wsgi
// 4.9.4 with Python 3.11.
func (w *world) prelude() string {
	var text strings.Builder
	for _, name := range loaded {
		fmt.Fprintf(&text, "LoadModule %s_module %s/mod_%s.so\n", name, w.modules, name)
	}
	if os.Getuid() == 0 {
		text.WriteString("User www-data\nGroup www-data\n")
	}
	return text.String() + `ServerRoot %DIR%/conf
DefaultRuntimeDir %DIR%/run
LogLevel warn
Timeout 10
KeepAlive Off
ServerLimit 1
StartServers 1
MinSpareThreads 1
MaxSpareThreads 8
ThreadsPerChild 8
MaxRequestWorkers 8
TypesConfig /dev/null
WSGISocketPrefix %DIR%/run/w
WSGIDestroyInterpreter Off
Header always set X-Host main
`
}

// compiled are the modules that Debian's httpd has without loading them.
var compiled = map[string]string{"core": "core.c", "so": "mod_so.c", "http": "http_core.c", "version": "mod_version.c", "unixd": "mod_unixd.c",
	"log_config": "mod_log_config.c", "logio": "mod_logio.c", "watchdog": "mod_watchdog.c"}

// lay writes the files of a configuration and returns the name of the first.
func (w *world) lay(t testing.TB, c config) string {
	conf := filepath.Join(w.root, "conf")
	texts := c.files()
	texts["prelude.conf"] = w.prelude()
	texts["httpd.conf"] = "Include %DIR%/conf/prelude.conf\n" + texts["httpd.conf"]
	for name, text := range texts {
		if err := os.WriteFile(filepath.Join(conf, name), []byte(w.into(text)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Join(conf, "httpd.conf")
}

// read makes the model of a configuration that is laid.
func (w *world) read(path string) *model.Config {
	host := eval.Host{Files: machine, ServerRoot: "/etc/apache2", HTTPD: "2.4.71", Env: map[string]string{}}
	for _, id := range slices.Sorted(maps.Keys(compiled)) {
		host.Modules = append(host.Modules, eval.Module{ID: id + "_module", Source: compiled[id]})
	}
	return model.Build(eval.Read(host, path))
}

var machine = os.DirFS("/").(fs.ReadLinkFS)

// backend serves whatever is asked and says what it was, until the test ends.
func backend(t testing.TB) (port int) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { w.Header().Set("X-Backend", r.RequestURI) })}
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(func() { _ = server.Close() })
	return listener.Addr().(*net.TCPAddr).Port
}
