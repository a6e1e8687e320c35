package lint

import (
	"testing"
	"testing/fstest"

	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

// read reads a text as the evaluator does, for a server with mod_macro.
func read(text string) *model.Config {
	host := eval.Host{Files: fstest.MapFS{}, Modules: []eval.Module{{ID: "core_module", Source: "core.c"}, {ID: "macro_module", Source: "mod_macro.c"}}}
	return model.Build(eval.ReadText(host, source.NewFile("/etc/apache2/a.conf", text)))
}

// TestSuppressWhatIsRead runs over configurations as the evaluator gives them: conditions, macros, and what cannot be read.
func TestSuppressWhatIsRead(t *testing.T) {
	const ignore = "# modwsgi-lint: ignore bad -- known\n"
	for _, tt := range []struct {
		name, text string
		suppressed int
		want       []string
	}{
		{"under a false condition", "<IfDefine NOT_HERE>\n" + ignore + "ServerAdmin BAD\n</IfDefine>\n", 0, nil},
		{"above a false condition", ignore + "<IfDefine NOT_HERE>\nServerAdmin BAD\n</IfDefine>\n", 0, nil},
		{"under a true condition", "<IfDefine !NOT_HERE>\n" + ignore + "ServerAdmin BAD\n</IfDefine>\n", 1, nil},
		{"above a true condition", ignore + "<IfDefine !NOT_HERE>\nServerAdmin BAD\n</IfDefine>\n", 1, nil},
		{"nothing to suppress under a true condition", ignore + "<IfDefine !NOT_HERE>\nServerAdmin good\n</IfDefine>\n", 0, []string{
			"a.conf:1 warning unused-suppression: bad finds nothing here to suppress"}},
		{"in a macro used twice", "<Macro M $x>\n" + ignore + "ServerAdmin BAD\n</Macro>\nUse M 1\nUse M 2\n", 1, nil},
		{"in a macro not used", "<Macro M $x>\n" + ignore + "ServerAdmin BAD\n</Macro>\n", 0, nil},
		{"a macro used twice, doubles dropped", "<Macro M $x>\nServerAdmin BAD\n</Macro>\nUse M 1\nUse M 2\n", 0, []string{"a.conf:2 warning bad: BAD"}},
		{"in a virtual host", "<VirtualHost *>\n" + ignore + "ServerAdmin BAD\nServerAdmin BAD\n</VirtualHost>\n", 1, []string{"a.conf:4 warning bad: BAD"}},
		{"a whole virtual host", ignore + "<VirtualHost *>\nServerAdmin BAD\nServerAdmin BAD\n</VirtualHost>\n", 2, nil},
		{"a missing include", "# modwsgi-lint: ignore unreadable -- made by the installer\nInclude missing.conf\n", 1, nil},
		{"a stray closing tag", "# modwsgi-lint: ignore syntax -- known\n</VirtualHost>\n", 1, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			out := Run(read(tt.text), Options{Rules: []*Rule{flags("bad", "BAD"), UnusedSuppression}})
			wantTold(t, out.Findings, tt.want...)
			if out.Suppressed != tt.suppressed {
				t.Errorf("%d suppressed, want %d", out.Suppressed, tt.suppressed)
			}
		})
	}
}

func TestProblemsAsRead(t *testing.T) {
	out := Run(read("<Directory /srv>\nServerAdmin BAD\nInclude missing.conf\n"), Options{Rules: []*Rule{flags("bad", "BAD")}})
	wantTold(t, out.Findings,
		"a.conf:1 error syntax: <Directory> was not closed; it must be closed in the file that opens it",
		"a.conf:2 warning bad: BAD",
		"a.conf:3 error unreadable: Could not open configuration file /missing.conf: No such file or directory")
}

// TestRefusedStandIns has words in a fragment that somebody is still to put a value in for: what httpd says of them is not told, but of their place.
func TestRefusedStandIns(t *testing.T) {
	host := eval.Host{Open: true, Files: fstest.MapFS{}}
	for text, want := range map[string][]string{
		"SSLEngine __SSL__": nil, "Options %(options)s": nil, "ProxyPass / $BACKEND": nil, "ServerName [% name %]": nil, "ServerName <your domain>": nil,
		"AllowOverride __X__":         {"a.conf:2 error syntax: AllowOverride not allowed in <VirtualHost> context"},
		"RewriteRule ^/a $1 [L, R]":   {"a.conf:2 error syntax: RewriteRule: bad flag delimiters"},
		"RewriteCond %{A} b OR":       {"a.conf:2 error syntax: RewriteCond: bad flag delimiters"},
		"<If \"$A == 'b'\">\n</If>":   {"a.conf:2 error syntax: Cannot parse condition clause: Parse error near '$'"},
		"Redirect permanent / b.test": {"a.conf:2 error syntax: Redirect to non-URL"},
	} {
		c := model.Build(eval.ReadText(host, source.NewFile("/etc/apache2/a.conf", "<VirtualHost *:80>\n"+text+"\n</VirtualHost>\n")))
		wantTold(t, Run(c, Options{}).Findings, want...)
	}
}
