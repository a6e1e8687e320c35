package report

import (
	"encoding/xml"
	"fmt"
	"io"

	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
)

type (
	junitReport struct {
		XMLName  xml.Name     `xml:"testsuites"`
		Name     string       `xml:"name,attr"`
		Tests    int          `xml:"tests,attr"`
		Failures int          `xml:"failures,attr"`
		Suites   []junitSuite `xml:"testsuite"`
	}
	junitSuite struct {
		Name     string      `xml:"name,attr"`
		Tests    int         `xml:"tests,attr"`
		Failures int         `xml:"failures,attr"`
		Cases    []junitCase `xml:"testcase"`
	}
	junitCase struct {
		Name    string        `xml:"name,attr"`
		Class   string        `xml:"classname,attr"`
		Failure *junitFailure `xml:"failure"`
		Advice  string        `xml:"system-out,omitempty"`
	}
	junitFailure struct {
		Type    string `xml:"type,attr"`
		Message string `xml:"message,attr"`
		Text    string `xml:",chardata"`
	}
)

// writeJUnit writes a report as JUnit's: a suite a file, and a test a finding. Advice does not fail; where nothing was found, one test says so.
func writeJUnit(w io.Writer, r *Result, _ Options) error {
	out := junitReport{Name: "modwsgi-lint"}
	for file, findings := range r.findingsByFile() {
		suite := junitSuite{Name: file, Tests: len(findings)}
		for _, d := range findings {
			c := junitCase{Name: d.Rule.ID, Class: file}
			if !d.At.IsZero() {
				c.Name = fmt.Sprintf("%s:%d:%d", c.Name, d.At.From().Line, d.At.From().Column)
			}
			if d.Severity > lint.Info {
				suite.Failures++
				c.Failure = &junitFailure{Type: d.Severity.String(), Message: Visible(d.Message), Text: told(d) + "\n" + ruleURL(d.Rule.ID)}
			} else {
				c.Advice = told(d)
			}
			suite.Cases = append(suite.Cases, c)
		}
		out.Tests += suite.Tests
		out.Failures += suite.Failures
		out.Suites = append(out.Suites, suite)
	}
	if len(out.Suites) == 0 {
		out.Tests = 1
		out.Suites = []junitSuite{{Name: out.Name, Tests: 1, Cases: []junitCase{{Name: "no findings", Class: out.Name}}}}
	}
	return writeXML(w, out)
}
