package directives

import (
	"iter"
	"slices"
	"strings"
	"sync"
)

// All yields every directive: httpd's in the order of their names in lower case, then mod_wsgi's.
func All() iter.Seq[*Directive] {
	return func(yield func(*Directive) bool) {
		for _, table := range [][]Directive{httpdToL, httpdFromM, modWSGI} {
			for i := range table {
				if !yield(&table[i]) {
					return
				}
			}
		}
	}
}

// byName holds every directive under its name in lower case.
var byName = sync.OnceValue(func() map[string]*Directive {
	m := make(map[string]*Directive, len(httpdToL)+len(httpdFromM)+len(modWSGI))
	for d := range All() {
		m[strings.ToLower(d.Name)] = d
	}
	return m
})

// Lookup returns the directive of a name in any letter case, a section's with its "<"; nil if it is unknown. The caller must not change it.
func Lookup(name string) *Directive {
	var lower [48]byte // longer than any name
	if len(name) > len(lower) {
		return nil
	}
	for i := range len(name) {
		c := name[i]
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		lower[i] = c
	}
	return byName()[string(lower[:len(name)])]
}

// ModuleSource returns the name of a module's source file, which is its other name in <IfModule>, for the identifier that LoadModule
// takes: "mod_wsgi.c" for "wsgi_module", "event.c" for "mpm_event_module". It knows the modules of httpd's release, and mod_wsgi.
func ModuleSource(id string) (source string, ok bool) {
	if name, is := strings.CutSuffix(id, "_module"); is && slices.Contains(withoutDirectives, name) {
		return "mod_" + name + ".c", true
	}
	i, ok := slices.BinarySearchFunc(modules, id, func(m module, id string) int { return strings.Compare(m.id, id) })
	if !ok {
		return "", false
	}
	return modules[i].source, true
}

// IsModuleSource reports whether [ModuleSource] gives the name for some module.
func IsModuleSource(name string) bool {
	for _, source := range Modules() {
		if source == name {
			return true
		}
	}
	return false
}

// Modules yields the identifier and the source file of every module that [ModuleSource] knows.
func Modules() iter.Seq2[string, string] {
	return func(yield func(id, source string) bool) {
		for _, m := range modules {
			if !yield(m.id, m.source) {
				return
			}
		}
		for _, name := range withoutDirectives {
			if !yield(name+"_module", "mod_"+name+".c") {
				return
			}
		}
	}
}

// withoutDirectives are httpd's modules that register no directive, without "mod_" and "_module".
var withoutDirectives = strings.Fields("asis authz_host authz_owner authz_user bucketeer data lbmethod_bybusyness lbmethod_byrequests lbmethod_bytraffic " +
	"proxy_ajp proxy_balancer proxy_fdpass proxy_http proxy_http2 proxy_uwsgi ratelimit slotmem_plain slotmem_shm socache_dbm socache_shmcb status systemd unique_id")

// A module is the two names a module has.
type module struct{ id, source string }
