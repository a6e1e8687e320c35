package lint

import (
	"testing"

	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
)

// TestRunJoinsCauses has two rules that name causes: those of one rule that are equal are one finding, at the worst, with all edits; a closed folder is one
// for both.
func TestRunJoinsCauses(t *testing.T) {
	c := configOf("One x\nTwo x\nThree x\nFour x\n")
	f := c.Files[0].Source
	says := func(id string, of func(line int) any) *Rule {
		return &Rule{ID: id, Severity: Warning, Check: func(p *Pass) {
			for i, d := range p.Directives {
				report := Diagnostic{At: d.At(), Message: "m", Cause: &Cause{Of: of(i), Also: "here too"}}
				if i == 2 {
					report.Severity = Error
				}
				report.Fixes = []Fix{{Title: "Write", Safety: Safe, Edits: []source.Edit{edit(f, 0, 0, string(rune('a'+i)))}}}
				p.Report(report)
			}
		}}
	}
	out := Run(c, Options{Rules: []*Rule{says("even", func(i int) any { return i % 2 })}})
	wantTold(t, out.Findings, "a.conf:2 warning even: m", "a.conf:3 error even: m")
	if d := out.Findings[1]; len(d.Related) != 1 || d.Related[0].Message != "here too" || d.Fixes[0].Edits[0].New != "ca" {
		t.Errorf("%+v", d)
	}
	closed := func(int) any { return closedFolder("nobody may enter") }
	wantTold(t, Run(c, Options{Rules: []*Rule{says("a", closed), says("b", closed)}}).Findings, "a.conf:3 error a: m")
}
