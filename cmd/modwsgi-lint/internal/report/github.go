package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
)

// githubLevels are the commands of GitHub's workflows that make annotations.
var githubLevels = map[lint.Severity]string{lint.Error: "error", lint.Warning: "warning", lint.Info: "notice"}

// writeGitHub writes a workflow command a finding: a job of GitHub Actions that prints it shows it beside the line. Columns belong to one line only; of
// more lines GitHub takes none.
//
// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
func writeGitHub(w io.Writer, r *Result, _ Options) error {
	out := bufio.NewWriter(w)
	for _, d := range r.Findings {
		place := ""
		if !d.At.IsZero() {
			from, to := d.At.From(), d.At.To()
			place = fmt.Sprintf("file=%s,line=%d,endLine=%d,", githubProperty(r.path(d.At)), from.Line, to.Line)
			if from.Line == to.Line {
				place += fmt.Sprintf("col=%d,endColumn=%d,", from.Column, to.Column)
			}
		}
		fmt.Fprintf(out, "::%s %stitle=%s::%s\n", githubLevels[d.Severity], place, githubProperty(d.Rule.ID), githubText(told(d)))
	}
	return out.Flush()
}

// githubText escapes what would end a command.
func githubText(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(s)
}

// githubProperty escapes what would end a property of a command, too.
func githubProperty(s string) string {
	return strings.NewReplacer(":", "%3A", ",", "%2C").Replace(githubText(Visible(s)))
}
