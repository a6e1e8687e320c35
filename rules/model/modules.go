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

// stem is what is left of a module's name, however it is written: "wsgi" of wsgi_module, mod_wsgi.c, libmod_wsgi.so, mod_wsgi_python3.so.
func stem(name string) string {
	name = strings.ToLower(path.Base(name))
	name = strings.TrimPrefix(name, "lib")
	for _, end := range []string{".c", ".so", ".la", ".cpp"} {
		name = strings.TrimSuffix(name, end)
	}
	name = strings.TrimSuffix(strings.TrimPrefix(name, "mod_"), "_module")
	name = strings.TrimPrefix(name, "mpm_")
	if rest, ok := strings.CutPrefix(name, "wsgi"); ok && strings.Trim(rest, "-_.py0123456789thon") == "" {
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
		lower != m.source && m.id != WSGIModule:
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
