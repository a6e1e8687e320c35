package model

import (
	"strings"
	"testing"
)

// TestTaken asks which line takes the mount /app of a virtual host, by the line's first two words.
func TestTaken(t *testing.T) {
	const mount = "WSGIScriptAlias /app /srv/app.wsgi\n"
	tests := map[string]string{
		"Alias /app /srv/x":                                                               "Alias /app",
		"Alias /app/static /srv/x":                                                        "",
		"Alias /ap /srv/x":                                                                "",
		"Redirect gone /app":                                                              "Redirect gone",
		"<If true>\nRedirect /app /x\n</If>":                                              "",
		"ProxyPass /app http://b/":                                                        "ProxyPass /app",
		"ProxyPass /app/x !\nProxyPass / http://b/":                                       "",
		"ProxyPass / http://b/\nProxyPass /app !":                                         "ProxyPass /",
		"<Location /app>\nProxyPass !\n</Location>\nProxyPass / h":                        "",
		"RewriteEngine On\nRewriteRule ^/app - [F]":                                       "RewriteRule ^/app",
		"RewriteRule ^/app - [F]":                                                         "",
		"RewriteEngine On\nRewriteRule ^/app/x - [L]\nRewriteRule ^ - [F]":                "",
		"RewriteEngine On\nRewriteCond a b\nRewriteRule ^ - [F]":                          "",
		"RewriteEngine On\nRewriteRule ^/app$ /app/ [R]\nRewriteRule ^ - [F]":             "RewriteRule ^",
		"RewriteEngine On\nRewriteCond a b\nRewriteRule ^/app - [G]\nRewriteRule ^ - [F]": "RewriteRule ^",
		"RewriteEngine On\nRewriteRule ^/app$ /app/ [R]\nRewriteRule ^http /app [PT]\nRewriteRule ^ - [F]": "",
		"Alias / app /srv/x": "",
		"<Location / app>\nProxyPass http://b/\n</Location>":                                                            "",
		"Redirect / /x\n</If>":                                                                                          "",
		"<If true>\n</If>\nRedirect / /x\n</If>":                                                                        "",
		"Redirect / /x\n<If true>\n</If>\n</If>":                                                                        "Redirect /",
		"RewriteEngine On\nRewriteCnd a b\nRewriteRule ^ - [F]":                                                         "",
		"RewriteEngine On\nRewriteRule !^/app - [F]":                                                                    "",
		"RewriteEngine On\nRewriteRule !^/app/x - [F]":                                                                  "",
		"RewriteEngine On\nRewriteRule !^/(blog|shop) - [F]":                                                            "RewriteRule !^/(blog|shop)",
		"RewriteEngine On\nRewriteRule !^/APP - [F,NC]":                                                                 "",
		"RewriteEngine On\nRewriteRule !\\.css$ /x.html [L]":                                                            "",
		"RewriteEngine On\nRewriteRule ^/(?!blog) - [F]":                                                                "RewriteRule ^/(?!blog)",
		"RewriteEngine On\nRewriteRule ^/blog - [C]\nRewriteRule ^ - [F]":                                               "",
		"RewriteEngine On\nRewriteRule ^/blog - [C]\nRewriteRule ^ - [C]\nRewriteRule ^ - [G]\nRewriteRule ^/app - [F]": "RewriteRule ^/app",
		"RewriteEngine On\nRewriteRule ^ /index.php [L]":                                                                "RewriteRule ^",
		"RewriteEngine On\nRewriteRule ^/app(.*) /srv/old$1 [END,QSA]":                                                  "RewriteRule ^/app(.*)",
		"RewriteEngine On\nRewriteRule ^ /index.php":                                                                    "",
		"RewriteEngine On\nRewriteRule ^ /index.php [L,PT]":                                                             "",
		"RewriteEngine On\nRewriteRule ^/app /app/new [L]":                                                              "",
		"RewriteEngine On\nRewriteRule ^ %{DOCUMENT_ROOT}/x [L]":                                                        "",
	}
	for lines, want := range tests {
		got := ""
		c := build("<VirtualHost *:80>\n"+mount+lines+"\n</VirtualHost>", false)
		c.Taken(func(_ *Mount, by *Mapping) { got = strings.Join(strings.Fields(by.Decl.Syntax.Text())[:2], " ") })
		if got != want {
			t.Errorf("%q: taken by %q, want %q", lines, got, want)
		}
	}
}
