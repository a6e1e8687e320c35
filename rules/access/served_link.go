package access

import (
	"path"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model/account"
)

// byLink gives e the URL that serves it under another name: DocumentRoot, or a folder on the way to e, is a symbolic link that may be followed.
func (x *serving) byLink(p *lint.Pass, e *exposed) {
	root := x.Root()
	if p.Files == nil || x.hidden || !path.IsAbs(root.Value) || root.Decl.When != nil || !p.Files.IsDir(root.Value) {
		return
	}
	real := eval.RealName(p.Files, e.file)
	folder := eval.RealName(p.Files, model.Clean(root.Value))
	if !model.Below(folder, real) || folder == "/" {
		return
	}
	url := "/" + strings.TrimPrefix(strings.TrimPrefix(real, folder), "/")
	as := &model.Mount{Decl: e.at.Decl, Server: x.Server, Script: e.at, URL: e.at, URLs: model.URLsBelow(url)}
	as.Script.Value, as.URL.Value = model.Clean(root.Value)+url, url
	if e.folder {
		real = path.Dir(real)
	}
	if x.mapped(nil, url) || x.mounted(url) || !followsLinks(x.Server, as) || p.Refuses(nil, real, account.Read) != nil {
		return
	}
	e.file, e.url, e.by = as.Script.Value, url, root
}

// followsLinks reports whether no line of Options keeps Apache from following symbolic links on the way to a file; it does where nothing is said.
func followsLinks(s *model.Server, as *model.Mount) bool {
	for _, held := range s.InForce("options", as) {
		follows := false
		for w := range parser.Words(held.Decl.RawArgs(), 0) {
			switch name := parser.LowerName(w.Value); {
			case name == "-followsymlinks", strings.HasSuffix(name, "symlinksifownermatch"):
				return false
			case strings.HasSuffix(name, "followsymlinks"), name == "all", name != "" && strings.ContainsAny(name[:1], "+-"):
				follows = true
			}
		}
		if !follows {
			return false
		}
	}
	return true
}
