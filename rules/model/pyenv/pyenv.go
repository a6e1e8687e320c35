// Package pyenv tells what a folder says of itself as a Python environment: a venv or virtualenv, a conda environment, or the folder a
// Python is installed in. It reads files and runs nothing.
//
// Folders are absolute paths without symbolic links being followed by name; the file system has them without the leading slash.
package pyenv

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
)

// A Version is X.Y. The zero Version is not known.
type Version struct{ Major, Minor int }

// String gives "3.11".
func (v Version) String() string { return fmt.Sprintf("%d.%d", v.Major, v.Minor) }

// An Environment is a folder in which a Python finds its libraries.
type Environment struct {
	Folder string
	// Versions are those of the folders lib/pythonX.Y, in order, each once.
	Versions []Version
	// Virtual says that there is a pyvenv.cfg: Base is the folder of the Python that the environment was made with, as it says, and Made that
	// Python's version.
	Virtual bool
	Base    string
	Made    Version
}

// What is read of one file and of one folder at most: no environment has more, and the files are not trusted.
const (
	maxText    = 64 << 10 // bytes
	maxEntries = 4096
)

// Read looks at a folder. It is nil where there is neither a pyvenv.cfg nor a lib/pythonX.Y, so that no Python can start there.
func Read(files fs.FS, folder string) *Environment {
	e := &Environment{Folder: path.Clean(folder)}
	e.config(files)
	for _, lib := range []string{"lib", "lib64"} {
		for _, entry := range list(files, in(e.Folder, lib)) {
			version, ok := FolderVersion(entry.Name())
			if ok && !slices.Contains(e.Versions, version) && isFolder(files, in(e.Folder, lib+"/"+entry.Name())) {
				e.Versions = append(e.Versions, version)
			}
		}
	}
	slices.SortFunc(e.Versions, func(a, b Version) int { return cmp.Or(a.Major-b.Major, a.Minor-b.Minor) })
	if !e.Virtual && len(e.Versions) == 0 {
		return nil
	}
	return e
}

// config reads pyvenv.cfg as Python's site module does: key = value, keys in any letter case, lines that end in any way. What venv calls version is
// version_info to virtualenv and uv. A byte order mark, which editors leave, is no part of the first key.
func (e *Environment) config(files fs.FS) {
	f, err := files.Open(in(e.Folder, "pyvenv.cfg"))
	if err != nil {
		return
	}
	defer f.Close()
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		return
	}
	e.Virtual = true
	text, _ := io.ReadAll(io.LimitReader(f, maxText)) // what was read before an error counts
	for line := range strings.FieldsFuncSeq(strings.TrimPrefix(string(text), "\ufeff"), func(r rune) bool { return r == '\n' || r == '\r' }) {
		key, value, _ := strings.Cut(line, "=")
		value = strings.TrimSpace(value)
		switch strings.ToLower(strings.TrimSpace(key)) {
		case "home":
			e.Base = value
		case "version", "version_info":
			if v, ok := parseVersion(value); ok {
				e.Made = v
			}
		}
	}
}

// Has reports whether a Python of the version finds packages in the environment.
func (e *Environment) Has(v Version) bool { return slices.Contains(e.Versions, v) }

// FolderVersion is X.Y of python3.11, or of python3.13t of a build without the GIL.
func FolderVersion(name string) (Version, bool) {
	text, ok := strings.CutPrefix(name, "python")
	if !ok || strings.Count(text, ".") != 1 {
		return Version{}, false
	}
	return parseVersion(strings.TrimRight(text, "dmut"))
}

// parseVersion reads the X.Y that a text begins with: 3.11.2, 3.8.10.final.0.
func parseVersion(text string) (Version, bool) {
	parts := strings.SplitN(text, ".", 3)
	if len(parts) < 2 {
		return Version{}, false
	}
	major, err1 := strconv.ParseUint(parts[0], 10, 8)
	minor, err2 := strconv.ParseUint(parts[1], 10, 8)
	return Version{int(major), int(minor)}, err1 == nil && err2 == nil
}

// list is the entries of the folder of a name in files, sorted by name; none where there is none, and the first of many.
func list(files fs.FS, folder string) []fs.DirEntry {
	f, err := files.Open(folder)
	if err != nil {
		return nil
	}
	defer f.Close()
	dir, ok := f.(fs.ReadDirFile)
	if !ok {
		return nil
	}
	entries, _ := dir.ReadDir(maxEntries)
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return entries
}

func isFolder(files fs.FS, name string) bool {
	info, err := fs.Stat(files, name)
	return err == nil && info.IsDir()
}

// inside is the name a file system has for an absolute path.
func inside(name string) string {
	if !path.IsAbs(name) {
		name = "/" + name
	}
	if name = path.Clean(name)[1:]; name == "" {
		return "."
	}
	return name
}

// in is the name a file system has for what lies in a folder, an absolute path as path.Clean leaves it.
func in(folder, name string) string { return strings.TrimLeft(folder+"/"+name, "/") }

// Visible reports whether a folder and its lib can be looked into, so that what Read does not find is not there.
func Visible(files fs.FS, folder string) bool {
	folder = path.Clean(folder)
	for i, name := range []string{inside(folder), in(folder, "lib"), in(folder, "lib64")} {
		f, err := files.Open(name)
		if err == nil {
			f.Close()
		} else if i == 0 || !errors.Is(err, fs.ErrNotExist) {
			return false
		}
	}
	return true
}
