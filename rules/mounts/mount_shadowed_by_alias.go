package mounts

import (
	"fmt"
	"slices"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

var mountShadowedByAlias = lint.Rule{
	ID:       "mount-shadowed-by-alias",
	Family:   "mounts",
	Severity: lint.Error,
	Fixes:    lint.Unsafe,
	Needs:    lint.WholeServer, // for lines of the main server
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "Mount whose URLs an Alias, Redirect, ProxyPass or RewriteRule takes",
		Seen: "The application is never reached: the visitor sees the list of a folder, \"403 Forbidden\", \"404 Not Found\" or another " +
			"site. Nothing in the error log names the mount.",
		Why: `mod_wsgi is asked last. Alias, ScriptAlias, Redirect, ProxyPass and a RewriteRule that redirects, refuses or proxies take a URL before
WSGIScriptAlias does, in either order of the lines, and those of the main server do so in every virtual host. Where one of them covers the whole mount
the application is never reached: the visitor sees a folder's listing, "403 Forbidden", "404 Not Found" or another site. ` + "`Alias /`" + ` hides every mount there is.
Nothing is logged that names the mount.

A line that covers only a part of the mount is right: this is how ` + "`/static`" + ` is served beside an application at ` + "`/`" + `.`,
		Instead: "Narrow the other line to the URLs it is for, or remove the mount. Above a `ProxyPass /` write `ProxyPass /app !`, with the " +
			"URL of the mount.",
		Fix: "Above a ProxyPass comes the line that excepts the mount, which may stand below it already. An Alias for the very URLs of the mount goes. Both are unsafe: the application " +
			"answers then. A Redirect, and an Alias for more, are left to a person.",
		Refs: []string{"https://httpd.apache.org/docs/2.4/mod/mod_alias.html#order"},
	},
	Check: func(p *lint.Pass) {
		var takers []*model.Mapping
		taken := map[source.Span][]*model.Mount{} // by the line, which several hosts may include
		p.Taken(func(m *model.Mount, by *model.Mapping) {
			line := by.Decl.At()
			if taken[line] == nil {
				takers = append(takers, by)
			}
			taken[line] = append(taken[line], m)
		})
		for _, by := range takers {
			p.Report(shadowedByAlias(p, taken[by.Decl.At()], by))
		}
	},
}

// shadowedByAlias speaks of the first mount that a line takes; the line is the one mistake.
func shadowedByAlias(p *lint.Pass, mounts []*model.Mount, by *model.Mapping) lint.Diagnostic {
	m := mounts[0]
	d := lint.Diagnostic{
		At:      m.URL.At(),
		Message: fmt.Sprintf("%q is never reached: %s takes every URL of it, and goes before mod_wsgi whatever the order", m.URL.Value, lineTitle(by)),
		Symptom: fmt.Sprintf("%s answers in the application's place; nothing is logged", by.Decl.Name),
		Via:     m.Decl.Via,
		Related: []lint.Related{{At: by.Decl.At(), Message: "this takes the URLs"}},
	}
	if len(mounts) > 1 {
		d.Message += fmt.Sprintf("; so it is with %d more", len(mounts)-1)
	}
	d.Message += "; narrow that line, or remove the mount"
	for _, o := range mounts[1:min(len(mounts), 4)] {
		d.Related = append(d.Related, mountedHere(o))
	}
	if by.Kind == model.Redirect && by.URLs.All() || by.Kind == model.Rewrite {
		d.Severity = lint.Warning // a server that only redirects, with a mount left in it
	}
	d.Fixes = giveWay(p, m, by)
	return d
}

// lineTitle is a mapping as people name it: "Alias /static".
func lineTitle(m *model.Mapping) string {
	if m.URL.IsSet() {
		return m.Decl.Name + " " + m.URL.Value
	}
	return m.Decl.Name + " in <" + strings.TrimPrefix(m.Section.Decl.Name, "<") + " " + m.Section.Arg.Value + ">"
}

func giveWay(p *lint.Pass, m *model.Mount, by *model.Mapping) []lint.Fix {
	if by.Section != nil || !lint.Movable(by.Decl) || !m.URL.IsSet() {
		return nil
	}
	_, plain := m.URLs.Prefix()
	switch {
	case by.Decl.Is("ProxyPass") && plain && !m.URLs.Covers(by.URLs):
		if late := exception(m, by); late != nil && lint.MayMoveAbove(p.Config, late.Decl, by.Decl) {
			return []lint.Fix{{Title: "Except " + late.URL.Value + " first", Safety: lint.Unsafe, Edits: lint.MoveAbove(late.Decl, by.Decl)}}
		}
		above := by.Decl.Syntax.Span()
		above.End = above.Start
		line := lint.Indent(by.Decl) + "ProxyPass " + parser.Quote(m.URL.Value, m.URL.Quote) + " !" + lint.LineEnd(by.Decl)
		return []lint.Fix{{Title: "Except " + m.URL.Value, Safety: lint.Unsafe, Edits: []source.Edit{{Span: above, New: line}}}}
	case by.Kind == model.Alias && by.Server == m.Server && m.URLs.Covers(by.URLs):
		edits := []source.Edit{lint.RemoveLines(by.Decl.Syntax.Span())}
		return []lint.Fix{{Title: fmt.Sprintf("Remove the %s", by.Decl.Name), Safety: lint.Unsafe, Edits: edits}}
	}
	return nil
}

// maxBelow is how many lines below one are looked at for an exception to it.
const maxBelow = 64

// exception is a ProxyPass that would let the mount through, did it not stand below the line that takes it; nil where there is none.
func exception(m *model.Mount, by *model.Mapping) *model.Mapping {
	all := by.Server.Mappings
	i, _ := slices.BinarySearchFunc(all, by.Order+1, func(o *model.Mapping, order int) int { return o.Order - order })
	for _, o := range all[i:min(len(all), i+maxBelow)] {
		if o.Decl.Is("ProxyPass") && o.Section == nil && o.Target.Value == "!" && o.URLs.Covers(m.URLs) {
			return o
		}
	}
	return nil
}
