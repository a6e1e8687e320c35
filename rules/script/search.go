package script

import (
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

// searched are the folders in which the mount's Python looks for modules before the script runs, the library aside. They are not known where the
// process depends on the request, and where the Python home cannot be read.
func searched(p *lint.Pass, m *model.Mount) (folders []string, known bool) {
	selections := m.ProcessGroups()
	if len(selections) != 1 || !selections[0].Certain {
		return nil, false
	}
	home := ""
	if s := p.ServerHome(); s != nil {
		home = s.Value.Value
	}
	if selections[0].IsEmbedded() {
		for _, s := range p.Paths {
			if s.Group == nil {
				folders = append(folders, strings.Split(s.Value.Value, ":")...)
			}
		}
	} else {
		groups := p.GroupsNamed(selections[0].Name.Value)
		if len(groups) != 1 || groups[0].Option("chroot").IsSet() {
			return nil, false
		}
		g := groups[0]
		folders = append(strings.Split(g.Option("python-path").Value, ":"), g.Option("home").Value)
		if own := g.Option("python-home"); own.IsSet() {
			home = own.Value
		}
	}
	if home != "" && p.Environments.Read(home) == nil {
		return nil, false
	}
	folders = append(folders, strings.Split(p.Host.Env["PYTHONPATH"], ":")...)
	for _, env := range []string{home, "/usr", "/usr/local"} {
		folders = append(folders, packagesOf(p, env)...)
	}
	unsure := func(folder string) bool { return folder != "" && !path.IsAbs(folder) || model.Unfinished(folder) }
	return folders, !unsure(home) && !slices.ContainsFunc(folders, unsure)
}

// packagesOf are the folders of packages in an environment, of Debian's too.
func packagesOf(p *lint.Pass, env string) []string {
	if env == "" {
		return nil
	}
	folders := []string{path.Join(env, "lib/python3/dist-packages")}
	if e := p.Environments.Read(env); e != nil {
		for _, v := range e.Versions {
			for _, name := range []string{"site-packages", "dist-packages"} {
				folders = append(folders, path.Join(env, "lib", "python"+v.String(), name), path.Join(env, "lib64", "python"+v.String(), name))
			}
		}
	}
	return folders
}

// hasOthers reports whether a folder may have the module in another form: compiled, or in a folder that a .pth file names. What cannot be listed, an
// archive or a folder of very many names, may have it.
func hasOthers(p *lint.Pass, folder, module string) bool {
	entries, err := fs.ReadDir(p.Files, strings.TrimPrefix(path.Clean(folder), "/"))
	if err != nil {
		return !errors.Is(err, fs.ErrNotExist)
	}
	return slices.ContainsFunc(entries, func(e fs.DirEntry) bool {
		switch name := e.Name(); path.Ext(name) {
		case ".pth", ".egg-link":
			return name != "distutils-precedence.pth" && name != "_virtualenv.pth"
		default:
			return strings.HasPrefix(name, module+".")
		}
	})
}
