package eval_test

import "testing"

// TestRefusedByHandlers names what handlers refuse though a directive may stand there, and has as many words as it takes.
func TestRefusedByHandlers(t *testing.T) {
	testRefused(t, []refusedCase{
		{"<Location /a>\nAlias /a /b\n<If true>\nAlias /b\n</If>\n<Files c>\n</Files>\nAlias /d\n</Location>\n<Directory /a>\nProxyPass /a http://b/\n" +
			"<Limit GET>\n<If true>\n</If>\n</Limit>\n</Directory>\n", true,
			[]string{"2: Alias cannot occur within directory context", "4: Alias cannot occur within <If> section", "6: <Files> cannot occur within <Location> section",
				"11: ProxyPass cannot occur within <Directory> section", "13: <If> cannot occur within <Limit> or <LimitExcept> section"}},
		{"<VirtualHost *:80>\nListen 81\nUser a\n<Proxy *>\nSSLProxyEngine On\n</Proxy>\n</VirtualHost>\nListen 80\n<Location /a>\nListen 80\nSSLProxyEngine On\n</Location>\n", true,
			[]string{"2: Listen cannot occur within <VirtualHost> section", "3: User cannot occur within <VirtualHost> section",
				"10: Listen not allowed in <Location> context", "11: SSLProxyEngine not allowed in <Location> context"}},
		{"<VirtualHost *:80>\n<Limit GET>\nRequire all granted\n</Limit>\n</VirtualHost>\n", true, []string{"2: <Limit not allowed in <VirtualHost> context"}},
		{"<Location /a>\nProxyPass /a http://b/\nProxyPass http://b/ retry=0\nProxyPassReverse /a http://b/\nProxyPass !\n</Location>\n<VirtualHost *:80>\nProxyPass /a\n" +
			"ProxyPass /a b:80\nProxyPass ~ /a http://b/\nProxyPass /b !\nProxyPass /c unix:/d|http://e/\n</VirtualHost>\n", true,
			[]string{"2: ProxyPass|ProxyPassMatch can not have a path when defined in a location.", "4: ProxyPassReverse can not have a path when defined in a location",
				"8: ProxyPass|ProxyPassMatch needs a path when not defined in a location", "9: ProxyPass URL must be absolute!: b:80"}},
		{"<VirtualHost *:80>\nRedirect permanent / b.example\nRedirect pemanent / http://b/\nRedirect gone /\nRedirect 301 /\nRedirect / /b\nRedirect / \"%{HTTP_HOST}\"\n" +
			"RedirectMatch 301 ^/(a$ http://b/\nRedirectMatch ^/(a)$ b$1\nRedirect gone / /b\n</VirtualHost>\n", true,
			[]string{"2: Redirect to non-URL", "3: Redirect: invalid first argument (of three)", "5: URL to redirect to is missing", "8: Regular expression could not be compiled.",
				"10: Redirect URL not valid for this status"}},
		{"Redirect http://b/\nRedirect permanent http://b/\nProxyPass http://b/\nProxyPassReverse /a\nRedirect / b\n", true, []string{"5: Redirect to non-URL"}}, // may be read in a section
		{"<Limit GET>\nOrder allow,deny\n<RequireAny>\nOrder allow,deny\n</RequireAny>\n</Limit>\n", true, []string{"4: order not allowed in <RequireAny> context"}},
		{"LoadModule alias_module m.so\nRedirect http://b/\n", false, []string{"2: URL to redirect to is missing"}},
		{"RewriteRule ^/a\nRewriteRule ^/a /b [L, R]\nRewriteRule !^/(a /b\nRewriteRule ^/a\\ b /c [L]\nRewriteRule ^/a /b [L,R] c\nRewriteCond %{A} b OR\n", true,
			[]string{"1: RewriteRule: bad argument line '^/a'", "2: RewriteRule: bad flag delimiters", "3: RewriteRule: cannot compile regular expression '^/(a'",
				"6: RewriteCond: bad flag delimiters"}},
		{"<LocationMatch ^/(a>\n</LocationMatch>\n<Files ~ *.py>\n</Files>\n<FilesMatch ^(?!a)>\n</FilesMatch>\n<If %{A} == 'b'>\n</If>\n<If %{A}=='b'>\n</If>\n" +
			"AliasMatch /(a ${B}\nAliasMatch /(a /b\n", true,
			[]string{"1: Regex could not be compiled", "3: Regex could not be compiled", "7: Cannot parse condition clause: syntax error, unexpected $end",
				"12: Regular expression could not be compiled."}},
		{"<VirtualHost *:80>\n<Else>\n</Else>\n<If \"%{A} =~ ^/b\">\n</If>\n<ElseIf \"%{A} == \"b\"\">\n</ElseIf>\n<If \"$A == 'b'\">\n</If>\n<If \"%{A} =~ m#b# && '$B' == 'c =~ d'\">\n</If>\n" +
			"<If \"$1 == 'b'\">\n</If>\n<If true b>\n</If>\nRewriteBase /a\n</VirtualHost>\n<Else>\n</Else>\n", true,
			[]string{"2: " + "<Else> or <ElseIf> section without previous <If> or <ElseIf> section in same scope",
				"4: Cannot parse condition clause: syntax error, expecting T_REGEX or T_REGEX_I", "6: Cannot parse condition clause: syntax error, unexpected $end",
				"8: Cannot parse condition clause: Parse error near '$'", "14: Multiple <If> arguments not supported.", "16: RewriteBase: only valid in per-directory config files"}},
		{"<Directory /a>\nAllow all from\nDeny From all\n</Directory>\nAcceptPathInfo Yes\nAllowEncodedSlashes NoDecode\n", true,
			[]string{"2: allow and deny must be followed by 'from'", "5: AcceptPathInfo must be set to on, off or default"}},
	})
}
