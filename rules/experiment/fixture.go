package experiment

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// A fixture is the text of a configuration in its two forms.
type fixture struct {
	main   string            // the name of the file httpd starts at
	before map[string][]byte // by name relative to the fixture's folder
	after  map[string][]byte // nil without a fixed form
}

// load reads a fixture: one file, or a folder with httpd.conf in it.
func load(path string) (fixture, error) {
	info, err := os.Stat(path)
	if err != nil {
		return fixture{}, err
	}
	f := fixture{main: "httpd.conf", before: map[string][]byte{}, after: map[string][]byte{}}
	fixed := false
	if !info.IsDir() {
		f.main = filepath.Base(path)
		fixed, err = f.add(f.main, path)
	} else {
		fixed, err = f.addFolder(path)
	}
	if !fixed {
		f.after = nil
	}
	return f, err
}

func (f *fixture) addFolder(folder string) (fixed bool, err error) {
	err = filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || strings.HasSuffix(path, ".fixed") {
			return err
		}
		name, err := filepath.Rel(folder, path)
		if err != nil {
			return err
		}
		here, err := f.add(name, path)
		fixed = fixed || here
		return err
	})
	return fixed, err
}

// add reads one file and its NAME.fixed. A symbolic link, as in sites-enabled, counts as the file
// it leads to, which is the one a fix changes.
func (f *fixture) add(name, path string) (fixed bool, err error) {
	real, err := filepath.EvalSymlinks(path)
	if err != nil {
		return false, err
	}
	if f.before[name], err = os.ReadFile(real); err != nil {
		return false, err
	}
	f.after[name], err = os.ReadFile(real + ".fixed")
	if os.IsNotExist(err) {
		f.after[name] = f.before[name]
		return false, nil
	}
	return true, err
}
