package report

import (
	"bytes"
	"io"
)

// writeJSONLines writes each finding of --format json on a line of its own, and nothing else.
func writeJSONLines(w io.Writer, r *Result, _ Options) error {
	with := r.jsonFindings()
	return writePieces(w, len(r.Findings), func(b *bytes.Buffer) func(int) error {
		encode, finding := jsonEncoder(b, "", ""), with()
		return func(i int) error {
			err := encode(finding(i))
			b.WriteByte('\n')
			return err
		}
	})
}
