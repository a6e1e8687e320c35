package access

import (
	"fmt"
	"path"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

var servedSource = lint.Rule{
	ID:       "served-source",
	Family:   "access",
	Severity: lint.Warning,
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "Mounted script that can be read as a file",
		Why: `A script that lies below DocumentRoot, or below the folder of an Alias, has a second URL: its own as a file. Whoever asks for that reads the **source**, and that of
the modules beside it: settings with passwords and keys. The application works, so nobody notices.

Under a mount at ` + "`/`" + ` DocumentRoot cannot be asked for, and this rule is silent; an Alias can.`,
		Instead: "Keep the project outside of DocumentRoot, and let an Alias lead to the folder of static files alone.",
		Refs:    []string{"https://modwsgi.readthedocs.io/en/master/user-guides/configuration-guidelines.html"},
	},
	Check: func(p *lint.Pass) {
		if len(p.ScriptHandlers) > 0 {
			return
		}
		for _, s := range p.Servers {
			folders := aliasFolders(s)
			for _, m := range s.Mounts[:min(len(s.Mounts), maxScripts)] {
				if !isScript(m.Script.Value) && path.Ext(m.Script.Value) != ".py" || !path.IsAbs(m.Script.Value) || model.Unfinished(m.Script.Value) {
					continue
				}
				if url, by := fileURL(s, folders, path.Clean(m.Script.Value)); by.IsSet() {
					p.Report(readable(m, url, by))
				}
			}
		}
	},
}

// maxScripts is how many scripts of one server are looked at.
const maxScripts = 100

// aliasFolders are the folders of a server's Aliases.
func aliasFolders(s *model.Server) map[string]*model.Mapping {
	folders := map[string]*model.Mapping{}
	for _, a := range s.AllMappings() {
		if _, plain := a.URLs.Prefix(); plain && a.Decl.Is("Alias") && a.Section == nil && path.IsAbs(a.Target.Value) && a.Decl.When == nil {
			folders[path.Clean(a.Target.Value)] = a
		}
	}
	return folders
}

// fileURL is a URL that certainly serves the file of the given name as it is, and the line that makes it so; the zero Value where there is
// none.
func fileURL(s *model.Server, folders map[string]*model.Mapping, name string) (url string, by model.Value) {
	for dir := path.Dir(name); dir != "/"; dir = path.Dir(dir) {
		if a := folders[dir]; a != nil {
			url := strings.TrimRight(a.URL.Value, "/") + strings.TrimPrefix(name, dir)
			if !mapped(s, a, url) {
				return url, a.Target
			}
		}
	}
	root := s.Root()
	if !root.IsSet() || !model.Below(root.Value, name) || root.Decl.When != nil {
		return "", model.Value{}
	}
	url = "/" + strings.TrimPrefix(strings.TrimPrefix(name, path.Clean(root.Value)), "/")
	if mapped(s, nil, url) || mounted(s, url) {
		return "", model.Value{}
	}
	return url, root
}

// mapped reports whether a mapping other than a may take the URL.
func mapped(s *model.Server, a *model.Mapping, url string) bool {
	for _, m := range s.AllMappings() {
		if m != a && m.Kind != model.UserDir && (!m.URLs.Known() || !m.URLs.Disjoint(model.URLsBelow(url))) {
			return true
		}
	}
	return false
}

func mounted(s *model.Server, url string) bool {
	for _, m := range s.AllMounts() {
		if !m.URLs.Disjoint(model.URLsBelow(url)) {
			return true
		}
	}
	return false
}

func readable(m *model.Mount, url string, by model.Value) lint.Diagnostic {
	return lint.Diagnostic{
		At:      m.Script.At,
		Message: fmt.Sprintf("%q lies in a folder that %s serves: %s shows its source; keep the project elsewhere", m.Script.Value, by.Decl.Name, url),
		Symptom: "the application works, and whoever asks for its files reads them; nothing is logged",
		Via:     m.Decl.Via,
		Related: []lint.Related{{At: by.At, Message: "this serves the folder"}},
	}
}
