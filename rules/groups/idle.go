package groups

import (
	"path"
	"slices"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

// An idleSection is a <Directory> that holds no mounted script, or a <Location> that names a script's folder in the place of a URL, and the directives in it that
// count for applications only.
type idleSection struct {
	*model.Section
	lines []*model.Setting
	// meant is the folder of a mounted script whose path is nearly the same; nil where there is none.
	meant *model.Mount
	// example is some mount the directives may have been meant for.
	example *model.Mount
	// said are the names of such directives that the server has outside sections too.
	said []string
	// grants says that the section lets in who asks for what lies there.
	grants bool
}

// forApplications are the directives that count only where an application runs.
var forApplications = []string{"wsgiprocessgroup", "wsgiapplicationgroup", "wsgipassauthorization"}

// idle finds the idle sections of servers.
type idle struct {
	p *lint.Pass
	// holding says of the servers asked about whether such a section, or one that nobody knows what it was meant for, holds a WSGIProcessGroup.
	holding map[*model.Server]bool
	main    *scriptFolders // of the main server's own mounts
}

// holdGroup reports whether a WSGIProcessGroup of the server, or of the main one, stands where it reaches no application: then that is the mistake, or
// where the application should be.
func (x *idle) holdGroup(s *model.Server) bool {
	if x.holding == nil {
		x.holding = map[*model.Server]bool{}
	}
	for ; s != nil; s = s.Main {
		holds, asked := x.holding[s]
		if !asked {
			unknown := func(line *model.Setting) bool { return inGarbled(line) || inFolder(line) && x.scripts(s).unknown }
			holds = slices.ContainsFunc(s.Settings("wsgiprocessgroup"), unknown) ||
				slices.ContainsFunc(x.sections(s), func(sec idleSection) bool { return sec.lines[0].Decl.Is("WSGIProcessGroup") })
			x.holding[s] = holds
		}
		if holds {
			return true
		}
	}
	return false
}

// inGarbled reports whether nobody knows what a section around the line was meant for.
func inGarbled(line *model.Setting) bool {
	for in := line.Section; in != nil; in = in.Outer {
		if in.Garbled {
			return true
		}
	}
	return false
}

func inFolder(line *model.Setting) bool {
	return line.Section != nil && line.Section.Outer == nil && line.Section.Kind == model.Directory
}

// sections are the sections of a server that hold no mounted script.
func (x *idle) sections(s *model.Server) []idleSection {
	if s.IsMain() && len(s.Mounts) == 0 && !x.p.Closed() {
		return nil // what other files mount is not known
	}
	var found []idleSection
	index := map[*model.Section]int{}
	var scripts *scriptFolders
	said := slices.DeleteFunc(slices.Clone(forApplications), func(name string) bool {
		return !slices.ContainsFunc(s.Settings(name), func(line *model.Setting) bool { return line.Section == nil })
	})
	for _, name := range forApplications {
		for _, line := range s.Settings(name) {
			sec := line.Section
			if sec == nil || sec.Outer != nil || sec.Kind != model.Directory && sec.Kind != model.Location || sec.Regexp || sec.Glob || sec.Garbled {
				continue
			}
			if i, ok := index[sec]; ok {
				found[i].lines = append(found[i].lines, line)
				continue
			}
			if scripts == nil {
				scripts = x.scripts(s)
			}
			if sec.Kind == model.Directory && scripts.mayHold(sec) || sec.Kind == model.Location && !scripts.isFolder(sec) || handlesScripts(x.p, sec) {
				continue
			}
			index[sec] = len(found)
			found = append(found, idleSection{sec, []*model.Setting{line}, scripts.near(sec), scripts.example(), said, grants(s, sec)})
		}
	}
	return found
}

func grants(s *model.Server, sec *model.Section) bool {
	return slices.ContainsFunc(s.Settings("require"), func(r *model.Setting) bool {
		return (r.Section == sec || r.Section != nil && r.Section.Outer == sec) && !model.DeniesAll(r.Decl)
	})
}

// scriptFolders are the folders of the scripts that a server runs, sorted.
type scriptFolders struct {
	folders []string
	mounts  map[string]*model.Mount // one for each folder
	whole   map[string]bool         // the scripts themselves: a file, or a folder of scripts
	unknown bool
	main    *scriptFolders // those a virtual host has from the main server; nil for that
}

// scripts are those that requests to s may run: for the main server's sections, all there are.
func (x *idle) scripts(s *model.Server) *scriptFolders {
	if s.IsMain() {
		return foldersOf(x.p, x.p.Servers)
	}
	if x.main == nil {
		x.main = foldersOf(x.p, []*model.Server{s.Main})
	}
	own := foldersOf(x.p, []*model.Server{s})
	own.main = x.main
	return own
}

func foldersOf(p *lint.Pass, servers []*model.Server) *scriptFolders {
	x := &scriptFolders{mounts: map[string]*model.Mount{}, whole: map[string]bool{}}
	for _, s := range servers {
		for _, m := range s.Mounts {
			x.add(p, m)
		}
	}
	slices.Sort(x.folders)
	return x
}

func (x *scriptFolders) add(p *lint.Pass, m *model.Mount) {
	folder, known := m.Folder()
	if !known || m.Parted() || model.Unfinished(m.Script.Value) || path.Clean(m.Script.Value) == "/" || p.Files != nil && !p.Files.Exists(m.Script.Value) {
		x.unknown = true
		return
	}
	x.whole[path.Clean(m.Script.Value)] = true
	if x.mounts[folder] == nil {
		x.mounts[folder] = m
		x.folders = append(x.folders, folder)
	}
}

// mayHold reports whether a section may apply to some script, or there is none to speak of.
func (x *scriptFolders) mayHold(sec *model.Section) bool {
	folder := path.Clean(sec.Arg.Value)
	switch {
	case len(x.folders) == 0:
		return true
	case isRelative(sec):
		return x.unknown || x.main != nil && x.main.unknown
	case !path.IsAbs(folder): // httpd compares it with the whole names of folders; a colon may be a drive's
		return strings.Contains(folder, ":") || x.near(sec) == nil
	}
	return x.holds(folder) || x.main != nil && x.main.holds(folder)
}

// isFolder reports whether a <Location> names the folder of a script that the section's server mounts itself, and no URL of an application.
func (x *scriptFolders) isFolder(sec *model.Section) bool {
	if x.mounts[path.Clean(sec.Arg.Value)] == nil {
		return false
	}
	for s := sec.Server; s != nil; s = s.Main {
		if slices.ContainsFunc(s.Mounts, func(m *model.Mount) bool { return !m.URLs.Disjoint(sec.URLs) }) {
			return false
		}
	}
	return true
}

// isRelative reports whether a section's path is not named from the root, so that httpd finds nothing in it. What may be replaced, and a path of Windows, is
// not asked about.
func isRelative(sec *model.Section) bool {
	return !path.IsAbs(sec.Arg.Value) && strings.Trim(sec.Arg.Value, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./") == ""
}

func (x *scriptFolders) holds(folder string) bool {
	if x.unknown {
		return true
	}
	for at := folder; at != "/" && at != "."; at = path.Dir(at) {
		if x.whole[at] || x.mounts[at] != nil && x.mounts[at].Decl.Is("WSGIScriptAliasMatch") {
			return true
		}
	}
	i, _ := slices.BinarySearch(x.folders, folder)
	for ; i < len(x.folders) && strings.HasPrefix(x.folders[i], folder); i++ {
		if model.Below(folder, x.folders[i]) {
			return true
		}
	}
	return false
}

// maxNear is how many folders are compared with a path that may be misspelt.
const maxNear = 64

// near is a mount of a folder whose path is that of the section but for a slip, or for a beginning that one of the two lacks.
func (x *scriptFolders) near(sec *model.Section) *model.Mount {
	if len(x.folders) > maxNear {
		return nil
	}
	name := path.Clean("/" + strings.ReplaceAll(strings.Trim(sec.Arg.Value, "<>~"), `\`, "/"))
	if m := x.mounts[lint.Nearest(name, slices.Values(x.folders))]; m != nil {
		return m
	}
	i := slices.IndexFunc(x.folders, func(folder string) bool {
		short, long := name, folder
		if len(short) > len(long) {
			short, long = long, short
		}
		return (strings.Count(short, "/") > 1 || isRelative(sec) && len(short) > 1) && strings.HasSuffix(long, short)
	})
	if i < 0 {
		return nil
	}
	return x.mounts[x.folders[i]]
}

func (x *scriptFolders) example() *model.Mount { return x.mounts[x.folders[0]] }

// maxHandlers is how many lines are looked at one by one.
const maxHandlers = 64

// handlesScripts reports whether applications may run in a section without a mount.
func handlesScripts(p *lint.Pass, sec *model.Section) bool {
	if len(p.HandlerScripts) > 0 || len(p.ScriptHandlers) > maxHandlers {
		return true
	}
	return slices.ContainsFunc(p.ScriptHandlers, func(d *eval.Directive) bool {
		for in := d.In; in != nil; in = in.In {
			if in.Is("<Directory") {
				other := in.Arg(0).Value
				return model.Below(other, sec.Arg.Value) || model.Below(sec.Arg.Value, other)
			}
		}
		return true
	})
}
