package graph

import (
	"fmt"
	"io"

	"github.com/modwsgi-lint/modwsgi-lint/cmd/modwsgi-lint/internal/report"
)

// Formats are the names Write knows, the usual one first.
func Formats() []string { return []string{"text", "dot", "mermaid", "json"} }

// Write draws a graph in the format of the given name. It returns the first error of w. Names are made visible: nothing in a configuration
// steers a terminal, or the program that reads the drawing.
func Write(w io.Writer, format string, g *Graph, o report.Options) error {
	switch format {
	case "text":
		return writeText(w, g, o)
	case "json":
		return report.WriteObject(w, g)
	case "dot":
		return writeDot(w, draw(g))
	case "mermaid":
		return writeMermaid(w, draw(g))
	}
	return fmt.Errorf("no format %q", format)
}

// An index finds nodes by their ids.
type index struct {
	mounts       map[string]*Mount
	groups       map[string]*Group
	environments map[string]*Environment
}

func indexOf(g *Graph) index {
	x := index{map[string]*Mount{}, map[string]*Group{}, map[string]*Environment{}}
	for _, s := range g.Servers {
		for _, m := range s.Mounts {
			x.mounts[m.ID] = m
		}
	}
	for _, n := range g.Groups {
		x.groups[n.ID] = n
	}
	for _, e := range g.Environments {
		x.environments[e.ID] = e
	}
	return x
}
