package server

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/modwsgi-lint/modwsgi-lint/parser/directives"
	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/parser/httpdtest"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
)

// samples are right lines, those of the second list for a folder.
var samples = [2][]string{{
	"AddType text/html .html", "AddOutputFilterByType DEFLATE text/html", "AddDescription note *.gz", "BrowserMatch x y", "DirectoryIndex index.html", "FileETag None",
	"ForceLanguagePriority Prefer", "Header set A b", "HttpProtocolOptions Strict", "IndexIgnore .x", "IndexOptions FancyIndexing",
	"KeepAlive On", "LanguagePriority en", "Listen 127.0.0.1:8", "LogLevel warn", "LogLevel info wsgi:debug", "MultiviewsMatch Any", "Mutex default", "PassEnv PATH",
	"ProxyErrorOverride On", "ProxyPass /a http://b/", "ProxyPassMatch /a http://b/", "RemoteIPInternalProxy 10.0.0.1", "RemoteIPTrustedProxy 10.0.0.1",
	"RemoveHandler .py", "RequestHeader unset Proxy", "RequestReadTimeout header=20", "RewriteCond %{HTTP_HOST} a", "RewriteCond %{HTTP_HOST} a [NC]",
	"RewriteOptions Inherit", "RewriteRule ^/a /b", "RewriteRule ^/a /b [L]", "SetEnvIf Host x y", "SSLOptions +StdEnvVars", "SSLProtocol all", "SSLProxyProtocol all",
	"ServerName a", "ServerSignature Off", "Timeout 60", "UnsetEnv HOME", "UserDir disabled",
	"WSGIDaemonProcess g", "WSGIDispatchScript /x.wsgi", "WSGIHandlerScript x /x.wsgi", "WSGIImportScript /x.wsgi process-group=%{GLOBAL} application-group=%{GLOBAL}",
	"WSGIProcessGroup g", "WSGIScriptAlias / /x.wsgi", "WSGIScriptAlias / /x.wsgi process-group=g", "WSGIScriptAliasMatch ^/ /x.wsgi", "WSGITrustedProxies 10.0.0.1",
	"WSGITrustedProxyHeaders X-Forwarded-For",
}, {
	"AllowOverride None", "AllowOverride All", "AllowMethods GET", "AllowOverrideList None", "Allow from all", "AuthBasicProvider file", "AuthDigestProvider file",
	"Deny from all", "Options None", "Options +Indexes", "Order allow,deny", "Require all granted", "Require host a", "Require ip 10.0.0.1", "Require method GET",
	"Require user joe", "Require valid-user", "RewriteOptions Inherit", "SSLRequireSSL", "WSGIAccessScript /x.wsgi", "WSGIAuthUserScript /x.wsgi",
	"WSGIAuthGroupScript /x.wsgi",
}}

// TestRemarksAreTakenSo asks the real server whether it refuses a comment behind each sample, where the rule says so, and takes it, where it does not.
func TestRemarksAreTakenSo(t *testing.T) {
	httpd := httpdtest.Need(t, "wsgi", "ssl", "rewrite", "proxy", "remoteip", "auth_digest", "allowmethods")
	s := testServer{httpd, t.TempDir()}
	s.check(t, strings.Join(samples[0], "\n")+"\n<Directory /srv>\n"+strings.Join(samples[1], "\n")+"\n</Directory>\n", true)
	for i, lines := range samples {
		for _, line := range lines {
			for _, comment := range []string{"# note", "#note", "# a b c"} {
				text := line + " " + comment + "\n"
				if i == 1 {
					text = "<Directory /srv>\n" + text + "</Directory>\n"
				}
				d := slices.Collect(directiveOf(text))[0]
				r, ok := remarkOf(d)
				if !ok {
					if comment != "#note" {
						t.Errorf("%s: no remark is seen", text)
					}
					continue
				}
				if comment == "# note" {
					t.Run(line, func(t *testing.T) { s.check(t, text, !r.refused) })
				}
			}
		}
	}
}

// directiveOf reads a text, and yields the directives in it that are no sections.
func directiveOf(text string) func(func(*eval.Directive) bool) {
	c := eval.ReadText(eval.Host{Open: true, ServerRoot: "/"}, source.NewFile("/t.conf", text))
	return func(yield func(*eval.Directive) bool) {
		for _, d := range c.Directives {
			if !d.IsSection() && !yield(d) {
				return
			}
		}
	}
}

// TestRefusingIsKnown checks the names of the lists against the table of directives.
func TestRefusingIsKnown(t *testing.T) {
	for _, name := range strings.Fields(refusing + unclear + choosers + placed) {
		if directives.Lookup(name) == nil {
			t.Errorf("no directive is called %q", name)
		}
	}
}

// A testServer is a real httpd with many modules, and a folder for configurations.
type testServer struct {
	httpd *httpdtest.Binary
	dir   string
}

// check reports whether the server accepts a text as it should.
func (s testServer) check(t *testing.T, text string, accepts bool) {
	t.Helper()
	var conf strings.Builder
	for name := range strings.FieldsSeq("mpm_event authn_core authz_core authz_host authz_user auth_basic auth_digest authn_file access_compat alias allowmethods autoindex " +
		"deflate dir env expires filter headers mime negotiation proxy proxy_http remoteip reqtimeout rewrite setenvif ssl userdir wsgi") {
		fmt.Fprintf(&conf, "LoadModule %s_module %s\n", name, s.httpd.Module(name))
	}
	fmt.Fprintf(&conf, "ServerRoot %[1]s\nDefaultRuntimeDir %[1]s\nErrorLog %[1]s/error.log\nDocumentRoot %[1]s\nServerName main\nListen 127.0.0.1:9\n%[2]s", s.dir, text)
	file := filepath.Join(s.dir, "httpd.conf")
	if err := os.WriteFile(file, []byte(conf.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	if ok, output := s.httpd.Check(file); ok != accepts {
		t.Errorf("-t accepts: %v, want %v\n%s%s", ok, accepts, text, output)
	}
}
