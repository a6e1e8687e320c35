package pyenv

import (
	"io/fs"
	"path"
	"sync"
)

// A Reader looks at folders of one file system, at each once. It may be used by several goroutines.
type Reader struct {
	files fs.FS
	mutex sync.Mutex
	found map[string]*Environment
}

// NewReader returns a Reader that has read nothing.
func NewReader(files fs.FS) *Reader { return &Reader{files: files, found: map[string]*Environment{}} }

// Read is the environment in a folder, nil where there is none; see the function of that name.
func (r *Reader) Read(folder string) *Environment {
	folder = path.Clean(folder)
	r.mutex.Lock()
	e, ok := r.found[folder]
	r.mutex.Unlock()
	if !ok { // another goroutine may read it too, and finds the same
		e = Read(r.files, folder)
		r.mutex.Lock()
		r.found[folder] = e
		r.mutex.Unlock()
	}
	return e
}
