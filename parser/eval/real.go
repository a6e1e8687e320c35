package eval

import (
	"io/fs"
	"path"
	"strings"
)

// maxLinks is how many symbolic links are followed for one name.
const maxLinks = 40

// realName returns the name of a file without symbolic links, by which one that was reached in two ways is known to be one. What cannot be
// resolved stays.
func (f *files) realName(name string) string {
	if f.fsys == nil {
		return name
	}
	return f.resolve("/"+rooted(name), maxLinks)
}

// RealName returns the absolute name of a file without symbolic links. What cannot be resolved stays.
func RealName(fsys fs.ReadLinkFS, name string) string {
	return (&files{fsys: fsys}).realName(name)
}

func (f *files) resolve(name string, left int) string {
	dir, base := path.Split(name)
	if dir = strings.TrimSuffix(dir, "/"); dir != "" {
		if real := f.realFolder(dir, left); real != dir {
			dir, name = real, strings.TrimSuffix(real, "/")+"/"+base
		}
	}
	if left == 0 {
		return name
	}
	target, err := f.fsys.ReadLink(rooted(name))
	if err != nil {
		return name // it is no link
	}
	if !strings.HasPrefix(target, "/") {
		target = dir + "/" + target
	}
	return f.resolve(path.Clean(target), left-1)
}

func (f *files) realFolder(name string, left int) string {
	known, ok := f.real[name]
	if !ok {
		known = f.resolve(name, left)
		if f.real != nil { // one name alone has each folder once
			f.real[name] = known
		}
	}
	return known
}
