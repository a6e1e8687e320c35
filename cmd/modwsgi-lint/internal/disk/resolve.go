package disk

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"syscall"
)

// maxLinks is how many symbolic links one name may lead through, and maxName how long it may be, as in Linux.
const (
	maxLinks = 40
	maxName  = 4096
)

// path is real, but it may leave the links to the kernel: where the disk is the whole machine, none leads out.
func (d *Disk) path(op, name string, follow bool) (string, error) {
	if d.root == "/" && d.laid == "" && name != "." && valid(name) {
		return d.root + name, nil
	}
	return d.real(op, name, follow)
}

// real returns the path of the machine that name leads to. The last part is followed too, if it is a symbolic link and follow is set.
// What is missing is taken as it stands: who opens it is told.
func (d *Disk) real(op, name string, follow bool) (string, error) {
	if !valid(name) {
		return "", &fs.PathError{Op: op, Path: name, Err: fs.ErrInvalid}
	}
	links := 0
	var at string
	var err error
	if follow {
		at, err = d.resolve(name, &links)
	} else {
		dir, base := path.Split(name)
		at, err = d.folder(dir, &links)
		at = path.Join(at, base)
	}
	if err != nil {
		return "", named(op, name, err)
	}
	return d.machine(at), nil
}

// resolve returns name without symbolic links, "" for the root. It follows them as the kernel does for a process in the root.
func (d *Disk) resolve(name string, links *int) (string, error) {
	name = strings.TrimRight(name, "/")
	if len(name) > 2*maxName {
		return "", syscall.ENAMETOOLONG
	}
	dir, base := path.Split(name)
	at, err := d.folder(dir, links)
	if err != nil {
		return "", err
	}
	switch base {
	case "", ".":
		return at, nil
	case "..":
		return strings.TrimPrefix(path.Dir("/"+at), "/"), nil
	}
	next := path.Join(at, base)
	target := d.link(next)
	if target == "" {
		return next, nil
	}
	if *links++; *links > maxLinks {
		return "", syscall.ELOOP
	}
	if strings.HasPrefix(target, "/") {
		return d.resolve(target, links)
	}
	return d.resolve(at+"/"+target, links)
}

// folder is resolve for the folder of a name, which is looked at once however many files it has.
func (d *Disk) folder(name string, links *int) (string, error) {
	if strings.Trim(name, "/") == "" {
		return "", nil
	}
	if at, ok := d.folders.Load(name); ok {
		return at.(string), nil
	}
	at, err := d.resolve(name, links)
	if err == nil {
		d.folders.Store(name, at)
	}
	return at, err
}

// link returns the target of the symbolic link at, "" if it is none.
func (d *Disk) link(at string) string {
	if d.laid == at || strings.HasPrefix(d.laid, at+"/") {
		return ""
	}
	target, err := os.Readlink(d.machine(at))
	if err != nil {
		return ""
	}
	return filepath.ToSlash(target)
}

// inside is the name in io/fs of an absolute one as configurations have them: with a slash at its end, or with dots.
func inside(name string) string {
	switch name = path.Clean(name); name {
	case ".":
		return "" // there was none
	case "/":
		return "."
	}
	return strings.TrimPrefix(name, "/")
}

// machine returns the path of the machine for a name without symbolic links.
func (d *Disk) machine(name string) string {
	if rest, ok := strings.CutPrefix(name, d.laid); ok && d.laid != "" && (rest == "" || rest[0] == '/') {
		return filepath.Join(d.place, filepath.FromSlash(rest))
	}
	return filepath.Join(d.root, filepath.FromSlash(name))
}

// valid reports whether name is one of io/fs, but for its bytes: httpd's names need not be UTF-8.
func valid(name string) bool {
	if name == "." {
		return true
	}
	return path.Clean(name) == name && !strings.HasPrefix(name, "/") && name != ".." && !strings.HasPrefix(name, "../") &&
		strings.IndexByte(name, 0) < 0
}

// named makes err speak of name, absolute as httpd would name it. It returns nil for nil.
func named(op, name string, err error) error {
	if err == nil {
		return nil
	}
	if pe, ok := errors.AsType[*fs.PathError](err); ok {
		err = pe.Err
	}
	return &fs.PathError{Op: op, Path: path.Join("/", name), Err: err}
}
