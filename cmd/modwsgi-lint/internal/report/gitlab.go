package report

import (
	"io"
	"path"

	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
)

// gitlabLevels are severities of Code Quality; it has minor and blocker too.
var gitlabLevels = map[lint.Severity]string{lint.Error: "critical", lint.Warning: "major", lint.Info: "info"}

type (
	gitlabFinding struct {
		Description string         `json:"description"`
		CheckName   string         `json:"check_name"`
		Fingerprint string         `json:"fingerprint"`
		Severity    string         `json:"severity"`
		Location    gitlabLocation `json:"location"`
	}
	gitlabLocation struct {
		Path  string      `json:"path"`
		Lines gitlabLines `json:"lines"`
	}
	gitlabLines struct {
		Begin int `json:"begin"`
		End   int `json:"end"`
	}
)

// writeGitLab writes a report of GitLab's Code Quality.
//
// https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
func writeGitLab(w io.Writer, r *Result, _ Options) error {
	fingerprints := lint.Fingerprints(r.Findings, r.show)
	return writeList(w, []gitlabFinding{}, "", len(r.Findings), func() func(int) any {
		return func(i int) any {
			d := r.Findings[i]
			f := gitlabFinding{Description: told(d), CheckName: d.Rule.ID, Fingerprint: fingerprints[i], Severity: gitlabLevels[d.Severity]}
			if !d.At.IsZero() {
				f.Location = gitlabLocation{path.Clean(r.path(d.At)), gitlabLines{d.At.From().Line, d.At.To().Line}}
			}
			return f
		}
	})
}
