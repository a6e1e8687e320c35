package python

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model/pyenv"
)

// environment is the environment in a folder; nil where there is none, or the file system may not be asked.
func environment(p *lint.Pass, folder string) *pyenv.Environment {
	if p.Environments == nil || !path.IsAbs(folder) {
		return nil
	}
	return p.Environments.Read(folder)
}

func isEnvironment(p *lint.Pass, folder string) bool { return environment(p, folder) != nil }

// foldersOf yields every Python home that is sound as it is written, with the folder it names, where the file system may be asked for that. It may
// not be there, or be a file.
func foldersOf(p *lint.Pass) func(yield func(home *model.PythonSetting, folder string) bool) {
	return func(yield func(*model.PythonSetting, string) bool) {
		if p.Files == nil {
			return
		}
		for home := range homesOf(p, sound) {
			folder := absolute(home, home.Value.Value)
			if folder == "" {
				folder = inUsersHome(p, home)
			}
			if folder != "" && !yield(home, folder) {
				return
			}
		}
	}
}

// inUsersHome is the whole path of a relative home of a group without home= whose user is not Apache's: it is looked for in that user's home folder. It is
// empty where that is not known, or not there.
func inUsersHome(p *lint.Pass, s *model.PythonSetting) string {
	text, g := s.Value.Value, s.Group
	if g == nil || text == "" || path.IsAbs(text) || s.Parted() || isWindows(text) || isTemplate(text) || model.ForShell(text) ||
		g.Option("home").IsSet() || g.Option("chroot").IsSet() || p.IsApacheUser(g.Option("user").Value) {
		return ""
	}
	home := p.Accounts.Identity(p.RunsAs(g)).Home
	if !path.IsAbs(home) || !p.Files.IsDir(home) {
		return ""
	}
	return path.Join(home, text)
}

// environmentsOf yields every Python home that is an environment.
func environmentsOf(p *lint.Pass) func(yield func(home *model.PythonSetting, e *pyenv.Environment) bool) {
	return func(yield func(*model.PythonSetting, *pyenv.Environment) bool) {
		for home, folder := range foldersOf(p) {
			if e := environment(p, folder); e != nil && !yield(home, e) {
				return
			}
		}
	}
}

// absolute is the whole path, as the file system has it, of a home or of an entry of a path; empty where that is not certain: in a
// chroot, on Windows, in the unknown home folder of a user, where a blank parts the value, or somebody has still to fill something in.
func absolute(s *model.PythonSetting, text string) string {
	if text == "" || s.Parted() || isWindows(text) || isTemplate(text) || model.ForShell(text) {
		return ""
	}
	if s.Group == nil {
		return path.Join("/", text)
	}
	home := s.Group.Option("home")
	switch {
	case s.Group.Option("chroot").IsSet():
		return ""
	case path.IsAbs(text):
		return path.Clean(text)
	case home.IsSet() && path.IsAbs(home.Value) && !model.Unfinished(home.Value):
		return path.Join(home.Value, text)
	case home.IsSet() || s.Group.Option("user").IsSet():
		return ""
	}
	return path.Join("/", text)
}

// near are the environments in or beside a folder that may have been meant: not those that mod_wsgi's Python certainly cannot use.
func near(p *lint.Pass, folder string) []string {
	return slices.DeleteFunc(p.Environments.Near(folder), func(env string) bool { return strange(p, env) != nil })
}

// strange is how the environment in a folder is certainly none for mod_wsgi's Python; nil where it may be one.
func strange(p *lint.Pass, folder string) *misfit {
	if e := environment(p, folder); e != nil {
		if m := mismatch(p, e); m != nil && m.severity == lint.Error {
			return m
		}
	}
	return nil
}

// thereIs tells of environments that may have been meant: `; there is an environment in "/srv/blog/.venv"`.
func thereIs(found []string) string {
	if len(found) == 0 {
		return ""
	}
	quoted := make([]string, min(len(found), 3))
	for i := range quoted {
		quoted[i] = fmt.Sprintf("%q", found[i])
	}
	return "; there is an environment in " + strings.Join(quoted, " and in ")
}
