package trace_test

import "strings"

// asks are n requests, most of them for what the configuration names, and for what lies at its edges.
func (g *generator) asks(c config, n int) []ask {
	all := make([]ask, n)
	listens := [][2]string{}
	for _, l := range inline(c) {
		if address, ok := strings.CutPrefix(l.text, "Listen "); ok {
			addr, port, _ := strings.Cut(address, ":")
			listens = append(listens, [2]string{addr, port})
		}
	}
	names, paths := named(c)
	for i := range all {
		l := listens[g.IntN(len(listens))]
		all[i] = ask{method: g.pick("GET", "GET", "GET", "GET", "GET", "HEAD", "POST", "OPTIONS"), host: g.hostHeader(names), target: g.target(paths), addr: l[0], port: int(l[1][1] - '0')}
	}
	return all
}

func (g *generator) hostHeader(names []string) string {
	if g.IntN(2) == 0 && len(names) > 0 {
		return g.pick(names...)
	}
	return g.pick("a.test", "a.test", "a.test", "b.test", "c.test", "A.test", "A.TEST", "main.test", "www.a.test", "x.a.test", "xy.a.test", "d.test", "x.b.test", "unknown.test", "127.0.0.1",
		"127.0.0.2", "localhost") + g.pick("", "", "", "", "", "", "", "", "", ":%1%", ":80", ":443", ":8080", ".", ":%2%")
}

// target is a path, with escapes and steps that httpd takes out, and a query perhaps.
func (g *generator) target(paths []string) string {
	base := g.pick("/", "/app", "/app", "/app", "/app/sub", "/api", "/App", "/static", "/static/site.css", "/static/page.html", "/sub", "/page.html", "/x", "/app/static", "/p", "/p/x", "/app/p",
		"/a/b", "/old", "/one", "/two", "/cgi/run", "/app/cgi/run", "/run", "/~alice", "/x.wsgi", "/sub/x.py", "/apps/a.wsgi", "/app/page.html", "/scripts", "/app/x/y", "/app/old", "/index.wsgi", "/loc", "/loc/x")
	if g.IntN(3) > 0 && len(paths) > 0 {
		base = g.pick(paths...)
	}
	if g.IntN(2) == 0 {
		return base + g.pick("", "", "/", "/x", "/page.html", "?q=1")
	}
	rest := g.pick("", "", "", "", "/", "/", "/x", "/x/y", "x", "/page.html", "/index.html", "/sub", "/sub/page.html", "/a.wsgi", "/one.wsgi", "/one.wsgi/rest", "/.", "/..", "/../app", "/./x", "//", "//x", "/..x",
		"/%61", "/%2Fx", "%2f", ";v=1", "/;x", "/%20", "/%C3%A9", ".html", "/x.py", "/static", "/APP", "/b", "/%25", "/%3Fq", "/two/", "/sub/three.wsgi/z", "/x/../../app")
	path := base + rest
	switch g.IntN(14) {
	case 0:
		path = strings.Replace(path, "a", "%61", 1)
	case 1:
		path = strings.Replace(path, "/", "//", 1+g.IntN(2))
	case 2:
		path = g.pick("/x/..", "/x/..", "/.", "/../", "/%2e%2e", "/sub/.%2e", "/sub/x/../..") + path
	case 3:
		path = strings.ToUpper(path)
	case 4:
		path = strings.Replace(path, "/", "/%2E/", 1)
	}
	if !strings.HasPrefix(path, "/") {
		path = "/" + path
	}
	return path + g.pick("", "", "", "", "?q=1", "?", "?/app/../x", "?a=b&q=1")
}

// named are the hosts and URLs that a configuration names.
func named(nodes []*node) (hosts, paths []string) {
	for _, n := range nodes {
		words := strings.Fields(strings.Trim(n.text, "<>"))
		for i, word := range words[1:] {
			switch {
			case strings.HasPrefix(word, "/") && i == 0 && !strings.ContainsAny(word, "*?") && words[0] != "Directory":
				paths = append(paths, word)
			case words[0] == "ServerName":
				_, name, found := strings.Cut(word, "://")
				if !found {
					name = word
				}
				hosts = append(hosts, name)
			}
		}
		h, p := named(n.body)
		hosts, paths = append(hosts, h...), append(paths, p...)
	}
	return hosts, paths
}
