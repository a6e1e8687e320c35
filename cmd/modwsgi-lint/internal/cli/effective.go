package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/modwsgi-lint/modwsgi-lint/cmd/modwsgi-lint/internal/disk"
	"github.com/modwsgi-lint/modwsgi-lint/cmd/modwsgi-lint/internal/layout"
	"github.com/modwsgi-lint/modwsgi-lint/cmd/modwsgi-lint/internal/report"
	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
)

func (a *app) effectiveCommand() *cobra.Command {
	var flags machineFlags
	var format string
	cmd := &cobra.Command{
		Use:   "effective [flags] PATH",
		Short: "Show the configuration as httpd reads it: includes, defines, conditions and macros resolved",
		Args:  arguments(cobra.MaximumNArgs(1)),
	}
	flags.add(cmd)
	cmd.Flags().StringVar(&format, "format", "text", "`NAME` of the format: text or json")
	cmd.RunE = func(_ *cobra.Command, paths []string) error { return a.effective(&flags, format, paths) }
	return cmd
}

func (a *app) effective(flags *machineFlags, format string, paths []string) error {
	if err := oneOf("format", format, "text", "json"); err != nil {
		return err
	}
	texts := disk.NewTexts()
	options, err := flags.options(texts)
	if err != nil {
		return err
	}
	machine, err := layout.NewMachine(options)
	if err != nil {
		return err
	}
	c := newCollection(machine, a.stdin, flags.stdinName, texts)
	if err := c.addAll(paths); err != nil {
		return err
	}
	var wanted []*subject
	for _, s := range c.subjects {
		if s.wanted() {
			wanted = append(wanted, s)
		}
	}
	if len(wanted) > 1 {
		return fmt.Errorf("%s holds %d configurations, and not one: name a server or a file", paths[0], len(wanted))
	}
	return a.print(func(w io.Writer) error {
		if format == "json" {
			return writeJSON(w, eval.Effective(wanted[0].config))
		}
		return writeEffective(w, wanted[0])
	})
}

func writeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

// writeEffective writes the directives as httpd executes them, each with the place it comes from; then what cannot be read.
func writeEffective(w io.Writer, s *subject) error {
	var b strings.Builder
	var open []*eval.Directive
	for _, d := range s.config.Directives {
		for len(open) > 0 && open[len(open)-1] != d.In {
			closeSection(&b, &open)
		}
		indent := strings.Repeat("    ", len(open))
		condition := ""
		if d.When != nil {
			condition = ", if " + condOf(d.When)
		}
		fmt.Fprintf(&b, "%s# %s:%d%s\n", indent, report.Visible(s.show(d.Syntax.Span().File)), d.Syntax.Number(), report.Visible(condition))
		fmt.Fprintf(&b, "%s%s\n", indent, report.Visible(strings.TrimSpace(d.Name+" "+d.RawArgs)))
		if d.IsSection() {
			open = append(open, d)
		}
		if b.Len() > 1<<16 {
			if _, err := io.WriteString(w, b.String()); err != nil {
				return err
			}
			b.Reset()
		}
	}
	for len(open) > 0 {
		closeSection(&b, &open)
	}
	for _, p := range s.config.Problems {
		fmt.Fprintf(&b, "# %s:%d: %s\n", report.Visible(p.Label), p.Line, report.Visible(p.Message))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func closeSection(b *strings.Builder, open *[]*eval.Directive) {
	last := len(*open) - 1
	name := strings.TrimPrefix((*open)[last].Name, "<")
	*open = (*open)[:last]
	fmt.Fprintf(b, "%s</%s>\n", strings.Repeat("    ", last), report.Visible(name))
}

// condOf says the conditions that could not be decided, the outermost first.
func condOf(c *eval.Condition) string {
	var all []string
	for ; c != nil; c = c.Outer {
		not := ""
		if c.Negated {
			not = "!"
		}
		all = append(all, c.Kind+" "+not+c.Test)
	}
	slices.Reverse(all)
	return strings.Join(all, ", ")
}
