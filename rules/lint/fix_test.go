package lint

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
)

func edit(f *source.File, start, end int, text string) source.Edit {
	return source.Edit{Span: source.Span{File: f, Start: start, End: end}, New: text}
}

func finding(name string, s Safety, edits ...source.Edit) *Diagnostic {
	return &Diagnostic{Message: name, Fixes: []Fix{{Title: name, Safety: s, Edits: edits}}}
}

func names(found []*Diagnostic) string {
	var all []string
	for _, d := range found {
		all = append(all, d.Message)
	}
	return strings.Join(all, " ")
}

func TestPlan(t *testing.T) {
	f, g := source.NewFile("/f", "0123456789"), source.NewFile("/g", "abcdef")
	for _, tt := range []struct {
		name          string
		lowest        Safety
		findings      []*Diagnostic
		applied, left string
		f, g          string
	}{
		{"by safety", Safe, []*Diagnostic{
			finding("safe", Safe, edit(f, 0, 1, "S")), finding("unsafe", Unsafe, edit(f, 2, 3, "U")),
			finding("manual", Manual, edit(f, 4, 5, "M")), {Message: "none"},
		}, "safe", "unsafe manual none", "S123456789", "abcdef"},
		{"unsafe too", Unsafe, []*Diagnostic{
			finding("safe", Safe, edit(f, 0, 1, "S")), finding("unsafe", Unsafe, edit(f, 2, 3, "U")), finding("manual", Manual, edit(f, 4, 5, "M")),
		}, "safe unsafe", "manual", "S1U3456789", "abcdef"},
		{"manual is never applied", NoFix, []*Diagnostic{finding("manual", Manual, edit(f, 4, 5, "M"))}, "", "manual", "0123456789", "abcdef"},
		{"the same once", Safe, []*Diagnostic{
			finding("a", Safe, edit(f, 0, 2, "X")), finding("b", Safe, edit(f, 0, 2, "X")),
		}, "a b", "", "X23456789", "abcdef"},
		{"overlapping left out whole", Safe, []*Diagnostic{
			finding("a", Safe, edit(f, 2, 5, "X")), finding("b", Safe, edit(f, 4, 6, "Y"), edit(g, 0, 1, "Z")), finding("c", Safe, edit(g, 0, 2, "W")),
		}, "a c", "b", "01X56789", "Wcdef"},
		{"insertions keep order, before what begins there", Safe, []*Diagnostic{
			finding("a", Safe, edit(f, 4, 6, "X")), finding("b", Safe, edit(f, 4, 4, "b")), finding("c", Safe, edit(f, 4, 4, "c")),
			finding("d", Safe, edit(f, 6, 6, "d")), finding("e", Safe, edit(f, 5, 5, "e")),
		}, "a b c d", "e", "0123bcXd6789", "abcdef"},
		{"a part in common waits", Safe, []*Diagnostic{
			finding("a", Safe, edit(f, 0, 0, "HOME\n"), edit(f, 2, 3, "")), finding("b", Safe, edit(f, 0, 0, "HOME\n"), edit(f, 5, 6, "")),
		}, "a", "b", "HOME\n013456789", "abcdef"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			edits, applied, left := Plan(tt.findings, tt.lowest)
			if names(applied) != tt.applied || names(left) != tt.left {
				t.Errorf("applied %q, left %q; want %q, %q", names(applied), names(left), tt.applied, tt.left)
			}
			for file, want := range map[*source.File]string{f: tt.f, g: tt.g} {
				if got, err := source.Apply(file.Text, edits[file]); err != nil || got != want {
					t.Errorf("%s becomes %q, %v; want %q", file.Name, got, err, want)
				}
			}
		})
	}
}

// TestPlanAppliesCleanly checks for random fixes that what Plan picks can be applied, and that what it leaves out clashes with that.
func TestPlanAppliesCleanly(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 3000 {
		f := source.NewFile("/f", strings.Repeat("x", 30))
		var findings []*Diagnostic
		for i := range 1 + r.IntN(12) {
			var edits []source.Edit
			for range 1 + r.IntN(3) {
				start := r.IntN(31)
				edits = append(edits, edit(f, start, min(30, start+r.IntN(4)), strings.Repeat(string(rune('a'+i)), r.IntN(3))))
			}
			if d := finding(fmt.Sprint(i), Safe, edits...); d.Fixes[0].sound() {
				findings = append(findings, d)
			}
		}
		planned, applied, left := Plan(findings, Safe)
		if len(applied)+len(left) != len(findings) {
			t.Fatalf("%d applied, %d left of %d", len(applied), len(left), len(findings))
		}
		if _, err := source.Apply(f.Text, planned[f]); err != nil {
			t.Fatalf("%v: %v", planned[f], err)
		}
		for _, d := range left {
			if !slices.ContainsFunc(d.Fixes[0].Edits, func(e source.Edit) bool { return clashes(e, append(planned[f], d.Fixes[0].Edits...)) }) {
				t.Fatalf("%v was left out though it clashes with none of %v", d.Fixes[0].Edits, planned[f])
			}
		}
	}
}

// clashes reports whether e overlaps, or is twice among, others.
func clashes(e source.Edit, others []source.Edit) bool {
	same := 0
	for _, o := range others {
		if o == e {
			same++
		} else if o.Overlaps(e) {
			return true
		}
	}
	return same > 1
}
