package eval

import "github.com/modwsgi-lint/modwsgi-lint/parser/source"

// Read reads the server whose main file has the given absolute name.
func Read(host Host, name string) *Config { panic("not written yet") }

// ReadText reads a text that need not be on host.Files: a fragment, or standard input. Files it includes are read from host.Files.
func ReadText(host Host, f *source.File) *Config { panic("not written yet") }
