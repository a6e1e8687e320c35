package eval

import (
	"io/fs"
	"path"
	"strings"
	"sync"
)

// maxLinks is how many symbolic links are followed for one name.
const maxLinks = 40

// realNames finds the real names of files, that one reached in two ways is known to be one. It may be used from several goroutines.
type realNames struct {
	fsys fs.ReadLinkFS
	sync.Mutex
	folders map[string]string
}

// of returns the name of a file without symbolic links; links says that its last part may be one. What cannot be resolved stays.
func (r *realNames) of(name string, links bool) string {
	return r.resolve("/"+rooted(name), links, maxLinks)
}

func (r *realNames) resolve(name string, links bool, left int) string {
	dir, base := path.Split(name)
	if dir = strings.TrimSuffix(dir, "/"); dir != "" {
		dir = r.folder(dir, left)
	}
	name = dir + "/" + base
	if !links || left == 0 {
		return name
	}
	target, err := r.fsys.ReadLink(rooted(name))
	if err != nil {
		return name // it is no link
	}
	if !strings.HasPrefix(target, "/") {
		target = dir + "/" + target
	}
	return r.resolve(path.Clean(target), true, left-1)
}

// folder is the real name of a folder.
func (r *realNames) folder(name string, left int) string {
	r.Lock()
	known, ok := r.folders[name]
	r.Unlock()
	if !ok {
		known = r.resolve(name, true, left)
		r.Lock()
		r.folders[name] = known
		r.Unlock()
	}
	return known
}
