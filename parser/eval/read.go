package eval

import "github.com/modwsgi-lint/modwsgi-lint/parser/source"

// Read reads the server whose main file has the given absolute name.
func Read(host Host, name string) *Config { panic("not written yet") }

// ReadFiles reads texts that are not on host.Files, or are fragments, in order, as if one configuration held them one after the other. Each
// starts outside any section.
func ReadFiles(host Host, files []*source.File) *Config { panic("not written yet") }
