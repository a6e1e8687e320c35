package lint

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
)

// Fingerprints gives each finding a name that stays when lines are added or removed elsewhere: 32 hexadecimal digits made of the
// rule, the file as show gives its name, the flagged text, and which of the findings alike in these it is. Findings are in the order of [SortFindings].
func Fingerprints(findings []*Diagnostic, show func(name string) string) []string {
	names := make([]string, len(findings))
	alike := map[[sha256.Size]byte]int{} // of one file
	var said []byte
	last := ""
	for i, d := range findings {
		file, text := "", d.Message // all there is to tell it by where it has no place
		if !d.At.IsZero() {
			file, text = show(d.At.File.Name), d.At.Text()
		}
		if file != last {
			clear(alike)
			last = file
		}
		said = append(said[:0], d.Rule.ID...)
		for _, s := range []string{file, text} {
			said = append(append(said, 0), s...)
		}
		what := sha256.Sum256(said)
		alike[what]++
		sum := sha256.Sum256(strconv.AppendInt(append(said[:0], what[:]...), int64(alike[what]), 10))
		names[i] = hex.EncodeToString(sum[:16])
	}
	return names
}
