package eval

import (
	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
)

// commandLine is the file name httpd reports for the lines of -C.
const commandLine = "-c/-C directives"

// Read reads the server whose main file has the given absolute name. A folder or a pattern is read as Include reads it.
func Read(host Host, name string) *Config {
	r := newReader(host)
	r.before()
	r.readAll(&level{reader: r}, name, false)
	return r.finish()
}

// ReadText reads a text that need not be on host.Files: a fragment, or standard input. Files it includes are read from host.Files.
func ReadText(host Host, f *source.File) *Config {
	r := newReader(host)
	r.before()
	r.files.put(f)
	r.readFile(&level{reader: r}, target{path: f.Name})
	return r.finish()
}

// A reader is the state of httpd's read pass.
type reader struct {
	host       Host
	cfg        *Config
	files      *files
	budget     budget
	serverRoot string
	flags      map[string]Truth
	vars       map[string]string // values by name in lower case
	macros     map[string]*macro // by name in lower case
	anyMacro   bool
	loaded     map[string]Truth  // modules, by identifier and by source
	names      map[string]*entry // directive names, as spelled, that have been looked up since the last LoadModule
	in         *Directive        // the section being read
	sections   int               // how many sections are open, of this file and of those that include it
	when       *Condition        // the innermost undecided condition
	depth      int               // of Include
	levels     []*level          // by depth
	left       int               // files to be read of the last large Include
	line       int               // of the last Include met, as DUMP_INCLUDES reports it
	active     map[string]int    // files being read, by path, with how often
	cyclic     bool              // the depth of Include has been exceeded
	way        *Way              // of the last directive
	slab       []Directive

	ignoreEmpty, ignoreNesting bool // MacroIgnoreEmptyArgs, MacroIgnoreBadNesting
}

func newReader(host Host) *reader {
	r := &reader{
		host:       host,
		cfg:        &Config{Host: host, Flags: map[string]bool{}, Variables: map[string]string{}},
		files:      newFiles(host),
		serverRoot: mergePath("/", host.ServerRoot),
		flags:      map[string]Truth{},
		vars:       map[string]string{},
		macros:     map[string]*macro{},
		loaded:     map[string]Truth{},
		names:      map[string]*entry{},
		active:     map[string]int{},
	}
	for _, m := range host.Modules {
		r.load(m)
	}
	for _, name := range host.Flags {
		r.flags[name] = Yes
	}
	for name, value := range host.Variables {
		r.flags[name] = Yes
		r.vars[parser.LowerName(name)] = value
	}
	return r
}

// before reads the lines of -C. They are one text to httpd, and a backslash at the end of one does not continue it.
func (r *reader) before() {
	in := &input{label: commandLine, verbatim: true}
	for _, text := range r.host.Before {
		k := kept{}
		if f := parser.Parse(source.NewFile(commandLine, text)); f.NumLines() > 0 {
			k = kept{text: f.Line(0).Text(), syntax: f.Line(0)}
		}
		in.kept = append(in.kept, k)
	}
	(&level{reader: r, input: in}).read()
}

func (r *reader) finish() *Config {
	r.files.close()
	c := r.cfg
	c.ServerRoot = r.serverRoot
	for name, t := range r.flags {
		c.Flags[name] = t == Yes
		if v, ok := r.vars[parser.LowerName(name)]; ok {
			c.Variables[name] = v
		}
	}
	r.markRepeated()
	return c
}

// markRepeated makes inexact what stands in a file that was opened more than once: a change there changes every reading.
func (r *reader) markRepeated() {
	repeated := r.repeated()
	if len(repeated) == 0 {
		return
	}
	plain := &expansion{inexact: true}
	var last *source.File
	var again bool
	for _, all := range [][]*Directive{r.cfg.Directives, r.cfg.ReadTime} {
		for _, d := range all {
			if f := d.Syntax.Span().File; f != last {
				last, again = f, repeated[f]
			}
			switch {
			case !again:
			case d.expansion == nil:
				d.expansion = plain
			default:
				d.expansion.inexact = true
			}
		}
	}
}

// repeated are the files that were opened more than once, be it under several names.
func (r *reader) repeated() map[*source.File]bool {
	repeated := map[*source.File]bool{}
	seen := make(map[*source.File]bool, len(r.cfg.Files))
	alike := make(map[string][]*source.File, len(r.cfg.Files)) // by text: what has another one is another file
	for _, i := range r.cfg.Includes {
		f := i.File.Source
		if seen[f] {
			repeated[f] = true
			continue
		}
		seen[f] = true
		alike[f.Text] = append(alike[f.Text], f)
	}
	for _, files := range alike {
		if len(files) == 1 {
			continue
		}
		first := map[string]*source.File{} // by real name
		for _, f := range files {
			name := r.files.realName(f.Name)
			if first[name] == nil {
				first[name] = f
			} else {
				repeated[f], repeated[first[name]] = true, true
			}
		}
	}
	return repeated
}

// directive makes a directive of line l, whose arguments begin at a byte of its expanded text.
func (r *reader) directive(l line, name *Spelling, args int) *Directive {
	if len(r.slab) == cap(r.slab) {
		r.slab = make([]Directive, 0, min(512, 16+2*cap(r.slab)))
	}
	if r.way == nil || r.way.Via != l.from.via || r.way.When != r.when {
		r.way = &Way{Via: l.from.via, When: r.when}
	}
	r.slab = append(r.slab, Directive{Spelling: name, Way: r.way, Syntax: l.syntax, In: r.in, expansion: l.expansion, args: int32(args)})
	return &r.slab[len(r.slab)-1]
}

// absolute is httpd's ap_server_root_relative.
func (r *reader) absolute(name string) string { return mergePath(r.serverRoot, name) }
