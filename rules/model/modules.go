package model

import (
	"path"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/directives"
)

// A module is the two names <IfModule> knows a module by: what LoadModule takes, and its source file.
type module struct{ id, source string }

// A moduleIndex finds modules.
type moduleIndex struct {
	exact  map[string]bool
	meant  map[string]module       // by stem
	loaded map[string]*parser.Line // both names of the configuration's own modules; nil for those compiled in
}

func modulesOf(c *Config) moduleIndex {
	x := moduleIndex{exact: map[string]bool{}, meant: map[string]module{}, loaded: map[string]*parser.Line{}}
	add := func(id, source string) {
		x.exact[id], x.exact[source] = true, true
		x.meant[stem(id)], x.meant[stem(source)] = module{id, source}, module{id, source}
	}
	for id, source := range directives.Modules() {
		add(id, source)
	}
	for _, m := range c.Modules {
		x.loaded[m.ID], x.loaded[m.Source] = m.At, m.At
	}
	return x
}

// stem is what is left of a module's name, however it is written: "wsgi" of wsgi_module, mod_wsgi.c, libmod_wsgi.so, mod_wsgi_python3.so, of modwsgi, and of
// libapache2-mod-wsgi-py3, as Debian's package is called.
func stem(name string) string {
	name = strings.ReplaceAll(strings.ToLower(path.Base(name)), "-", "_")
	name = strings.TrimPrefix(strings.TrimPrefix(name, "lib"), "apache2_")
	for _, end := range []string{".so", ".load", ".c", ".la", ".cpp", "_modules", "_module", "_mod"} {
		name = strings.TrimSuffix(name, end)
	}
	name = strings.TrimPrefix(strings.TrimPrefix(name, "mod_"), "mpm_")
	if rest, ok := strings.CutPrefix(strings.TrimPrefix(name, "mod"), "wsgi"); ok && strings.Trim(rest, "_.py0123456789thon") == "" {
		return "wsgi"
	}
	return name
}

// intended is the name that was probably meant by one that no module can have; "" where such a module may exist.
func (x moduleIndex) intended(name string) string {
	if _, loaded := x.loaded[name]; loaded || x.exact[name] {
		return ""
	}
	lower := strings.ToLower(name)
	isSource := strings.HasSuffix(lower, ".c")
	m, ok := x.meant[stem(name)]
	switch {
	case !ok:
		return ""
	case isSource && !strings.HasPrefix(lower, "mod_") && !strings.HasPrefix(lower, "mpm_") && !strings.Contains(lower, "/") &&
		!strings.HasSuffix(lower, "_module.c") && lower != m.source && m.id != WSGIModule:
		return "" // cache.c may be the source of somebody's own module
	case strings.HasSuffix(strings.TrimSuffix(lower, ".c"), "_module"):
		return m.id
	case isSource || strings.HasPrefix(path.Base(lower), "mod_") || strings.HasSuffix(lower, ".so"):
		return m.source
	}
	return m.id
}

// WSGIModule is what LoadModule calls mod_wsgi.
const WSGIModule = "wsgi_module"
