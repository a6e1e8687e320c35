package httpdtest

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// hello is a WSGI application that writes to the error log and tells its path.
const hello = `
def application(environ, start_response):
    environ['wsgi.errors'].write('asked by ' + environ['HTTP_X_ASKER'] + '\n')
    start_response('200 OK', [('Content-Type', 'text/plain'), ('X-Path', environ['PATH_INFO'])])
    return [b'hello']
`

// site writes a complete configuration with a daemon group, and returns it with its port.
func site(t *testing.T, b *Binary) (conf string, port int) {
	dir, port := Dir(t), FreePort(t)
	var text strings.Builder
	for _, name := range []string{"mpm_event", "authz_core", "wsgi"} {
		fmt.Fprintf(&text, "LoadModule %s_module %s\n", name, b.Module(name))
	}
	fmt.Fprintf(&text, "Listen 127.0.0.1:%d\nServerName main.example\nServerRoot %s\n", port, dir)
	fmt.Fprintf(&text, "DefaultRuntimeDir %s\nErrorLog %[1]s/unused.log\n", dir)
	if os.Getuid() == 0 {
		text.WriteString("User www-data\nGroup www-data\n")
	}
	fmt.Fprintf(&text, "WSGISocketPrefix %s/wsgi\nWSGIDaemonProcess hello processes=2\n", dir)
	fmt.Fprintf(&text, "WSGIScriptAlias / %s/hello.wsgi process-group=hello application-group=%%{GLOBAL}\n", dir)
	write(t, filepath.Join(dir, "hello.wsgi"), hello)
	return write(t, filepath.Join(dir, "httpd.conf"), text.String()), port
}

func write(t *testing.T, path, text string) string {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestServerAnswersAndIsGoneAfterwards(t *testing.T) {
	b := Need(t, "wsgi")
	conf, port := site(t, b)
	s := b.Start(t, conf, port)

	answer := s.Get("main.example", "//a/../b%20c", "X-Asker: the test")
	if answer.Status != http.StatusOK || answer.Body != "hello" || answer.Header.Get("X-Path") != "/b c" {
		t.Errorf("got %+v", answer)
	}
	for deadline := time.Now().Add(5 * time.Second); !strings.Contains(s.Log(), "asked by the test"); {
		if time.Now().After(deadline) {
			t.Fatalf("the application's line is not in the log:\n%s", s.Log())
		}
		time.Sleep(pollEvery)
	}
	if !groupAlive(s.Pid) {
		t.Fatal("groupAlive does not see a running server")
	}
	s.Stop(t)
	if groupAlive(s.Pid) {
		t.Error("a process of the stopped server still runs")
	}
	if answer := s.Get("main.example", "/"); answer.Status != 0 || !strings.Contains(answer.Body, "refused") {
		t.Errorf("a stopped server answered %+v", answer)
	}
	if _, err := os.Stat(s.dir); err != nil {
		t.Errorf("the log must outlive the server: %v", err)
	}
}

func TestServerStopsWithItsTest(t *testing.T) {
	b := Need(t, "wsgi")
	var s *Server
	t.Run("inner", func(t *testing.T) {
		conf, port := site(t, b)
		s = b.Start(t, conf, port)
	})
	if groupAlive(s.Pid) {
		t.Error("a process of the server still runs")
	}
	if _, err := os.Stat(s.dir); !os.IsNotExist(err) {
		t.Errorf("%s was left behind", s.dir)
	}
}

func TestCheck(t *testing.T) {
	b := Need(t, "wsgi")
	conf, _ := site(t, b)
	if ok, output := b.Check(conf); !ok || output != "Syntax OK\n" {
		t.Errorf("got %v, %q", ok, output)
	}
	ok, output := b.Check(conf, "-c", "WSGIDaemonProcess hello")
	if ok || !strings.Contains(output, "Name duplicates previous WSGI daemon definition.") {
		t.Errorf("got %v, %q", ok, output)
	}
}

func TestDumpConfigSeesOnlyTheGivenEnvironment(t *testing.T) {
	b := Need(t, "wsgi")
	t.Setenv("HTTPDTEST_OUTER", "leaked")
	b.Env = []string{"HTTPDTEST_INNER=inner.example"}
	conf, _ := site(t, b)
	_, dump, messages := b.DumpConfig(conf,
		"-c", "ServerName ${HTTPDTEST_INNER}", "-c", "ServerAdmin ${HTTPDTEST_OUTER}")
	if !strings.Contains(dump, "ServerName inner.example") || !strings.Contains(dump, "ServerAdmin ${HTTPDTEST_OUTER}") {
		t.Errorf("dump: %s", dump)
	}
	if !strings.Contains(messages, "AH00111") {
		t.Errorf("messages: %s", messages)
	}
}

func TestMissingServerSkipsUnlessRequired(t *testing.T) {
	for _, required := range []string{"", "1"} {
		t.Setenv(Required, required)
		var seen recorder
		seen.TB = t
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			Need(&seen, "no_such_module")
		}()
		<-ended
		if seen.failed != (required == "1") || seen.skipped != (required == "") {
			t.Errorf("%s=%q: failed %v, skipped %v", Required, required, seen.failed, seen.skipped)
		}
	}
}

// A recorder is a test whose end is watched and not shared.
type recorder struct {
	testing.TB
	failed, skipped bool
}

func (r *recorder) Fatalf(string, ...any) { r.failed = true; runtime.Goexit() }
func (r *recorder) Skipf(string, ...any)  { r.skipped = true; runtime.Goexit() }
