package model

import (
	"iter"
	"path"
	"slices"
	"sort"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/directives"
	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
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

// A Guard is an <IfModule> that by mistake does not ask what it is meant to.
type Guard struct {
	*eval.Condition
	Meant  string       // the name that was meant, where it asks for one that no module has; else empty
	Loaded *parser.Line // where the module is loaded, further down
}

// Guards are the configuration's, in order.
func (c *Config) Guards() []Guard {
	all, _ := c.guards()
	return all
}

// KeepsOut reports whether one of the Guards keeps a directive with the given first word from being read; with any word, where that is empty. What is
// missing for it is the guard's mistake: rule guard-never-true's matter.
func (c *Config) KeepsOut(directive, first string) bool {
	_, out := c.guards()
	return out[parser.LowerName(directive)+" "+first]
}

// findGuards finds the guards, and the names, and names with first words, of the directives that they keep out.
func (c *Config) findGuards() (found []Guard, out map[string]bool) {
	modules := modulesOf(c)
	holds := map[*parser.Line]bool{}
	for _, k := range c.Conditions {
		holds[k.Syntax] = holds[k.Syntax] || k.Truth == eval.Yes
	}
	out = map[string]bool{}
	for _, k := range c.Conditions {
		if k.Kind != "IfModule" {
			continue
		}
		g := Guard{Condition: k, Meant: modules.intended(k.Test)}
		if at := modules.loaded[k.Test]; g.Meant == "" && at != nil && c.Closed() && !k.Negated && !holds[k.Syntax] {
			g.Loaded = at
		}
		if g.Meant == "" && g.Loaded == nil {
			continue
		}
		found = append(found, g)
		if inside, ok := c.Inside(k); ok && !k.Negated {
			for l := range inside {
				name := parser.LowerName(l.Name().Value)
				first, _ := parser.CutWord(l.Text(), l.Name().End)
				out[name+" "], out[name+" "+first.Value] = true, true
			}
		}
	}
	return found, out
}

// Inside gives the lines between a condition's tags, if both stand in one file.
func (c *Config) Inside(k *eval.Condition) (lines iter.Seq[*parser.Line], ok bool) {
	at := k.Syntax.Span()
	i := slices.IndexFunc(c.Files, func(f *parser.File) bool { return f.Source == at.File })
	if i < 0 || k.Close == nil || k.Close.Span().File != at.File {
		return nil, false
	}
	f := c.Files[i]
	first := sort.Search(f.NumLines(), func(n int) bool { return f.Line(n).Span().Start >= at.End })
	return func(yield func(*parser.Line) bool) {
		for n := first; n < f.NumLines() && f.Line(n) != k.Close && yield(f.Line(n)); n++ {
		}
	}, true
}
