// Package python holds the rules about Python homes and paths.
package python

import (
	"path"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
)

// Rules are the family's rules, in the order of the catalogue.
func Rules() []*lint.Rule {
	return []*lint.Rule{&homeExecutable, &pinnedSitePackages, &homeSubfolder, &homeRelative, &homePair,
		&pathSeparator, &pathNotAPackageFolder, &pathIgnored, &lazyInitializationOff,
		&homeMissing, &homeNotAnEnvironment, &pathMissing, &homeBroken, &homeIsAnEnvironment, &versionMismatch}
}

// executable reports whether a Python home certainly names a file, by its spelling alone, and which environment the file belongs to; env is
// empty where that cannot be told. Folders that merely look like it, …/Python311 or ~/.pyenv/versions/3.5.0, are none.
func executable(home string) (env string, is bool) {
	if !strings.Contains(home, `\`) {
		home = path.Clean(home)
	}
	dir, base := splitPath(strings.TrimRight(home, `/\`))
	above, parent := splitPath(dir)
	scripts := parent == "bin" || strings.EqualFold(parent, "Scripts")
	switch {
	case scripts && (interpreterName(base) || strings.HasPrefix(base, "activate")):
		return environmentOf(above), true
	case isExe(base):
		if scripts {
			return above, true
		}
		return dir, true
	case base == "pyvenv.cfg":
		return dir, true
	case interpreterName(base) && (dir == "" || parent == "shims"), sharedObject(base), strings.HasSuffix(base, ".py"), strings.HasSuffix(base, ".wsgi"):
		return "", true
	}
	return "", false
}

// environmentOf is the folder above bin, or nothing for /bin, whose Python has its home elsewhere.
func environmentOf(above string) string {
	if above == "" || above == "/" {
		return ""
	}
	return above
}

// splitPath cuts the last component off a path with either kind of slash. The folder has no slash at its end, but "/" is one.
func splitPath(p string) (dir, base string) {
	i := strings.LastIndexAny(p, `/\`)
	if i < 0 {
		return "", p
	}
	if i == 0 {
		return p[:1], p[1:]
	}
	return p[:i], p[i+1:]
}

// interpreterName reports whether a file name is an interpreter's: python, python3, python3.11, python3.8m, pythonw, pypy3.9.
func interpreterName(base string) bool {
	rest, ok := strings.CutPrefix(base, "python")
	if !ok {
		rest, ok = strings.CutPrefix(base, "pypy")
	}
	if !ok {
		return false
	}
	for _, suffix := range []string{"-dbg", "-config", "-intel64"} {
		rest = strings.TrimSuffix(rest, suffix)
	}
	return strings.Trim(rest, "0123456789.dmtuw") == ""
}

func isExe(base string) bool {
	lower := strings.ToLower(base)
	return strings.HasSuffix(lower, ".exe") && interpreterName(strings.TrimSuffix(lower, ".exe"))
}

// sharedObject reports whether a file name is a library's: libpython3.11.so, libpython3.11.so.1.0, python311.dll.
func sharedObject(base string) bool {
	return strings.HasSuffix(base, ".so") || strings.Contains(base, ".so.") || strings.HasSuffix(strings.ToLower(base), ".dll")
}

// A pinned is an entry of a Python path that names one Python version of an environment.
type pinned struct {
	env      string // /srv/blog/venv
	version  string // 3.11
	packages string // site-packages or dist-packages
}

// pinnedEntry reads an entry that ends in lib*/pythonX.Y/site-packages or dist-packages.
func pinnedEntry(entry string) (pinned, bool) {
	dir, packages := path.Split(path.Clean(entry))
	dir, python := path.Split(strings.TrimRight(dir, "/"))
	env, lib := path.Split(strings.TrimRight(dir, "/"))
	version := strings.TrimPrefix(python, "python")
	if packages != "site-packages" && packages != "dist-packages" || !strings.HasPrefix(lib, "lib") || version == python || !isMinor(version) {
		return pinned{}, false
	}
	if len(env) > 1 {
		env = strings.TrimRight(env, "/")
	}
	if outer, ok := strings.CutSuffix(env, "/local"); ok && outer != "/usr" {
		env = outer // virtualenv's local/lib is its lib by another name
	}
	return pinned{env, version, packages}, true
}

// isMinor reports whether v is X.Y, perhaps with the letters of a build's flags.
func isMinor(v string) bool {
	major, minor, ok := strings.Cut(strings.TrimRight(v, "dmtu"), ".")
	return ok && isNumber(major) && isNumber(minor)
}

func isNumber(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// isSystem reports whether the entry belongs to the system's own Python, which finds it without being told. Debian's Python looks in
// dist-packages of /usr/local, not in site-packages: those belong to a Python somebody built there.
func (p pinned) isSystem() bool {
	return p.env == "/usr" || p.env == "/" || p.env == "/usr/local" && p.packages == "dist-packages"
}

// isUsers reports whether the entry is what pip install --user fills, in a folder that is no environment.
func (p pinned) isUsers() bool { return strings.HasSuffix(p.env, "/.local") }

// sameEnvironment reports whether a Python home, perhaps wrongly written as its executable, is the folder env.
func sameEnvironment(home, env string) bool {
	if e, is := executable(home); is {
		home = e
	}
	return home != "" && path.Clean(home) == path.Clean(env)
}
