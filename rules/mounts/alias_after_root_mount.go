package mounts

import (
	"fmt"
	"slices"

	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

var aliasAfterRootMount = lint.Rule{
	ID:       "alias-after-root-mount",
	Family:   "mounts",
	Severity: lint.Info,
	Fixes:    lint.Safe,
	Needs:    lint.WholeServer, // for mounts in other files
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "Alias or Redirect below the mount at /",
		Seen:  "Nothing: every URL is answered as it should be. The order of the lines misleads readers only.",
		Why: `It works. Many guides say that a WSGIScriptAlias / hides the Alias lines below it, and that the order must be changed: that is
not so. mod_alias looks at a URL before mod_wsgi does, in either order of the lines and of the LoadModule lines. Only among WSGIScriptAlias
lines does the order count.

But the file reads as if / took everything, and the next person will change it for the wrong reason. With the special cases above
and the catch-all last the text says what happens.`,
		Instead: "Nothing has to be done. To make the file read as it works, write Alias, ScriptAlias and Redirect above `WSGIScriptAlias /`.",
		Fix: "The line moves above the mount, with the comment lines directly above it. It is safe: the server answers every URL as before. " +
			"Aliases that overlap keep their order, for among themselves the first match wins.",
		Refs: []string{"https://httpd.apache.org/docs/2.4/mod/mod_alias.html#order"},
	},
	Check: func(p *lint.Pass) {
		var between [model.UserDir]model.URLIndex[*model.Mapping] // by kind; they are used for all servers, of which there may be many
		for _, s := range p.Servers {
			for i := range between {
				between[i].Clear()
			}
			belowRoot(s, &between, func(m misplaced) { p.Report(m.diagnostic(p)) })
		}
	},
}

// A misplaced is a mapping that stands below its server's root mount, and those of its own list between that it must not overtake; whole says that
// they are few.
type misplaced struct {
	*model.Mapping
	root  *model.Mount
	here  lint.Related // the root
	first []*model.Mapping
	whole bool
}

func belowRoot(s *model.Server, between *[model.UserDir]model.URLIndex[*model.Mapping], found func(misplaced)) {
	at := slices.IndexFunc(s.Mounts, (*model.Mount).IsRoot)
	if at < 0 {
		return
	}
	root := s.Mounts[at]
	here := mountedHere(root)
	for _, m := range s.Mappings {
		if m.Order < root.Order || m.Section != nil || !m.URL.IsSet() || m.URLs.All() || m.Kind != model.Redirect && (m.Kind != model.Alias || !m.Target.IsSet()) {
			continue
		}
		if root.Decl.HoldsWithModule(m.Decl) {
			first, whole := overlapping(m, &between[m.Kind])
			found(misplaced{m, root, here, first, whole})
		}
		between[m.Kind].Add(m.URLs, m)
	}
}

func (m misplaced) diagnostic(p *lint.Pass) lint.Diagnostic {
	return lint.Diagnostic{
		At:      m.URL.At(),
		Message: fmt.Sprintf("%s %s stands below WSGIScriptAlias / but is not shadowed by it: mod_alias always goes first", m.Decl.Name, m.URL.Value),
		Via:     m.Decl.Via,
		Related: []lint.Related{m.here},
		Fixes:   m.moveAbove(p),
	}
}

// moveAbove moves the line above the root mount, with the lines between that it must not overtake.
func (m misplaced) moveAbove(p *lint.Pass) []lint.Fix {
	if !m.whole {
		return nil
	}
	if !lint.MayMoveAbove(p.Config, m.Decl, m.root.Decl) {
		return nil
	}
	edits := lint.MoveAbove(m.Decl, m.root.Decl)
	for _, k := range slices.Backward(m.first) {
		if !lint.MayMoveAbove(p.Config, k.Decl, m.root.Decl) {
			return nil
		}
		edits = append(lint.MoveAbove(k.Decl, m.root.Decl), edits...)
	}
	return []lint.Fix{{
		Title:  fmt.Sprintf("Write %s %s above the mount at /", m.Decl.Name, m.URL.Value),
		Safety: lint.Safe,
		Edits:  edits,
	}}
}

// maxMoved is how many lines are moved with one that is.
const maxMoved = 32

// overlapping are the lines between, in file order, that may take a URL m takes, or one that such a line below takes; whole is false where they are
// too many.
func overlapping(m *model.Mapping, between *model.URLIndex[*model.Mapping]) (lines []*model.Mapping, whole bool) {
	for at := 0; ; at++ {
		for k := range between.Meeting(m.URLs) {
			if k.Order > m.Order || slices.Contains(lines, k) {
				continue
			}
			if len(lines) == maxMoved {
				return nil, false
			}
			lines = append(lines, k)
		}
		if at == len(lines) {
			break
		}
		m = lines[at]
	}
	slices.SortFunc(lines, func(a, b *model.Mapping) int { return a.Order - b.Order })
	return lines, true
}
