package graph

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/cmd/modwsgi-lint/internal/report"
)

// writeDot writes the language of Graphviz. What stands in quotes has its escapes, of labels, and those of HTML for letters.
func writeDot(w io.Writer, d *drawing) error {
	b := bufio.NewWriter(w)
	fmt.Fprint(b, "digraph modwsgi {\n  rankdir=LR;\n  node [fontname=\"sans-serif\", shape=box];\n  edge [fontname=\"sans-serif\", fontsize=10];\n")
	for _, c := range d.clusters {
		fmt.Fprintf(b, "  subgraph cluster_%s {\n    label=\"%s\";\n    fontname=\"sans-serif\";\n", c.id, dotLabel(c.label))
		for _, n := range c.nodes {
			fmt.Fprintf(b, "    %s\n", dotNode(n))
		}
		fmt.Fprint(b, "  }\n")
	}
	for _, n := range d.nodes {
		fmt.Fprintf(b, "  %s\n", dotNode(n))
	}
	for _, e := range d.edges {
		fmt.Fprintf(b, "  %s -> %s%s;\n", e.from, e.to, dotEdge(e))
	}
	fmt.Fprint(b, "}\n")
	return b.Flush()
}

func dotNode(n node) string {
	return fmt.Sprintf("%s [label=\"%s\"%s%s];", n.id, dotLabel(n.label), dotShapes[n.shape], dotTone(n.tone))
}

func dotEdge(e edge) string {
	if len(e.label) == 0 && e.tone == report.Plain {
		return ""
	}
	return fmt.Sprintf(" [label=\"%s\"%s]", dotLabel(e.label), dotTone(e.tone))
}

var dotShapes = [...]string{mountShape: "", remarkShape: ", shape=note", groupShape: ", shape=component", environmentShape: ", shape=folder"}

func dotTone(t report.Tone) string {
	switch t {
	case report.Wrong:
		return ", color=red, fontcolor=red"
	case report.Doubtful:
		return ", style=dashed"
	case report.Faint:
		return ", color=gray50, fontcolor=gray30"
	}
	return ""
}

func dotLabel(lines []string) string { return label(lines, dotEscapes.Replace, `\n`) }

var dotEscapes = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "&", "&amp;")
