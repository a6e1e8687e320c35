package httpdtest

import (
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

// Dir makes an empty folder which the server's user may enter too (t.TempDir is closed to it) and
// removes it when the test ends. The path is short enough for the sockets of mod_wsgi and
// mod_cgid, and free of symbolic links.
func Dir(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "httpd-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	real, err := filepath.EvalSymlinks(dir)
	if err != nil {
		t.Fatal(err)
	}
	return real
}

// FreePort returns a port of 127.0.0.1 nobody listens on, and keeps it until the test ends. It is taken from below the range the kernel gives to
// clients, so that a passing connection cannot take it before the server does.
func FreePort(t testing.TB) int {
	t.Helper()
	for range 100 {
		port := 20000 + rand.IntN(12000)
		if !keep(t, port) {
			continue
		}
		listener, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
		if err != nil {
			continue
		}
		if err := listener.Close(); err != nil {
			t.Fatal(err)
		}
		return port
	}
	t.Fatal("no free port on 127.0.0.1")
	return 0
}

// keep takes a port for the test, by a name that only one process of the machine can have. Tests of another package may run at the same time, and
// their servers start some moments after they chose a port. Where there are no such names no port is kept.
func keep(t testing.TB, port int) bool {
	if runtime.GOOS != "linux" {
		return true
	}
	name, err := net.Listen("unix", fmt.Sprintf("@modwsgi-lint-port-%d", port))
	if err != nil {
		return false
	}
	t.Cleanup(func() { _ = name.Close() })
	return true
}
