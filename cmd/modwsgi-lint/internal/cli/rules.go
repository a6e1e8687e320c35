package cli

import (
	"cmp"
	"fmt"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"github.com/modwsgi-lint/modwsgi-lint/cmd/modwsgi-lint/internal/report"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
)

func (a *app) rulesCommand() *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use: "rules [flags]", Short: "List every rule: id, family, severity, class of its fix, title", Args: arguments(cobra.NoArgs),
	}
	cmd.Flags().StringVar(&format, "format", "text", "`NAME` of the format: text or json")
	cmd.RunE = func(*cobra.Command, []string) error {
		if err := oneOf("format", format, "text", "json"); err != nil {
			return err
		}
		return a.print(func(w io.Writer) error {
			if format == "json" {
				return report.WriteObject(w, entries(known()))
			}
			return writeRules(w, known())
		})
	}
	return cmd
}

// An entry is a rule as `rules --format json` tells of it.
type entry struct {
	ID       string `json:"id"`
	Family   string `json:"family"`
	Severity string `json:"severity"`
	Fix      string `json:"fix"`
	Title    string `json:"title"`
	Since    string `json:"since"`
}

func entries(rules []*lint.Rule) []entry {
	var all []entry
	for _, r := range rules {
		all = append(all, entry{r.ID, r.Family, r.Severity.String(), r.Fixes.String(), r.Doc.Title, r.Since})
	}
	slices.SortFunc(all, func(a, b entry) int { return cmp.Or(cmp.Compare(a.Family, b.Family), cmp.Compare(a.ID, b.ID)) })
	return all
}

func writeRules(w io.Writer, rules []*lint.Rule) error {
	all := entries(rules)
	id, family := 0, 0
	for _, e := range all {
		id, family = max(id, len(e.ID)), max(family, len(e.Family))
	}
	for _, e := range all {
		if _, err := fmt.Fprintf(w, "%-*s  %-*s  %-7s  %-6s  %s\n", family, e.Family, id, e.ID, e.Severity, e.Fix, e.Title); err != nil {
			return err
		}
	}
	return nil
}

// oneOf is the error of a flag that has none of the values it may have.
func oneOf(flag, value string, values ...string) error {
	if slices.Contains(values, value) {
		return nil
	}
	return unknown(flag, value, values)
}
