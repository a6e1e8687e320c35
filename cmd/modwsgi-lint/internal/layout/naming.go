package layout

import (
	"path"
	"path/filepath"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/cmd/modwsgi-lint/internal/disk"
)

// A naming gives the path that the user knows a file by: as typed on the command line, relative where that was relative.
type naming struct {
	root   string // of the disk, as the user would write it
	laid   string // the folder of the disk that lies elsewhere, absolute; "" for none
	place  string // where it lies
	at     string // the path typed, made absolute
	given  string // the path typed
	cwd    string // the working folder where the path typed is relative, else ""
	inside bool   // the path typed is one of the disk, not of the machine
}

// machine is the path of the machine for an absolute name of the disk; symbolic links are not followed.
func (n naming) machine(name string) string {
	if rest, ok := disk.Below(n.laid, name); ok && n.laid != "" {
		return filepath.Join(n.place, rest)
	}
	return filepath.Join(n.root, filepath.FromSlash(name))
}

// name is the absolute name on the disk for a path of the machine; ok is false for one outside.
func (n naming) name(machine string) (name string, ok bool) {
	if rest, ok := disk.Below(n.place, machine); ok && n.laid != "" {
		return path.Join(n.laid, filepath.ToSlash(rest)), true
	}
	rest, ok := disk.Below(n.root, machine)
	return path.Join("/", filepath.ToSlash(rest)), ok
}

// Show returns what to call the file that has an absolute name on the disk.
func (n naming) Show(name string) string {
	if !filepath.IsAbs(name) {
		return name // a text without a file
	}
	machine := n.machine(name)
	if rest, ok := disk.Below(n.at, machine); ok {
		return filepath.Join(n.given, rest)
	}
	if n.inside && n.cwd == "" {
		return name
	} else if n.inside {
		return strings.TrimPrefix(name, "/")
	}
	if n.cwd == "" {
		return machine
	}
	near := n.cwd
	for rest := n.given; strings.HasPrefix(rest, ".."); rest = strings.TrimPrefix(rest[2:], string(filepath.Separator)) {
		near = filepath.Dir(near)
	}
	if _, ok := disk.Below(near, machine); ok {
		if path, err := filepath.Rel(n.cwd, machine); err == nil {
			return path
		}
	}
	return machine
}
