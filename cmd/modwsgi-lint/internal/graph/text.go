package graph

import (
	"fmt"
	"io"
	"strconv"

	"github.com/modwsgi-lint/modwsgi-lint/cmd/modwsgi-lint/internal/report"
)

// writeText draws a tree for each server, and one of the groups with their environments.
func writeText(w io.Writer, g *Graph, o report.Options) error {
	if g.Empty() {
		return report.WriteTree(w, []report.Branch{{Parts: []report.Part{{Text: nothing}}}}, o)
	}
	t := &text{graph: g, index: indexOf(g)}
	blocks, rest := g.blocks()
	var roots []report.Branch
	for _, b := range blocks {
		roots = append(roots, t.block(b))
	}
	if len(rest) > 0 {
		roots = append(roots, t.rest(rest))
	}
	if len(g.Groups) > 0 {
		roots = append(roots, t.processGroups())
	}
	roots = append(roots, report.Branch{Parts: []report.Part{{Text: g.summary(), Tone: report.Name}}})
	return report.WriteTree(w, roots, o)
}

// A text is a drawing for people in the making.
type text struct {
	graph *Graph
	index
	// Of the tree at hand: places in the file are said by their line alone, and the condition is that of all its lines.
	file      string
	condition Text
}

func (t *text) place(p *Place) string {
	switch {
	case p == nil:
		return ""
	case p.File == t.file:
		return "line " + strconv.Itoa(p.Line)
	}
	return p.File + ":" + strconv.Itoa(p.Line)
}

// block draws servers that are alike, the first of them whole.
func (t *text) block(b block) report.Branch {
	s := b[0]
	t.file, t.condition = "", ""
	root := t.server(s, s.also())
	t.file, t.condition = s.file(), s.Condition
	if s.Main {
		root.Place = t.file
	}
	first, last := s.remarks()
	add := func(branches ...report.Branch) { root.Children = append(root.Children, branches...) }
	add(t.twins(b[1:])...)
	for _, r := range first {
		add(t.remark(r))
	}
	if s.shares(t.graph) {
		add(line(inherited))
	}
	for _, m := range s.Mounts {
		add(t.mount(m))
	}
	for _, in := range s.Inherited {
		add(t.inherited(in))
	}
	if s.LeftOut > 0 {
		add(line(count(s.LeftOut, "more mount") + " of the main server"))
	}
	for _, x := range s.Scripts {
		parts := []report.Part{{Text: join(x.Directive, x.Arguments)}}
		if x.Section != "" {
			parts = append(parts, report.Part{Text: "in " + string(x.Section), Tone: report.Faint})
		}
		add(t.running(report.Branch{Parts: parts}, x.Origin, x.Ways))
	}
	for _, r := range last {
		add(t.remark(r))
	}
	return root
}

// twins are the servers that are like the one drawn.
func (t *text) twins(servers []*Server) []report.Branch {
	var all []report.Branch
	for i, s := range servers {
		if left := len(servers) - i; i >= maxServers && left > 1 {
			return append(all, line(fmt.Sprintf("and in %d more", left)))
		}
		same := t.server(s, s.also())
		same.Parts = append([]report.Part{{Text: "the same in"}}, same.Parts...)
		all = append(all, same)
	}
	return all
}

func line(text string) report.Branch {
	return report.Branch{Parts: []report.Part{{Text: text, Tone: report.Faint}}}
}

// server is the head of a server, with its other names if asked for.
func (t *text) server(s *Server, also string) report.Branch {
	parts := []report.Part{{Text: t.graph.title(s), Tone: report.Name}}
	for _, more := range []string{s.where(), also} {
		if more != "" {
			parts = append(parts, report.Part{Text: more})
		}
	}
	return t.at(report.Branch{Parts: parts}, s.Origin)
}

// at adds the place and the condition of what is drawn.
func (t *text) at(b report.Branch, o Origin) report.Branch {
	if o.Condition != t.condition && o.Condition != "" {
		b.Parts = append(b.Parts, report.Part{Text: "if " + string(o.Condition), Tone: report.Doubtful})
	}
	b.Place = t.place(o.Location)
	return b
}

func (t *text) remark(r remark) report.Branch {
	return t.at(line(r.text), r.at)
}

// rest draws the servers without anything of mod_wsgi, a line each.
func (t *text) rest(servers []*Server) report.Branch {
	root := report.Branch{Parts: []report.Part{{Text: "without mounts of their own", Tone: report.Name}}}
	t.file, t.condition = "", ""
	for i, s := range servers {
		if left := len(servers) - i; i >= maxServers && left > 1 {
			root.Children = append(root.Children, line(fmt.Sprintf("and %d more", left)))
			break
		}
		b := t.server(s, "")
		first, last := s.remarks()
		for i, r := range append(first, last...) {
			if i == 1 {
				b.Parts = append(b.Parts, report.Part{Text: "…", Tone: report.Faint})
				break
			}
			b.Parts = append(b.Parts, report.Part{Text: r.text, Tone: report.Faint})
		}
		root.Children = append(root.Children, b)
	}
	return root
}

func (t *text) processGroups() report.Branch {
	root := report.Branch{Parts: []report.Part{{Text: "process groups", Tone: report.Name}}}
	t.file, t.condition = "", ""
	for _, g := range t.graph.Groups {
		b := report.Branch{Row: 2, Parts: []report.Part{{Text: g.words(), Tone: report.Name}}}
		for i, fact := range g.facts() {
			if i > 0 {
				fact = "· " + fact
			}
			b.Parts = append(b.Parts, report.Part{Text: fact})
		}
		if !g.Named {
			b.Parts = append(b.Parts, report.Part{Text: unsent, Tone: report.Doubtful})
		}
		b = t.at(b, g.Origin)
		if e := t.environments[string(g.Environment)]; e != nil {
			b.Children = append(b.Children, t.environment(e))
		}
		root.Children = append(root.Children, b)
	}
	return root
}

func (t *text) environment(e *Environment) report.Branch {
	b := report.Branch{}
	for i, words := range t.graph.words(e) {
		if i > 0 {
			words = "· " + words
		}
		b.Parts = append(b.Parts, report.Part{Text: words})
	}
	return t.at(b, Origin{Condition: e.Condition})
}

func (g *Graph) summary() string {
	hosts, mounts, dead, daemons := 0, 0, 0, 0
	for _, s := range g.Servers {
		if !s.Main {
			hosts++
		}
		mounts += len(s.Mounts)
		for _, m := range s.Mounts {
			if m.Taken != nil {
				dead++
			}
		}
	}
	for _, n := range g.Groups {
		if n.Kind == daemon {
			daemons++
		}
	}
	never := ""
	if dead > 0 {
		never = fmt.Sprintf(" (%d never reached)", dead)
	}
	return fmt.Sprintf("%s, %s%s, %s", count(hosts, "virtual host"), count(mounts, "mount"), never, count(daemons, "daemon group"))
}
