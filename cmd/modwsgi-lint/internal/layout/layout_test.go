package layout

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestSystemOf(t *testing.T) {
	for _, c := range []struct{ main, root, name, above string }{
		{"/etc/apache2/apache2.conf", "", "Debian", ""},
		{"/etc/apache2-shop/apache2.conf", "", "Debian", ""},
		{"/srv/img/etc/apache2/apache2.conf", "/etc/apache2", "Debian", "/srv/img"},
		{"/etc/httpd/conf/httpd.conf", "/etc/httpd", "Red Hat", ""},
		{"/x/etc/httpd/conf/httpd.conf", "", "Red Hat", "/x"},
		{"/etc/apache2/httpd.conf", "/var/www", "Alpine", ""},
		{"/etc/apache2/httpd.conf", "/usr/lib64/apache2", "Gentoo", ""},
		{"/etc/apache2/httpd.conf", "/srv/www", "openSUSE", ""},
		{"/etc/apache2/httpd.conf", "", "openSUSE", ""},
		{"/jail/usr/local/etc/apache24/httpd.conf", "/usr/local", "FreeBSD", "/jail"},
		{"/usr/local/apache2/conf/httpd.conf", "/usr/local/apache2", "Docker", ""},
		{"/home/me/apache2.conf", "", "", ""},
		{"/my/etc/apache2.conf", "", "", ""},
		{"/myetc/apache2/apache2.conf", "", "", ""},
	} {
		s, above := systemOf(c.main, c.root)
		name := ""
		if s != nil {
			name = s.name
		}
		if name != c.name || above != c.above {
			t.Errorf("%s, ServerRoot %q: %q above %q, want %q above %q", c.main, c.root, name, above, c.name, c.above)
		}
	}
}

func TestOutlineNames(t *testing.T) {
	o := outlineOf("Define D /opt/site\nServerRoot \"${D}\"\n# /commented/out\nInclude ${D}x/a.conf /opt/site/b.conf \\\n /opt/more\nPidFile /run/x.pid\n")
	if o.serverRoot != "/opt/site" {
		t.Errorf("ServerRoot %q", o.serverRoot)
	}
	for folder, want := range map[string]bool{
		"/opt/site": true, "/opt/more": true, "/opt/sitex": true, "/opt/sit": false, "/commented": false, "/run/x": false, "/none": false,
	} {
		if o.names(folder) != want {
			t.Errorf("names %s: %v", folder, !want)
		}
	}
}

func TestShow(t *testing.T) {
	for _, c := range []struct {
		n          naming
		name, want string
	}{
		{naming{root: "/", at: "/etc/apache2", given: "/etc/apache2"}, "/etc/apache2/a.conf", "/etc/apache2/a.conf"},
		{naming{root: "/", at: "/w/tree", given: "tree", cwd: "/w"}, "/w/tree/a.conf", "tree/a.conf"},
		{naming{root: "/", at: "/w/tree", given: "tree", cwd: "/w"}, "/w/other.conf", "other.conf"},
		{naming{root: "/", at: "/w/tree", given: "tree", cwd: "/w"}, "/srv/x.conf", "/srv/x.conf"},
		{naming{root: "/", at: "/w/tree", given: "../tree", cwd: "/w/deep"}, "/w/x.conf", "../x.conf"},
		{naming{root: "/w/img", at: "/w/img/etc/apache2", given: "img/etc/apache2", cwd: "/w"}, "/etc/apache2/a", "img/etc/apache2/a"},
		{naming{root: "/w/img", at: "/w/img/etc/apache2", given: "img/etc/apache2", cwd: "/w"}, "/srv/a", "img/srv/a"},
		{naming{root: "/w/img", at: "/w/img/etc/apache2", given: "/etc/apache2", inside: true}, "/srv/a", "/srv/a"},
		{naming{root: "/", laid: "/etc/httpd", place: "/w/copy", at: "/w/copy", given: "copy", cwd: "/w"}, "/etc/httpd/conf.d/a", "copy/conf.d/a"},
		{naming{root: "/", laid: "/etc/httpd", place: "/w/copy", at: "/w/copy", given: "copy", cwd: "/w"}, "/etc/httpdx/a", "/etc/httpdx/a"},
		{naming{root: "/"}, "standard input", "standard input"},
	} {
		if got := c.n.Show(c.name); got != c.want {
			t.Errorf("%+v shows %s as %s, want %s", c.n, c.name, got, c.want)
		}
	}
}

func TestRecognize(t *testing.T) {
	for text, want := range map[string]Verdict{
		"":                         Unsure,
		"# a comment\n\n":          Unsure,
		"WSGIScriptAlais / /x\n":   Apache,
		"SetEnv A ${B}\n":          Apache,
		"\ufeffListen 80\n":        Apache,
		"<VirtualHost *>\nFoo bar": Apache,
		"SetEnv A \\\n  one; \\\n  two;\nSetEnv B x\n":                   Apache,
		"server {\n  listen 80;\n  location / {\n    root /x;\n  }\n}\n": Foreign,
		"user nginx;\ninclude /etc/nginx/conf.d/*.conf;\n":               Foreign,
		"WSGIPythonHome /srv/venv;\n":                                    Apache,
		"[uwsgi]\nmodule = x\n":                                          Foreign,
		"[section]\nServerName = x\n":                                    Foreign,
		"#!/bin/sh\nListen 80\n":                                         Foreign,
		"<?xml version='1.0'?>\n<Directory/>\n":                          Foreign,
		"PerlOptions +Parent\n<Perl>\n  if (1) {\n  $x{a} = 1;\n  }\n  <STDIN>;\n</Perl>\n<Location /x>\n</Location>\n":               Apache,
		"<Location />\n  Order allow,deny\n</Location>\n<Policy default>\n  <Limit All>\n  Order deny,allow\n  </Limit>\n</Policy>\n": Foreign,
		"ServerName \"ftp\"\nServerType standalone\nDefaultServer on\nUser proftpd\nGroup nogroup\n":                                  Foreign,
		"<Plugin x>\n<View a>\n<Page b>\nOrder free used\n</Page>\n</View>\n</Plugin>\nInclude /etc/c/*.conf\n":                       Foreign,
		"session required pam_unix.so\n-session optional pam_systemd.so\n":                                                            Foreign,
		"LoadModule auth_pam_module modules/mod_auth_pam.so\n":                                                                        Apache,
		"<VirtualHots *:80>\n<Directroy /x>\n</Directroy>\n</VirtualHots>\n":                                                          Unsure,
		"<?php if ($x): ?>\n<VirtualHost *:80>\n<?php endif ?>\n<?php if ($y): ?>\nServerAlias b\n<?php endif ?>\n</VirtualHost>\n":   Apache,
		"<perl handler=X>\n  if (1) {\n  $x{a} = 1;\n</perl>\n</Perl>\nServerName a\n":                                                Apache,
		"<WSGIInterpreterOption application-group=x>\n</WSGIInterpreterOption>\n":                                                     Apache,
		"import x\nWSGIApp = x.y\n": Unsure,
		"WSGIDaemonProcess pam_portal\nDefineExternalAuth pam_auth pipe /x\n":                        Apache,
		"{{- if .a }}\nWSGIPythonHome {{ .b }}\n{{- end }}\n{{- with .x }}\nUnknown y\n{{- end }}\n": Apache,
		"WSGI_APPLICATION = 'x.y'\n":                                     Foreign,
		"wsgi-file = app.py\nwsgi = x\n":                                 Foreign,
		"WSGIPassAuthorization=On\n":                                     Apache,
		"Include the files that we need.\nAnd so\nit\ngoes\non\nand on.": Foreign,
		"a: b\nc: d\n": Foreign,
		"A=b\nC=d\n":   Foreign,
		"L\x00i\x00s\x00t\x00e\x00n\x00 \x008\x000\x00\n\x00": Foreign,
		"\x7fELF\x02\x01\x01":                                                                 Foreign,
		"Listen 80\nSetEnv A b\x00c\n":                                                        Apache,
		"/* (c) */\ninclude \"a.conf\"\n":                                                     Foreign,
		"/* a */\n<VirtualHost *:80>\nServerName a\n</VirtualHost>\n":                         Apache,
		"{% if a %}\n{% set b = 1 %}\n{% else %}\nListen {{ p }}\n{% endif %}\n":              Apache,
		"{% if a %}\nserver {\n  listen {{ p }};\n{% else %}\n  listen 80;\n{% endif %}\n}\n": Foreign,
	} {
		if got, reason := Recognize("x", text); got != want || (got == Apache) != (reason == "") {
			t.Errorf("%q: %d (%s), want %d", text, got, reason, want)
		}
	}
	const site = "<VirtualHost *:80>\n</VirtualHost>\n"
	for name, want := range map[string]Verdict{
		"a/README": Foreign, "README.md": Foreign, "README.Debian": Foreign, "apache.README": Foreign, "httpd.conf.md": Foreign, "page.html": Foreign,
		"README.conf": Apache, "INSTALL.conf.j2": Apache, "news.example.org.conf": Apache, "NEWS.conf": Apache, "shop.example.md.conf": Apache,
		"www.html.example.org": Apache, "md.load": Apache, "html": Apache, "a/sites-available/example.md": Apache, "sites-enabled/README": Foreign,
	} {
		if got, reason := Recognize(name, site); got != want {
			t.Errorf("%s: %d (%s), want %d", name, got, reason, want)
		}
	}
	for _, text := range []string{"/* a */\nWSGIPythonHome /x\n", "<VirtualHost *:80> {\nServerName a;\nWSGIScriptAlias / /x;\n}\n", "#!x\nWSGIPythonHome /x\n"} {
		if got, reason := Recognize("a.conf", text); got != Apache {
			t.Errorf("%q: %d (%s)", text, got, reason)
		}
	}
	if got, reason := Recognize("a.conf.j2", "PassengerRoot /x\nServerName a\n[[ b ]]\n"); got != Apache {
		t.Errorf("a template of one known line in three: %d (%s)", got, reason)
	}
	if got, reason := Recognize("www/.htaccess", "a b\nc d\ne f\ng h\ni j\n"); got != Apache {
		t.Errorf("a .htaccess of other modules: %d (%s)", got, reason)
	}
	if got, reason := Recognize("www/.htaccess", "AddHandler mod_python .py\nPythonHandler x\nPythonDebug On\n"); got != Apache {
		t.Errorf("a .htaccess of one known line in three: %d (%s)", got, reason)
	}
}

// What httpd was asked about is configuration, whatever is in it. The texts for the parser alone have names that nothing has.
func TestRecognizeFixtures(t *testing.T) {
	n := 0
	err := filepath.WalkDir("../../../../fixtures", func(path string, e fs.DirEntry, err error) error {
		if err == nil && e.Name() == "syntax" {
			return fs.SkipDir
		}
		if err != nil || e.IsDir() || filepath.Ext(path) != ".conf" {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		n++
		if verdict, reason := Recognize(path, string(text)); verdict == Foreign {
			t.Errorf("%s: %s", path, reason)
		}
		return nil
	})
	if err != nil || n < 200 {
		t.Errorf("%d files, %v", n, err)
	}
}

func TestModuleVersions(t *testing.T) {
	for _, c := range []struct{ name, text, modWSGI, python string }{
		{"/m/mod_wsgi.so", "\x00libpython3.11.so.1.0\x00x\x003.11.2\x00mod_wsgi/%s\x004.9.4\x00", "4.9.4", "3.11.2"},
		{"/m/mod_wsgi.so", "\x005.0.2\x00libpython3.9.so.1.0\x00", "5.0.2", "3.9"},
		{"/v/mod_wsgi-py312.cpython-312-x86_64-linux-gnu.so", "\x00\x005.0.1\x003.12.4\x00", "5.0.1", "3.12.4"},
		{"/m/mod_wsgi.so", "\x003.11.2\x004.9.4\x00", "4.9.4", "3.11.2"},
		{"/m/mod_wsgi.so mod_wsgi.so-3.11", "\x004.9.4\x00", "4.9.4", "3.11"},
		{"/m/mod_wsgi.so", "\x00@rpath/libpython3.12.dylib\x003.12.1\x006.0.5\x00", "6.0.5", "3.12.1"},
		{"/m/mod_wsgi.so", "\x00/Library/Frameworks/Python.framework/Versions/3.9/Python\x004.9.4\x00", "4.9.4", "3.9"},
		{"/m/mod_wsgi.so", "\x00libpython2.7.so.1.0\x003.4\x002.7.18\x00", "3.4", "2.7.18"},
		{"/v/mod_wsgi-py27.so", "\x003.2.0\x002.0\x002.7.18\x004.7.1\x00", "4.7.1", "2.7.18"},  // all of Python in it
		{"/m/mod_wsgi.so", "\x003.2.0\x003.11.2\x003.10.1\x004.9.4\x00", "4.9.4", ""},          // of two, which?
		{"/m/mod_wsgi.so", "\x00libpython3.11.so.1.0\x003.12.2\x005.0.0\x00", "5.0.0", "3.11"}, // what is linked wins
		{"/m/mod_wsgi.so", "", "", ""},
	} {
		if modWSGI, python := moduleVersions(c.name, c.text); modWSGI != c.modWSGI || python != c.python {
			t.Errorf("%q: %q, %q", c.text, modWSGI, python)
		}
	}
}

func TestOptionFlags(t *testing.T) {
	got := optionFlags(strings.Join([]string{"-D A -DB -k start", "-D"}, " "))
	if want := []string{"A", "B"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}
