package source

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// An Edit replaces the text of a span. An empty span inserts, an empty New deletes.
type Edit struct {
	Span Span
	New  string
}

// Overlaps reports whether two edits cannot both be applied to one text: they share a byte, or one inserts
// inside what the other replaces. Two insertions at one place do not overlap.
func (e Edit) Overlaps(o Edit) bool {
	a, b := e.Span, o.Span
	return a.File == b.File && a.Start < b.End && b.Start < a.End
}

// Apply returns text with the edits of one file made. Insertions at one place keep the order they are given in,
// and stand before a replacement that begins there. An edit outside the text, or one that overlaps another, is an error and nothing is changed.
func Apply(text string, edits []Edit) (string, error) {
	edits = slices.Clone(edits)
	slices.SortStableFunc(edits, func(a, b Edit) int {
		return cmp.Or(cmp.Compare(a.Span.Start, b.Span.Start), cmp.Compare(min(a.Span.Len(), 1), min(b.Span.Len(), 1)))
	})
	var out strings.Builder
	at := 0
	for _, e := range edits {
		if e.Span.Start < 0 || e.Span.End < e.Span.Start || e.Span.End > len(text) {
			return "", fmt.Errorf("edit of bytes %d to %d is outside a text of %d bytes", e.Span.Start, e.Span.End, len(text))
		}
		if e.Span.Start < at {
			return "", fmt.Errorf("edit of bytes %d to %d overlaps another", e.Span.Start, e.Span.End)
		}
		out.WriteString(text[at:e.Span.Start])
		out.WriteString(e.New)
		at = e.Span.End
	}
	out.WriteString(text[at:])
	return out.String(), nil
}
