package model

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
)

// build makes the model of a text, a whole server's or a fragment's.
func build(text string, open bool) *Config {
	host := eval.Host{Files: fstest.MapFS{}, ServerRoot: "/etc/apache2", Open: open, HTTPD: "2.4.71",
		Modules: []eval.Module{{ID: "core_module", Source: "core.c"}, {ID: "so_module", Source: "mod_so.c"}, {ID: "wsgi_module", Source: "mod_wsgi.c"}}}
	return Build(eval.ReadText(host, source.NewFile("/etc/apache2/httpd.conf", text)))
}

// shown writes selections, the strongest first: each group's name, with ? where it is not certain.
func shown(all []Selection) string {
	var words []string
	for _, s := range all {
		word := s.Name.Value
		if !s.Name.IsSet() {
			word = "-"
		}
		if !s.Certain {
			word += "?"
		}
		words = append(words, word)
	}
	return strings.Join(words, " ")
}

func TestSelections(t *testing.T) {
	const mount = "WSGIScriptAlias /app /srv/blog/wsgi.py\n"
	tests := []struct{ config, want string }{
		{mount, "-"},
		{mount + "WSGIProcessGroup g", "g"},
		{"wsgiprocessgroup 'g'\n" + mount, "g"},
		{"WSGIProcessGroup g\nWSGIProcessGroup h\n" + mount, "h"},
		{"WSGIProcessGroup %{GLOBAL}\n" + mount, "%{GLOBAL}"},
		{"WSGIProcessGroup h\nWSGIScriptAlias /app /srv/blog/wsgi.py process-group=g", "g"},
		{"<Location /app>\nWSGIProcessGroup h\n</Location>\nWSGIScriptAlias /app /srv/blog/wsgi.py process-group=g", "g"},

		{"<Location />\nWSGIProcessGroup g\n</Location>\n" + mount, "g"},
		{"<Location /app>\nWSGIProcessGroup g\n</Location>\n" + mount, "g"},
		{"<Location /app/admin>\nWSGIProcessGroup g\n</Location>\n" + mount, "g -"},
		{"<Location /app/admin>\nWSGIProcessGroup g\n</Location>\nWSGIProcessGroup h\n" + mount, "g h"},
		{"<Location /apple>\nWSGIProcessGroup g\n</Location>\n" + mount, "-"},
		{"<Location /ap>\nWSGIProcessGroup g\n</Location>\n" + mount, "-"},
		{"<Location /app/>\nWSGIProcessGroup g\n</Location>\n" + mount, "g -"},
		{"<Location /app>\nWSGIProcessGroup g\n</Location>\nWSGIScriptAliasMatch ^/app /srv/blog/wsgi.py", "g -?"},
		{"<Location /app/admin>\nWSGIProcessGroup g\n</Location>\nWSGIScriptAliasMatch ^/app /srv/blog/wsgi.py", "g -"},
		{"<LocationMatch ^/app>\nWSGIProcessGroup g\n</LocationMatch>\n" + mount, "g"},
		{"<Location ~ ^/other>\nWSGIProcessGroup g\n</Location>\n" + mount, "-"},
		{"<Location ~ admin>\nWSGIProcessGroup g\n</Location>\n" + mount, "g? -?"},
		{"<Location />\nWSGIProcessGroup g\n</Location>\n<Location /app>\nWSGIProcessGroup h\n</Location>\n" + mount, "h"},
		{"<Location /app>\nWSGIProcessGroup h\n</Location>\n<Location />\nWSGIProcessGroup g\n</Location>\n" + mount, "g"},

		{"<Directory /srv/blog>\nWSGIProcessGroup g\n</Directory>\n" + mount, "g"},
		{"<Directory />\nWSGIProcessGroup g\n</Directory>\n" + mount, "g"},
		{"<Directory \"/srv/blog/\">\nWSGIProcessGroup g\n</Directory>\n" + mount, "g"},
		{"<Directory /srv/blog/static>\nWSGIProcessGroup g\n</Directory>\n" + mount, "-"},
		{"<Directory /srv/blog/wsgi.py>\nWSGIProcessGroup g\n</Directory>\n" + mount, "g -"},
		{"<Directory /srv/bl>\nWSGIProcessGroup g\n</Directory>\n" + mount, "-"},
		{"<Directory ${ROOT}/blog>\nWSGIProcessGroup g\n</Directory>\n" + mount, "g? -?"},
		{"<Directory /srv/blog>\nWSGIProcessGroup g\n</Directory>\n<Directory /srv>\nWSGIProcessGroup h\n</Directory>\n" + mount, "g"},
		{"<Directory /srv/blog>\nWSGIProcessGroup g\n</Directory>\n<Location /app>\nWSGIProcessGroup h\n</Location>\n" + mount, "h"},
		{"<Files wsgi.py>\nWSGIProcessGroup g\n</Files>\n" + mount, "g"},
		{"<Files *.py>\nWSGIProcessGroup g\n</Files>\n" + mount, "g"},
		{"<Files *.wsgi>\nWSGIProcessGroup g\n</Files>\n" + mount, "-"},
		{"<Directory /srv/blog>\n<Files wsgi.py>\nWSGIProcessGroup g\n</Files>\n</Directory>\n" + mount, "g"},
		{"<Directory /srv/wiki>\n<Files wsgi.py>\nWSGIProcessGroup g\n</Files>\n</Directory>\n" + mount, "-"},
		{"<If \"true\">\nWSGIProcessGroup g\n</If>\n" + mount, "g"},
		{"<If \"false\">\nWSGIProcessGroup g\n</If>\n" + mount, "-"},
		{"<If \"%{HTTPS} == 'on'\">\nWSGIProcessGroup g\n</If>\n" + mount, "g? -?"},

		{"<IfModule mod_ssl.c>\nWSGIProcessGroup g\n</IfModule>\nWSGIProcessGroup h\n" + mount, "h"},
		{"WSGIProcessGroup h\n<IfModule mod_ssl.c>\nWSGIProcessGroup g\n</IfModule>\n" + mount, "g? h?"},
		{"<IfModule mod_ssl.c>\nWSGIProcessGroup g\n" + mount + "</IfModule>\n", "g"},
		{"WSGIProcessGroup g\nWSGIDispatchScript /srv/dispatch.py\n" + mount, "g?"},

		{"WSGIProcessGroup g\n<VirtualHost *:80>\n" + mount + "</VirtualHost>", "g"},
		{"WSGIProcessGroup g\n<VirtualHost *:80>\nWSGIProcessGroup h\n" + mount + "</VirtualHost>", "h"},
		{"<Location /app>\nWSGIProcessGroup g\n</Location>\n<VirtualHost *:80>\nWSGIProcessGroup h\n" + mount + "</VirtualHost>", "g"},
		{"<VirtualHost *:80>\n" + mount + "</VirtualHost>\n<VirtualHost *:81>\nWSGIProcessGroup h\n</VirtualHost>", "-"},
		{mount + "<VirtualHost *:81>\nWSGIProcessGroup h\n</VirtualHost>", "-? h"},

		{"<Directory /srv/blog>\nWSGIProcessGroup g\n</Directory>\nWSGIScriptAlias /app /srv/blog/", "g"},
		{"<Directory /srv/blog/shop>\nWSGIProcessGroup g\n</Directory>\nWSGIScriptAlias /app /srv/blog/", "g -"},
		{"<Directory /srv/blog>\nWSGIProcessGroup g\n</Directory>\nWSGIScriptAliasMatch ^/(.*) /srv/blog/$1.wsgi", "g"},
		{"<Directory /srv/blog/shop>\nWSGIProcessGroup g\n</Directory>\nWSGIScriptAliasMatch ^/(.*) /srv/blog/$1.wsgi", "g? -?"},
	}
	for _, tt := range tests {
		checkSelections(t, tt.config, tt.want)
	}
}

func checkSelections(t *testing.T, config, want string) {
	t.Helper()
	var got []Selection
	for _, u := range build(config, true).Uses {
		got = append(got, u.Selection)
	}
	if s := shown(got); s != want {
		t.Errorf("%s\ngot  %s\nwant %s", config, s, want)
	}
}

// TestSelectionsByPattern looks at Directory sections with wildcards and expressions.
func TestSelectionsByPattern(t *testing.T) {
	const mount = "WSGIScriptAlias /app /srv/blog/wsgi.py\n"
	tests := []struct{ config, want string }{
		{"<Directory /srv/*>\nWSGIProcessGroup g\n</Directory>\n" + mount, "g"},
		{"<Directory /srv/b*/>\nWSGIProcessGroup g\n</Directory>\nWSGIScriptAlias /app /srv/blog/app/wsgi.py", "g"},
		{"<Directory /srv/*/app>\nWSGIProcessGroup g\n</Directory>\n" + mount, "-"},
		{"<Directory /*>\nWSGIProcessGroup g\n</Directory>\nWSGIScriptAlias /app /srv/blog/", "g"},
		{"<Directory /srv/blog/*>\nWSGIProcessGroup g\n</Directory>\nWSGIScriptAlias /app /srv/blog/", "g? -?"},
		{"<DirectoryMatch /blog>\nWSGIProcessGroup g\n</DirectoryMatch>\n" + mount, "g"},
		{"<DirectoryMatch /blog$>\nWSGIProcessGroup g\n</DirectoryMatch>\n" + mount, "-"},
		{"<Directory ~ wsgi\\.py$>\nWSGIProcessGroup g\n</Directory>\n" + mount, "g"},
		{"<DirectoryMatch ^/srv/>\nWSGIProcessGroup g\n</DirectoryMatch>\nWSGIScriptAlias /app /srv/blog/app", "g"},
		{"<DirectoryMatch ^/srv/shop>\nWSGIProcessGroup g\n</DirectoryMatch>\nWSGIScriptAlias /app /srv/blog/app", "-"},
	}
	for _, tt := range tests {
		checkSelections(t, tt.config, tt.want)
	}
}

// TestManySections asks for the groups of thousands of mounts, each with a Location of its own in one server; in quadratic time it
// would not end.
func TestManySections(t *testing.T) {
	var text strings.Builder
	const n = 20000
	for i := range n {
		fmt.Fprintf(&text, "WSGIScriptAlias /a%d /srv/a%d/wsgi.py\n<Location /a%d>\nWSGIProcessGroup g%d\n</Location>\n<Directory /srv/a%d>\nWSGIRestrictProcess g%d\n</Directory>\n", i, i, i, i, i, i)
	}
	c := build(text.String(), false)
	for i, u := range c.Uses {
		if want := fmt.Sprintf("g%d", i); u.Name.Value != want || !u.Certain {
			t.Fatalf("mount %d: %s", i, shown([]Selection{u.Selection}))
		}
		if len(c.Main.InForce("wsgirestrictprocess", u.Mount)) != 1 {
			t.Fatalf("mount %d: wrong restriction", i)
		}
	}
	if len(c.Uses) != n {
		t.Fatalf("%d uses", len(c.Uses))
	}
}

func TestPreloads(t *testing.T) {
	tests := map[string]bool{
		"WSGIScriptAlias / /x.py process-group=g application-group=%{GLOBAL}":               true,
		"WSGIScriptAlias / /x.py application-group='a' process-group=%{GLOBAL}":             true,
		"WSGIScriptAlias / /x.py process-group=g":                                           false,
		"WSGIScriptAlias / /x.py process-group=g application-group=%{SERVER}":               false,
		"WSGIScriptAlias / /x.py process-group=%{ENV:G} application-group=%{GLOBAL}":        false,
		"WSGIScriptAliasMatch ^/x /x.py process-group=g application-group=%{GLOBAL}":        true,
		"WSGIScriptAliasMatch ^/(x) /$1.py process-group=g application-group=%{GLOBAL}":     false,
		"WSGIScriptAlias / /$1.py process-group=g application-group=%{GLOBAL}":              true,
		"WSGIProcessGroup g\nWSGIApplicationGroup %{GLOBAL}\nWSGIScriptAlias / /x.py":       false,
		"WSGIImportScript /x.py process-group=g application-group=%{GLOBAL}":                true,
		"WSGIHandlerScript h /x.py process-group=g application-group=%{GLOBAL}":             false,
		"WSGIHandlerScript h /x.py process-group=%{GLOBAL} application-group=%{GLOBAL}":     false,
		"WSGIScriptAlias / /x.py process-group=h process-group=g application-group=%{HOST}": false,
	}
	for text, want := range tests {
		if uses := build(text, true).Uses; len(uses) != 1 || uses[0].Preloads != want {
			t.Errorf("%s: %d uses, want one that preloads: %v", text, len(uses), want)
		}
	}
}

func TestSharesName(t *testing.T) {
	tests := []struct {
		main, a, b    string
		open          bool
		same, certain bool
	}{
		{"", "ServerName x.example", "ServerName x.example", true, true, true},
		{"", "ServerName x.example:80", "ServerName https://x.example:443", true, true, true},
		{"", "ServerName x.example", "ServerName X.example", true, false, true},
		{"", "ServerName x.example\nServerAlias y.example", "ServerName y.example", true, false, true},
		{"", "", "", true, true, true},
		{"ServerName x.example", "", "ServerName x.example", true, true, true},
		{"ServerName m.example", "", "ServerName x.example", true, false, true},
		{"", "", "ServerName x.example", true, false, false},
		{"", "", "ServerName x.example", false, false, true},
		{"", "ServerName ${NAME}", "ServerName x.example", true, false, false},
		{"", "<IfModule mod_ssl.c>\nServerName y.example\n</IfModule>", "ServerName x.example", true, false, false},
	}
	for _, tt := range tests {
		c := build(tt.main+"\n<VirtualHost *:80>\n"+tt.a+"\n</VirtualHost>\n<VirtualHost *:443>\n"+tt.b+"\n</VirtualHost>", tt.open)
		same, certain := c.SharesName(c.Servers[1], c.Servers[2])
		if certain != tt.certain || certain && same != tt.same {
			t.Errorf("%q and %q: got %v, certain %v; want %v, %v", tt.a, tt.b, same, certain, tt.same, tt.certain)
		}
	}
	c := build("<VirtualHost 10.0.0.1:80>\n</VirtualHost>\n<VirtualHost *:80>\nServerName x.example\n</VirtualHost>", false)
	if _, certain := c.SharesName(c.Servers[1], c.Servers[2]); certain {
		t.Error("the name of a host without ServerName and with an address is the DNS's")
	}
}

func TestMainIsAsked(t *testing.T) {
	tests := []struct {
		config string
		open   bool
		want   bool
	}{
		{"", true, true},
		{"<VirtualHost *:80>\n</VirtualHost>", true, false},
		{"<VirtualHost *:443>\n</VirtualHost>", true, true},
		{"Listen 80\n<VirtualHost *:443>\n</VirtualHost>", false, true},
		{"Listen 443\n<VirtualHost 10.0.0.1:443>\n</VirtualHost>", false, false},
		{"Listen 127.0.0.1:8080\n<VirtualHost *:80>\n</VirtualHost>", false, true},
		{"Listen 8080\n<VirtualHost *>\n</VirtualHost>", false, false},
		{"<IfModule mod_ssl.c>\nListen 443\n</IfModule>\n<VirtualHost *:80>\n</VirtualHost>", true, false},
	}
	for _, tt := range tests {
		if got := build(tt.config, tt.open).MainIsAsked(); got != tt.want {
			t.Errorf("%q: got %v", tt.config, got)
		}
	}
}

func TestUnread(t *testing.T) {
	if c := build("Include groups.conf", false); !c.Unread() || c.Closed() {
		t.Error("what a missing file says is taken to be known")
	}
	if c := build("IncludeOptional groups.conf", false); c.Unread() || !c.Closed() {
		t.Error("a file that need not be there makes the server unknown")
	}
	if c := build("Use Site blog", true); !c.Unread() {
		t.Error("what a macro of another file says is taken to be known")
	}
	if c := build(`Include "/etc/letsencrypt/options-ssl-apache.conf"`, false); c.Unread() {
		t.Error("certbot's file is taken to say more than how TLS is done")
	}
}
