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
	dir, base := splitPath(strings.TrimRight(clean(home), `/\`))
	above, parent := splitPath(dir)
	scripts := parent == "bin" || strings.EqualFold(parent, "Scripts")
	switch {
	case scripts && (interpreterName(base) || strings.HasPrefix(base, "activate") || strings.HasPrefix(base, "pip") || base == "django-admin"):
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

// clean is path.Clean for a home as Unix writes it. One with backslashes stays as it is, and so do the slashes before a Windows server's name.
func clean(home string) string {
	switch {
	case strings.Contains(home, `\`):
		return home
	case strings.HasPrefix(home, "//") && !strings.HasPrefix(home, "///"):
		return "/" + path.Clean(home)
	}
	return path.Clean(home)
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
	unversioned := strings.TrimRight(base, ".0123456789")
	return strings.HasSuffix(unversioned, ".so") || strings.HasSuffix(strings.ToLower(base), ".dll")
}

// sameEnvironment reports whether a Python home, perhaps wrongly written as its executable, is the folder env.
func sameEnvironment(home, env string) bool {
	if e, is := executable(home); is {
		home = e
	}
	return home != "" && path.Clean(home) == path.Clean(env)
}
