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
	if text == "" || home.Group != nil && model.HoldsOption(text, home.Quote) || model.Mistyped(text) || strings.ContainsAny(text, model.WideSpaces) {
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

// A judgement is what judge tells of a home.
type judgement struct {
	home *model.PythonSetting
	fault
	env string
}

// judgements are those of all homes.
var judgements = lint.Fact[[]judgement]{Find: func(p *lint.Pass) []judgement {
	all := make([]judgement, 0, len(p.Homes))
	for _, home := range homes(p) {
		f, env := judge(p, home)
		all = append(all, judgement{home, f, env})
	}
	return all
}}

// homesOf yields every Python home that has the fault. That a home with a harmless name is a file only the file system tells.
func homesOf(p *lint.Pass, f fault) func(yield func(home *model.PythonSetting, env string) bool) {
	return func(yield func(*model.PythonSetting, string) bool) {
		for _, j := range judgements.Of(p) {
			if j.fault == sound && f == namesFile && isFile(p, j.home) {
				j.fault = namesFile
			}
			if j.fault == f && !yield(j.home, j.env) {
				return
			}
		}
	}
}

// homes are the Python homes that an interpreter starts with: none of a group where WSGILazyInitialization is Off.
func homes(p *lint.Pass) []*model.PythonSetting {
	off := notLazy(p)
	if off == nil {
		return named(p)
	}
	return slices.DeleteFunc(slices.Clone(named(p)), func(home *model.PythonSetting) bool { return home.Group != nil && off.HoldsWith(home.Decl) })
}

// named are the Python homes that mod_wsgi reads: none of an .htaccess file, which may not have any, no option of a release without it, and no
// directive that serves nobody.
func named(p *lint.Pass) []*model.PythonSetting {
	if p.Host.Htaccess {
		return nil
	}
	old, idle := p.Target.ModWSGI.Less(pythonHomeSince), serverHomeIdle(p)
	if !old && !idle {
		return p.Homes
	}
	return slices.DeleteFunc(slices.Clone(p.Homes), func(home *model.PythonSetting) bool {
		return old && home.Group != nil || idle && home.Group == nil
	})
}

// serverHomeIdle reports whether no interpreter starts with WSGIPythonHome: none may in Apache's own processes, and all groups have a home of
// their own.
func serverHomeIdle(p *lint.Pass) bool {
	needs := func(g *model.DaemonGroup) bool { return !g.Option("python-home").IsSet() }
	return p.RestrictsEmbedded() != nil && len(p.Groups) > 0 && !slices.ContainsFunc(p.Groups, needs)
}

// paths are the Python paths that mod_wsgi reads.
func paths(p *lint.Pass) []*model.PythonSetting {
	if p.Host.Htaccess {
		return nil
	}
	return p.Paths
}

func isFile(p *lint.Pass, home *model.PythonSetting) bool {
	folder := absolute(home, home.Value.Value)
	return p.Files != nil && folder != "" && p.Files.IsFile(folder)
}

// homeName is how a Python home is written.
func homeName(home *model.PythonSetting) string {
	return settingName(home, "python-home", "WSGIPythonHome")
}

// A complaint is what mod_wsgi says in the error log of a Python home, around its name.
type complaint struct{ code, head, tail string }

var (
	cannotStat    = complaint{"WSGI0100", "Unable to stat Python home", ""}
	noDirectory   = complaint{"WSGI0101", "Python home", " is not a directory"}
	notAccessible = complaint{"WSGI0102", "Python home", " is not accessible"}
)

// about is the complaint in the words of the release.
func (c complaint) about(p *lint.Pass, home *model.PythonSetting) string {
	process := "embedded mode"
	if home.Group != nil {
		process = fmt.Sprintf("daemon process '%s'", home.Group.Name.Value)
	}
	name := home.Value.Value
	return p.Target.Logged(c.head+" "+name+c.tail, fmt.Sprintf("%s: %s '%s' for %s%s", c.code, c.head, name, process, c.tail))
}

// deadSymptom is what the visitor sees of a Python home that no interpreter can start with; log is what mod_wsgi says of it, if anything.
func deadSymptom(p *lint.Pass, home *model.PythonSetting, log string) string {
	last := p.Target.Logged("Fatal Python error: init_fs_encoding", "WSGI0036: Python interpreter configuration failed")
	says := fmt.Sprintf("the error log says %q", last)
	if log != "" {
		says = fmt.Sprintf("the error log says %q and %q", log, last)
	}
	if home.Group != nil {
		return fmt.Sprintf("every request to process group %q waits until Timeout (60 s) and gets 504; %s", home.Group.Name.Value, says)
	}
	harm := "applications in Apache's own processes answer 500; "
	switch {
	case p.RestrictsEmbedded() != nil:
		harm = "" // there are none
	case p.Target.ModWSGI.Less(lint.Version{6}):
		harm = "all of Apache dies, static files too, unless WSGIRestrictEmbedded On; "
	}
	return harm + "daemon groups without a python-home of their own get 504; " + says
}

// deadSeen begins the page of a Python home that no interpreter can start with.
const deadSeen = "Every request waits until Timeout, 60 seconds by default, and gets \"504 Gateway Timeout\"; static files are served. " +
	"With WSGIPythonHome and mod_wsgi up to 5.0.2 nothing at all is answered, not even static files. " +
	"`apachectl configtest` says \"Syntax OK\"."

// deadLog are the lines of the error log that tell of such a home, with those that tell why.
func deadLog(own ...lint.LogLine) []lint.LogLine {
	const before6 = "mod_wsgi 4.5 to 5.0"
	log := []lint.LogLine{
		{Text: "Fatal Python error: init_fs_encoding: failed to get the Python codec of the filesystem encoding", Versions: before6},
		{Text: "ModuleNotFoundError: No module named 'encodings'", Versions: before6},
		{Text: "Timeout when reading response headers from daemon process 'blog': /srv/blog/wsgi.py", Versions: "mod_wsgi 4.9 and 5.0"},
		{Text: "WSGI0036: Python interpreter configuration failed in daemon process 'blog': failed to get the Python codec of the filesystem encoding", Versions: lint.FromReference},
		{Text: "WSGI0145: Timeout when reading response headers from daemon process 'blog'.", Versions: lint.FromReference},
		{Text: "WSGI0001: Python initialisation failed in Apache child process; Python based handlers will not be available.", Versions: "mod_wsgi 6, WSGIPythonHome"},
	}
	for _, line := range slices.Backward(own) {
		at := slices.IndexFunc(log, func(l lint.LogLine) bool { return l.Versions == line.Versions })
		log = slices.Insert(log, at, line)
	}
	return log
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
	home = strings.TrimRight(clean(home), `/\`)
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
	return model.Garbled(p) || model.StandsIn(p)
}
