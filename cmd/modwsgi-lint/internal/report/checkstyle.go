package report

import (
	"encoding/xml"
	"io"
)

type (
	checkstyleReport struct {
		XMLName xml.Name         `xml:"checkstyle"`
		Version string           `xml:"version,attr"`
		Files   []checkstyleFile `xml:"file"`
	}
	checkstyleFile struct {
		Name   string            `xml:"name,attr"`
		Errors []checkstyleError `xml:"error"`
	}
	checkstyleError struct {
		Line     int    `xml:"line,attr,omitempty"`
		Column   int    `xml:"column,attr,omitempty"`
		Severity string `xml:"severity,attr"`
		Message  string `xml:"message,attr"`
		Source   string `xml:"source,attr"`
	}
)

// writeCheckstyle writes a report as Checkstyle's, which many programs read. Its severities have our names.
func writeCheckstyle(w io.Writer, r *Result, _ Options) error {
	out := checkstyleReport{Version: "4.3"}
	for file, findings := range r.findingsByFile() {
		f := checkstyleFile{Name: file}
		for _, d := range findings {
			e := checkstyleError{Severity: d.Severity.String(), Message: told(d), Source: "modwsgi-lint." + d.Rule.ID}
			if !d.At.IsZero() {
				e.Line, e.Column = d.At.From().Line, d.At.From().Column
			}
			f.Errors = append(f.Errors, e)
		}
		out.Files = append(out.Files, f)
	}
	return writeXML(w, out)
}

func writeXML(w io.Writer, v any) error {
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	e := xml.NewEncoder(w)
	e.Indent("", indent)
	if err := e.Encode(v); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}
