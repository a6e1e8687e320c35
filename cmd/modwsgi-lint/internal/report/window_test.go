package report

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
)

// TestWindowsMakeTheEdits checks for random edits that the windows of a rewrite, put back into the text, give what the edits give.
func TestWindowsMakeTheEdits(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 3))
	news := []string{"", "x", "x\n", "\nx", "\n", "x\ny\n", "a", "b\n"}
	for range 20000 {
		text, _ := randomPair(r)
		f := source.NewFile("f", text)
		var edits []source.Edit
		for range 1 + r.IntN(4) {
			start := r.IntN(len(text) + 1)
			e := source.Edit{Span: source.Span{File: f, Start: start, End: min(len(text), start+r.IntN(3)*r.IntN(6))}, New: news[r.IntN(len(news))]}
			if _, err := source.Apply(text, append(edits, e)); err == nil {
				edits = append(edits, e)
			}
		}
		want, err := source.Apply(text, edits)
		if err != nil {
			t.Fatal(err)
		}
		got, at := "", 0
		for _, w := range windowsOf(edits) {
			before, after, regions := w.apply()
			if rebuilt(before, after, regions) != strings.Join(after, "") {
				t.Fatalf("%q, %v: regions %v do not lead from %q to %q", text, edits, regions, before, after)
			}
			got += text[at:w.at.Start] + strings.Join(after, "")
			at = w.at.End
		}
		got += text[at:]
		if ended(got) != ended(want) {
			t.Fatalf("%q, %v: windows give %q, want %q", text, edits, got, want)
		}
	}
}

func TestMoveIsShownAsMade(t *testing.T) {
	f := source.NewFile("f", "one\n\nmoved\nmoved too\nend\n")
	block := spanOf(t, f, "moved\nmoved too\n")
	w := windowsOf([]source.Edit{insertAt(spanOf(t, f, "one"), block.Text()), {Span: block}})[0]
	before, after, regions := w.apply()
	want := []region{{0, 0, 0, 2}, {2, 4, 4, 4}}
	if len(regions) != 2 || regions[0] != want[0] || regions[1] != want[1] {
		t.Errorf("from %q to %q by %v, want %v", before, after, regions, want)
	}
}
