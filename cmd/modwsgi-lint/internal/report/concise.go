package report

import (
	"bufio"
	"fmt"
	"io"
)

// writeConcise writes a line a finding, as compilers do.
func writeConcise(w io.Writer, r *Result, o Options) error {
	out := bufio.NewWriter(w)
	s := newStyle(o.Color)
	for _, d := range r.Findings {
		place := ""
		if !d.At.IsZero() {
			p := d.At.From()
			place = paint(s.bold, fmt.Sprintf("%s:%d:%d", Visible(r.path(d.At)), p.Line, p.Column)) + ": "
		}
		severity := paint(s.severity[d.Severity], d.Severity.String())
		fmt.Fprintf(out, "%s%s: %s %s\n", place, severity, Visible(d.Message), paint(s.faint, "["+d.Rule.ID+"]"))
	}
	if !o.Quiet {
		fmt.Fprintln(out, summaryLine(r, r.Elapsed))
	}
	return out.Flush()
}
