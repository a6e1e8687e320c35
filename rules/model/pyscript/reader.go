package pyscript

import (
	"io/fs"
	"iter"
	"path"
	"sync"

	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
)

// What is read of one script and of all scripts at most: no script is that large, and they are not trusted.
const (
	maxScript = 1 << 20 // bytes
	maxAll    = 4 << 20 // tokens
	minToken  = 16      // bytes of any text that count as a token at least: all texts have 64 MiB
)

// A Reader reads the scripts of a configuration, each once. It may be used by several goroutines.
type Reader struct {
	files fs.FS
	read  func() // reads all, once
	found map[string]*Script
	left  int // tokens
}

// NewReader returns a Reader of the scripts with the names. It reads them when it is first asked, in their order, so that which of them are too many
// does not depend on who asks.
func NewReader(files fs.FS, names iter.Seq[string]) *Reader {
	r := &Reader{files: files, found: map[string]*Script{}, left: maxAll}
	r.read = sync.OnceFunc(func() {
		for name := range names {
			if _, again := r.found[name]; !again && path.IsAbs(name) {
				r.found[name] = r.script(name)
			}
		}
	})
	return r
}

// Read is the script of an absolute name, which its Source has. It is nil where the name is not among the Reader's, where there is no regular file,
// where that is too large, and where its text is not understood.
func (r *Reader) Read(name string) *Script {
	r.read()
	return r.found[path.Clean(name)]
}

func (r *Reader) script(name string) *Script {
	info, err := fs.Stat(r.files, name[1:])
	if err != nil || !info.Mode().IsRegular() || info.Size() > maxScript || r.left < 0 {
		return nil
	}
	text, err := fs.ReadFile(r.files, name[1:])
	if err != nil || len(text) > maxScript {
		return nil
	}
	s := Parse(source.NewFile(name, string(text)))
	size := len(text) / minToken
	if s != nil {
		size = max(size, s.size())
	}
	r.left -= size
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
