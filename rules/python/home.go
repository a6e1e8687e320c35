package python

import (
	"fmt"
	"path"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model/pyenv"
)

// A fault is what is wrong with a Python home as it is written. A home has one, the root of all that it leads to, so that one mistake gives
// one finding.
type fault uint8

const (
	sound fault = iota
	namesPair
	namesFile
	namesSubfolder
	isRelative
)

// judge tells the fault of a Python home, as far as its spelling shows it, and the environment that was meant where that can be told.
func judge(p *lint.Pass, home *model.PythonSetting) (f fault, env string) {
	text := home.Value.Value
	if text == "" || home.Group != nil && model.HoldsOption(text, home.Quote) {
		return sound, "" // mod_wsgi warns, and uses Python's own; or another rule's matter
	}
	if listSeparator(text) != "" {
		return namesPair, ""
	}
	if env, is := executable(text); is {
		return namesFile, env
	}
	if env, is := subfolder(text); is && !isEnvironment(p, text) {
		return namesSubfolder, env
	}
	if !isAbsolute(text) && !isTemplate(text) && (model.ForShell(text) || startsAtRoot(p, home)) && !isEnvironment(p, path.Join("/", text)) {
		return isRelative, ""
	}
	return sound, ""
}

// homesOf yields every Python home that has the fault. That a home with a harmless name is a file only the file system tells.
func homesOf(p *lint.Pass, f fault) func(yield func(home *model.PythonSetting, env string) bool) {
	return func(yield func(*model.PythonSetting, string) bool) {
		for _, home := range p.Homes {
			found, env := judge(p, home)
			if found == sound && f == namesFile && isFile(p, home) {
				found = namesFile
			}
			if found == f && !yield(home, env) {
				return
			}
		}
	}
}

func isFile(p *lint.Pass, home *model.PythonSetting) bool {
	folder := absolute(home, home.Value.Value)
	return p.Files != nil && folder != "" && !isEnvironment(p, folder) && p.Files.IsFile(folder)
}

// homeName is how a Python home is written.
func homeName(home *model.PythonSetting) string {
	return settingName(home, "python-home", "WSGIPythonHome")
}

// deadSymptom is what the visitor sees of a Python home that no interpreter can start with; log is what mod_wsgi up to 5 says of it, if anything,
// and code what mod_wsgi 6 begins that with.
func deadSymptom(home *model.PythonSetting, log, code string) string {
	says := `the error log says "Fatal Python error: init_fs_encoding" (mod_wsgi 6: WSGI0036)`
	if log != "" {
		says = fmt.Sprintf("the error log says %q (mod_wsgi 6: %s) and \"Fatal Python error: init_fs_encoding\" (WSGI0036)", log, code)
	}
	if home.Group != nil {
		return fmt.Sprintf("every request to process group %q waits until Timeout (60 s) and gets 504; %s", home.Group.Name.Value, says)
	}
	return "with mod_wsgi up to 5.0.2 all of Apache dies, static files too, unless WSGIRestrictEmbedded On; with 6.0 embedded applications " +
		"answer 500; daemon groups without a python-home of their own get 504; " + says
}

// listSeparator is what stands between the folders of a Python home that is a list, as PYTHONHOME may be; empty where it is one folder.
func listSeparator(home string) string {
	at := strings.IndexAny(home, ":,;")
	if at < 0 || at == 1 || strings.HasPrefix(home[at:], "://") {
		return "" // C:\Python311 is none, nor is a URL
	}
	separator, rest := home[at:at+1], home[at+1:]
	if strings.HasPrefix(rest, "/") || strings.HasPrefix(rest, "~") || separator == ":" && (rest == "" || rest[0] == ':') {
		return separator
	}
	return ""
}

// subfolder reports whether a Python home certainly names a folder inside an environment, by its spelling alone, and which environment that
// is; env is empty where that cannot be told.
func subfolder(home string) (env string, is bool) {
	windows := strings.Contains(home, `\`)
	if !windows {
		home = path.Clean(home)
	}
	home = strings.TrimRight(home, `/\`)
	if pin, ok := pyenv.PackagesIn(home); ok {
		return environmentOf(pin.Env), true
	}
	dir, base := splitPath(home)
	above, parent := splitPath(dir)
	switch {
	case base == "bin", base == "Scripts", windows && strings.EqualFold(base, "Scripts"), isLib(base):
		return environmentOf(dir), dir != ""
	case isLib(parent) && (isPythonFolder(base) || base == "site-packages"):
		return environmentOf(above), true
	case base == "site-packages", base == "dist-packages":
		above, lib := splitPath(above)
		if isLib(lib) && isPythonFolder(parent) {
			return environmentOf(above), true
		}
		return "", true
	}
	return "", false
}

func isLib(base string) bool {
	return base == "lib" || base == "lib64" || base == "lib32" || base == "Lib"
}

// isPythonFolder reports whether a name is that of a Python's folder in lib: python3.11, python3.13t, Debian's python3.
func isPythonFolder(base string) bool {
	_, minor := pyenv.FolderVersion(base)
	version, ok := strings.CutPrefix(base, "python")
	return minor || ok && version != "" && strings.Trim(version, "0123456789") == ""
}

// isAbsolute reports whether a path is, on Unix or on Windows.
func isAbsolute(p string) bool {
	return strings.HasPrefix(p, "/") || strings.HasPrefix(p, `\`) || len(p) > 2 && p[1] == ':' && (p[2] == '/' || p[2] == '\\')
}

// startsAtRoot reports whether a relative path certainly begins at /, the working folder of Apache's own processes: a group's is its home=, or,
// where its user is not Apache's, that user's home.
func startsAtRoot(p *lint.Pass, home *model.PythonSetting) bool {
	if home.Group == nil {
		return true
	}
	user := home.Group.Option("user")
	return !home.Group.Option("home").IsSet() && (!user.IsSet() || p.IsApacheUser(user.Value))
}

// isTemplate reports whether a path holds what somebody or something has still to replace, or characters that only look like those meant:
// the matter of other rules.
func isTemplate(p string) bool {
	return model.Garbled(p) || strings.ContainsRune("<[{@%$", rune(p[0])) && !model.ForShell(p)
}
