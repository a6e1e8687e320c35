package rules

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/linttest"
)

// The parts of a server in which all is right; around stands before each.
const (
	around = "# host: closed\n<Directory />\nRequire all denied\n</Directory>\n"

	load  = "LoadModule wsgi_module m.so\n"
	grant = "<Directory /srv>\nRequire all granted\n</Directory>\n"
	group = "WSGIDaemonProcess blog request-timeout=60 lang=C.UTF-8\n"
	begin = "<VirtualHost *:80>\nServerName blog.example\n"
	mount = "WSGIScriptAlias / /srv/blog/wsgi.py process-group=blog application-group=%{GLOBAL}\n"
	end   = "</VirtualHost>\n"
)

// mistakes are servers with one mistake each, of which more than one rule, or one rule more than once, could speak.
var mistakes = map[string]string{
	"the name behind an option": grant + "WSGIDaemonProcess user=www-data blog request-timeout=60\n" + begin + mount + end,
	"no name":                   grant + "WSGIDaemonProcess\n" + begin + mount + end,
	"embedded and restricted": grant + "WSGIRestrictEmbedded On\n" + group +
		begin + "WSGIProcessGroup blog\nWSGIScriptAlias / /srv/blog/wsgi.py process-group=%{GLOBAL}\n" + end,
	"a guard around the grant":     group + begin + mount + "<IfModule mod_wsgi>\n" + grant + "</IfModule>\n" + end,
	"a guard around the group":     grant + "<IfModule mod_wsgi.so>\n" + group + "</IfModule>\n" + begin + mount + end,
	"a comment swallows the group": grant + "# The group. \\\n" + group + begin + mount + end,
	"a comment swallows a section": "# The code. \\\n" + grant + group + begin + mount + end,
	"a line swallows a line": grant +
		begin + "WSGIDaemonProcess blog threads=5 \\\nWSGIProcessGroup blog\nWSGIScriptAlias / /srv/blog/wsgi.py\n" + end,
	"a line swallows a tag":            grant + "WSGIDaemonProcess blog threads=5 \\\n" + begin + mount + end,
	"a blank behind a backslash":       grant + "WSGIDaemonProcess blog threads=5 \\ \n    user=www-data\n" + begin + mount + end,
	"a comment behind a backslash":     grant + "WSGIDaemonProcess blog threads=5 \\ # his\n    user=www-data\n" + begin + mount + end,
	"an option that is none":           grant + group + begin + "WSGIScriptAlias / /srv/blog/wsgi.py process_group=blog\n" + end,
	"an option as a comment":           grant + group + begin + "WSGIScriptAlias / /srv/blog/wsgi.py #process-group=blog\n" + end,
	"an option on its own line":        grant + load + group + begin + "WSGIScriptAlias / /srv/blog/wsgi.py\n    process-group=blog\n" + end,
	"an option without a value":        grant + group + begin + "WSGIScriptAlias / /srv/blog/wsgi.py process-group=\n" + end,
	"a blank that is none":             grant + group + begin + "WSGIScriptAlias /\u00a0/srv/blog/wsgi.py process-group=blog\n" + end,
	"a load with a blank that is none": grant + "LoadModule wsgi_module\u00a0m.so\n" + group + begin + mount + end,
	"an option behind such a blank":    grant + "WSGIDaemonProcess blog lang=C.UTF-8\u00a0request-timeout=60\n" + begin + mount + end,
	"quotes of a Define": grant + group +
		begin + "Define BASE “/srv/blog”\nWSGIScriptAlias / ${BASE}/wsgi.py process-group=blog application-group=%{GLOBAL}\n" + end,
	"quotes of an Alias":             grant + group + begin + "Alias /static/ “/srv/blog/static/”\n" + mount + end,
	"quotes of an application group": grant + group + begin + "WSGIApplicationGroup “%{GLOBAL}”\nWSGIScriptAlias / /srv/blog/wsgi.py process-group=blog\n" + end,
	"a quote not closed":             grant + group + begin + "WSGIScriptAlias / \"/srv/blog/wsgi.py process-group=blog\n" + end,
	"a quote not opened":             grant + "WSGIDaemonProcess blog\" request-timeout=60\n" + begin + mount + end,
	"a group that is not there":      grant + group + begin + "WSGIProcessGroup site\nWSGIScriptAlias / /srv/blog/wsgi.py\n" + end,
	"an equals sign":                 grant + group + begin + "WSGIProcessGroup = blog\nWSGIScriptAlias / /srv/blog/wsgi.py\n" + end,
	"threads below zero":             grant + "WSGIDaemonProcess blog threads=-1\n" + begin + mount + end,
	"an Alias to the script":         grant + group + begin + "Alias /app /srv/blog/wsgi.py\n" + end,
	"a ScriptAlias and a mount":      grant + group + begin + "ScriptAlias / /srv/blog/wsgi.py\n" + mount + end,
	"a grant for a variable":         "<Directory ${BASE}>\nRequire all granted\n</Directory>\n" + group + begin + mount + end,
	"text behind a bracket": grant + group +
		begin + "<Directory /srv/blog> WSGIProcessGroup blog\n</Directory>\nWSGIScriptAlias / /srv/blog/wsgi.py\n" + end,
	"two tags on a line": grant + group +
		begin + mount + "</VirtualHost><VirtualHost *:80>\nServerName shop.example\n" + mount + end,
	"a section not closed": grant + group + begin + "<Directory /srv/blog>\nRequire all granted\n" + mount + end,
	"a misspelt tag":       grant + group + begin + "<Directory /srv/blog>\nRequire all granted\n</Directoy>\n" + mount + end,
	"a Define with an equals sign": grant + group +
		begin + "Define BASE = /srv\nWSGIScriptAlias / ${BASE}/wsgi.py process-group=blog\n" + end,
	"a macro used twice": grant + "<Macro Site $name>\nWSGIScriptAlias /$name /srv/$name/wsgi.py process-group=blog\n" +
		"WSGIScriptAlias /$name/api /srv/$name/api.py process-group=blog\n</Macro>\n" + group +
		begin + "Use Site a\nUse Site b\n" + end,
	"a comment behind an Order": "LoadModule access_compat_module c.so\n" + grant + group + begin + mount + "<Directory /srv/x>\nOrder allow,deny # all\nAllow from all\n</Directory>\n" + end,
	"an empty group":            grant + group + begin + "WSGIProcessGroup \"\"\n" + mount + end,
	"a mount never reached":     grant + group + begin + mount + "WSGIScriptAlias /api /srv/blog/api.py\n" + end,
	"a folder nobody may enter": group + begin + mount + "Alias /a /srv/blog/a\nAlias /b.txt /srv/blog/b.txt\n" + end,
	"a Require misspelt":        "LoadModule authz_core_module a.so\n" + group + begin + mount + "<Directory /srv>\nRequires all granted\n</Directory>\n" + end,
	"a blank in a Require":      "LoadModule authz_core_module a.so\n" + group + begin + mount + "<Directory /srv>\nRe quire all granted\n</Directory>\n" + end,
	"a folder of two words":     group + begin + mount + "<Directory /srv /blog>\nRequire all granted\n</Directory>\n" + end,
	"a grant to All":            group + begin + mount + "<Directory /srv>\nRequire All granted\n</Directory>\n" + end,
	"a line swallows a mount":   grant + group + begin + "WSGIPassAuthorization On \\\n" + mount + end,
	"a line swallows a grant":   group + begin + mount + "<Directory /srv>\nAuthName x \\\nRequire all granted\n</Directory>\n" + end,
	"a Define misspelt": "LoadModule authz_core_module a.so\n" + grant + group + begin +
		"Deifne BASE /srv\nWSGIScriptAlias / ${BASE}/wsgi.py process-group=blog\n" + end,
	"a blank behind Define that is none": "LoadModule authz_core_module a.so\n" + grant + group + begin +
		"Define\u00a0BASE /srv\nWSGIScriptAlias / ${BASE}/wsgi.py process-group=blog\n" + end,
	"a blank in a Define": "LoadModule authz_core_module a.so\n" + grant + group + begin +
		"Def ine BASE /srv\nWSGIScriptAlias / ${BASE}/wsgi.py process-group=blog\n" + end,
	"no blank behind a Define": "LoadModule authz_core_module a.so\n" + grant + group + begin +
		"DefineBASE /srv\nWSGIScriptAlias / ${BASE}/wsgi.py process-group=blog\n" + end,
	"a blank in a WSGIProcessGroup": "LoadModule authz_core_module a.so\n" + grant + group + begin +
		"WS GIProcessGroup blog\nWSGIScriptAlias / /srv/blog/wsgi.py\n" + end,
	"Options misspelt": "LoadModule authz_core_module a.so\nLoadModule mime_module m.so\n" + grant + begin +
		"<Directory /srv/cgi>\nOptoins +ExecCGI\nAddHandler wsgi-script .py\n</Directory>\nAlias /cgi /srv/cgi\n" + end,
	"an option misspelt": "LoadModule authz_core_module a.so\nLoadModule mime_module m.so\n" + grant + begin +
		"<Directory /srv/cgi>\nOptions +ExcCGI\nAddHandler wsgi-script .py\n</Directory>\nAlias /cgi /srv/cgi\n" + end,
	"a condition misspelt":            grant + load + "<IfModul !wsgi_module>\n" + load + "</IfModule>\n" + group + begin + mount + end,
	"a condition without its bracket": grant + "<IfDefine COPY\n" + group + "</IfDefine>\n" + group + begin + mount + end,
	"a section of mod_wsgi misspelt": "# host: closed target-mod-wsgi=6.0.5\n" + grant + group + begin + mount + end +
		"<WSGIInterpreterOption process-group=blog>\n</WSGIInterpreterOptions>\n",
	"a blank in a group's name":                   grant + "WSGIDaemonProcess bl og request-timeout=60\n" + begin + mount + end,
	"a blank in the name of a group that is used": grant + group + begin + "WSGIScriptAlias / /srv/blog/wsgi.py process-group=bl og\n" + end,
	"a quote swallows process-group=": grant + group + begin +
		"WSGIScriptAlias / /srv/blog/wsgi.py application-group=\"%{GLOBAL} process-group=blog\n" + end,
	"an option misspelt beside an import": grant + group + "WSGIImportScript /srv/blog/wsgi.py process-group=blog application-group=%{GLOBAL}\n" +
		begin + "WSGIScriptAlias / /srv/blog/wsgi.py process-group=blog application-grop=%{GLOBAL}\n" + end,
	"a variable that is not absolute": grant + "Define VENV srv/venv\n" + "WSGIDaemonProcess blog python-home=${VENV} request-timeout=60\n" +
		"WSGIDaemonProcess shop python-home=${VENV} request-timeout=60\n" + begin + mount + "</VirtualHost>\n<VirtualHost *:80>\nServerName shop.example\n" +
		"WSGIScriptAlias / /srv/shop/wsgi.py process-group=shop application-group=%{GLOBAL}\n" + end,
	"process-group= misspelt": grant + group + "WSGIDaemonProcess shop request-timeout=60\n" + begin +
		"WSGIProcessGroup blog\nWSGIScriptAlias /shop /srv/shop/wsgi.py proces-group=shop\nWSGIScriptAlias / /srv/blog/wsgi.py\n" + end,
	"a mount misspelt, and its group chosen": grant + group + "WSGIDaemonProcess shop request-timeout=60\n" + begin +
		"WSGIProcessGroup shop\nWSGIScriptAlais /shop /srv/shop/wsgi.py\n" + mount + end,
	"a mount misspelt, and its path said": grant + group + "WSGIPythonPath /srv/shop\n" + begin + "WSGIScriptAlais /shop /srv/shop/wsgi.py\n" + mount + end,
	"a name whose quote is not closed":    grant + "WSGIDaemonProcess \"blog python-path=\"/srv/blog\"\n" + begin + mount + end,
	"no blank between the options of an import": grant + group + "WSGIImportScript /srv/blog/wsgi.py process-group=blogapplication-group=%{GLOBAL}\n" +
		begin + mount + end,
	"a target that a backslash takes from the next line": grant + group + begin +
		"WSGIScriptAlias /blog /srv/blog/wsgi.py process-group=blog\nWSGIScriptAlias /api \\\n" + end,
	"an Alias misspelt": "LoadModule authz_core_module a.so\n" + grant + group + begin + mount +
		"Alais /static /srv/static\n<Location /static>\nSetHandler None\n</Location>\n" + end,
	"a mount in a section no more": grant + group + begin + "<IfModule mod_wsgi>\nWSGIScriptAlias / /srv/blog/wsgi.py\n</IfModule>\n" + end,
	"a LoadModule always read":     load + "<IfModule !mod_wsgi>\n" + load + "</IfModule>\n" + grant + group + begin + mount + end,
	"a Define of nothing": "# host: closed files folder=/usr/bin\n# server: script /srv/app/wsgi.py\n# server: folder /srv/app/static\n# server: venv /srv/app/venv\n" + grant +
		"Define BASE /srv/ap\nWSGIDaemonProcess blog python-home=${BASE}/venv python-path=${BASE} request-timeout=60 lang=C.UTF-8\n" +
		begin + "Alias /static ${BASE}/static\nWSGIScriptAlias / ${BASE}/wsgi.py process-group=blog application-group=%{GLOBAL}\n" + end,
	"a Define of the folder around": "# host: closed files folder=/usr/bin\n# server: script /srv/app/wsgi.py\n# server: folder /srv/app/static\n# server: venv /srv/app/venv\n" + grant +
		"Define BASE /srv\nWSGIDaemonProcess blog python-home=${BASE}/venv request-timeout=60 lang=C.UTF-8\n" +
		begin + "Alias /static ${BASE}/static\nWSGIScriptAlias / ${BASE}/wsgi.py process-group=blog application-group=%{GLOBAL}\n" + end,
	"a macro's argument of nothing": "# host: closed files folder=/usr/bin\n# server: script /srv/app/wsgi.py\n# server: folder /srv/app/static\n# server: venv /srv/app/venv\n" +
		"LoadModule macro_module m.so\nLoadModule authz_core_module a.so\n" + grant +
		"<Macro Site $name $dir>\nWSGIDaemonProcess $name python-home=$dir/venv request-timeout=60 lang=C.UTF-8\n" +
		begin + "Alias /static $dir/static\nWSGIScriptAlias / $dir/wsgi.py process-group=$name application-group=%{GLOBAL}\n" + end + "</Macro>\n" +
		"Use Site blog /srv/ap\n",
	"a home folder that is closed": "# host: closed files folder=/usr/bin\n# server: script /srv/anna/wsgi.py\n# server: folder /srv/anna/static\n# server: venv /srv/anna/venv\n" +
		"# server: mode /srv/anna 0700\nUser www-data\nGroup www-data\n" + grant +
		"WSGIDaemonProcess blog python-home=/srv/anna/venv python-path=/srv/anna home=/srv/anna request-timeout=60 lang=C.UTF-8\n" +
		begin + "Alias /static /srv/anna/static\nWSGIScriptAlias / /srv/anna/wsgi.py process-group=blog application-group=%{GLOBAL}\n" + end,
	"a mount of nothing, in a folder nobody may enter": "# host: closed files folder=/usr/bin\n# server: script /srv/app/wsgi.py\n" + grant + group +
		begin + "WSGIScriptAlias / /src/app/wsgi.py process-group=blog application-group=%{GLOBAL}\n" + end,
	"folders of one nobody may enter": group + begin + "WSGIScriptAlias /a /srv/site/a/wsgi.py process-group=blog application-group=%{GLOBAL}\n" +
		"WSGIScriptAlias /b /srv/site/b/wsgi.py process-group=blog application-group=%{GLOBAL}\nAlias /static /srv/site/static\n" + end,
	"the folder of a section misspelt": group + begin + "WSGIScriptAlias / /srv/blog/app/wsgi.py\n<Directory /srv/blgo/app>\nWSGIProcessGroup blog\n" +
		"WSGIApplicationGroup %{GLOBAL}\nRequire all granted\n</Directory>\n" + end,
	"a folder that lacks its beginning": group + begin + "WSGIScriptAlias / /srv/blog/app/wsgi.py\n<Directory /blog/app>\nWSGIProcessGroup blog\n" +
		"WSGIApplicationGroup %{GLOBAL}\nRequire all granted\n</Directory>\n" + end,
	"a mount in a folder's section": grant + group + begin + mount + "<Directory /srv/shop>\nWSGIScriptAlias /shop /srv/shop/wsgi.py\n</Directory>\n" + end,
	"a section that ends too late": "LoadModule authz_core_module a.so\n" + group + begin + "<Directory /srv/blog>\nRequire all granted\n" + mount +
		"WSGIProcessGroup blog\n<Directory /srv/shop>\nRequire all granted\n</Directory>\nServerAlias blog\n</Directory>\n" + end,
	"a host that begins too early": "LoadModule authz_core_module a.so\n<VirtualHost *:80>\n" + grant + "WSGIDaemonProcess blog request-timeout=60 lang=C.UTF-8\n" +
		"ServerName all.example\n" + begin + mount + end + "<VirtualHost *:81>\nServerName shop.example\n" + end + end,
	"an end of another name":        "LoadModule authz_core_module a.so\n" + group + begin + "<Directory /srv/blog>\nRequire all granted\n</Location>\n" + mount + end,
	"a lost opening of a macro":     grant + group + "Macro Site $name>\n" + begin + "WSGIScriptAlias / $name/wsgi.py process-group=blog\n" + end + "</Macro>\nUse Site a\nUse Site b\nUndefMacro Site\n",
	"a lost opening, and its body":  load + "#<IfModule !wsgi_module>\n    " + load + "</IfModule>\n" + grant + group + begin + mount + end,
	"a lost beginning of a line":    grant + "    request-timeout=60 lang=C.UTF-8\n" + begin + mount + end,
	"a line pasted into another":    grant + "WSGIDaemonProcess blog \\\nTimeout 60\n    request-timeout=60 lang=C.UTF-8\n" + begin + mount + end,
	"no backslash, but a slash":     grant + "WSGIDaemonProcess blog /\n    request-timeout=60 lang=C.UTF-8\n" + begin + mount + end,
	"a quote that takes in options": grant + "WSGIDaemonProcess blog home=\"/srv python-path=\"/srv/blog\" request-timeout=60 lang=C.UTF-8\n" + begin + mount + end,
	"options written twice":         grant + "WSGIDaemonProcess blog request-timeout=60 lang=C.UTF-8 request-timeout=60 lang=C.UTF-8\n" + begin + mount + end,
	"groups that are not allowed": grant + group + "WSGIDaemonProcess shop request-timeout=60 lang=C.UTF-8\nWSGIRestrictProcess blog,shop\n" + begin +
		"WSGIScriptAlias /shop /srv/shop/wsgi.py process-group=shop application-group=%{GLOBAL}\n" + mount + end,
	"words that changed places":     grant + group + begin + "WSGIProcessGroup blog\nWSGIScriptAlias /srv/blog/wsgi.py /\n" + end,
	"an equals sign behind a name":  grant + group + begin + "WSGIScriptAlias = / /srv/blog/wsgi.py process-group=blog\n" + end,
	"a name in a quote":             grant + group + begin + "\"WSGIScriptAlias / \"/srv/blog/wsgi.py\" process-group=blog\n" + end,
	"a Define that takes three":     "LoadModule authz_core_module a.so\n" + grant + group + begin + "Define = BASE /srv\nWSGIScriptAlias / ${BASE}/wsgi.py process-group=blog\n" + end,
	"a backslash above a comment":   "LoadModule authz_core_module a.so\n" + grant + group + begin + "ServerAdmin a@blog.example \\\n# too\n" + mount + end,
	"a path that takes two words":   grant + group + "WSGIPythonPath /srv/a /srv/b\n" + begin + mount + end,
	"a group chosen with two words": grant + group + "WSGIProcessGroup a b\n" + begin + mount + end,
}

// TestTwoMistakes wants two findings of lines with a mistake each, the second below the first.
func TestTwoMistakes(t *testing.T) {
	text := grant + "WSGIDaemonProcess blog threads 5\n" + begin + "WSGIProcesGroup blog\nWSGIScriptAlias / /srv/blog/wsgi.py\n" + end
	for _, text := range []string{
		text,
		grant + group + begin + "Alias /a /srv/blog/a # a\nWSGIProcesGroup blog\nWSGIScriptAlias / /srv/blog/wsgi.py\n" + end,
		grant + group + begin + mount + "<Directory /srv/shop>\nWSGIScriptAlias /shop /srv/shop/wsgi.py\nWSGIPassAuthorization maybe\n</Directory>\n" + end,
	} {
		if n := len(errorsIn(t, text)); n != 2 {
			t.Errorf("%d findings of %s", n, text)
		}
	}
}

// errorsIn are the findings in a server, advice aside, a line each.
func errorsIn(t *testing.T, text string) []string {
	t.Helper()
	at := filepath.Join(t.TempDir(), "httpd.conf")
	if err := os.WriteFile(at, []byte(around+text), 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := linttest.Load(at)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, d := range f.Findings(byDefault()...) {
		if d.Severity > lint.Info {
			all = append(all, d.Rule.ID+": "+d.Message)
		}
	}
	return all
}

// TestOneMistake wants one finding of each, advice aside.
func TestOneMistake(t *testing.T) {
	for name, text := range mistakes {
		t.Run(name, func(t *testing.T) {
			if all := errorsIn(t, text); len(all) != 1 {
				t.Errorf("%d findings:\n%s", len(all), strings.Join(all, "\n"))
			}
		})
	}
}
