package layout

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/modwsgi-lint/modwsgi-lint/cmd/modwsgi-lint/internal/disk"
	"github.com/modwsgi-lint/modwsgi-lint/parser/httpdtest"
)

// TestVersionsOfTheRealModule compares what is read off this machine's module with what a server that loads it says of itself.
func TestVersionsOfTheRealModule(t *testing.T) {
	httpd := httpdtest.Need(t, "wsgi", "mpm_event", "authz_core")
	port := httpdtest.FreePort(t)
	conf := filepath.Join(httpdtest.Dir(t), "httpd.conf")
	text := fmt.Sprintf("ServerRoot %s\nServerName blog.example\nListen 127.0.0.1:%d\n", filepath.Dir(conf), port)
	for _, name := range []string{"mpm_event", "authz_core", "wsgi"} {
		text += fmt.Sprintf("LoadModule %s_module %s\n", name, httpd.Module(name))
	}
	if os.Getuid() == 0 {
		text += "User www-data\nGroup www-data\n"
	}
	if err := os.WriteFile(conf, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	server := httpd.Start(t, conf, port).Get("blog.example", "/").Header.Get("Server")

	m, err := NewMachine(Options{ServerRoot: "/", Texts: disk.NewTexts()})
	if err != nil {
		t.Fatal(err)
	}
	p, err := m.Path(conf)
	if err != nil {
		t.Fatal(err)
	}
	c, err := m.Server(p, p.Name)
	if err != nil {
		t.Fatal(err)
	}
	config, err := c.Read()
	if err != nil {
		t.Fatal(err)
	}
	modWSGI, python := c.Versions(config)
	numbers := strings.Split(python+"..", ".")
	if want := fmt.Sprintf("mod_wsgi/%s Python/%s.%s", modWSGI, numbers[0], numbers[1]); modWSGI == "" || !strings.Contains(server, want) {
		t.Errorf("%q does not say %q", server, want)
	}
}
