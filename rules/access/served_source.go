package access

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

var servedSource = lint.Rule{
	ID:       "served-source",
	Family:   "access",
	Severity: lint.Warning,
	Fixes:    lint.Manual,
	Needs:    lint.FileSystem, // for what else lies in the folders
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "Source of the application that can be read as a file",
		Why: `A script that lies below DocumentRoot, or below the folder of an Alias or AliasMatch, has a second URL: its own as a file. Whoever asks for that reads the **source**, and that of
the modules beside it: settings with passwords and keys. The same goes for the folders of ` + "`python-path=`" + ` and for the environment of ` + "`python-home=`" + `, or WSGIPythonPath and WSGIPythonHome. The application
works, so nobody notices. Where the file system may be asked, this rule also follows a DocumentRoot that is a symbolic link, and looks for settings.py, .env and .git in the folders served: out of the last the whole project
can be had, with its history.

Under a mount at ` + "`/`" + ` DocumentRoot cannot be asked for, and this rule is silent; an Alias can.`,
		Instead: "Move the project out of DocumentRoot, to `/srv/blog`, and let an Alias lead to the folder of static files alone: `Alias " +
			"/static /srv/blog/static`. What could be read may have been read: change the passwords and keys.",
		Fix: "The line serves a folder below, called like the last part of the URL or, of a DocumentRoot, `public`. Put there what visitors may have, and nothing else, before you " +
			"reload Apache; or give the folder that holds it.",
		Refs: []string{"https://modwsgi.readthedocs.io/en/master/user-guides/configuration-guidelines.html"},
	},
	Check: func(p *lint.Pass) {
		if len(p.ScriptHandlers) > 0 || p.Misread() { // a mount may hide the files
			return
		}
		own := map[*model.Server][]*model.PythonSetting{} // the environments and paths of its groups
		for _, settings := range [][]*model.PythonSetting{p.Homes, p.Paths} {
			for _, set := range settings {
				if set.Group != nil && len(own[set.Group.Server]) < maxScripts {
					own[set.Group.Server] = append(own[set.Group.Server], set)
				}
			}
		}
		var shared []exposed // what the directives name, of which no virtual host has its own
		for _, set := range []*model.PythonSetting{p.ServerHome(), p.ServerPath()} {
			if set != nil {
				shared = foldersOf(shared, set)
			}
		}
		main := inheritedOf(p.Main)
		var all, found []exposed // the first of one server after the other
		for _, s := range p.Servers {
			takesAll := func(m *model.Mount) bool { return m.URLs.All() }
			x := serving{Server: s, matches: main.matches, hidden: slices.ContainsFunc(s.Mounts, takesAll)}
			if !s.IsMain() {
				x.inherited, x.matches = main, slices.Concat(aliasMatches(s.Mappings), main.matches)
			}
			all = scripts(all[:0], s)
			for _, set := range own[s] {
				all = foldersOf(all, set)
			}
			if !s.IsMain() || p.MainIsAsked() {
				all = append(all, shared...)
			}
			found = x.withURL(p, found, all)
			found = x.withURL(p, found, secrets(p, &x))
		}
		reportEach(p, found)
	},
}

// maxScripts is how many scripts, and how many homes and paths, of one server are looked at.
const maxScripts = 100

// An exposed is a file of an application that may have a URL of its own.
type exposed struct {
	file   string // its absolute name; of a folder, that of a file in it
	folder bool
	secret string      // what it is where no line names it: .git
	at     model.Value // where it is named
	url    string
	by     model.Value // what serves it
}

// scripts adds the mounted files of a server that are certainly called as programs are.
func scripts(all []exposed, s *model.Server) []exposed {
	for _, m := range s.Mounts[:min(len(s.Mounts), maxScripts)] {
		name := m.Script.Value
		if (isScript(name) || isModule(name)) && path.IsAbs(name) && !model.Unfinished(name) {
			all = append(all, exposed{file: model.Clean(name), at: m.Script})
		}
	}
	return all
}

// foldersOf adds the folders of a Python home or path.
func foldersOf(all []exposed, set *model.PythonSetting) []exposed {
	for name := range strings.SplitSeq(set.Value.Value, ":") {
		if path.IsAbs(name) && model.Clean(name) != "/" && !model.Garbled(name) && !model.Unfinished(name) {
			all = append(all, exposed{file: path.Join(name, "x"), folder: true, at: set.Value})
		}
	}
	return all
}

// mayBeDenied reports whether some line may keep visitors from the file under its own URL, or have another handler answer there.
func mayBeDenied(p *lint.Pass, s *model.Server, e exposed) bool {
	m := &model.Mount{Decl: e.at.Decl, Server: s, Script: e.at, URLs: model.URLsBelow(e.url)}
	m.Script.Value = e.file
	m.URL.Value = e.url
	limits := func(held model.Held) bool { return !parser.SameName(held.Decl.RawArgs(), "all granted") }
	handles := func(held model.Held) bool {
		name := held.Value().Value
		return !parser.SameName(name, "none") && !parser.SameName(name, "default-handler")
	}
	adds := func(held model.Held) bool { return held.IsFor(e.file) }
	if p.Files != nil && eval.RealName(p.Files, e.file) != e.file && !followsLinks(s, m) {
		return true
	}
	return len(s.InForce("deny", m)) > 0 || slices.ContainsFunc(s.InForce("require", m), limits) ||
		slices.ContainsFunc(s.InForce("sethandler", m), handles) || slices.ContainsFunc(s.InForce("addhandler", m), adds)
}

// A served is a folder and a file in it that should not be had: one mistake, whichever hosts serve the folder.
type served struct{ folder, file string }

// reportEach makes one finding for each line that serves what it should not: several hosts may have it from the main server, or include it.
func reportEach(p *lint.Pass, found []exposed) {
	var order []source.Span
	by := map[source.Span][]exposed{}
	for _, e := range found {
		line := e.by.Decl.At()
		if by[line] == nil {
			order = append(order, line)
		}
		by[line] = append(by[line], e)
	}
	for _, line := range order {
		p.Report(readable(by[line]))
	}
}

// A serving is a server as far as it serves files.
type serving struct {
	*model.Server
	own       map[string]*model.Mapping // see folders
	matches   []*model.Mapping          // AliasMatch lines, its own first
	inherited *inherited                // nil for the main server
	hidden    bool                      // a mount takes all URLs, so that DocumentRoot cannot be asked for
}

// An inherited is what virtual hosts have of the main server, made ready to be asked by each of them.
type inherited struct {
	folders  map[string]*model.Mapping
	matches  []*model.Mapping
	mappings model.URLIndex[*model.Mapping]
	mounts   model.URLIndex[*model.Mount]
	left     int // how many folders may still be looked into
}

// maxInherited is how often a folder of the main server's Aliases is looked into for virtual hosts.
const maxInherited = 1 << 14

func inheritedOf(main *model.Server) *inherited {
	x := &inherited{left: maxInherited}
	var mappings []*model.Mapping
	for _, m := range main.Mappings {
		if m.Kind != model.Rewrite {
			mappings = append(mappings, m)
			x.mappings.Add(m.URLs, m)
		}
	}
	x.folders, x.matches = aliasFolders(mappings), aliasMatches(mappings)
	for _, m := range main.Mounts {
		x.mounts.Add(m.URLs, m)
	}
	return x
}

// aliasFolders are the folders of Aliases.
func aliasFolders(mappings []*model.Mapping) map[string]*model.Mapping {
	folders := map[string]*model.Mapping{}
	for _, a := range mappings {
		if _, plain := a.URLs.Prefix(); plain && a.Decl.Is("Alias") && a.Section == nil && path.IsAbs(a.Target.Value) && a.Decl.When == nil {
			folders[model.Clean(a.Target.Value)] = a
		}
	}
	return folders
}

// aliasMatches are the first few AliasMatch lines.
func aliasMatches(mappings []*model.Mapping) (all []*model.Mapping) {
	for _, m := range mappings {
		if m.Decl.Is("AliasMatch") && m.Section == nil && m.Decl.When == nil && len(all) < maxCompared {
			all = append(all, m)
		}
	}
	return all
}

// withURL adds to found what certainly has a URL of its own and is not denied there. A .htaccess that denied a script would deny the application
// too.
func (x *serving) withURL(p *lint.Pass, found, all []exposed) []exposed {
	for _, e := range all {
		if e.url, e.by = x.fileURL(e.file); !e.by.IsSet() && e.secret == "" {
			x.byLink(p, &e)
		}
		if e.by.IsSet() && (e.secret != "" || !mayBeDenied(p, x.Server, e) && !(e.folder && p.HasHtaccess(e.file))) {
			found = append(found, e)
		}
	}
	return found
}

// folders are those of its own Aliases.
func (x *serving) folders() map[string]*model.Mapping {
	if x.own == nil {
		x.own = aliasFolders(x.Mappings)
	}
	return x.own
}

// maxCompared is how many Aliases are compared one by one.
const maxCompared = 8

// aliased reports whether the file may lie in the folder of an Alias, as few scripts do.
func (x *serving) aliased(name string) bool {
	if len(x.Mappings) > maxCompared || x.inherited != nil && len(x.inherited.folders) > 0 {
		return true
	}
	return slices.ContainsFunc(x.Mappings, func(m *model.Mapping) bool { return m.Kind == model.Alias && model.Below(m.Target.Value, name) })
}

// alias is the Alias that certainly leads to the folder; nil where there is none.
func (x *serving) alias(folder string) *model.Mapping {
	if a := x.folders()[folder]; a != nil || x.inherited == nil {
		return a
	}
	return x.inherited.folders[folder]
}

// fileURL is a URL that certainly serves the file of the given name as it is, and the line that makes it so; the zero Value where there is
// none.
func (x *serving) fileURL(name string) (url string, by model.Value) {
	dir := "/"
	if x.aliased(name) {
		dir = path.Dir(name)
	}
	for ; dir != "/"; dir = path.Dir(dir) {
		if a := x.alias(dir); a != nil {
			url := strings.TrimRight(a.URL.Value, "/") + strings.TrimPrefix(name, dir)
			if !x.mapped(a, url) {
				return url, a.Target
			}
		}
	}
	for _, a := range x.matches {
		if url, ok := a.URLOf(name); ok && !x.mapped(a, url) {
			return url, a.Target
		}
	}
	root := x.Root()
	if !root.IsSet() || !model.Below(root.Value, name) || root.Decl.When != nil {
		return "", model.Value{}
	}
	url = "/" + strings.TrimPrefix(strings.TrimPrefix(name, model.Clean(root.Value)), "/")
	if x.mapped(nil, url) || x.mounted(url) {
		return "", model.Value{}
	}
	return url, root
}

// mapped reports whether a mapping other than a may take the URL.
func (x *serving) mapped(a *model.Mapping, url string) bool {
	urls := model.URLsBelow(url)
	other := func(m *model.Mapping) bool { return m != a && m.Kind != model.UserDir }
	for _, m := range x.Mappings {
		if other(m) && (!m.URLs.Known() || !m.URLs.Disjoint(urls)) {
			return true
		}
	}
	if x.inherited != nil {
		for m := range x.inherited.mappings.Meeting(urls) {
			if other(m) {
				return true
			}
		}
	}
	return false
}

func (x *serving) mounted(url string) bool {
	urls := model.URLsBelow(url)
	for _, m := range x.Mounts {
		if !m.URLs.Disjoint(urls) {
			return true
		}
	}
	if x.inherited != nil {
		for range x.inherited.mounts.Meeting(urls) {
			return true
		}
	}
	return false
}

func readable(all []exposed) lint.Diagnostic {
	e := all[0]
	d := lint.Diagnostic{
		At:      e.at.At(),
		Message: fmt.Sprintf("%q lies in a folder that %s serves: %s shows its source; keep the project elsewhere", e.at.Value, e.by.Decl.Name, e.url),
		Symptom: "the application works, and whoever asks for its files reads them; nothing is logged",
		Via:     e.at.Decl.Via,
		Related: []lint.Related{{At: e.by.At(), Message: "this serves the folder"}},
		Fixes:   serveBelow(e.by),
		Cause:   &lint.Cause{Of: served{path.Clean(e.by.Value), e.file}, Also: "and what is named here"},
	}
	if e.folder {
		d.Message = fmt.Sprintf("%q lies in a folder that %s serves: whoever asks for what is below %s reads it; keep it elsewhere",
			path.Dir(e.file), e.by.Decl.Name, strings.TrimSuffix(e.url, "x"))
	}
	if e.secret != "" {
		var names []string
		for _, o := range all {
			if o.secret != "" && !slices.Contains(names, o.secret) {
				names = append(names, o.secret)
			}
		}
		d.Message = fmt.Sprintf("%s serves a folder that holds %s: %s shows it; serve a folder of public files only", e.by.Decl.Name, strings.Join(names, " and "), e.url)
		d.Related = nil
		return d
	}
	for _, o := range all[1:min(len(all), 4)] {
		if o.at.At() != e.at.At() {
			d.Related = append(d.Related, lint.Related{At: o.at.At(), Message: "and what is named here"})
		}
	}
	return d
}

// serveBelow has a line serve a folder below the one it does.
func serveBelow(by model.Value) []lint.Fix {
	name := "public"
	if url := path.Base(by.Decl.Arg(0).Value); by.Decl.Is("Alias") && url != "/" {
		name = url
	}
	folder := path.Join(by.Value, name)
	if strings.HasSuffix(by.Value, "/") {
		folder += "/"
	}
	if !by.Exact() || by.Decl.Is("AliasMatch") {
		return nil
	}
	return []lint.Fix{{
		Title:  "Serve " + folder + ", and keep there what visitors may have",
		Safety: lint.Manual,
		Edits:  []source.Edit{{Span: by.At(), New: parser.Quote(folder, by.Quote)}},
	}}
}
