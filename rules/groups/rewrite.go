package groups

import (
	"fmt"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

// removeLine takes a directive's line away.
func removeLine(d *eval.Directive) []source.Edit {
	return []source.Edit{lint.RemoveLines(d.Syntax.Span())}
}

// maxScripts is how many lines are looked at one by one.
const maxScripts = 256

// rename gives the group a name that none has, and those of its server that select it.
func rename(p *lint.Pass, g *model.DaemonGroup) []lint.Fix {
	lines := len(p.Imports) + len(p.HandlerScripts) + len(g.Server.Mounts) + len(g.Server.Settings("wsgiprocessgroup"))
	name := freeName(p, g)
	if lines > maxScripts || name == "" {
		return nil
	}
	edits := []source.Edit{}
	for _, v := range append([]model.Value{g.Name}, selecting(p, g)...) {
		if !v.Exact() {
			return nil
		}
		edits = append(edits, source.Edit{Span: v.At(), New: parser.Quote(name, v.Quote)})
	}
	return []lint.Fix{{Title: "Name it " + name, Safety: lint.Manual, Edits: edits}}
}

// freeName is the host's name if no group has it, else the old one with a number; "" where very many have one.
func freeName(p *lint.Pass, g *model.DaemonGroup) string {
	name, _ := g.Server.HostName()
	for n := 2; n < maxScripts; n++ {
		if name != "" && len(p.GroupsNamed(name)) == 0 {
			return name
		}
		name = fmt.Sprintf("%s-%d", g.Name.Value, n)
	}
	return ""
}

// selecting are the places of g's own server that name it.
func selecting(p *lint.Pass, g *model.DaemonGroup) []model.Value {
	var found []model.Value
	for _, s := range g.Server.Settings("wsgiprocessgroup") {
		found = append(found, s.Value())
	}
	for _, m := range g.Server.Mounts {
		found = append(found, m.Option("process-group"))
	}
	for _, list := range [][]*model.Script{p.Imports, p.HandlerScripts} {
		for _, s := range list {
			if s.Server == g.Server {
				found = append(found, s.Option("process-group"))
			}
		}
	}
	var named []model.Value
	for _, v := range found {
		if v.IsSet() && v.Value == g.Name.Value {
			named = append(named, v)
		}
	}
	return named
}

// moveOut puts the definition above the virtual host it stands in.
func moveOut(g *model.DaemonGroup) []lint.Fix {
	edits := moveAboveSection(g.Decl, g.Server.Decl)
	if edits == nil {
		return nil
	}
	edits[0].New += lint.LineEnd(g.Server.Decl)
	return []lint.Fix{{Title: "Define the group for all sites", Safety: lint.Manual, Edits: edits}}
}

// moveAboveSection moves a directive, with the comment lines directly above it, out of the section it stands in; nil where it does not stand in its body, or
// was not written there.
func moveAboveSection(d, section *eval.Directive) []source.Edit {
	if d.In != section || !lint.Movable(d) || !lint.Movable(section) || section.Syntax.Span().File != d.Syntax.Span().File {
		return nil
	}
	block, above := lint.Block(d), lint.Block(section)
	text := strings.ReplaceAll("\n"+block.Text(), "\n"+lint.Indent(d), "\n"+lint.Indent(section))[1:]
	insert := source.Span{File: above.File, Start: above.Start, End: above.Start}
	return []source.Edit{{Span: insert, New: text}, lint.RemoveLines(block)}
}

// respell writes the name of a host as another spells it.
func respell(s *model.Server, mine, theirs string) []lint.Fix {
	if !s.Name.Exact() {
		return nil
	}
	name := strings.Replace(s.Name.Value, mine, theirs, 1)
	return []lint.Fix{{
		Title:  "Spell the ServerName " + name,
		Safety: lint.Manual,
		Edits:  []source.Edit{{Span: s.Name.At(), New: parser.Quote(name, s.Name.Quote)}},
	}}
}
