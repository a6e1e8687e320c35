package lint

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
)

// Fingerprints gives each finding a name that stays when lines are added or removed elsewhere: 32 hexadecimal digits made of the
// rule, the file as show gives its name, the flagged text, and which of the findings alike in these it is. Findings are in the order of the text.
func Fingerprints(findings []*Diagnostic, show func(name string) string) []string {
	names := make([]string, len(findings))
	alike := map[[sha256.Size]byte]int{}
	for i, d := range findings {
		file := ""
		if !d.At.IsZero() {
			file = show(d.At.File.Name)
		}
		text := d.At.Text()
		if d.At.IsZero() {
			text = d.Message // all there is to tell it by
		}
		what := sha256.Sum256([]byte(d.Rule.ID + "\x00" + file + "\x00" + text))
		alike[what]++
		sum := sha256.Sum256(append(what[:], strconv.Itoa(alike[what])...))
		names[i] = hex.EncodeToString(sum[:16])
	}
	return names
}
