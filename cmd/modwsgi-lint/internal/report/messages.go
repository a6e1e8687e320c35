package report

import (
	"fmt"
	"strings"
	"time"

	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
)

// The words of the reports that are not a rule's.

// fixLine names a fix by who applies it and what it does.
func fixLine(f lint.Fix) (kind, title string) {
	switch f.Safety {
	case lint.Safe:
		return "safe fix", f.Title + " (apply with --fix)"
	case lint.Unsafe:
		return "unsafe fix", f.Title + " (apply with --unsafe-fixes)"
	}
	return "by hand", f.Title
}

// explainHint is the command that shows a rule's page.
func explainHint(rule string) string { return "modwsgi-lint explain " + rule }

// projectURL is where the project lives.
const projectURL = "https://github.com/modwsgi-lint/modwsgi-lint"

// ruleURL is the address of a rule's page.
func ruleURL(rule string) string { return projectURL + "/blob/main/docs/rules/" + rule + ".md" }

// told is a finding in words: the message, and on lines of their own what visitors and the error log see.
func told(d *lint.Diagnostic) string {
	var lines []string
	for line := range strings.Lines(d.Message + "\n" + d.Symptom) {
		if line = strings.TrimRight(line, "\n"); line != "" {
			lines = append(lines, Visible(line))
		}
	}
	return strings.Join(lines, "\n")
}

// counted writes a number with its noun, "1 file" or "12 files".
func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// summaryLine says in one line what was read and found.
func summaryLine(r *Result, elapsed time.Duration) string {
	t := count(r)
	line := counted(r.Files, "file") + ", " + counted(r.Directives, "directive") + ": " + t.findings()
	var more []string
	if r.Fixed > 0 {
		more = append(more, fmt.Sprintf("%d fixed", r.Fixed))
	}
	if t.safe > 0 {
		more = append(more, fmt.Sprintf("%d fixable with --fix", t.safe))
	}
	if t.unsafe > 0 && t.safe > 0 {
		more = append(more, fmt.Sprintf("%d more with --unsafe-fixes", t.unsafe))
	} else if t.unsafe > 0 {
		more = append(more, fmt.Sprintf("%d fixable with --unsafe-fixes", t.unsafe))
	}
	if r.Suppressed > 0 {
		more = append(more, fmt.Sprintf("%d suppressed", r.Suppressed))
	}
	if n := len(r.Skipped); n > 0 {
		more = append(more, counted(n, "file")+" skipped")
	}
	if len(more) > 0 {
		line += " (" + strings.Join(more, ", ") + ")"
	}
	if elapsed > 0 {
		line += " in " + duration(elapsed)
	}
	return line
}

func (t totals) findings() string {
	var parts []string
	for s := lint.Error; s > lint.Off; s-- {
		n := t.severity[s]
		switch {
		case n == 0:
		case s == lint.Info:
			parts = append(parts, fmt.Sprintf("%d info", n))
		default:
			parts = append(parts, counted(n, s.String()))
		}
	}
	if len(parts) == 0 {
		return "no findings"
	}
	return strings.Join(parts, ", ")
}

func duration(d time.Duration) string {
	if d < time.Second {
		return fmt.Sprintf("%d ms", max(1, d.Milliseconds()))
	}
	return fmt.Sprintf("%.1f s", d.Seconds())
}

// totals are findings counted.
type totals struct {
	severity     [lint.Error + 1]int
	safe, unsafe int // by the fix that would be applied
}

func count(r *Result) totals {
	var t totals
	for _, d := range r.Findings {
		t.severity[d.Severity]++
		if len(d.Fixes) == 0 {
			continue
		}
		switch d.Fixes[0].Safety {
		case lint.Safe:
			t.safe++
		case lint.Unsafe:
			t.unsafe++
		}
	}
	return t
}
