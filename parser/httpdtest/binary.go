// Package httpdtest runs a real Apache for tests, so that what the linter believes of httpd and
// mod_wsgi can be asked of the server itself. It knows how to find, check, start, ask and stop a
// server; what is configured and what is expected belong to the caller.
//
// Servers listen on 127.0.0.1, are stopped by their own pid and leave nothing behind. Only tests
// may import this package.
package httpdtest

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// Required names the environment variable which, set to 1, makes a missing server a failure and
// not a reason to skip. Continuous integration sets it.
const Required = "MODWSGI_LINT_REQUIRE_APACHE"

// A Binary is an installed httpd.
type Binary struct {
	Path    string   // the program: apache2 or httpd
	Modules string   // the folder of its loadable modules
	Env     []string // NAME=VALUE, added to the bare environment every run gets
}

// Find looks for httpd on PATH and in /usr/sbin, and for the folder of its modules.
func Find() (*Binary, error) {
	for _, name := range []string{"apache2", "httpd", "/usr/sbin/apache2", "/usr/sbin/httpd"} {
		path, err := exec.LookPath(name)
		if err != nil {
			continue
		}
		modules, err := findModules(path)
		if err != nil {
			return nil, err
		}
		return &Binary{Path: path, Modules: modules}, nil
	}
	return nil, errors.New("no apache2 or httpd on PATH or in /usr/sbin")
}

// findModules tries the places where Debian, Red Hat and httpd's own install put modules. The
// authz core is not statically linked in any of them and so tells such a folder.
func findModules(path string) (string, error) {
	dirs := []string{
		"/usr/lib/apache2/modules",
		"/usr/lib64/httpd/modules",
		"/usr/lib/httpd/modules",
		filepath.Join(filepath.Dir(path), "..", "modules"),
	}
	for _, dir := range dirs {
		if isFile(filepath.Join(dir, "mod_authz_core.so")) {
			return filepath.Clean(dir), nil
		}
	}
	return "", fmt.Errorf("%s has no folder of modules in %q", path, dirs)
}

// Need returns the installed httpd with every named module ("wsgi" is mod_wsgi.so). Without it
// the test is skipped, or fails where Required says so.
func Need(t testing.TB, modules ...string) *Binary {
	t.Helper()
	binary, err := Find()
	if err == nil {
		err = binary.has(modules)
	}
	switch {
	case err == nil:
		return binary
	case os.Getenv(Required) == "1":
		t.Fatalf("%s=1, but %v", Required, err)
	default:
		t.Skipf("needs a real server: %v", err)
	}
	return nil
}

// has reports the first module that is not installed.
func (b *Binary) has(modules []string) error {
	for _, name := range modules {
		if !isFile(b.Module(name)) {
			return fmt.Errorf("%s is not installed", b.Module(name))
		}
	}
	return nil
}

// Module returns the file of a module: "wsgi" gives …/mod_wsgi.so.
func (b *Binary) Module(name string) string {
	return filepath.Join(b.Modules, "mod_"+name+".so")
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}
