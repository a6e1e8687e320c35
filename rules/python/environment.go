package python

import (
	"path"

	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model/pyenv"
)

// environment is the environment in a folder; nil where there is none, or the file system may not be asked.
func environment(p *lint.Pass, folder string) *pyenv.Environment {
	if p.Files == nil || !path.IsAbs(folder) {
		return nil
	}
	return pyenv.Read(p.Files, folder)
}

func isEnvironment(p *lint.Pass, folder string) bool { return environment(p, folder) != nil }
