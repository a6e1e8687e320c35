package cli

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
)

func (a *app) explainCommand() *cobra.Command {
	return &cobra.Command{
		Use: "explain RULE", Short: "Show the page of a rule", Args: arguments(cobra.ExactArgs(1)),
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return ids(), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error {
			for _, r := range known() {
				if r.ID == args[0] {
					return a.print(func(w io.Writer) error { return writePage(w, r, min(terminalWidth(a.stdout), 100)) })
				}
			}
			return unknown("rule", args[0], ids())
		},
	}
}

// writePage writes what a rule's page says, in lines of so many cells.
func writePage(w io.Writer, r *lint.Rule, width int) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\n", r.ID, r.Doc.Title)
	fmt.Fprintf(&b, "%s, family %s, fix %s, since %s\n", r.Severity, r.Family, r.Fixes, r.Since)
	section := func(title, text string) {
		if text != "" {
			fmt.Fprintf(&b, "\n%s\n\n%s", title, fold(text, width))
		}
	}
	section("Why", r.Doc.Why)
	var log strings.Builder
	for _, l := range r.Doc.Log {
		log.WriteString("    " + l.Text + "\n")
		if l.Versions != "" {
			log.WriteString("    (" + l.Versions + ")\n")
		}
	}
	section("In the error log", log.String())
	section("Instead", r.Doc.Instead)
	section("The fix", r.Doc.Fix)
	section("See also", strings.Join(r.Doc.Refs, "\n"))
	_, err := io.WriteString(w, b.String())
	return err
}

// fold breaks paragraphs into lines of at most width characters. Lines that are indented, list items among them, stay.
func fold(text string, width int) string {
	var b strings.Builder
	for line := range strings.SplitSeq(strings.TrimRight(text, "\n"), "\n") {
		if strings.HasPrefix(line, " ") {
			b.WriteString(line + "\n")
			continue
		}
		length := 0
		for i, word := range strings.Fields(line) {
			n := len([]rune(word))
			switch {
			case i == 0:
			case length+1+n > width:
				b.WriteString("\n")
				length = 0
			default:
				b.WriteString(" ")
				length++
			}
			b.WriteString(word)
			length += n
		}
		b.WriteString("\n")
	}
	return b.String()
}
