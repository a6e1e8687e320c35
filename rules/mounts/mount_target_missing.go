package mounts

import (
	"fmt"
	"io/fs"
	"path"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

var mountTargetMissing = lint.Rule{
	ID:       "mount-target-missing",
	Family:   "mounts",
	Severity: lint.Error,
	Fixes:    lint.Manual,
	Needs:    lint.FileSystem,
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "Mount of a script that is not there",
		Why:   "Apache does not look for the script when it starts. Where the file is missing, every request to the mount is \"404 Not Found\", and `apachectl configtest` says \"Syntax OK\".",
		Log: []lint.LogLine{
			{Text: "Target WSGI script not found or unable to stat: /srv/blog/wsgi.py", Versions: "mod_wsgi 3.5 to 5.0"},
			{Text: "WSGI0135: Target WSGI script not found or unable to stat.", Versions: "mod_wsgi 6"},
		},
		Instead: "Name the script that is there: Django's stands in the folder of the settings, `/srv/blog/blog/wsgi.py`.",
		Fix:     "The nearest name that is there is shown. You must judge whether it is the one.",
		Refs:    []string{"https://modwsgi.readthedocs.io/en/master/configuration-directives/WSGIScriptAlias.html"},
	},
	Check: func(p *lint.Pass) {
		if p.Files == nil {
			return
		}
		for _, s := range p.Servers {
			for _, m := range s.Mounts {
				if isMissing(p, m.Script.Value) && !m.Decl.Is("WSGIScriptAliasMatch") {
					p.Report(missingScript(p, m))
				}
			}
		}
	},
}

// isMissing reports whether there certainly is neither the file nor one further up, whose name goes on as PATH_INFO.
func isMissing(p *lint.Pass, name string) bool {
	if !path.IsAbs(name) || model.Unfinished(name) {
		return false
	}
	for at := path.Clean(name); at != "/"; at = path.Dir(at) {
		if p.Files.IsFile(at) || at == path.Clean(name) && p.Files.Exists(at) {
			return false
		}
	}
	return true
}

func missingScript(p *lint.Pass, m *model.Mount) lint.Diagnostic {
	d := lint.Diagnostic{
		At:      m.Script.At,
		Message: fmt.Sprintf("the script %q does not exist", m.Script.Value),
		Symptom: fmt.Sprintf("404 for every request: \"Target WSGI script not found or unable to stat: %s\"", m.Script.Value),
		Via:     m.Decl.Via,
	}
	near := nearScript(p, path.Clean(m.Script.Value))
	if near == "" {
		return d
	}
	d.Message += fmt.Sprintf("; did you mean %q?", near)
	if m.Script.Exact {
		d.Fixes = []lint.Fix{{Title: "Mount " + near, Safety: lint.Manual, Edits: []source.Edit{{Span: m.Script.At, New: parser.Quote(near, m.Script.Quote)}}}}
	}
	return d
}

// maxListed is how many names of a folder are compared.
const maxListed = 1000

// nearScript is the file that was probably meant: one of nearly that name in the folder, or one of the very name in a folder inside; "" where
// there is none.
func nearScript(p *lint.Pass, name string) string {
	dir, base := path.Dir(name), path.Base(name)
	var inside string
	near := lint.Nearest(base, func(yield func(string) bool) {
		for _, e := range listed(p, dir) {
			if at := path.Join(dir, e.Name(), base); e.IsDir() && p.Files.IsFile(at) {
				inside = at
			} else if !e.IsDir() && !yield(e.Name()) {
				return
			}
		}
	})
	if near != "" {
		return path.Join(dir, near)
	}
	return inside
}

func listed(p *lint.Pass, dir string) []fs.DirEntry {
	f, err := p.Files.Open(path.Clean("./" + dir))
	if err != nil {
		return nil
	}
	defer f.Close()
	if d, ok := f.(fs.ReadDirFile); ok {
		entries, _ := d.ReadDir(maxListed) // what was read before an error counts
		return entries
	}
	return nil
}
