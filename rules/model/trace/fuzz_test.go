package trace_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model/trace"
)

// FuzzTrace follows any URL through any configuration. There is always an answer, and it hangs together.
func FuzzTrace(f *testing.F) {
	for _, conf := range []string{
		"<VirtualHost 127.0.0.1:8000>\nServerName a\nWSGIScriptAlias / /srv/a.wsgi\n</VirtualHost>",
		"Listen 80\n<VirtualHost *:80 [::1]:80 name:80>\nServerAlias *.a *?b*\nAlias /x/ /y\nRedirectMatch gone ^/(.*)$ /$1\n</VirtualHost>",
		"RewriteEngine On\nRewriteCond %{HTTP_HOST} (.*) [OR,NC]\nRewriteRule !^/(a|b)* /%1$1 [PT,S=99999,C]\nRewriteRule",
		"<Location ~ (>\nRequire not all granted\n<RequireNone>\nRequire\n</RequireNone>\n</Location>\n<If \"true\">\n<Else>\nOrder\nAllow\n</Else>\n</If>",
		"WSGIScriptAliasMatch ^/(\\w+) /srv/$1$9\\$.wsgi/ process-group=%{ENV:X} application-group=\nSetEnv X %{ENV:X}\nWSGIRestrictProcess\nSetHandler",
		"UserDir public_html\nVirtualDocumentRoot /x/%0\n<Directory ~>\n</Directory>\n<Files>\n</Files>\nAddHandler\nRemoveHandler\nOptions\nDirectoryIndex",
		"ProxyPass /a !\nProxyPass / http://b/\n<Location /a>\nProxyPass http://c\nAlias\nRedirect\n</Location>\nProxyPassMatch ^/(x) http://$1",
	} {
		for _, url := range []string{"http://a/x/y?z#f", "https://[::1]:81//%2e%2e/%00", "http://u@A.B.:65535/~joe/;p", "://", "http://a/%"} {
			f.Add(conf, url)
		}
	}
	f.Fuzz(func(t *testing.T, conf, url string) {
		files := fstest.MapFS{"srv/a.wsgi": {}, "y/index.html": {}}
		for _, open := range []bool{true, false} {
			config := model.Build(eval.ReadText(eval.Host{Files: files, ServerRoot: "/", Open: open}, source.NewFile("/a.conf", conf)))
			for _, tracer := range []*trace.Tracer{trace.New(config, nil), trace.New(config, files)} {
				got := tracer.Trace(trace.Request{URL: url})
				switch {
				case (trace.ParseURL(url) != nil) != (got.Host.Server == nil && len(got.Unknown) > 0 && !strings.HasPrefix(got.Unknown[0], "nothing listens")):
					t.Fatalf("%q: host %v, unknown %q", url, got.Host.Server, got.Unknown)
				case got.Status == 0 && len(got.Unknown) == 0:
					t.Fatalf("%q: no status, and no reason", url)
				case got.Script == "" && got.ProcessGroup.Mode != trace.NoMode && got.Mapping.Target != "":
					t.Fatalf("%q: %s process for no script", url, got.ProcessGroup.Mode)
				case strings.Contains(got.ScriptName, "//") && !strings.Contains(url, "//"):
					t.Fatalf("%q: SCRIPT_NAME %q", url, got.ScriptName)
				}
			}
		}
	})
}
