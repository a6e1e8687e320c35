package cli

import (
	"path"

	"github.com/modwsgi-lint/modwsgi-lint/cmd/modwsgi-lint/internal/layout"
	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
)

// A subject is one configuration to lint.
type subject struct {
	*layout.Configuration
	config *eval.Config
	whole  bool // the user asked for all of it
	// only are the files asked for where that is not all, by real path, with the paths the user gave.
	only map[string]string
	// target are the versions that the rules judge by; set when they run.
	target lint.Target
	// files are the real paths of the files read, once they have been asked for.
	files map[string]bool
	// findings are what was found in the end.
	findings []*lint.Diagnostic
	// shown are the names that show has given.
	shown map[*source.File]string
}

// read reads the configuration, or reads it again.
func (s *subject) read() (err error) {
	s.config, err = s.Read()
	s.files = nil
	return err
}

// wanted reports whether the user asked for anything of it, and not only whether it has some file.
func (s *subject) wanted() bool { return s.whole || len(s.only) > 0 }

// has returns the real path of a file of the machine, if it is among those read.
func (s *subject) has(p layout.Path) (real string, ok bool) {
	real, err := s.Real(p)
	if s.files == nil {
		s.files = make(map[string]bool, len(s.config.Files))
		for _, f := range s.config.Files {
			if real, err := s.real(f.Source); err == nil {
				s.files[real] = true
			}
		}
	}
	return real, err == nil && s.files[real]
}

// real returns the real path of a file read.
func (s *subject) real(f *source.File) (string, error) { return s.Disk.Real(relative(f.Name)) }

// relative makes an absolute name one of io/fs.
func relative(name string) string {
	if name = path.Clean("/" + name)[1:]; name != "" {
		return name
	}
	return "."
}

// show gives the path the user knows a file by: as given, if it was.
func (s *subject) show(f *source.File) string {
	name, ok := s.shown[f]
	if !ok {
		name = s.nameOf(f)
		if s.shown == nil {
			s.shown = map[*source.File]string{}
		}
		s.shown[f] = name
	}
	return name
}

func (s *subject) nameOf(f *source.File) string {
	if !s.whole {
		if real, err := s.real(f); err == nil && s.only[real] != "" {
			return s.only[real]
		}
	}
	return s.Show(f.Name)
}

// named are the configuration's files, and the scripts that findings speak of.
func (s *subject) named() map[*source.File]bool {
	all := map[*source.File]bool{}
	for _, f := range s.config.Files {
		all[f.Source] = true
	}
	var last *source.File
	for _, d := range s.findings {
		for at := range spans(d) {
			if at.File != last && !at.IsZero() {
				last = at.File
				all[last] = true
			}
		}
	}
	return all
}
