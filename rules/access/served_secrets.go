package access

import (
	"path"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model/account"
)

// secrets are the files of a project that lie in folders which a server with applications serves, and that everybody certainly may have.
func secrets(p *lint.Pass, x *serving) []exposed {
	s := x.Server
	if p.Files == nil || len(s.Mounts) == 0 {
		return nil
	}
	var all []exposed
	in := func(folder string, line model.Value) {
		for _, name := range []string{".env", ".git", "settings.py"} {
			file := path.Join(folder, name)
			if _, err := p.Files.Lstat(strings.TrimPrefix(file, "/")); err != nil {
				continue
			}
			if name == ".git" {
				file += "/HEAD"
			}
			if !p.Files.IsFile(file) || p.Refuses(nil, file, account.Read) != nil {
				continue
			}
			if url, by := x.fileURL(file); by.Decl == line.Decl && granted(p, s, file, url) {
				all = append(all, exposed{file: file, secret: name, at: line})
			}
		}
	}
	for folder, a := range x.folders() {
		in(folder, a.Target)
	}
	if x.inherited != nil && x.inherited.left >= len(x.inherited.folders) {
		x.inherited.left -= len(x.inherited.folders)
		for folder, a := range x.inherited.folders {
			in(folder, a.Target)
		}
	}
	if root := s.Root(); root.IsSet() && path.IsAbs(root.Value) && !model.Unfinished(root.Value) {
		in(path.Clean(root.Value), root)
	}
	return all
}

// granted reports whether everybody certainly may have a file as it is, under its own URL.
func granted(p *lint.Pass, s *model.Server, file, url string) bool {
	as := &model.Mount{Decl: s.Mounts[0].Decl, Server: s, URLs: model.URLsBelow(url)}
	as.URL.Value, as.Script.Value = url, file
	if p.HasHtaccess(file) {
		return false
	}
	for _, name := range []string{"deny", "order", "satisfy", "sethandler", "addhandler", "addtype"} {
		for _, held := range s.InForce(name, as) {
			if named(held, file) && concerns(held.Decl, file) {
				return false
			}
		}
	}
	granted := p.Closed()
	for _, held := range s.InForce("require", as) {
		if !named(held, file) {
			continue
		}
		if d := held.Decl; !strings.EqualFold(d.Arg(0).Value, "all") || !strings.EqualFold(d.Arg(1).Value, "granted") {
			return false
		}
		granted = granted || held.Reach == model.All
	}
	return granted
}

// concerns reports whether a line is about the file as far as extensions tell: those that AddHandler and AddType list.
func concerns(d *eval.Directive, file string) bool {
	if !d.Is("AddHandler") && !d.Is("AddType") {
		return !d.Is("SetHandler") || !strings.EqualFold(d.Arg(0).Value, "none")
	}
	for _, a := range d.Args()[1:] {
		for ext := range strings.SplitSeq(path.Base(file), ".") {
			if strings.EqualFold(strings.TrimPrefix(a.Value, "."), ext) {
				return true
			}
		}
	}
	return false
}

// named reports whether a setting may hold for a file, as far as the name of a Files section tells.
func named(held model.Held, file string) bool {
	for in := held.Section; in != nil; in = in.Outer {
		if covers, certain := in.CoversName(path.Base(file)); certain && !covers {
			return false
		}
	}
	return true
}
