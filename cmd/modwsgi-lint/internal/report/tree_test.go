package report

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func parts(texts ...string) []Part {
	var all []Part
	for _, text := range texts {
		all = append(all, Part{Text: text})
	}
	return all
}

// TestTree draws rows in columns, parts that do not fit, places in a column, below, and behind a line that is too long for it.
func TestTree(t *testing.T) {
	roots := []Branch{{
		Parts: parts("root"), Place: "a/long/path/to/the/file.conf:1",
		Children: []Branch{
			{Row: 2, Parts: parts("a", "bcd", "e"), Place: "line 2"},
			{Row: 2, Parts: parts("日本", "b", "e"), Place: "line 3", Children: []Branch{{Parts: parts("below")}}},
			{Parts: parts("not", "a", "row"), Place: "line 4"},
			{Parts: parts("first part", "second part", "third part", "fourth"), Children: []Branch{{Parts: parts("deep"), Place: "line 5"}}},
			{Parts: parts("twenty-four cells of text"), Place: "its/place.conf:6"},
			{Row: 1, Parts: parts("x\x1b[31m\ny")},
		},
	}, {Parts: parts("another")}}
	want := `root  a/long/path/to/the/file.conf:1
├─ a            bcd e  line 2
├─ 日本         b   e  line 3
│  └─ below
├─ not a row           line 4
├─ first part second part third part
│  │   fourth
│  └─ deep             line 5
├─ twenty-four cells of text
│      its/place.conf:6
└─ x\x1b[31m\ny

another
`
	var b strings.Builder
	if err := WriteTree(&b, roots, Options{Width: 40}); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(want, b.String()); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
}

// TestTreeColour checks that colour changes nothing but colour, and that there are no blanks at the ends of lines.
func TestTreeColour(t *testing.T) {
	root := Branch{Parts: []Part{{"a", Name}, {"b", Wrong}, {"c", Doubtful}, {"d", Faint}, {"e", Plain}}, Place: "p:1"}
	root.Children = []Branch{{Row: 2, Parts: parts("long part")}, {Row: 2, Parts: parts("x"), Place: "p:2"}}
	var plain, coloured strings.Builder
	if err := errors.Join(WriteTree(&plain, []Branch{root}, Options{}), WriteTree(&coloured, []Branch{root}, Options{Color: true})); err != nil {
		t.Fatal(err)
	}
	if got := sgr.ReplaceAllString(coloured.String(), ""); got != plain.String() || got == coloured.String() {
		t.Errorf("%q is not %q in colours", coloured.String(), plain.String())
	}
	for line := range strings.Lines(plain.String()) {
		if strings.HasSuffix(line, " \n") {
			t.Errorf("%q ends in a blank", line)
		}
	}
}
