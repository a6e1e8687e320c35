package layout

import (
	"errors"
	"io/fs"
	"path"
)

// A Skipped is a file that was passed over, and why.
type Skipped struct {
	Path   Path
	Reason string
}

// notEntered are folders whose files are not the user's own.
var notEntered = map[string]bool{".git": true, ".hg": true, ".svn": true, ".bzr": true, "node_modules": true, "__pycache__": true}

// maxSniffed is the largest file, in bytes, that is opened to see whether it is configuration, where its name does not say so.
const maxSniffed = 1 << 20

// Walk finds the files in a folder that look like configuration of Apache, by their names or their texts, in the order of their names.
// Symbolic links to folders are not followed, those to files are; a file is found once.
func (m *Machine) Walk(folder Path) (found []Path, skipped []Skipped) {
	w := walker{machine: m, seen: map[string]bool{}}
	w.walk(folder)
	return w.found, w.skipped
}

type walker struct {
	machine *Machine
	seen    map[string]bool // real paths
	found   []Path
	skipped []Skipped
}

func (w *walker) walk(folder Path) {
	entries, err := w.machine.disk.ReadDir(folder.Name)
	if err != nil {
		w.skip(folder, err.Error())
		return
	}
	for _, e := range entries {
		at := folder.in(e.Name(), nil)
		if e.IsDir() {
			if !notEntered[e.Name()] {
				w.walk(at)
			}
			continue
		}
		info, err := w.machine.disk.Stat(at.Name)
		at.Info = info
		switch {
		case err != nil && named(e.Name()):
			w.skip(at, Reason(err))
		case err == nil && info.Mode().IsRegular():
			w.file(at)
		case err == nil && !info.IsDir() && named(e.Name()):
			w.skip(at, "not a regular file")
		}
	}
}

// file looks at a regular file, where it has not been seen under another name.
func (w *walker) file(p Path) {
	real, err := w.machine.disk.Real(p.Name)
	if err != nil || w.seen[real] {
		return
	}
	w.seen[real] = true
	if !named(path.Base(p.Name)) && p.Info.Size() > maxSniffed {
		w.skip(p, "too large to look into, and not named as configuration of Apache is")
		return
	}
	text, err := w.machine.Head(p)
	if err != nil {
		w.skip(p, Reason(err))
		return
	}
	verdict, reason := Recognize(p.Name, text)
	if verdict == Apache {
		w.found = append(w.found, p)
		return
	}
	w.skip(p, reason)
}

func (w *walker) skip(p Path, reason string) {
	w.skipped = append(w.skipped, Skipped{Path: p, Reason: reason})
}

// named reports whether a file's name is one that configuration of Apache has, or a template for it.
func named(base string) bool {
	for _, pattern := range []string{"*.conf", "*.conf.*", "*.conf-*", ".htaccess", "*.vhost", "httpd*", "apache*"} {
		if ok, _ := path.Match(pattern, base); ok {
			return true
		}
	}
	return false
}

// Head reads as much of a file as Recognize looks at, with the text laid over it if there is one.
func (m *Machine) Head(p Path) (string, error) { return m.overlay(m.disk).Head(p.Name, maxRecognize) }

// Reason says an error of reading without the path, which is said beside it.
func Reason(err error) string {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return pe.Err.Error()
	}
	return err.Error()
}
