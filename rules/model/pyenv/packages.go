package pyenv

import (
	"path"
	"strings"
)

// Packages is a folder of packages that is one Python version's alone.
type Packages struct {
	Env     string // the folder of the environment: /srv/blog/venv
	Version string // 3.11
	Name    string // site-packages or dist-packages
}

// PackagesIn reads a path that ends in lib*/pythonX.Y/site-packages or dist-packages.
func PackagesIn(folder string) (Packages, bool) {
	dir, name := path.Split(path.Clean(folder))
	dir, python := path.Split(strings.TrimRight(dir, "/"))
	env, lib := path.Split(strings.TrimRight(dir, "/"))
	_, pinned := FolderVersion(python)
	if name != "site-packages" && name != "dist-packages" || !strings.HasPrefix(lib, "lib") || !pinned {
		return Packages{}, false
	}
	if len(env) > 1 {
		env = strings.TrimRight(env, "/")
	}
	if outer, ok := strings.CutSuffix(env, "/local"); ok && outer != "/usr" {
		env = outer // virtualenv's local/lib is its lib by another name
	}
	return Packages{env, strings.TrimPrefix(python, "python"), name}, true
}

// OfSystem reports whether the folder belongs to the system's own Python, which finds it without being told. Debian's Python looks in
// dist-packages of /usr/local, not in site-packages: those belong to a Python somebody built there.
func (p Packages) OfSystem() bool {
	return p.Env == "/usr" || p.Env == "/" || p.Env == "/usr/local" && p.Name == "dist-packages"
}

// OfUser reports whether the folder is what pip install --user fills, in a folder that is no environment.
func (p Packages) OfUser() bool { return strings.HasSuffix(p.Env, "/.local") }
