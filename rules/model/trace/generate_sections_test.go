package trace_test

import "strings"

// section is one that applies to some requests, with sections in it perhaps.
func (g *generator) section(deep int) *node {
	var head string
	inFiles := false
	switch g.IntN(12) {
	case 0, 1, 2:
		head = "Directory " + g.pick("/", "%DIR%", "%DIR%/apps", "%DIR%/apps", "%DIR%/apps/", "%DIR%/apps/inner", "%DIR%/scripts", "%DIR%/www", "%DIR%/www2", "%DIR%/static", `"%DIR%/*"`, "~ apps",
			"%DIR%/apps/a.wsgi", "%DIR%/link", "%DIR%/ap?s", "%DIR%/home/*/pub", "%DIR%/cgi", "~ /apps/$", "%DIR%/www/app", "~ ^%DIR%/[a-c]")
	case 3:
		head = "DirectoryMatch " + g.pick("apps", "/apps/$", "apps$", "^%DIR%/(apps|static)", "/sub", `\.wsgi$`, "^%DIR%/(?<x>www)")
	case 4:
		head, inFiles = "Files "+g.pick("a.wsgi", "*.wsgi", "*.html", `~ "\.(wsgi|css)$"`, "page.html", "index.html", "[ab].wsgi", "*", "A.WSGI", "?.py", "link.wsgi"), true
	case 5:
		head, inFiles = "FilesMatch "+g.pick(`\.wsgi$`, "^[ab]", `^(?<base>x)\.`, "html", "^$"), true
	case 6, 7, 8:
		head = "Location " + g.pick("/", "/app", "/app", "/app/", "/app/*", "/static", "/api", "/App", "/app/sub", `~ "^/app"`, "/?pp", "/sub", "/*/sub", "//app", "/app/x/y", "/page.html", "/old", "/x", "/a*")
	case 9:
		head = "LocationMatch " + g.pick("^/app", "/sub", `\.html$`, "^/(?<name>app|api)", "^/$", "(?i)^/APP", "/x$", "//")
	default:
		head = "If " + g.pick(`"true"`, `"true"`, `"false"`, `"%{REQUEST_METHOD} == 'POST'"`, `"%{HTTP_HOST} == 'a.test'"`, `"-n ''"`)
		if g.IntN(4) > 0 {
			head = `If "true"`
		}
	}
	var body []*node
	for range 1 + g.IntN(3) {
		switch {
		case deep < 2 && g.IntN(6) == 0 && (strings.HasPrefix(head, "Directory") || strings.HasPrefix(head, "Location")):
			body = append(body, g.inner(strings.HasPrefix(head, "Directory")))
		default:
			body = append(body, g.inSection(!inFiles && !strings.HasPrefix(head, "If"))...)
		}
	}
	return section(head, body...)
}

// inner is a section that may stand in another.
func (g *generator) inner(folder bool) *node {
	body := g.inSection(false)
	switch n := g.IntN(4); {
	case n == 0:
		return section(g.pick("Limit GET", "Limit POST", "LimitExcept GET", "LimitExcept POST OPTIONS", "Limit GET POST HEAD OPTIONS"), g.access()...)
	case n < 3 && folder:
		return section("Files "+g.pick("a.wsgi", "*.wsgi", "*.html", "page.html", `~ "\.css$"`), body...)
	default:
		return section(`If "true"`, body...)
	}
}

func (g *generator) inSection(folder bool) []*node {
	switch n := g.IntN(13); {
	case n < 5:
		return g.access()
	case n < 7:
		return []*node{line("SetHandler %s", g.pick("None", "none", "wsgi-script", "wsgi-script", "default-handler", "None", "server-status", "nosuch-handler"))}
	case n < 8 && folder:
		return []*node{line("Options %s", g.pick("None", "+ExecCGI", "ExecCGI", "-FollowSymLinks", "FollowSymLinks", "Indexes FollowSymLinks", "All", "+SymLinksIfOwnerMatch", "SymLinksIfOwnerMatch", "-ExecCGI"))}
	case n < 9:
		return []*node{line("AcceptPathInfo %s", g.pick("On", "Off", "Default"))}
	case n < 10 && folder:
		return []*node{line("%s", g.pick("AddHandler wsgi-script .wsgi", "AddHandler wsgi-script .py", "RemoveHandler .wsgi", "DirectoryIndex page.html index.html", "DirectoryIndex disabled",
			"DirectoryIndex index.wsgi", "FallbackResource /page.html", "FallbackResource disabled", "FallbackResource /app"))}
	case n < 11:
		return []*node{line("SetEnv PG %s", g.pick("g1", "g2", "nosuch", ""))}
	default:
		return []*node{g.wsgi()}
	}
}

// wsgi are mod_wsgi's lines that may stand everywhere.
func (g *generator) wsgi() *node {
	switch g.IntN(8) {
	case 0, 1, 2, 3:
		return line("WSGIProcessGroup %s", g.group())
	case 4, 5:
		return line("WSGIApplicationGroup %s", g.pick("%{GLOBAL}", "%{SERVER}", "%{HOST}", "%{RESOURCE}", "one", "%{ENV:PG}", "two"))
	case 6:
		return line("WSGIRestrictProcess %s", g.pick("g1", "g1 g2", "%{GLOBAL}", "g1 %{GLOBAL}", "g2", "G1"))
	default:
		return line("WSGICallableObject %s", g.pick("application", "app"))
	}
}

// access is what a section or a server says of who may come.
func (g *generator) access() []*node {
	switch n := g.IntN(14); {
	case n < 5:
		return []*node{line("Require all granted")}
	case n < 7:
		return []*node{line("Require all denied")}
	case n < 8:
		return []*node{line("Require method %s", g.pick("GET", "POST", "GET HEAD", "OPTIONS"))}
	case n < 9:
		return []*node{g.requires(0)}
	case n < 10:
		return []*node{line("Order %s", g.pick("allow,deny", "deny,allow", "mutual-failure")), line("%s", g.pick("Allow from all", "Deny from all", "Deny from all", "Allow from 127.0.0.1"))}
	case n < 11:
		return []*node{line("%s", g.pick("Deny from all", "Allow from all", "Order deny,allow", "Order allow,deny", "Satisfy Any", "Satisfy All"))}
	case n < 12:
		return []*node{line("AuthMerging %s", g.pick("And", "Or", "Off")), line("Require %s", g.pick("all granted", "all denied"))}
	case n < 13 && g.IntN(3) == 0:
		return []*node{line("Require %s", g.pick("ip 127.0.0.1", "ip 10.0.0.0/8", "local", "env PG", "not method GET"))}
	default:
		return []*node{line("Require method GET"), line("Require all %s", g.pick("granted", "denied"))}
	}
}

func (g *generator) requires(deep int) *node {
	n := section(g.pick("RequireAll", "RequireAny", "RequireAny", "RequireNone"))
	tests := []string{"all granted", "all granted", "all denied", "method GET", "method POST HEAD"}
	if n.text == "<RequireAll>" {
		tests = append(tests, "not method POST", "not method GET")
	}
	for range 1 + g.IntN(3) {
		if deep < 2 && g.IntN(4) == 0 {
			n.body = append(n.body, g.requires(deep+1))
			continue
		}
		n.body = append(n.body, line("Require %s", g.pick(tests...)))
	}
	return n
}

// setting is a line of a server that is neither a mapping nor a section.
func (g *generator) setting(main bool) *node {
	switch n := g.IntN(14); {
	case n < 4:
		return g.wsgi()
	case n < 5:
		return line("SetEnv PG %s", g.pick("g1", "g2"))
	case n < 6:
		return line("AllowEncodedSlashes %s", g.pick("On", "NoDecode", "Off"))
	case n < 7:
		return line("UseCanonicalName %s", g.pick("On", "Off"))
	case n < 8:
		return line("UserDir %s", g.pick("%DIR%/home/*/pub", "disabled", "%DIR%/home", "enabled alice"))
	case n < 9:
		return line("%s", g.pick("DirectoryIndex page.html index.html", "DirectoryIndex index.wsgi index.html", "FallbackResource /page.html", "FallbackResource /app/x", "AddHandler wsgi-script .wsgi .py",
			"AcceptPathInfo Off", "Options +ExecCGI", "Options None"))
	case n < 10:
		return line("SetHandler %s", g.pick("None", "None", "wsgi-script", "default-handler"))
	case n < 11 && main:
		return line("WSGIRestrictEmbedded %s", g.pick("On", "Off"))
	case n < 12 && main:
		return line("%s", g.pick("WSGIPythonHome %DIR%/venv2", "WSGIPythonPath %DIR%/lib", "WSGIPythonPath %DIR%/lib:%DIR%/static"))
	case n < 13:
		return line("%s", g.pick("SetEnvIf Request_URI ^/app PG=g1", "SetEnvIf Host a PG=g2", "MergeSlashes Off", "SetEnvIf Request_Method POST PG=g1"))
	default:
		return line("WSGIProcessGroup %s", g.group())
	}
}
