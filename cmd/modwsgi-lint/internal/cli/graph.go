package cli

import (
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/modwsgi-lint/modwsgi-lint/cmd/modwsgi-lint/internal/graph"
	"github.com/modwsgi-lint/modwsgi-lint/cmd/modwsgi-lint/internal/report"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

func (a *app) graphCommand() *cobra.Command {
	var flags machineFlags
	var format string
	var output outputFlags
	cmd := &cobra.Command{
		Use:   "graph [flags] PATH",
		Short: "Draw the server: virtual hosts, their mounts, the process groups and Python environments these run in",
		Args:  arguments(cobra.MaximumNArgs(1)),
	}
	flags.add(cmd)
	cmd.Flags().StringVar(&format, "format", graph.Formats()[0], "`NAME` of the format: "+strings.Join(graph.Formats(), ", "))
	output.addColor(cmd)
	cmd.RunE = func(_ *cobra.Command, paths []string) error {
		if err := oneOf("format", format, graph.Formats()...); err != nil {
			return err
		}
		if err := output.checkColor(); err != nil {
			return err
		}
		s, err := a.one(&flags, paths)
		if err != nil {
			return err
		}
		g := graph.Of(model.Build(s.config), s.show)
		if !s.whole {
			g.Only(slices.Collect(maps.Values(s.only)))
		}
		options := report.Options{Color: output.colored(isTerminal(a.stdout)), Width: terminalWidth(a.stdout)}
		return a.print(func(w io.Writer) error { return graph.Write(w, format, g, options) })
	}
	return cmd
}
