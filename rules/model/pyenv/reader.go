package pyenv

import (
	"io/fs"
	"path"
)

// A Reader looks at folders of one file system, at each once. It is not for several goroutines.
type Reader struct {
	files fs.FS
	found map[string]*Environment
}

// NewReader returns a Reader that has read nothing.
func NewReader(files fs.FS) *Reader { return &Reader{files: files, found: map[string]*Environment{}} }

// Read is the environment in a folder, nil where there is none; see the function of that name.
func (r *Reader) Read(folder string) *Environment {
	folder = path.Clean(folder)
	e, ok := r.found[folder]
	if !ok {
		e = Read(r.files, folder)
		r.found[folder] = e
	}
	return e
}
