package pyenv

import (
	"io/fs"
	"path"
	"sync"
)

// A Reader looks at folders of one file system, at each once. It may be used by several goroutines.
type Reader struct {
	files fs.FS
	mutex sync.Mutex // of what follows
	found map[string]*Environment
	lists map[string][]string // the environments in a folder
}

// NewReader returns a Reader that has read nothing.
func NewReader(files fs.FS) *Reader {
	return &Reader{files: files, found: map[string]*Environment{}, lists: map[string][]string{}}
}

// Read is the environment in a folder, nil where there is none; see the function of that name.
func (r *Reader) Read(folder string) *Environment {
	folder = path.Clean(folder)
	return once(r, r.found, folder, func() *Environment { return Read(r.files, folder) })
}

// once is what look finds in a folder, which is kept. Two goroutines may look at the same time, and find the same.
func once[T any](r *Reader, kept map[string]T, folder string, look func() T) T {
	r.mutex.Lock()
	found, ok := kept[folder]
	r.mutex.Unlock()
	if !ok {
		found = look()
		r.mutex.Lock()
		kept[folder] = found
		r.mutex.Unlock()
	}
	return found
}
