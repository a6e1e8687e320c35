package cli

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"github.com/modwsgi-lint/modwsgi-lint/docs"
)

// maxPageWidth is how many cells a line of a page has at most: longer ones are hard to read.
const maxPageWidth = 100

func (a *app) explainCommand() *cobra.Command {
	return &cobra.Command{
		Use: "explain RULE", Short: "Show the page of a rule", Args: arguments(cobra.ExactArgs(1)),
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return ids(), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error {
			page, ok := docs.Page(args[0])
			if !ok {
				return unknown("rule", args[0], ids())
			}
			return a.print(func(w io.Writer) error { return writePage(w, page, min(terminalWidth(a.stdout), maxPageWidth)) })
		},
	}
}

// writePage writes a page of markdown as text to read: examples are indented, paragraphs broken into lines of at most width characters.
func writePage(w io.Writer, page string, width int) error {
	var paragraph []string
	var out strings.Builder
	flush := func() {
		fold(&out, strings.Join(paragraph, " "), width)
		paragraph = nil
	}
	example := false
	for line := range strings.Lines(page) {
		line = strings.TrimRight(line, "\n")
		switch {
		case strings.HasPrefix(line, "```"):
			flush()
			example = !example
		case example:
			fmt.Fprintln(&out, strings.TrimRight("    "+line, " "))
		case line == "":
			flush()
			fmt.Fprintln(&out)
		case strings.HasPrefix(line, "# "):
			flush()
			fmt.Fprintln(&out, line[2:])
		case strings.HasPrefix(line, "## "):
			flush()
			fmt.Fprintln(&out, strings.ToUpper(line[3:]))
		case strings.HasPrefix(line, "- "), strings.HasPrefix(line, "|"):
			flush()
			fmt.Fprintln(&out, line)
		default:
			paragraph = append(paragraph, line)
		}
	}
	flush()
	_, err := io.WriteString(w, out.String())
	return err
}

// fold writes a text in lines of at most width characters; a longer word has a line of its own.
func fold(out *strings.Builder, text string, width int) {
	length := 0
	for _, word := range strings.Fields(text) {
		n := utf8.RuneCountInString(word)
		switch {
		case length == 0:
		case length+1+n > width:
			out.WriteByte('\n')
			length = 0
		default:
			out.WriteByte(' ')
			length++
		}
		out.WriteString(word)
		length += n
	}
	if length > 0 {
		out.WriteByte('\n')
	}
}
