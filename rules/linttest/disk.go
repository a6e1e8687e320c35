package linttest

import (
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"testing/fstest"
)

// A disk is the file system of a fixture.
type disk struct{ fstest.MapFS }

// require makes what a `server:` line of the fixture's experiment makes, as far as rules can see it: a venv is one of Python 3.11, and
// every kind that is not listed in the package's description is a file.
func (d disk) require(line string) error {
	kind, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
	name, text, _ := strings.Cut(strings.TrimSpace(rest), " ")
	if kind == "file" {
		unquoted, err := strconv.Unquote(strings.TrimSpace(text))
		if err != nil {
			return fmt.Errorf("%s: %w", line, err)
		}
		text = unquoted
	}
	d.add(kind, name, strings.TrimSpace(text))
	return nil
}

func (d disk) add(kind, name, text string) {
	at := strings.TrimPrefix(path.Clean(name), "/")
	switch kind {
	case "without": // names a module
	case "folder":
		d.MapFS[at] = &fstest.MapFile{Mode: fs.ModeDir | 0o755}
	case "package":
		d.add("file", path.Join(name, "mw_probe/__init__.py"), "")
	case "link":
		d.MapFS[at] = &fstest.MapFile{Data: []byte(fromFolder(name, text)), Mode: fs.ModeSymlink | 0o777}
	case "script":
		d.add("file", name, "def application(environ, start_response):\n    return []\n")
	case "venv":
		d.add("file", path.Join(name, "pyvenv.cfg"), "home = /usr/bin\nversion = 3.11.2\n")
		d.add("file", path.Join(name, "bin/python3"), "")
		d.add("package", path.Join(name, "lib/python3.11/site-packages"), "")
	default:
		d.MapFS[at] = &fstest.MapFile{Data: []byte(text), Mode: 0o644}
	}
}

// fromFolder makes the absolute target of a link relative to its folder: the test's file system knows no others.
func fromFolder(name, target string) string {
	if rel, err := filepath.Rel(path.Dir(name), target); err == nil && path.IsAbs(target) {
		return filepath.ToSlash(rel)
	}
	return target
}

func (d disk) stat(name string) fs.FileInfo {
	info, err := d.Stat(strings.TrimPrefix(name, "/"))
	if err != nil {
		return nil
	}
	return info
}

// IsDir reports whether the fixture has the folder.
func (d disk) IsDir(name string) bool { info := d.stat(name); return info != nil && info.IsDir() }

// IsFile reports whether the fixture has the file.
func (d disk) IsFile(name string) bool { info := d.stat(name); return info != nil && !info.IsDir() }

// Exists reports whether the fixture has something of that name.
func (d disk) Exists(name string) bool { return d.stat(name) != nil }
