package experiment

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser/httpdtest"
)

// modules are loaded before the fixture is read: what Debian enables, and what people who run
// mod_wsgi enable besides. A module that is not installed is left out.
var modules = strings.Fields(`mpm_event authn_core authz_core authz_host authz_user auth_basic
	authn_file access_compat alias actions autoindex cgid deflate dir env expires filter headers
	macro mime negotiation proxy proxy_http rewrite setenvif status userdir vhost_alias wsgi`)

// settings stand before the fixture, so that it may override them. %[1]s is the stage's folder.
//
// Below / everything is denied and /srv and /var/www are granted, as Debian does or suggests in
// apache2.conf; a fixture about access denies them itself, with a section of the same name. One
// child of few threads starts quickly. Ending a sub-interpreter hangs in mod_wsgi 4.9.4 with
// Python 3.11 until httpd kills the process after three seconds, so they are not ended.
const settings = `ServerName main.example
ServerRoot %[1]s/conf
DefaultRuntimeDir %[1]s/run
DocumentRoot %[1]s/var/www
LogLevel warn
Timeout 1
<IfModule mpm_event_module>
	ServerLimit 1
	StartServers 1
	MinSpareThreads 1
	MaxSpareThreads 8
	ThreadsPerChild 8
	MaxRequestWorkers 8
</IfModule>
<IfModule mime_module>
	TypesConfig %[1]s/run/mime.types
	AddType text/css .css
	AddType text/html .html
	AddType text/plain .txt
</IfModule>
<IfModule cgid_module>
	ScriptSock %[1]s/run/cgid.sock
</IfModule>
<IfModule wsgi_module>
	LogLevel warn wsgi:info
	WSGISocketPrefix %[1]s/run/wsgi
	WSGIDestroyInterpreter Off
</IfModule>
<Directory />
	Options FollowSymLinks
	AllowOverride None
	Require all denied
</Directory>
<Directory %[1]s/srv>
	Require all granted
</Directory>
<Directory %[1]s/var/www>
	Require all granted
</Directory>
`

// prelude writes the main configuration, which includes the fixture, and returns its path.
// Main is the fixture's first file, without names the modules to leave out.
func (s *stage) prelude(httpd *httpdtest.Binary, without []string, main string, files map[string][]byte) (path string, err error) {
	var text strings.Builder
	for _, name := range modules {
		if _, err := os.Stat(httpd.Module(name)); err == nil && !slices.Contains(without, name) {
			fmt.Fprintf(&text, "LoadModule %s_module %s\n", name, httpd.Module(name))
		}
	}
	if os.Getuid() == 0 {
		text.WriteString("User www-data\nGroup www-data\n")
	}
	for _, port := range s.unlistened(files) {
		fmt.Fprintf(&text, "Listen 127.0.0.1:%d\n", s.ports[port])
	}
	fmt.Fprintf(&text, settings, s.dir)
	fmt.Fprintf(&text, "ErrorLog %s/logs/error.log\nInclude %s\n", s.dir, filepath.Join(s.dir, conf, main))
	if err := os.WriteFile(filepath.Join(s.dir, "run", "mime.types"), nil, 0o644); err != nil {
		return "", err
	}
	if err := os.Symlink(httpd.Modules, filepath.Join(s.dir, conf, "modules")); err != nil {
		return "", err
	}
	path = filepath.Join(s.dir, "httpd.conf")
	return path, os.WriteFile(path, []byte(text.String()), 0o644)
}

// unlistened lists the fixture's ports which no Listen line of its own opens.
func (s *stage) unlistened(files map[string][]byte) []int {
	ports := maps.Clone(s.ports)
	for _, text := range files {
		for _, m := range listen.FindAllStringSubmatch(string(text), -1) {
			delete(ports, number(m[2]))
		}
	}
	return slices.Sorted(maps.Keys(ports))
}
