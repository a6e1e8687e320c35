package model

import (
	"slices"

	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
)

// A PythonSetting is a Python home or path, of a daemon group or, by directive, of the server: of the embedded
// interpreters, and a home also of every group that has none of its own.
type PythonSetting struct {
	Value
	Group *DaemonGroup // nil for the directive
}

// Parted reports whether a word that is no option stands right behind the value, as where a blank parts a path. Rule daemon-option-syntax names that.
func (s *PythonSetting) Parted() bool {
	if s.Group == nil || s.Group.Options.Junk == nil {
		return false
	}
	all := s.Group.Options.Options
	return len(all) > 0 && all[len(all)-1].Value.End == s.End
}

func (b *builder) pythonHome(d *eval.Directive, _ *Server, _ *Section) {
	if v := d.Arg(0); v.IsSet() {
		b.m.Homes = append(b.m.Homes, &PythonSetting{Value: v})
	}
}

func (b *builder) pythonPath(d *eval.Directive, _ *Server, _ *Section) {
	if v := d.Arg(0); v.IsSet() {
		b.m.Paths = append(b.m.Paths, &PythonSetting{Value: v})
	}
}

// counting drops each directive that a later one overrides: the last WSGIPythonHome wins. One that stands under a condition
// overrides only what stands under it too.
func counting(all []*PythonSetting) []*PythonSetting {
	var last *PythonSetting
	kept := make([]*PythonSetting, 0, len(all))
	for _, s := range slices.Backward(all) {
		if s.Group == nil {
			if last != nil && last.Decl.HoldsWith(s.Decl) {
				continue
			}
			last = s
		}
		kept = append(kept, s)
	}
	slices.Reverse(kept)
	return kept
}

// ServerHome is the WSGIPythonHome in force; nil where there is none.
func (c *Config) ServerHome() *PythonSetting { return c.serverHome }

// ServerPath is the WSGIPythonPath in force; nil where there is none.
func (c *Config) ServerPath() *PythonSetting { return c.serverPath }

func ofServer(all []*PythonSetting) *PythonSetting {
	for _, s := range slices.Backward(all) {
		if s.Group == nil {
			return s
		}
	}
	return nil
}
