// Package disk is the file system a configuration is about: the machine's own, an image, a captured tree, or a copied folder
// laid where it will live. Texts that are not saved yet can be laid over it.
package disk

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"
)

// A Disk is the file system below a root folder, seen as by a process that is shut in there (chroot): symbolic links, absolute
// ones too, never lead out. Names are those of io/fs, relative to the root and without a leading slash, but need not be UTF-8.
// Only regular files and folders are opened, so that a FIFO or a device never blocks. It may be used by several goroutines.
type Disk struct {
	root    string   // absolute, free of symbolic links
	laid    string   // the name of the folder laid over the root's; "" for none
	place   string   // where that folder really is
	folders sync.Map // from the folder of a name to where it leads: both strings
}

// New returns the file system below the folder root, a path of the machine.
func New(root string) (*Disk, error) {
	root, err := realFolder(root)
	if err != nil {
		return nil, err
	}
	return &Disk{root: root}, nil
}

// Lay returns the file system of d with folder, a path of the machine, in the place of whatever name is in d.
func (d *Disk) Lay(name, folder string) (*Disk, error) {
	folder, err := realFolder(folder)
	if err != nil {
		return nil, err
	}
	return &Disk{root: d.root, laid: name, place: folder}, nil
}

func realFolder(folder string) (string, error) {
	folder, err := filepath.Abs(folder)
	if err != nil {
		return "", err
	}
	real, err := filepath.EvalSymlinks(folder)
	if err != nil {
		return "", err
	}
	info, err := os.Stat(real)
	if err == nil && !info.IsDir() {
		err = &fs.PathError{Op: "open", Path: folder, Err: syscall.ENOTDIR}
	}
	return real, err
}

// Real returns the path of the machine that name leads to, free of symbolic links. Nothing need be there.
func (d *Disk) Real(name string) (string, error) { return d.real("open", name, true) }

// Below returns what follows folder in path, if path lies in it or is it. Both are absolute.
func Below(folder, path string) (rest string, ok bool) {
	rest, err := filepath.Rel(folder, path)
	return rest, err == nil && filepath.IsLocal(rest)
}

// Open implements fs.FS.
func (d *Disk) Open(name string) (fs.File, error) {
	f, info, err := d.open(name)
	if err != nil {
		return nil, err
	}
	return opened{f, info}, nil
}

// An opened file knows what it was when it was opened.
type opened struct {
	*os.File
	info fs.FileInfo
}

// Stat tells that.
func (o opened) Stat() (fs.FileInfo, error) { return o.info, nil }

func (d *Disk) open(name string) (*os.File, fs.FileInfo, error) {
	at, err := d.path("open", name, true)
	if err != nil {
		return nil, nil, err
	}
	f, info, err := openRegular(at)
	return f, info, named("open", name, err)
}

// openFolder opens what is known to be a folder.
func (d *Disk) openFolder(name string) (*os.File, error) {
	at, err := d.path("open", name, true)
	if err != nil {
		return nil, err
	}
	f, err := os.OpenFile(at, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	return f, named("open", name, err)
}

// maxFile is the largest file read, in bytes. maxWait ends the reading of what calls itself regular and blocks, as /proc/kmsg does.
const (
	maxFile = 1 << 30
	maxWait = 10 * time.Second
)

var errTooLarge = errors.New("larger than 1 GiB")

// ReadFile implements fs.ReadFileFS. It reads up to 1 GiB.
func (d *Disk) ReadFile(name string) ([]byte, error) {
	text, err := d.ReadText(name)
	if err != nil {
		return nil, err
	}
	return []byte(text), nil
}

// ReadText is ReadFile for what becomes a string, which is not copied.
func (d *Disk) ReadText(name string) (string, error) {
	text, err := d.Head(name, maxFile+1)
	if err == nil && len(text) > maxFile {
		return "", named("read", name, errTooLarge)
	}
	return text, err
}

// Head reads a file's first n bytes, or what there is.
func (d *Disk) Head(name string, n int64) (string, error) {
	f, info, err := d.open(name)
	if err != nil {
		return "", err
	}
	defer f.Close()
	_ = f.SetReadDeadline(time.Now().Add(maxWait)) // most files know no deadline, and need none
	var text strings.Builder
	text.Grow(int(min(info.Size(), n)))
	buffer := make([]byte, min(max(info.Size()+1, 512), 32<<10)) // most files are small, and there are many
	if _, err := io.CopyBuffer(&text, io.LimitReader(f, n), buffer); err != nil {
		return "", named("read", name, err)
	}
	return text.String(), nil
}

// ReadDir implements fs.ReadDirFS: the entries are sorted by name.
func (d *Disk) ReadDir(name string) ([]fs.DirEntry, error) {
	at, err := d.path("open", name, true)
	if err != nil {
		return nil, err
	}
	entries, err := os.ReadDir(at)
	return entries, named("open", name, err)
}

// Stat implements fs.StatFS.
func (d *Disk) Stat(name string) (fs.FileInfo, error) { return d.stat("stat", name, true) }

// Lstat implements fs.ReadLinkFS.
func (d *Disk) Lstat(name string) (fs.FileInfo, error) { return d.stat("lstat", name, false) }

func (d *Disk) stat(op, name string, follow bool) (fs.FileInfo, error) {
	info, err := d.look(op, name, follow)
	return info, named(op, name, err)
}

// look is stat, whose error may name the path of the machine.
func (d *Disk) look(op, name string, follow bool) (fs.FileInfo, error) {
	at, err := d.path(op, name, follow)
	if err != nil {
		return nil, err
	}
	if follow {
		return os.Stat(at)
	}
	return os.Lstat(at)
}

// ReadLink implements fs.ReadLinkFS.
func (d *Disk) ReadLink(name string) (string, error) {
	at, err := d.path("readlink", name, false)
	if err != nil {
		return "", err
	}
	target, err := os.Readlink(at)
	return target, named("readlink", name, err)
}

// IsDir reports whether an absolute name is a folder.
func (d *Disk) IsDir(name string) bool {
	info, err := d.Stat(inside(name))
	return err == nil && info.IsDir()
}

// IsFile reports whether an absolute name is a regular file.
func (d *Disk) IsFile(name string) bool {
	info, err := d.Stat(inside(name))
	return err == nil && info.Mode().IsRegular()
}
