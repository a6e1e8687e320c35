package eval_test

import (
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/modwsgi-lint/modwsgi-lint/parser/directives"
	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/parser/httpdtest"
)

// executed are the modules whose directives are asked about, as mod_so knows them; the source of each is mod_NAME.c.
var executed = strings.Fields(`access_compat actions alias allowmethods auth_basic auth_digest authn_core authn_file authz_core authz_groupfile authz_host
	authz_user autoindex brotli buffer cache cache_disk cgid dav dav_fs dbd deflate dir env expires ext_filter filter headers http2 include info lua mime
	negotiation proxy proxy_balancer proxy_ftp proxy_html proxy_http remoteip reqtimeout rewrite session session_cookie setenvif socache_shmcb speling ssl
	status substitute userdir usertrack vhost_alias wsgi`)

// TestExecution writes directives with any words at any place. Where eval says that httpd certainly refuses one, httpd must.
func TestExecution(t *testing.T) {
	server := httpdtest.Need(t, append([]string{"mpm_event"}, executed...)...)
	var names []string
	for d := range directives.All() {
		if !d.ReadTime && slices.ContainsFunc(d.Modules, func(m string) bool {
			return m == "core.c" || slices.Contains(executed, strings.TrimSuffix(strings.TrimPrefix(m, "mod_"), ".c"))
		}) {
			names = append(names, d.Name)
		}
	}
	r := rand.New(rand.NewPCG(1, 1))
	texts := make(chan string)
	var group sync.WaitGroup
	var lock sync.Mutex
	refused := 0
	for range 4 * runtime.GOMAXPROCS(0) {
		group.Go(func() {
			dir := httpdtest.Dir(t)
			for text := range texts {
				if execution(t, server, dir, text) {
					lock.Lock()
					refused++
					lock.Unlock()
				}
			}
		})
	}
	for range 600 {
		texts <- someDirective(r, names[r.IntN(len(names))])
	}
	close(texts)
	group.Wait()
	if refused < 150 {
		t.Errorf("only %d were refused", refused)
	}
}

// someDirective writes a directive that may well be wrong. Every section is closed.
func someDirective(r *rand.Rand, name string) string {
	words := []string{"on", "off", "a", `""`, "10", `"a b"`, "/x", "%{X}e", "from", "http://a/", "[L]", "(b", "~"}
	line := name
	for range r.IntN(5) {
		line += " " + words[r.IntN(len(words))]
	}
	if strings.HasPrefix(name, "<") {
		line += []string{">", ">", ""}[r.IntN(3)] + "\n</" + name[1:] + ">"
	}
	if r.IntN(20) == 0 {
		line = "Not" + line
	}
	for _, in := range [][]string{{}, {"<VirtualHost *>"}, {"<Directory /a>"}, {"<VirtualHost *>", "<Location /a>"}, {"<Directory /a>", "<Limit GET>"},
		{"<Directory /a>", "<RequireAny>"}, {"<If true>"}, {"<Proxy *>"}}[r.IntN(8)] {
		kind, _, _ := strings.Cut(in[1:], " ")
		line = in + "\n" + line + "\n</" + strings.TrimSuffix(kind, ">") + ">"
	}
	return line + "\n"
}

// execution reads a text in both ways and reports whether eval says that it is refused.
func execution(t *testing.T, server *httpdtest.Binary, dir, text string) bool {
	conf := filepath.Join(dir, "httpd.conf")
	if err := os.WriteFile(conf, []byte(text), 0o644); err != nil {
		t.Error(err)
	}
	host := eval.Host{Files: os.DirFS("/").(fs.ReadLinkFS), ServerRoot: dir, HTTPD: "2.4.71"}
	for _, m := range []string{"core.c", "mod_so.c", "http_core.c", "mod_version.c", "mod_unixd.c", "mod_log_config.c", "mod_logio.c", "mod_watchdog.c"} {
		id := strings.TrimSuffix(strings.TrimPrefix(strings.TrimSuffix(m, ".c"), "mod_"), "_core") + "_module"
		host.Modules = append(host.Modules, eval.Module{ID: id, Source: m})
	}
	args := []string{"-d", dir, "-C", "ServerName localhost", "-C", "ErrorLog /dev/null", "-C", "LoadModule mpm_event_module " + server.Module("mpm_event")}
	host.Modules = append(host.Modules, eval.Module{ID: "mpm_event_module"})
	for _, name := range executed {
		host.Modules = append(host.Modules, eval.Module{ID: name + "_module"})
		args = append(args, "-C", "LoadModule "+name+"_module "+server.Module(name))
	}
	got := eval.Effective(eval.Read(host, conf)).Error
	if got == nil || got.Phase != "exec" {
		return false
	}
	ok, output := server.Check(conf, args...)
	switch {
	case ok:
		t.Errorf("httpd takes it, eval says line %d: %s\n%s", *got.Line, got.Message, text)
	case !strings.Contains(output, fmt.Sprintf("Syntax error on line %d of", *got.Line)):
		t.Errorf("eval says line %d: %s\n%s%s", *got.Line, got.Message, text, output)
	}
	return true
}

func invalid(command string) string {
	return "Invalid command '" + command + "', perhaps misspelled or defined by a module not included in the server configuration"
}

// TestRefused names what the second pass certainly refuses, and where.
func TestRefused(t *testing.T) {
	testRefused(t, []refusedCase{
		{"<Directory /a>\n<Directory /b>\n</Directory>\n</Directory>\n", true, []string{"2: <Directory not allowed in <Directory> context"}},
		{"<Proxy *>\nSSLProxyEngine on\n</Proxy>\n<Location />\nSSLProxyEngine on\n</Location>\n", true, []string{"5: SSLProxyEngine not allowed in <Location> context"}},
		{"<Location />\nDocumentRoot /a\n</Location>\n", true, []string{"2: DocumentRoot not allowed in <Location> context"}},
		{"<VirtualHost *:80>\n<VirtualHost *:81>\n</VirtualHost>\n</VirtualHost>\n", true, []string{"2: <VirtualHost> cannot occur within <VirtualHost> section"}},
		{"<VirtualHost *:80>\n<Directory /a>\n<Files b>\n</Files>\n</Directory>\n</VirtualHost>\n", true, nil},
		{"LoadModule alias_module modules/mod_alias.so\nOtherRoot /a\n", false, []string{"2: " + invalid("OtherRoot")}},
		{"OtherRoot /a\n", true, nil},
		{"OtherRoot /a\n", false, nil}, // which modules there are is not shown
		{"LoadModule other_module modules/mod_other.so\nOtherRoot /a\n", false, nil},
		{"DocumnetRoot /a\n<Directocy /b>\nReqire all granted\n</Directocy>\nServerNames a\nNSSEngine on\nAuthDBType GDBM\nH3Direct on\nAliass /a /b\nWGSIPythonHome /a\n<IfDefine A>\nServerNmae a\n</IfDefine>\n", true, []string{
			"1: " + invalid("DocumnetRoot") + "; did you mean DocumentRoot?", "2: " + invalid("<Directocy") + "; did you mean <Directory>?",
			"3: " + invalid("Reqire") + "; did you mean Require?", "5: " + invalid("ServerNames") + "; did you mean ServerName?"}},
		{"Alias /a /b\n", false, nil}, // mod_alias is not loaded, as far as is shown
		{"<Directory /a>\n<Directory /b>\n</Directory>\n", true, nil},
		{"AllowOverride None\n", true, nil}, // may be meant for a section that includes it
		{"AllowOverride None\n<VirtualHost *:80>\n</VirtualHost>\n", true, []string{"1: AllowOverride not allowed here"}},
		{"<Directory>\n</Directory>\n<Directory /a\n</Directory>\n", true, []string{"1: <Directory> directive requires additional arguments",
			"3: <Directory> directive missing closing '>'"}},
		{"ServerName a b\nServerName ${A}\n", true, []string{"1: ServerName takes one argument"}}, // a variable may be several words
		{"ServerName ${A} b\n", false, []string{"1: ServerName takes one argument"}},
		{"<Directory /a>\nRequire granted\nRequire ALL granted\nRequire all\nRequire all \"granted\"\nRequire all GRANTED\nRequire session\n" +
			"Require Valid-User\nRequire\n</Directory>\n", true,
			[]string{"2: Unknown Authz provider: granted", "3: Unknown Authz provider: ALL", "4: Argument for 'Require all' must be 'granted' or 'denied'",
				"5: Argument for 'Require all' must be 'granted' or 'denied'", "8: Unknown Authz provider: Valid-User", "9: Unknown Authz provider: "}},
		{"<Directory /a>\n<RequireAll>\nRequire not ip 10\nRequire all granted\n</RequireAll>\nRequire not ip 10\nRequire NOT Granted\n</Directory>\n", true,
			[]string{"6: negative Require directive has no effect in <RequireAny> directive", "7: negative Require directive has no effect in <RequireAny> directive"}},
		{"<Directory /a>\nOptions +ExecCGI Indexes\nOptions Indexes -ExecCGI\nOptions +ExecCGL\nOptions None\nOptions -indexes +followsymlinks\nOptions\n</Directory>\n", true,
			[]string{"2: Either all Options must start with + or -, or no Option may.", "3: Either all Options must start with + or -, or no Option may.", "4: Illegal option ExecCGL"}},
		{"<VirtualHost *:80>\nAlias /a\nAlias /a /b\n<Location /c>\nAlias /d\n</Location>\n</VirtualHost>\n", true, []string{"2: Alias must have two arguments when used globally"}},
		{"<IfModule mod_some.c>\nServerName a b\n</IfModule>\n<IfModule !mod_authz_core.c>\nServerName a b\n</IfModule>\n", true, []string{"2: ServerName takes one argument"}},
		{"<VirtualHost *:80>\nServerName a \\\nServerAlias b\n</VirtualHost>\n", true, []string{"3: ServerName takes one argument; the backslash above makes the line of ServerAlias a part of it"}},
		{"<Directory /a>\nRequire from all\nRequire all,granted\nRequire valid-suer\nRequire ldap-user a\n</Directory>\n", true,
			[]string{"2: Unknown Authz provider: from", "3: Unknown Authz provider: all,granted"}}, // a module that is not shown may have a provider
		{"LoadModule authz_core_module m.so\n<Directory /a>\nRequire valid-suer\nRequire not ldap-user a\nRequire shibboleth\n</Directory>\n", false,
			[]string{"3: Unknown Authz provider: valid-suer", "4: negative Require directive has no effect in <RequireAny> directive", "5: Unknown Authz provider: shibboleth"}},
		{"LoadModule authz_core_module m.so\nLoadModule mod_shib m.so\n<Directory /a>\nRequire shibboleth\n</Directory>\n", false, nil},
		{"LoadModule authz_core_module m.so\n<AuthzProviderAlias ip office 10>\n</AuthzProviderAlias>\n<Directory /a>\nRequire office\n</Directory>\n", false, nil},
		{"<Directory /a>\n<Limit GET\n</Limit>\n<RequireAll x>\n</RequireAll>\nOrder Allow,Denny\nOrder allow,Deny\nSatisfy anyone\nSatisfy ANY\n</Directory>\n", true,
			[]string{"2: <Limit> directive missing closing '>'", "4: <RequireAll> directive doesn't take additional arguments", "6: unknown order", "8: Satisfy either 'any' or 'all'."}},
		{"<Directory /a>\n<RequireAny>\n<IfModule !core.c>\nRequire all granted\n</IfModule>\n<RequireAll>\nRequire local\n</RequireAll>\n</RequireAny>\n" +
			"<RequireNone>\n<IfDefine !A>\n</IfDefine>\n</RequireNone>\n</Directory>\n", false,
			[]string{"10: <RequireNone> directive contains no authorization directives"}},
		{"<Directory /a>\nAllowOverride Nnoe\nAllowOverride fileinfo Options=Indexes Nonfatal=All\nRequire ip localhost\nRequire ip 10.1 ::ffff:1 fe80::/10 ${A}\n</Directory>\n", true,
			[]string{"2: Illegal override option Nnoe", "4: ip address 'localhost' appears to be invalid"}},
		{"<Directory /a>\nAllowOverride None \\\nRequire all granted\n</Directory>\n", true,
			[]string{"3: Illegal override option Require; the backslash above makes the line of Require a part of it"}},
		{"WSGIProcessGroup a b\n", true, nil}, // rule wsgi-directive-value
	})
}

// TestRefusedNames is of what no directive is called, and of names of servers.
func TestRefusedNames(t *testing.T) {
	testRefused(t, []refusedCase{
		{"// a\n/srv/a\nthreads=5\nServerName=a\n&lt;Directory /a>\nMod-X.y:z 1\n", true, []string{
			"1: " + invalid("//") + "; a comment begins with #", "2: " + invalid("/srv/a") + "; to go on with the line above, that one must end with a backslash",
			"3: " + invalid("threads=5") + "; to go on with the line above, that one must end with a backslash",
			"4: " + invalid("ServerName=a") + "; a blank ends the name of ServerName", "5: " + invalid("&lt;Directory")}},
		{"{{a/b}}\n$a/b\n${A}=b\n@a/b@\n%(a)s/b\n[a/b]\n...\n<IfDefine A>\na=b\n</IfDefine>\n\u00e9/a\n", true, nil}, // may be replaced, or left out
		{"ServerName *.a\nServerName a?\nServerName a\\*\nServerName a:0\nServerName a:80\nServerName http://a:+80/\nServerName a:\nServerName {a}:b\nServerName :080x\n", true,
			[]string{`1: Invalid ServerName "*.a" use ServerAlias to set multiple server names.`, `2: Invalid ServerName "a?" use ServerAlias to set multiple server names.`,
				`4: The port number "a:0" is outside the appropriate range (i.e., 1..65535).`, `7: The port number "a:" is outside the appropriate range (i.e., 1..65535).`}},
	})
}

type refusedCase struct {
	config string
	open   bool
	want   []string
}

func testRefused(t *testing.T, tests []refusedCase) {
	t.Helper()
	for _, tt := range tests {
		h := closed
		h.Open = tt.open
		var got []string
		for _, p := range read(h, tt.config).Refused() {
			if p.Hint != "" {
				p.Message += "; " + p.Hint
			}
			got = append(got, fmt.Sprintf("%d: %s", p.Line, p.Message))
		}
		if d := cmp.Diff(tt.want, got); d != "" {
			t.Errorf("%s(-want +got):\n%s", tt.config, d)
		}
	}
}
