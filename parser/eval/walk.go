package eval

import (
	"errors"
	"fmt"
	"io/fs"
	"sort"
	"strings"
	"syscall"
)

// A walk finds the files of one Include. httpd ends at the first error; the walk goes on behind it where that leads to an end.
type walk struct {
	files    *files
	optional bool
	depth    int
	steps    int // entries of folders seen
	left     int // how many more may be seen; negative at the end of the walk
	found    []target
}

func (w *walk) fail(format string, args ...any) {
	w.found = append(w.found, target{err: fmt.Sprintf(format, args...)})
}

// step reports whether the walk goes on to one more entry of a folder.
func (w *walk) step() bool {
	if w.left < 0 {
		return false
	}
	w.left--
	w.steps++
	return w.left >= 0
}

// stop ends the walk: folders hold themselves, by symbolic links.
func (w *walk) stop() { w.left = -1 }

// name finds a file, or everything in a folder (ap_dir_nofnmatch). Optional is what is not there.
func (w *walk) name(name string, plain bool) {
	if !w.step() {
		return
	}
	if plain {
		w.found = append(w.found, target{path: name, plain: true})
		return
	}
	if w.files.wasRead(name) { // as snippets are that many hosts include
		w.found = append(w.found, target{path: name, regular: true})
		return
	}
	info, err := w.files.stat(name)
	switch {
	case err == nil && info.IsDir():
		w.folder(name)
	case err != nil && w.optional:
	default:
		w.found = append(w.found, target{path: name, regular: err == nil && info.Mode().IsRegular()})
		if errors.Is(err, syscall.ELOOP) || errors.Is(err, syscall.ENAMETOOLONG) {
			w.stop()
		}
	}
}

// link finds a link, which mostly leads to a file: what else it is is asked where it cannot be read.
func (w *walk) link(name string) {
	if w.step() {
		w.found = append(w.found, target{path: name, link: true})
	}
}

func (w *walk) folder(name string) {
	if w.depth == maxFolders {
		w.fail("Include/IncludeOptional: Directory '%s' exceeds the maximum include directory nesting level of %d. "+
			"You have probably a recursion somewhere.", name, maxFolders)
		w.stop()
		return
	}
	w.depth++
	entries, err := w.files.readDir(name)
	if err != nil {
		w.fail("Include/IncludeOptional: Could not open directory %s: %s", name, errorText(err))
	}
	for _, e := range entries {
		w.name(fullPath(name, e.Name()), e.Type().IsRegular())
	}
	w.depth--
}

// pattern finds what matches, part by part (ap_dir_fnmatch). A part before the last one matches real folders only.
func (w *walk) pattern(dir, pattern string) {
	part, rest, more := strings.Cut(pattern, "/")
	if !isPattern(part) {
		if more {
			w.pattern(fullPath(dir, part), rest)
		} else {
			w.name(fullPath(dir, part), false)
		}
		return
	}
	entries, err := w.files.readDir(dir)
	if err != nil {
		if !w.optional || !isMissing(err) {
			w.fail("Include/IncludeOptional: Could not open directory %s: %s", dir, errorText(err))
		}
		return
	}
	found := false
	for _, e := range entries {
		if !w.step() {
			return
		}
		if more && e.Type()&fs.ModeType != fs.ModeDir || !match(part, e.Name()) {
			continue
		}
		found = true
		if more {
			w.pattern(fullPath(dir, e.Name()), rest)
		} else if name := fullPath(dir, e.Name()); e.Type() == fs.ModeSymlink && !w.files.wasRead(name) {
			w.link(name)
		} else {
			w.name(name, e.Type().IsRegular())
		}
	}
	if !found && !w.optional {
		w.fail("Include/IncludeOptional: No matches for the wildcard '%s' in '%s', failing", part, dir)
	}
}

// byName sorts folder entries as httpd does: by the bytes of their names.
func byName(entries []fs.DirEntry) {
	sort.Slice(entries, func(i, j int) bool { return entries[i].Name() < entries[j].Name() })
}
