package source_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
)

func edit(f *source.File, start, end int, text string) source.Edit {
	return source.Edit{Span: source.Span{File: f, Start: start, End: end}, New: text}
}

func TestApply(t *testing.T) {
	f := source.NewFile("a.conf", "abcdef")
	for _, tt := range []struct {
		name  string
		edits []source.Edit
		want  string // empty for an error
	}{
		{"none", nil, "abcdef"},
		{"replace", []source.Edit{edit(f, 1, 3, "XYZ")}, "aXYZdef"},
		{"delete", []source.Edit{edit(f, 0, 5, "")}, "f"},
		{"insert at both ends", []source.Edit{edit(f, 6, 6, ">"), edit(f, 0, 0, "<")}, "<abcdef>"},
		{"insertions keep their order", []source.Edit{edit(f, 3, 3, "1"), edit(f, 3, 3, "2"), edit(f, 3, 3, "3")}, "abc123def"},
		{"insert before and behind a replacement", []source.Edit{edit(f, 2, 4, "-"), edit(f, 4, 4, ">"), edit(f, 2, 2, "<")}, "ab<->ef"},
		{"neighbours", []source.Edit{edit(f, 3, 6, "Y"), edit(f, 0, 3, "X")}, "XY"},
		{"overlap", []source.Edit{edit(f, 0, 3, "X"), edit(f, 2, 4, "Y")}, ""},
		{"the same twice", []source.Edit{edit(f, 0, 3, "X"), edit(f, 0, 3, "X")}, ""},
		{"insert inside", []source.Edit{edit(f, 1, 1, "Y"), edit(f, 0, 3, "X")}, ""},
		{"outside", []source.Edit{edit(f, 5, 7, "X")}, ""},
		{"negative", []source.Edit{edit(f, -1, 1, "X")}, ""},
		{"reversed", []source.Edit{edit(f, 3, 2, "X")}, ""},
	} {
		got, err := source.Apply(f.Text, tt.edits)
		if got != tt.want || (err != nil) != (tt.want == "") {
			t.Errorf("%s: %q, %v; want %q", tt.name, got, err, tt.want)
		}
	}
}

// TestApplyAndOverlaps checks, for edits at random, that Apply fails just where two of them overlap, and else does what making
// them one by one from the end does.
func TestApplyAndOverlaps(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	const text = "abcdefghij"
	f := source.NewFile("a.conf", text)
	applied := 0
	for range 5000 {
		var edits []source.Edit
		overlap := false
		for i := range 1 + r.IntN(4) {
			start := r.IntN(len(text) + 1)
			e := edit(f, start, start+r.IntN(min(3, len(text)-start)+1), strings.Repeat(string(rune('A'+i)), r.IntN(3)))
			for _, o := range edits {
				if e.Overlaps(o) != o.Overlaps(e) {
					t.Fatalf("%+v and %+v overlap one way only", e.Span, o.Span)
				}
				overlap = overlap || e.Overlaps(o)
			}
			edits = append(edits, e)
		}
		got, err := source.Apply(text, edits)
		if (err != nil) != overlap {
			t.Fatalf("%+v: error %v", edits, err)
		}
		if err == nil {
			applied++
			if want := oneByOne(text, edits); got != want {
				t.Fatalf("%+v: %q, want %q", edits, got, want)
			}
		}
	}
	if applied < 1000 {
		t.Errorf("only %d texts were edited", applied)
	}
}

// oneByOne makes the edits from the end of the text to its start; at each place what is replaced first, then the insertions, the last first.
func oneByOne(text string, edits []source.Edit) string {
	for at := len(text); at >= 0; at-- {
		for _, e := range edits {
			if s := e.Span; s.Start == at && s.End > at {
				text = text[:at] + e.New + text[s.End:]
			}
		}
		for i := len(edits) - 1; i >= 0; i-- {
			if s := edits[i].Span; s.Start == at && s.End == at {
				text = text[:at] + edits[i].New + text[at:]
			}
		}
	}
	return text
}
