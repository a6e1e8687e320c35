package trace_test

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
)

// A generator writes servers in which mappings, sections, groups and hosts get in each other's way.
type generator struct {
	*rand.Rand
	hosts  int
	groups []string // names not used yet
}

func generate(seed uint64) config {
	g := &generator{Rand: newRand(seed)}
	g.hosts = g.IntN(7)
	g.groups = []string{"g1", "g2", "g3", "G1", "a.test"}
	c := config{}
	for _, listen := range append(g.some("127.0.0.2:%1%", "127.0.0.1:%2%", "127.0.0.2:%2%"), "127.0.0.1:%1%") {
		c = append(c, line("Listen %s", listen))
	}
	if g.IntN(12) > 0 {
		c = append(c, line("ServerName %s", g.pick("main.test", "main.test", "main.test", "main.test:%1%", "main.test:80", "a.test", "http://main.test:8443")))
	} else {
		c = append(c, line("ServerName localhost"))
	}
	body := g.level(true)
	if g.IntN(5) < 2 {
		body = append(body, section("Directory /", line("Require all denied"), line("Options FollowSymLinks")))
		if g.IntN(4) > 0 {
			body = append(body, section("Directory "+g.pick("%DIR%", "%DIR%/apps", "%DIR%/", "%DIR%/www"), line("Require all granted")))
		}
	}
	for i := range g.hosts {
		body = append(body, g.host(i))
	}
	g.Shuffle(len(body), func(i, j int) { body[i], body[j] = body[j], body[i] })
	return append(c, g.dress(body)...)
}

func (g *generator) pick(all ...string) string { return all[g.IntN(len(all))] }

// some are a few of all, in their order or another.
func (g *generator) some(all ...string) []string {
	var few []string
	for _, i := range g.Perm(len(all)) {
		if g.IntN(2) == 0 {
			few = append(few, all[i])
		}
	}
	return few
}

func (g *generator) host(i int) *node {
	at := g.pick("*:%1%", "*:%1%", "*:%1%", "*:%1%", "*:%2%", "127.0.0.1:%1%", "127.0.0.2:%1%", "_default_:%1%", "*:*", "*", "_default_:*", "127.0.0.1",
		"127.0.0.2:*", "127.0.0.1:%1% 127.0.0.2:%2%", "127.0.0.1:%1% *:%2%", "*:80", "*:%1% *:%2%")
	body := []*node{line("Header always set X-Host h%d", i+1)}
	if g.IntN(8) > 0 {
		body = append(body, line("ServerName %s", g.pick("a.test", "a.test", "b.test", "c.test", "A.test", "main.test", "a.test:%1%", "a.test:80", "b.test:9999",
			"https://c.test", "x.a.test")))
	}
	if g.IntN(3) == 0 {
		body = append(body, line("ServerAlias %s", g.pick("www.a.test", "*.a.test", "*.test", "b.test", "B.TEST c.test", "x?.a.test", "d.test *.b.test", "*")))
	}
	body = append(body, g.level(false)...)
	if g.IntN(4) == 0 {
		g.Shuffle(len(body), func(i, j int) { body[i], body[j] = body[j], body[i] })
	}
	return section("VirtualHost "+at, body...)
}

// level is what stands in the main server or a virtual host, in any order.
func (g *generator) level(main bool) []*node {
	var all []*node
	add := func(most int, make func() *node) {
		for range g.IntN(most + 1) {
			all = append(all, make())
		}
	}
	few := 3
	if main && g.hosts > 0 {
		few = 1
	}
	add(few, g.mount)
	if !main || g.hosts == 0 {
		all = append(all, g.mount(), g.mount())
	}
	add(few, g.mapping)
	if g.IntN(4) == 0 {
		add(2, g.proxy)
	}
	add(few, func() *node { return g.section(0) })
	add(2, func() *node { return g.setting(main) })
	if g.IntN(3) > 0 || main && g.IntN(10) > 0 {
		all = append(all, line("DocumentRoot %s", g.pick("%DIR%/www", "%DIR%/www", "%DIR%/www2", "%DIR%/www/", "%DIR%/empty", `"%DIR%/www/../static"`)))
	}
	if g.IntN(3) == 0 && len(g.groups) > 0 || main && g.IntN(2) == 0 {
		all = append(all, line("WSGIDaemonProcess %s", g.daemon()))
	}
	g.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	if g.IntN(5) == 0 {
		at := g.IntN(len(all) + 1)
		all = append(all[:at:at], append(g.rewrites(), all[at:]...)...)
	}
	return all
}

// daemon defines a group; the same one twice now and then, which httpd refuses.
func (g *generator) daemon() string {
	name := g.groups[0]
	if g.IntN(4) == 0 {
		name = g.pick(g.groups...)
	}
	g.groups = append(slices.DeleteFunc(g.groups, func(n string) bool { return n == name }), "g4")
	return name + " threads=2" + strings.Join(g.some(" python-home=%DIR%/venv1", " python-path=%DIR%/lib", " home=%DIR%", " display-name=%{GROUP}"), "")
}

func (g *generator) group() string {
	return g.pick("g1", "g1", "g1", "g2", "g3", "g4", "%{GLOBAL}", "%{GLOBAL}", "nosuch", "G1", "%{SERVER}", "%{ENV:PG}", "%{HOST}")
}

func (g *generator) url() string {
	return g.pick("/", "/", "/app", "/app", "/app", "/app/", "/app/sub", "/app/sub/", "/api", "/App", "/static", "/static/", "/sub", "/page.html", "/x", "/app/static",
		"//app", "/a/b", "app", "/p", "/apps")
}

func (g *generator) script() string {
	if g.IntN(6) == 0 {
		return g.pick("%DIR%/scripts", "%DIR%/scripts/", "%DIR%/apps/missing.wsgi", "%DIR%/apps/a.wsgi/", "%DIR%/apps/link.wsgi", "%DIR%/link/a.wsgi", "%DIR%/www/x.wsgi",
			"%DIR%/apps/a.wsgi/extra", "%DIR%/apps", "%DIR%/apps//b.wsgi", "%DIR%/apps/../apps/c.wsgi", "%DIR%/www2/sub/x.py", "apps/a.wsgi", "%DIR%/scripts/two",
			"%DIR%/apps/dead.wsgi", "%DIR%/dead/a.wsgi")
	}
	return "%DIR%/apps/" + g.pick("a.wsgi", "b.wsgi", "c.wsgi", "d.wsgi", "e.wsgi", "inner/f.wsgi", "A.wsgi")
}

func (g *generator) mount() *node {
	options := ""
	if g.IntN(3) == 0 {
		options += " process-group=" + g.group()
	}
	if g.IntN(5) == 0 && (options == "" || g.IntN(3) == 0) {
		options += " application-group=" + g.pick("%{GLOBAL}", "%{SERVER}", "%{HOST}", "%{RESOURCE}", "one", "%{ENV:PG}", "%{global}")
	}
	if g.IntN(12) == 0 {
		options += " callable-object=app"
	}
	if g.IntN(5) > 0 {
		return line("WSGIScriptAlias %s %s%s", g.url(), g.script(), options)
	}
	return line("WSGIScriptAliasMatch %s%s", g.pick(`^/app %DIR%/apps/b.wsgi`, `^/app(/.*)?$ %DIR%/apps/c.wsgi$1`, `/sub %DIR%/apps/a.wsgi`, `^/([a-z]+)$ %DIR%/scripts/$1.wsgi`,
		`^/(one|two)(/|$) %DIR%/scripts/$1.wsgi/`, `^/a(.) %DIR%/apps/a.wsgi`, `\.html$ %DIR%/apps/d.wsgi`, `^/(?i)APP %DIR%/apps/e.wsgi`, `^/([^/]*) %DIR%/scripts/$1.wsgi`,
		`^/s(?:ub|tatic) %DIR%/apps/a.wsgi`, `^ %DIR%/apps/a.wsgi`, `(/) %DIR%/apps/b.wsgi$1`), options)
}

func (g *generator) mapping() *node {
	if g.IntN(8) == 0 {
		return g.mappingInSection()
	}
	switch g.IntN(10) {
	case 0, 1, 2, 3:
		return line("Alias %s %s", g.url(), g.pick("%DIR%/static", "%DIR%/static/", "%DIR%/static", "%DIR%/www2", "%DIR%/static/page.html", "%DIR%/apps/a.wsgi", "%DIR%/apps/",
			"%DIR%/missing", "%DIR%/dead", "%DIR%/www/app"))
	case 4:
		return line("AliasMatch %s", g.pick(`^/static/(.*)$ %DIR%/static/$1`, `/sub %DIR%/static/page.html`, `^/app/(.*)\.html$ %DIR%/static/$1.html`, `^/x(.*) %DIR%/www$1`,
			`^/api$ %DIR%/static`, `(?i)^/APP/sub %DIR%/www2/page.html`))
	case 5:
		return line("%s", g.pick("ScriptAlias /cgi %DIR%/cgi", "ScriptAlias /app/cgi/ %DIR%/cgi/", "ScriptAliasMatch ^/run(.*) %DIR%/cgi/run$1", "ScriptAlias /api %DIR%/cgi/run"))
	case 6, 7:
		return line("Redirect %s%s %s", g.pick("", "permanent ", "temp ", "seeother ", "307 "), g.url(), g.pick("/new", "/app/x", "http://other.test/", "http://other.test"))
	case 8:
		return line("%s", g.pick("Redirect gone /app/old", "Redirect 404 /x", "RedirectPermanent /x /y", "RedirectTemp /app/t http://other.test/t", "Redirect 403 /api", "Redirect 410 /sub"))
	default:
		return line("RedirectMatch %s", g.pick(`^/old(.*)$ /app$1`, `\.html$ http://other.test/`, `404 ^/app/sub`, `permanent ^/x/(.*) /y/$1`, `^/$ /app/`, `gone /b$`))
	}
}

// mappingInSection is a mapping of the URLs of a Location, or of what any section holds for.
func (g *generator) mappingInSection() *node {
	if g.IntN(4) == 0 {
		in := g.pick(`If "true"`, "Directory %DIR%/static", "Directory %DIR%/www", "Location /app", "Files page.html")
		return section(in, line("Redirect %s%s %s", g.pick("", "permanent ", "307 "), g.url(), g.pick("/new", "http://other.test/")))
	}
	n := section(g.pick("Location /loc", "Location /app", "Location /app/sub", "Location /static", "Location /", "Location /page.html", "LocationMatch ^/(app|loc)", "LocationMatch /sub$"),
		line("%s", g.pick("Alias %DIR%/static", "Alias %DIR%/static/page.html", "Alias %DIR%/apps/a.wsgi", "Alias %DIR%/www/", "Redirect http://other.test/", "Redirect 301 /new",
			"Redirect gone", "ScriptAlias %DIR%/cgi/run", "Redirect temp http://other.test/x")))
	if g.IntN(4) == 0 {
		n.body = append(n.body, line("AliasPreservePath On"))
	}
	return n
}

func (g *generator) proxy() *node {
	to := "http://127.0.0.1:%BACK%" + g.pick("/back", "/", "")
	switch g.IntN(6) {
	case 0:
		return line("ProxyPassMatch %s", g.pick(`^/p/(.*)$ http://127.0.0.1:%BACK%/$1`, `^/app/p http://127.0.0.1:%BACK%`, `^/api(/.*)?$ !`))
	case 1:
		return section("Location "+g.pick("/p", "/app/p", "/api", "/"), line("ProxyPass %s", g.pick(to, "!")))
	case 2, 3:
		return line("ProxyPass %s !", g.url())
	default:
		return line("ProxyPass %s %s", g.pick("/p", "/p/", "/app/p", "/app", "/"), to)
	}
}

func (g *generator) rewrites() []*node {
	all := []*node{line("RewriteEngine %s", g.pick("On", "On", "On", "Off"))}
	for range 1 + g.IntN(3) {
		for range g.IntN(3) {
			all = append(all, line("RewriteCond %s%s", g.pick(`%{HTTP_HOST} ^a\.test`, `%{HTTP_HOST} !^www`, `%{REQUEST_URI} !^/app`, `%{REQUEST_URI} ^/(a|x)`, `%{REQUEST_METHOD} POST`,
				`%{REQUEST_METHOD} !=GET`, `%{HTTPS} off`, `%{HTTPS} !=off`, `%{HTTPS} =on`, `%{REQUEST_FILENAME} !-f`, `%{SERVER_PORT} ^%1%$`, `%{QUERY_STRING} q=1`, `%{HTTP_HOST} =b.test`,
				`$1 ^/s`), g.pick("", "", "", " [NC]", " [OR]", " [NC,OR]")))
		}
		flags := strings.Join(g.some("L", "PT", "NC", "QSA", "R", "R=301", "F", "G", "END", "NE"), ",")
		if g.IntN(3) > 0 {
			flags = g.pick("", "L", "PT", "R", "R=301,L", "F", "G", "PT,L", "NC", "R=404", "L,R", "P")
		}
		target := g.pick("-", "-", "/app$1", "/app/rw", "%DIR%/static/page.html", "http://other.test$1", "http://127.0.0.1:%BACK%/rw", "/page.html", "/nowhere", "/api/$2", "/page.html?q=2",
			"/static/$1")
		if flags == "P" {
			target = "http://127.0.0.1:%BACK%/rw$1" // a path would ask the server itself, and that again
		}
		if flags != "" {
			flags = " [" + flags + "]"
		}
		all = append(all, line("RewriteRule %s %s%s", g.pick(`^/old`, `^/old(.*)$`, `^`, `^/app`, `.*`, `!^/app`, `^(.*)$`, `^/x(.*)`, `^/(app|api)/(.*)$`, `^/$`, `\.html$`, `^/APP`), target, flags))
	}
	return all
}

// dress wraps some nodes into what reading takes away again: conditions, files, macros.
func (g *generator) dress(nodes []*node) config {
	var all config
	for i, n := range nodes {
		switch g.IntN(24) {
		case 0:
			n = section(g.pick("IfModule mod_wsgi.c", "IfModule !mod_ssl.c", "IfDefine !NOSUCH", "IfVersion >= 2.4", "IfModule alias_module"), n)
		case 1:
			n = section(g.pick("IfModule mod_ssl.c", "IfDefine NOSUCH", "IfVersion < 2.4"), n)
		case 2:
			name := "part" + strconv.Itoa(i) + ".conf"
			n = &node{text: g.pick("Include", "IncludeOptional") + " " + name, file: name, body: []*node{n}}
		case 3:
			macro := section("Macro M"+strconv.Itoa(i)+" $p", n)
			all = append(all, macro)
			n = line("Use M%d x", i)
		case 4:
			all = append(all, line("Define V%d %s", i, g.pick("%DIR%", "/app", "g1")))
		}
		all = append(all, n)
	}
	return all
}

func newRand(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 2)) }
