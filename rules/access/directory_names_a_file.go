package access

import (
	"fmt"
	"path"
	"slices"
	"sync"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

var directoryNamesAFile = lint.Rule{
	ID:       "directory-names-a-file",
	Family:   "access",
	Severity: lint.Warning,
	Fixes:    lint.Safe,
	Needs:    lint.FileSystem, // for files that are not mounted
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "<Directory> that names the script itself",
		Seen:  "Every page is \"403 Forbidden\" where the folder is denied further out, as on Debian; of a mount such as /blog that one URL is there.",
		Why: `A ` + "`<Directory>`" + ` is for a folder and what lies in it. One that names the script's file holds for the mount's own URL alone, /blog, and with a
mount at / for none: what it grants is granted there, and every page below is "403 Forbidden" where an outer folder is denied, as on Debian. The same goes for a WSGIProcessGroup in it.`,
		Log: []lint.LogLine{{Text: "AH01630: client denied by server configuration: /srv/blog/wsgi.py"}},
		Instead: "Name the script's folder. To grant the script alone, put a Files section inside:\n\n" +
			"```apache\n<Directory /srv/blog>\n    <Files wsgi.py>\n        Require all granted\n    </Files>\n</Directory>\n```",
		Fix: "The section names the folder. It is safe for what is mounted: the script's own pages are answered alike. Other files of the folder have no URL " +
			"unless an Alias or DocumentRoot gives them one; then it is unsafe, and so it is where a Require of the folder asks something of visitors.",
		Refs: []string{"https://httpd.apache.org/docs/2.4/mod/core.html#directory"},
	},
	Check: func(p *lint.Pass) {
		scripts := map[string]bool{}
		for _, s := range p.Servers {
			for _, m := range s.Mounts {
				if !endsInSlash(m.Script.Value) {
					scripts[model.Clean(m.Script.Value)] = true
				}
			}
		}
		folders := sync.OnceValue(func() map[string]bool { return around(p) })
		served := sync.OnceValue(func() *servedFolders { return servedBy(p) })
		requires := sync.OnceValue(func() *requires { return requiring.Of(p) })
		for _, s := range p.Servers {
			for _, sec := range s.Sections {
				if sec.Kind == model.Directory && !sec.Regexp && !sec.Glob && namesFile(p, sec, scripts, folders) {
					p.Report(namesAFile(sec, served(), requires()))
				}
			}
		}
	},
}

// around are the folders that something lies in that is mounted or has an Alias.
func around(p *lint.Pass) map[string]bool {
	folders := map[string]bool{}
	add := func(name string) {
		for at := path.Dir(name); !folders[at]; at = path.Dir(at) {
			folders[at] = true
		}
	}
	for _, s := range p.Servers {
		for _, m := range s.Mounts {
			add(model.Clean(m.Script.Value))
		}
		for _, a := range s.Mappings {
			add(a.Target.Value)
		}
	}
	return folders
}

// namesFile reports whether a section names a file: one that is mounted and called as scripts are, one called as only scripts are, or one that
// is there. What has something in it is none.
func namesFile(p *lint.Pass, sec *model.Section, scripts map[string]bool, folders func() map[string]bool) bool {
	name := model.Clean(sec.Arg.Value)
	if p.Files != nil && p.Files.Exists(name) {
		return p.Files.IsFile(name)
	}
	called := scripts[name] && slices.Contains([]string{".wsgi", ".py"}, path.Ext(name)) || path.IsAbs(name) && isScript(sec.Arg.Value)
	return called && !folders()[name]
}

func namesAFile(sec *model.Section, served *servedFolders, requires *requires) lint.Diagnostic {
	folder := path.Dir(model.Clean(sec.Arg.Value))
	d := lint.Diagnostic{
		At:      sec.Arg.At(),
		Message: fmt.Sprintf("%q is a file, so the section holds for the mount's own URL and for nothing below; name the folder %q", sec.Arg.Value, folder),
		Symptom: "every page below the mount's own URL, and with a mount at / that too, is 403 where an outer folder is denied: \"AH01630: client denied by server configuration\"",
		Via:     sec.Decl.Via,
	}
	if sec.Arg.Exact() && folder != "/" && folder != "." {
		safety := served.safety(folder)
		if requires.askedIn(folder) {
			safety = lint.Unsafe
		}
		d.Fixes = []lint.Fix{{
			Title:  "Name the folder " + folder,
			Safety: safety,
			Edits:  []source.Edit{{Span: sec.Arg.At(), New: parser.Quote(folder, sec.Arg.Quote)}},
		}}
	}
	return d
}

// servedFolders are the folders whose files have URLs, sorted.
type servedFolders struct {
	names    []string
	anywhere bool // an expression may give any file one
}

func servedBy(p *lint.Pass) *servedFolders {
	x := &servedFolders{}
	for _, s := range p.Servers {
		if s.DocumentRoot.IsSet() {
			x.names = append(x.names, model.Clean(s.DocumentRoot.Value))
		}
		for _, m := range s.Mappings {
			if m.Kind == model.Alias && m.Target.IsSet() {
				x.names = append(x.names, model.Clean(m.Target.Value))
				x.anywhere = x.anywhere || m.Decl.Is("AliasMatch") || m.Decl.Is("ScriptAliasMatch")
			}
		}
	}
	slices.Sort(x.names)
	return x
}

// safety is Unsafe where something gives the folder's other files a URL, or may.
func (x *servedFolders) safety(folder string) lint.Safety {
	for at := folder; ; at = path.Dir(at) {
		if _, found := slices.BinarySearch(x.names, at); found || x.anywhere {
			return lint.Unsafe
		}
		if at == path.Dir(at) {
			break
		}
	}
	if i, _ := slices.BinarySearch(x.names, folder+"/"); i < len(x.names) && model.Below(folder, x.names[i]) {
		return lint.Unsafe
	}
	return lint.Safe
}
