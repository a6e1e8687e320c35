package trace

import (
	"io/fs"

	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

// A Tracer follows requests through one server. It may be used for many, one after the other.
type Tracer struct {
	config *model.Config
	files  fs.ReadLinkFS // nil where the machine may not be asked
}

// New makes a tracer of a configuration. Files is the machine's file system, names without the leading slash as in io/fs; nil where it is not to be
// asked: then what a line names is taken to exist.
func New(c *model.Config, files fs.ReadLinkFS) *Tracer {
	return &Tracer{config: c, files: files}
}
