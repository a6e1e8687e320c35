package pyenv

import (
	"io/fs"
	"path"
	"slices"
	"strings"
)

// maxTried is how many folders Near looks into.
const maxTried = 64

// keepers are the folders in which pyenv and conda keep environments.
var keepers = []string{"versions", "envs"}

// Near returns the environments in a folder, or, where there are none, those beside it, as absolute paths. They lie directly there or in a keeper, and
// those with the usual names come first.
func (r *Reader) Near(folder string) []string {
	folder = path.Clean(folder)
	if found := r.within(folder); len(found) > 0 {
		return slices.Clone(found)
	}
	parent := path.Dir(folder)
	if parent == "/" {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(r.within(parent)), func(env string) bool { return env == folder })
}

// within are the environments in a folder, which is looked into once: many homes may be missing in one.
func (r *Reader) within(folder string) []string {
	return once(r, r.lists, folder, func() []string { return r.look(folder) })
}

func (r *Reader) look(folder string) []string {
	var names []string
	for _, entry := range list(r.files, inside(folder)) {
		if entry.IsDir() || entry.Type()&fs.ModeSymlink != 0 {
			names = append(names, entry.Name())
		}
	}
	slices.SortStableFunc(names, func(a, b string) int { return usual(a) - usual(b) })
	var found []string
	for _, name := range names[:min(len(names), maxTried)] {
		at := path.Join(folder, name)
		if slices.Contains(keepers, name) && !slices.Contains(keepers, path.Base(folder)) {
			found = append(found, r.within(at)...)
		} else if e := r.Read(at); e != nil && (e.Virtual || isFolder(r.files, in(at, "bin"))) {
			found = append(found, at)
		}
	}
	return found
}

// usual ranks the names of folders: 0 for what environments are mostly called.
func usual(name string) int {
	name = strings.ToLower(name)
	switch {
	case name == "venv", name == ".venv", name == "env", name == "virtualenv":
		return 0
	case strings.Contains(name, "env"):
		return 1
	}
	return 2
}
