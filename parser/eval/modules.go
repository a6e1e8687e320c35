package eval

import (
	"io/fs"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/directives"
)

// load adds a module. One whose source nobody knows is taken to follow the custom: mod_x.c for x_module.
func (r *reader) load(m Module) {
	if m.Source == "" {
		m.Source, _ = directives.ModuleSource(m.ID)
	}
	if m.Source == "" {
		m.Source = "mod_" + strings.TrimSuffix(m.ID, "_module") + ".c"
	}
	r.cfg.Modules = append(r.cfg.Modules, m)
	for _, name := range []string{m.ID, m.Source} {
		if r.loaded[name] != Yes {
			r.loaded[name] = r.now()
		}
	}
	clear(r.names)
}

// hasModule asks for a module by its identifier or its source, as spelled.
func (r *reader) hasModule(name string) Truth {
	if t, ok := r.loaded[name]; ok {
		return t
	}
	return r.unknown()
}

// registered is whether a module that has the directive is loaded.
func (r *reader) registered(d *directives.Directive) Truth {
	t := r.unknown()
	for _, source := range d.Modules {
		t = max(t, r.loaded[source])
	}
	return t
}

// loadModule is mod_so's load_module. Nothing is loaded: where the objects are on the file system, it is asked whether they exist.
func (lv *level) loadModule(d *Directive, l line) *fault {
	w, f := words(d, 2, 2)
	if f != nil {
		return f
	}
	id, file := w[0], w[1]
	for i := range lv.cfg.Modules {
		m := &lv.cfg.Modules[i]
		switch {
		case m.ID != id:
		case m.File != "":
			lv.warn("AH01574", "module "+id+" is already loaded, skipping", d.Arg(0).At(), l)
			return nil
		case lv.host.ModuleFiles && (strings.HasPrefix(m.Source, "mod_")):
			return &fault{message: "module " + id + " is built-in and can't be loaded", at: d.Arg(0).At()}
		default:
			m.File, m.At = lv.absolute(file), l.syntax
			return lv.missingObject(d, file, 1)
		}
	}
	lv.load(Module{ID: id, File: lv.absolute(file), At: l.syntax})
	return lv.missingObject(d, file, 1)
}

// loadFile is mod_so's load_file.
func (lv *level) loadFile(d *Directive, _ line) *fault {
	for i, pos := 0, 0; ; i++ {
		var w parser.Word
		w, pos = parser.CutWord(d.RawArgs(), pos)
		switch {
		case w.Value == "" && i == 0:
			return usage(d)
		case w.Value == "":
			return nil
		}
		if f := lv.missingObject(d, w.Value, i); f != nil {
			return f
		}
	}
}

// missingObject says what the dynamic linker says of an object that is not there; it is argument i of d. A name without a folder may
// be found on the linker's own path, which is not known.
func (lv *level) missingObject(d *Directive, name string, i int) *fault {
	full := lv.absolute(name)
	if !lv.host.ModuleFiles {
		return nil
	}
	_, err := lv.files.stat(full)
	if err == nil {
		return nil
	}
	if strings.IndexByte(name, '/') < 0 {
		full, err = name, fs.ErrNotExist
	}
	return &fault{
		message: "Cannot load " + name + " into server: " + full + ": cannot open shared object file: " + errorText(err),
		at:      d.Arg(i).At(), unreadable: true,
	}
}

// An entry is what is known of a directive's name now.
type entry struct {
	Spelling
	known *directives.Directive // nil where no loaded module registers it
	run   handler               // what executes it while reading; nil for all others
}

// lookup finds a name, in any letter case, in the tables of the modules loaded so far. What may be loaded elsewhere counts.
func (r *reader) lookup(name string) *entry {
	if e, ok := r.names[name]; ok {
		return e
	}
	e := &entry{Spelling: Spelling{name}}
	d := directives.Lookup(name)
	if d == nil && parser.SameName(name, perl.Name) {
		d = perl
	}
	if d != nil && r.registered(d) != No {
		e.known, e.Name = d, d.Name
		if d.ReadTime {
			e.run = handlerOf(d)
		}
	}
	if len(r.names) < maxNames {
		r.names[name] = e
	}
	return e
}
