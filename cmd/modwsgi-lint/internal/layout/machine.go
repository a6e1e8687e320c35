// Package layout finds out what a path of the command line is: a whole server, a file of one, a fragment, or no configuration of Apache at
// all. It knows how the distributions lay Apache out, and so what httpd's environment, compiled-in modules and ServerRoot are.
package layout

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/cmd/modwsgi-lint/internal/disk"
	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
)

// Options are what the user says of the machine.
type Options struct {
	Root       string            // the folder whose file system the configuration is about; "" for the machine's own
	ServerRoot string            // what relative names start from, absolute; "" to let the layout say
	Flags      []string          // names for httpd's -D
	Variables  map[string]string // values for them
	Env        map[string]string // environment of httpd, beside what the layout gives
	Modules    []eval.Module     // modules to take as loaded
	Assume     *Assume           // if set, everything the layout would say
	HTTPD      string            // the version for <IfVersion>; "" to look at the program
	Current    string            // that version where there is no program to look at
	Texts      *disk.Texts       // what is laid over files
}

// A Machine is the file system that the paths of the command line are on.
type Machine struct {
	options Options
	disk    *disk.Disk
	root    string // of disk, absolute, as the user would write it
	cwd     string
}

// NewMachine returns the machine, or the one below the root of the options.
func NewMachine(o Options) (*Machine, error) {
	m := &Machine{options: o, root: string(filepath.Separator)}
	var err error
	if m.cwd, err = os.Getwd(); err != nil {
		return nil, err
	}
	if o.Root != "" {
		if m.root, err = filepath.Abs(o.Root); err != nil {
			return nil, err
		}
	}
	m.disk, err = disk.New(m.root)
	return m, err
}

// A Path is a file or folder that the user named, or that was found below such a folder.
type Path struct {
	Given string // as typed, or found
	Name  string // on the machine's disk, as in io/fs
	Info  fs.FileInfo
	naming
}

// Path finds a path of the command line. Below a --root, one is looked up as a path of the machine that lies there, and else as one
// of the file system below the root.
func (m *Machine) Path(given string) (Path, error) {
	p := m.path(given)
	info, err := m.disk.Stat(p.Name)
	p.Info = info
	return p, err
}

func (m *Machine) path(given string) Path {
	p := Path{Given: filepath.Clean(given), naming: naming{root: m.root}}
	if !filepath.IsAbs(given) {
		p.cwd = m.cwd
	}
	machine := given
	if p.cwd != "" {
		machine = filepath.Join(m.cwd, given)
	}
	rest, err := filepath.Rel(m.root, machine)
	switch {
	case err == nil && filepath.IsLocal(rest):
		p.Name = filepath.ToSlash(rest)
	case filepath.IsLocal(given):
		p.Name = filepath.ToSlash(p.Given)
		p.inside = true
	default:
		p.Name = strings.TrimPrefix(filepath.ToSlash(p.Given), "/")
		p.inside = true
	}
	if p.Name == "" {
		p.Name = "."
	}
	p.at, p.given = p.machine("/"+p.Name), p.Given
	return p
}

// Default finds what is meant where the user names no path: the machine's server, or else the working folder.
func (m *Machine) Default() (Path, error) {
	for _, folder := range []string{"/etc/apache2", "/etc/httpd"} {
		p := m.path(filepath.Join(m.options.Root, folder))
		if m.MainFile(p) != "" {
			return m.Path(p.Given)
		}
	}
	if m.options.Root != "" {
		return m.Path(m.options.Root)
	}
	return m.Path(".")
}

// Stdin gives standard input the path that its text is said to have; without one it is a text of the working folder.
func (m *Machine) Stdin(name string) (Path, error) {
	if name == "" {
		name = "-"
	}
	p := m.path(name)
	if info, err := m.disk.Stat(p.Name); err == nil && !info.Mode().IsRegular() {
		return p, &fs.PathError{Op: "read", Path: name, Err: disk.ErrIrregular}
	}
	return p, nil
}

// Real returns the path of the machine that p leads to, free of symbolic links.
func (m *Machine) Real(p Path) (string, error) { return m.disk.Real(p.Name) }

// In returns the file name of the folder p.
func (p Path) in(rest string, info fs.FileInfo) Path {
	p.Given = filepath.Join(p.Given, filepath.FromSlash(rest))
	p.Name = strings.TrimPrefix(p.Name+"/"+rest, "./")
	p.Info = info
	return p
}
