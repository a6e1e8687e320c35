package pyscript

import (
	"io/fs"
	"path"
	"sync"

	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
)

// What is read of one script and of all scripts at most: no script is that large, and they are not trusted.
const (
	maxScript = 1 << 20   // bytes
	maxAll    = 4_000_000 // tokens
)

// A Reader reads scripts of one file system, each once. It may be used by several goroutines.
type Reader struct {
	files fs.FS
	mutex sync.Mutex // of what follows
	found map[string]*Script
	left  int // tokens
}

// NewReader returns a Reader that has read nothing.
func NewReader(files fs.FS) *Reader {
	return &Reader{files: files, found: map[string]*Script{}, left: maxAll}
}

// Read is the script of an absolute name, which its Source has. It is nil where there is no regular file, where that is too large, and where its text
// is not understood.
func (r *Reader) Read(name string) *Script {
	name = path.Clean(name)
	r.mutex.Lock()
	defer r.mutex.Unlock()
	s, ok := r.found[name]
	if !ok && path.IsAbs(name) {
		s = r.read(name)
		r.found[name] = s
	}
	return s
}

func (r *Reader) read(name string) *Script {
	info, err := fs.Stat(r.files, name[1:])
	if err != nil || !info.Mode().IsRegular() || info.Size() > maxScript || r.left < 0 {
		return nil
	}
	text, err := fs.ReadFile(r.files, name[1:])
	if err != nil || len(text) > maxScript {
		return nil
	}
	s := Parse(source.NewFile(name, string(text)))
	if s != nil {
		r.left -= s.size()
	}
	return s
}

// All are the scripts read and understood, in no order.
func (r *Reader) All() []*Script {
	var all []*Script
	for _, s := range r.found {
		if s != nil {
			all = append(all, s)
		}
	}
	return all
}
