package graph

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/modwsgi-lint/modwsgi-lint/cmd/modwsgi-lint/internal/report"
)

// A drawing is boxes and arrows, for programs that lay them out: dot and mermaid.
type drawing struct {
	graph *Graph
	index

	clusters []cluster
	nodes    []node
	edges    []edge
}

type cluster struct {
	id    string
	label []string
	nodes []node
}

type node struct {
	id    string
	label []string // lines
	shape shape
	tone  report.Tone
}

type edge struct {
	from, to string
	label    []string
	tone     report.Tone
}

// A shape is what a node is.
type shape uint8

const (
	mountShape shape = iota
	remarkShape
	groupShape
	environmentShape
)

// draw lays the graph out as the text does: equal servers once, those without mounts in one box.
func draw(g *Graph) *drawing {
	d := &drawing{graph: g, index: indexOf(g)}
	if g.Empty() {
		d.nodes = append(d.nodes, node{id: "nothing", label: []string{nothing}, shape: remarkShape})
		return d
	}
	blocks, rest := g.blocks()
	for _, b := range blocks {
		d.block(b)
	}
	if len(rest) > 0 {
		d.rest(rest)
	}
	for _, n := range g.Groups {
		d.group(n)
	}
	for _, e := range g.Environments {
		d.nodes = append(d.nodes, node{id: e.ID, label: withCondition(g.words(e), e.Condition, ""), shape: environmentShape})
	}
	return d
}

// block draws servers that are alike as a box with their mounts in it.
func (d *drawing) block(b block) {
	s := b[0]
	c := cluster{id: s.ID, label: withCondition(d.titles(b, true), s.Condition, "")}
	if lines := d.remarks(s); len(lines) > 0 {
		c.nodes = append(c.nodes, node{id: s.ID + "lines", label: lines, shape: remarkShape, tone: report.Faint})
	}
	for _, m := range s.Mounts {
		n := node{id: m.ID, label: withCondition([]string{m.URL, m.Script}, m.Condition, s.Condition)}
		if m.Taken != nil {
			n.label, n.tone = append(n.label, m.Taken.words()), report.Wrong
		}
		if m.More > 0 {
			n.label = append(n.label, more(m.Ways))
		}
		c.nodes = append(c.nodes, n)
		d.run(m.ID, faintIf(m.Taken != nil), m.Ways)
	}
	for _, in := range s.Inherited {
		m := d.mounts[in.Mount]
		id := s.ID + in.Mount
		c.nodes = append(c.nodes, node{id: id, label: []string{m.URL, m.Script, "of the main server"}, tone: report.Faint})
		d.run(id, report.Plain, in.Ways)
	}
	for _, x := range s.Scripts {
		label := []string{join(x.Directive, x.Arguments)}
		if x.Section != "" {
			label = append(label, "in "+string(x.Section))
		}
		c.nodes = append(c.nodes, node{id: x.ID, label: withCondition(label, x.Condition, s.Condition)})
		d.run(x.ID, report.Plain, x.Ways)
	}
	d.clusters = append(d.clusters, c)
}

// titles name servers, with their other names if asked for.
func (d *drawing) titles(servers []*Server, also bool) []string {
	var all []string
	for i, s := range servers {
		if left := len(servers) - i; i >= maxServers && left > 1 {
			return append(all, fmt.Sprintf("and %d more", left))
		}
		all = append(all, join(d.graph.title(s), s.where()))
		if also && len(s.Aliases) > 0 {
			all = append(all, s.also())
		}
	}
	return all
}

// remarks are what is drawn beside the mounts of a server.
func (d *drawing) remarks(s *Server) []string {
	var lines []string
	first, last := s.remarks()
	for _, r := range append(first, last...) {
		lines = append(lines, r.text)
	}
	if s.shares(d.graph) {
		lines = append(lines, inherited)
	}
	return lines
}

// run draws the ways to groups, in the given tone where nothing is wrong with them.
func (d *drawing) run(from string, tone report.Tone, ways Ways) {
	for _, r := range ways.Runs {
		e := edge{from: from, to: r.Group, tone: tone}
		if how := d.graph.how(&r); how != "" {
			e.label = []string{how}
		}
		if !r.Certain {
			e.label, e.tone = append(e.label, "perhaps"), report.Doubtful
		}
		switch fault := r.fault(d.groups[r.Group]); fault {
		case "":
		case "?":
			e.tone = report.Doubtful
		default:
			e.label, e.tone = append(e.label, fault), report.Wrong
		}
		d.edges = append(d.edges, e)
	}
}

func faintIf(faint bool) report.Tone {
	if faint {
		return report.Faint
	}
	return report.Plain
}

// rest draws the servers without anything of mod_wsgi in one box.
func (d *drawing) rest(servers []*Server) {
	n := node{id: "others", label: []string{"without mounts of their own:"}, shape: remarkShape, tone: report.Faint}
	n.label = append(n.label, d.titles(servers, false)...)
	d.nodes = append(d.nodes, n)
}

func (d *drawing) group(g *Group) {
	n := node{id: g.ID, label: withCondition(append([]string{g.words()}, g.facts()...), g.Condition, ""), shape: groupShape}
	switch {
	case g.Kind == undefined:
		n.tone = report.Wrong
	case g.Kind == elsewhere || g.Kind == unknown:
		n.tone = report.Doubtful
	case !g.Named:
		n.label, n.tone = append(n.label, unsent), report.Doubtful
	}
	d.nodes = append(d.nodes, n)
	if g.Environment != "" {
		d.edges = append(d.edges, edge{from: g.ID, to: string(g.Environment)})
	}
}

// withCondition adds a condition, where it is another one than that of what stands around.
func withCondition(label []string, condition, around Text) []string {
	if condition == "" || condition == around {
		return label
	}
	return append(label, "if "+string(condition))
}

// maxLabel is how many characters of a line of a box are drawn.
const maxLabel = 100

// clip makes a line of a label fit to be drawn.
func clip(line string) string {
	line = report.Visible(line)
	if utf8.RuneCountInString(line) <= maxLabel {
		return line
	}
	return string([]rune(line)[:maxLabel-1]) + "…"
}

// label escapes the lines of a label and puts newline between them.
func label(lines []string, escape func(string) string, newline string) string {
	var b strings.Builder
	for i, l := range lines {
		if i > 0 {
			b.WriteString(newline)
		}
		b.WriteString(escape(clip(l)))
	}
	return b.String()
}
