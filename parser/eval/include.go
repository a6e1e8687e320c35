package eval

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// maxIncludes is how deep Include nests (AP_MAX_INCLUDE_DEPTH), maxFolders how deep folders do (AP_MAX_FNMATCH_DIR_DEPTH).
const (
	maxIncludes = 128
	maxFolders  = 128
)

const useFrame = "Use"

// include reads the files that Include or IncludeOptional names, in place (include_config).
func (lv *level) include(d *Directive, l line) *fault {
	w, f := words(d, 1, 1)
	if f != nil {
		return f
	}
	at := d.Arg(0).At()
	switch {
	case lv.depth < maxIncludes:
	case lv.cyclic:
		return nil
	default:
		lv.cyclic = true
		return &fault{
			message: fmt.Sprintf("Exceeded maximum include depth of %d, There appears to be a recursion.", maxIncludes),
			hint:    lv.cycle(l), at: at, unreadable: true,
		}
	}
	if len(lv.serverRoot)+len(w[0])+4 > maxPath {
		return &fault{message: "Invalid Include path " + w[0], at: at, unreadable: true}
	}
	lv.depth++
	lv.line = l.number()
	by := &Frame{Kind: d.Name, By: l.syntax, Line: l.number(), Outer: l.from.via}
	inner := &level{reader: lv.reader, by: by, at: at, including: d}
	lv.readAll(inner, lv.absolute(w[0]), d.Name == "IncludeOptional")
	lv.depth--
	return nil
}

// cycle tells which files include each other.
func (lv *level) cycle(l line) string {
	file := l.syntax.Span().File.Name
	for via := l.from.via; via != nil; via = via.Outer {
		if by := via.By.Span().File.Name; by == file {
			return file + " is included again while it is being read"
		}
	}
	return ""
}

// readAll reads what a name or a pattern stands for, in httpd's order. The parsing of what comes next has begun while one is read.
func (r *reader) readAll(lv *level, name string, optional bool) {
	w := r.find(optional, lv.origin, func(w *walk) {
		if isPattern(name) {
			w.pattern("/", strings.TrimLeft(name, "/"))
		} else {
			w.name(name, false)
		}
	})
	r.readEach(lv, w.found, optional)
}

// readEach reads what was found.
func (r *reader) readEach(lv *level, targets []target, optional bool) {
	from := 0
	for i, t := range targets {
		for ; from < min(i+parseAhead, len(targets)); from++ {
			if targets[from].err == "" {
				r.files.want(targets[from])
			}
		}
		if t.link && !r.files.opens(t) {
			w := r.find(optional, lv.origin, func(w *walk) { w.name(t.path, false) })
			r.readEach(lv, w.found, optional)
			if w.left < 0 {
				return
			}
			continue
		}
		if len(targets) > parseAhead {
			r.left = len(targets) - i
		}
		next := r.level()
		*next = level{reader: r, by: lv.by, at: lv.at, including: lv.including, open: next.open[:0], soak: next.soak[:0]}
		r.readFile(next, t)
	}
	if len(targets) > parseAhead {
		r.left = 0
	}
}

// level is what reads a file at this depth: one after the other, for there may be very many.
func (r *reader) level() *level {
	for len(r.levels) <= r.depth {
		r.levels = append(r.levels, &level{})
	}
	return r.levels[r.depth]
}

// readFile reads one file in place (ap_process_resource_config).
func (r *reader) readFile(lv *level, t target) {
	if r.cyclic && r.active[t.path] > 0 {
		return
	}
	if t.err != "" {
		lv.cannotRead(t.err, true)
		return
	}
	file, err := r.files.get(t)
	if err != nil {
		var ours refusal
		lv.cannotRead("Could not open configuration file "+t.path+": "+errorText(err), !errors.As(err, &ours))
		return
	}
	if r.files.first(t.path) {
		r.cfg.Files = append(r.cfg.Files, file)
		if all := r.cfg.Directives; len(all)+file.NumLines() > cap(all) {
			r.cfg.Directives = slices.Grow(all, max(file.NumLines(), r.expected()))
		}
	} else if !r.spend(&r.budget.replayed, 1+file.NumLines(), maxReplayed, "lines read again", lv.origin) {
		return
	}
	lv.own = input{label: t.path, file: file}
	lv.input = &lv.own
	inc := Include{Depth: r.depth, File: file}
	if lv.by != nil {
		via := *lv.by
		via.Label = t.path
		lv.input.via = &via
		inc.By = via.By
		inc.Line = r.line
	}
	if all := r.cfg.Includes; len(all) == cap(all) {
		r.cfg.Includes = slices.Grow(all, 1+len(all)) // there may be very many
	}
	r.cfg.Includes = append(r.cfg.Includes, inc)
	r.active[t.path]++
	lv.read()
	r.active[t.path]--
}

// expected is how many more directives there is room made for: as many as the files that are left of a large Include have, if they are like those read, or
// as there are already.
func (r *reader) expected() int {
	n := len(r.cfg.Directives)
	if r.left == 0 {
		return n
	}
	return max(n/8, min(15*n, n/len(r.cfg.Files)*r.left*9/8))
}

// cannotRead reports a file or a folder that cannot be read at the directive that includes it.
func (lv *level) cannotRead(message string, fatal bool) {
	p := Problem{At: lv.at, Message: message, Unreadable: true, Fatal: fatal}
	if d := lv.including; d != nil {
		p.Label, p.Line = d.Place()
		p.Via, p.When = d.Via, d.When
	}
	lv.report(p)
}

// origin is the line that includes what the level reads.
func (lv *level) origin() line {
	if lv.including == nil {
		return line{}
	}
	label, number := lv.including.Place()
	return line{syntax: lv.including.Syntax, counted: number, from: &input{label: label, via: lv.including.Via}}
}

// A target is a file to be read, or why the reading ends here.
type target struct {
	path    string
	regular bool // known to be a regular file, or a link to one
	link    bool // a link to what is not known before it is opened
	plain   bool // known to be a regular file and no link
	err     string
}

// find walks (ap_process_fnmatch_configs); at is the line that asks for it.
func (r *reader) find(optional bool, at func() line, walking func(*walk)) *walk {
	w := &walk{files: r.files, optional: optional, left: maxSteps - r.budget.steps}
	walking(w)
	r.spend(&r.budget.steps, w.steps, maxSteps, "files and folders found by Include", at)
	return w
}
