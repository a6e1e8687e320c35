package graph

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/cmd/modwsgi-lint/internal/report"
)

// writeMermaid writes a flowchart of Mermaid.
func writeMermaid(w io.Writer, d *drawing) error {
	b := bufio.NewWriter(w)
	fmt.Fprint(b, "flowchart LR\n")
	tones := map[report.Tone][]string{}
	put := func(indent string, n node) {
		shape := mermaidShapes[n.shape]
		fmt.Fprintf(b, "%s%s%s\"%s\"%s\n", indent, n.id, shape[0], mermaidLabel(n.label), shape[1])
		tones[n.tone] = append(tones[n.tone], n.id)
	}
	for _, c := range d.clusters {
		fmt.Fprintf(b, "  subgraph %s[\"%s\"]\n", c.id, mermaidLabel(c.label))
		for _, n := range c.nodes {
			put("    ", n)
		}
		fmt.Fprint(b, "  end\n")
	}
	for _, n := range d.nodes {
		put("  ", n)
	}
	for _, e := range d.edges {
		arrow := "-->"
		if e.tone != report.Plain {
			arrow = "-.->"
		}
		if len(e.label) > 0 {
			arrow += "|\"" + mermaidLabel(e.label) + "\"|"
		}
		fmt.Fprintf(b, "  %s %s %s\n", e.from, arrow, e.to)
	}
	for _, c := range mermaidClasses {
		if ids := tones[c.tone]; len(ids) > 0 {
			fmt.Fprintf(b, "  classDef %s %s\n  class %s %[1]s\n", c.name, c.style, strings.Join(ids, ","))
		}
	}
	return b.Flush()
}

// mermaidShapes open and close a box.
var mermaidShapes = [...][2]string{mountShape: {"[", "]"}, remarkShape: {">", "]"}, groupShape: {"[[", "]]"}, environmentShape: {"[(", ")]"}}

var mermaidClasses = []struct {
	tone        report.Tone
	name, style string
}{
	{report.Wrong, "wrong", "stroke:#c00,color:#c00"},
	{report.Doubtful, "doubtful", "stroke-dasharray:4"},
	{report.Faint, "faint", "stroke:#999,color:#666"},
}

func mermaidLabel(lines []string) string { return label(lines, mermaidEscape, "<br/>") }

// mermaidEscape writes all but letters, digits and what is harmless in any place as numbers of characters.
func mermaidEscape(text string) string {
	var b strings.Builder
	for _, r := range text {
		if r < 0x80 && !('a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || strings.ContainsRune(" /.,:=_-()", r)) {
			fmt.Fprintf(&b, "#%d;", r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}
