package report

import (
	"bytes"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/fatih/color"

	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
)

// writeText writes the findings for people: the source with what is wrong underlined, the other places, and the rewrite.
func writeText(w io.Writer, r *Result, o Options) error {
	style := newStyle(o.Color)
	news, short := newsOf(r.Findings, o.Verbose)
	err := writePieces(w, len(r.Findings), func(b *bytes.Buffer) func(int) error {
		t := text{Buffer: b, style: style, result: r, cells: o.Width}
		return func(i int) error {
			t.finding(r.Findings[i], news[i])
			return b.WriteByte('\n')
		}
	})
	if err != nil {
		return err
	}
	var end bytes.Buffer
	if o.Verbose {
		for _, s := range r.Skipped {
			fmt.Fprintf(&end, "%s %s: %s\n", paint(style.faint, "skipped"), Visible(s.File), Visible(s.Reason))
		}
	}
	if !o.Quiet {
		if short > 0 {
			fmt.Fprintf(&end, "%s in short, for a rule's advice is shown in full %d times; -v shows all of it\n\n", counted(short, "finding"), maxAdvice)
		}
		fmt.Fprintln(&end, paint(style.bold, summaryLine(r, r.Elapsed)))
	}
	_, err = w.Write(end.Bytes())
	return err
}

// maxAdvice is how often a rule's advice is shown in full, and a rewrite to be made by hand. A large server may get the same thousands of times, and
// the errors would drown in it.
const maxAdvice = 10

// news is what a finding shows that none before it has shown.
type news struct {
	symptom, rewrite, hint bool
	repeated               bool // its rewrite has been shown
	short                  bool // its message and its place are enough
}

// newsOf also tells how many findings are shown in short: none where all is wanted.
func newsOf(findings []*lint.Diagnostic, all bool) (shown []news, short int) {
	shown = make([]news, len(findings))
	type symptom struct{ rule, text string }
	symptoms, rewrites, hints, advice := map[symptom]bool{}, map[string]bool{}, map[string]bool{}, map[*lint.Rule]int{}
	byHand := map[*lint.Rule]int{}
	for i, d := range findings {
		if d.Severity <= lint.Info && !all {
			if advice[d.Rule]++; advice[d.Rule] > maxAdvice {
				shown[i].short = true
				short++
				continue
			}
		}
		shown[i].symptom = d.Symptom != "" && first(symptoms, symptom{d.Rule.ID, d.Symptom})
		if len(d.Fixes) > 0 && d.Fixes[0].Safety == lint.Manual {
			byHand[d.Rule]++
		}
		if len(d.Fixes) > 0 && (all || byHand[d.Rule] <= maxAdvice) {
			shown[i].rewrite = first(rewrites, d.Fixes[0].Key())
			shown[i].repeated = !shown[i].rewrite
		}
		shown[i].hint = first(hints, d.Rule.ID)
	}
	return shown, short
}

// first reports whether a key is seen for the first time.
func first[K comparable](seen map[K]bool, key K) bool {
	n := len(seen)
	seen[key] = true
	return len(seen) > n
}

// A text is the text of one finding in the making.
type text struct {
	*bytes.Buffer
	style  *style
	result *Result
	cells  int // width of a line
	gutter int // width of the line numbers
}

func (t *text) finding(d *lint.Diagnostic, n news) {
	if n.short {
		t.gutter = 2
		t.heading(d)
		if !d.At.IsZero() {
			t.arrow("-->", d.At)
		}
		return
	}
	t.gutter = t.gutterFor(d)
	t.heading(d)
	if !d.At.IsZero() {
		t.places(d)
	}
	if n.symptom {
		t.note("note", d.Symptom)
	}
	for i, f := range d.Fixes {
		t.fix(f, i == 0, n)
	}
	if n.hint {
		t.note("help", explainHint(d.Rule.ID))
	}
}

// heading writes severity, rule and message.
func (t *text) heading(d *lint.Diagnostic) {
	severity := d.Severity.String()
	for i, line := range hang(d.Message, t.cells, len(severity)+len(d.Rule.ID)+len("[]: "), 2) {
		if i == 0 {
			t.painted(t.style.severity[d.Severity], severity, "[", d.Rule.ID, "]")
			t.painted(t.style.bold, ": ", line)
		} else {
			t.WriteString("  ")
			t.painted(t.style.bold, line)
		}
		t.WriteByte('\n')
	}
}

// painted writes the parts, which are not put together where they are not painted: most of a long report is made here.
func (t *text) painted(c *color.Color, parts ...string) {
	if c != nil {
		parts = []string{paint(c, strings.Join(parts, ""))}
	}
	for _, p := range parts {
		t.WriteString(p)
	}
}

// hang wraps text so that its first line leaves room for first cells, and the others for rest.
func hang(text string, cells, first, rest int) []string {
	if even(text) {
		return cut(text, cells-rest-max(2, first-rest), cells-rest)
	}
	lines := wrap(strings.Repeat("x", max(1, first-rest-1))+" "+text, cells-rest)
	if _, after, ok := strings.Cut(lines[0], " "); ok {
		lines[0] = after
		return lines
	}
	return lines[1:]
}

// places shows where the finding is: the flagged text and, in order, the other places in the same file, then those in others.
func (t *text) places(d *lint.Diagnostic) {
	marks := []mark{{at: d.At, paint: t.style.severity[d.Severity], line: '^'}}
	for _, o := range d.Related {
		marks = append(marks, mark{at: o.At, label: o.Message, paint: t.style.frame, line: '-'})
	}
	for i, group := range byFile(marks) {
		arrow := ":::"
		if i == 0 {
			arrow = "-->"
		}
		t.arrow(arrow, group[0].at)
		if i == 0 {
			t.chain(d.Via)
		}
		t.snippet(group)
	}
}

// arrow names a place.
func (t *text) arrow(arrow string, at source.Span) {
	p := at.From()
	for range t.gutter {
		t.WriteByte(' ')
	}
	t.painted(t.style.frame, arrow)
	t.WriteByte(' ')
	t.WriteString(Visible(t.result.path(at)))
	t.Write(strconv.AppendInt(append(t.AvailableBuffer(), ':'), int64(p.Line), 10))
	t.Write(strconv.AppendInt(append(t.AvailableBuffer(), ':'), int64(p.Column), 10))
	t.WriteByte('\n')
}

// maxChain is how many steps of a chain of includes are shown.
const maxChain = 5

// chain tells how the reader came to the place, innermost step first.
func (t *text) chain(via *eval.Frame) {
	var steps []string
	for f := via; f != nil; f = f.Outer {
		at := f.By.At(0, 0)
		place := Visible(t.result.path(at)) + ":" + strconv.Itoa(at.From().Line)
		if f.Macro != "" {
			steps = append(steps, fmt.Sprintf("from macro %s used at %s", Visible(f.Macro), place))
		} else {
			steps = append(steps, "included from "+place)
		}
	}
	if n := len(steps) - maxChain; n > 1 {
		steps = append(append(steps[:maxChain-1:maxChain-1], fmt.Sprintf("and %d more steps", n)), steps[len(steps)-1])
	}
	for _, s := range steps {
		fmt.Fprintf(t.Buffer, "%*s    %s\n", t.gutter, "", paint(t.style.faint, s))
	}
}

// note writes a remark under the frame.
func (t *text) note(kind, message string) {
	indent := t.gutter + len(" = "+kind+": ")
	for i, line := range wrap(message, t.cells-indent) {
		if i == 0 {
			fmt.Fprintf(t.Buffer, "%*s %s %s: %s\n", t.gutter, "", paint(t.style.frame, "="), paint(t.style.bold, kind), line)
			continue
		}
		fmt.Fprintf(t.Buffer, "%*s%s\n", indent, "", line)
	}
}

// gutterFor is the width of the greatest line number that is shown for the finding.
func (t *text) gutterFor(d *lint.Diagnostic) int {
	most := 1
	see := func(s source.Span) {
		if !s.IsZero() {
			most = max(most, s.To().Line+1)
		}
	}
	see(d.At)
	for _, o := range d.Related {
		see(o.At)
	}
	if len(d.Fixes) > 0 {
		for _, e := range d.Fixes[0].Edits {
			see(e.Span)
		}
	}
	return len(strconv.Itoa(most))
}
