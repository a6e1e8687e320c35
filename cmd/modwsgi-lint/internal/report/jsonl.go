package report

import (
	"bytes"
	"io"

	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
)

// writeJSONLines writes each finding of --format json on a line of its own, and nothing else.
func writeJSONLines(w io.Writer, r *Result, _ Options) error {
	fingerprints := lint.Fingerprints(r.Findings, r.show)
	return writePieces(w, len(r.Findings), func(b *bytes.Buffer) func(int) error {
		encode, room := jsonEncoder(b, "", ""), newJSONRoom()
		return func(i int) error {
			r.jsonFinding(room, r.Findings[i])
			room.Fingerprint = fingerprints[i]
			err := encode(&room.jsonFinding)
			b.WriteByte('\n')
			return err
		}
	})
}
