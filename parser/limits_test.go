package parser

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
)

// unkind has texts that httpd or a careless parser would take too long over, or die of, in any number of pieces.
var unkind = map[string]func(n int) string{
	"lines":               func(n int) string { return strings.Repeat("A\n", n) },
	"sections in one":     func(n int) string { return "<A>\n" + strings.Repeat("<B>\n</B>\n", n) + "</A>\n" },
	"nested":              func(n int) string { return strings.Repeat("<A>\n", n) + strings.Repeat("</A>\n", n) },
	"unclosed":            func(n int) string { return strings.Repeat("<A>\n", n) },
	"unclosed hosts":      func(n int) string { return strings.Repeat("<VirtualHost>\n<VirtualHost>\n</VirtualHost>\n", n) },
	"stray tags":          func(n int) string { return strings.Repeat("</A>\n", n) },
	"stray tags, deep":    func(n int) string { return strings.Repeat("<A>\n", MaxDepth) + strings.Repeat("</B>\n", n) },
	"stray tags in macro": func(n int) string { return "<B>\n<Macro m>\n<A>\n" + strings.Repeat("</B>\n", n) },
	"blank lines":         func(n int) string { return strings.Repeat("\n \n", n) },
	"continuations":       func(n int) string { return strings.Repeat("a\\\n", n) },
	"empty continuations": func(n int) string { return strings.Repeat("\\\n", n) },
	"backslashes, lines":  func(n int) string { return "A " + strings.Repeat(`\`, n) + strings.Repeat("\n", n) },
	"a long word":         func(n int) string { return strings.Repeat("a", 10*n) },
	"a long blank line":   func(n int) string { return strings.Repeat(" ", 10*n) },
	"quotes":              func(n int) string { return strings.Repeat("A \"\n", n) },
	"NULs":                func(n int) string { return strings.Repeat("\x00", n) + "\n" + strings.Repeat("A\x00\n", n) },
	"brackets":            func(n int) string { return strings.Repeat("<", 10*n) },
}

// TestUnkindTexts parses texts so large that only linear work ends in time, on however busy a machine.
func TestUnkindTexts(t *testing.T) {
	for name, text := range unkind {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			parse(text(400_000))
			if took := time.Since(start); took > tooLong {
				t.Errorf("took %v", took)
			}
		})
	}
}

// tooLong is what only work that is not linear takes: linear work is done in a second, quadratic in an hour.
const tooLong = time.Minute

// TestMillions checks the trees of the largest texts.
func TestMillions(t *testing.T) {
	const million = 1_000_000
	for _, tt := range []struct {
		text                  string
		lines, body, problems int
	}{
		{unkind["lines"](million), million, million, 0},
		{unkind["sections in one"](million), 2*million + 2, 1, 0},
		{unkind["nested"](million), 2 * million, 1, 1},
		{unkind["unclosed"](million), million, 1, 1 + MaxDepth},
		{unkind["stray tags"](million), million, million, million},
		{unkind["continuations"](million), 1, 1, 0},
		{unkind["a long word"](5 * million), 1, 1, 0},
		{unkind["a long blank line"](2 * million), 1, 1, 0},
	} {
		f := parse(tt.text)
		if f.NumLines() != tt.lines || len(f.Body()) != tt.body || len(f.Problems()) != tt.problems {
			t.Errorf("%.10q…: %d lines, %d nodes, %d problems; want %d, %d, %d",
				tt.text, f.NumLines(), len(f.Body()), len(f.Problems()), tt.lines, tt.body, tt.problems)
		}
		checkTree(t, f)
	}
}

// TestDepth checks where a tree that is cut at MaxDepth says so, and that it takes up again behind.
func TestDepth(t *testing.T) {
	f := parse(strings.Repeat("<A>\n", MaxDepth+2) + "B\n" + strings.Repeat("</A>\n", MaxDepth+2) + "C\n")
	want := fmt.Sprintf("httpd.conf:%d: sections are nested more than %d deep", MaxDepth+1, MaxDepth)
	if len(f.Problems()) != 1 || f.Problems()[0].Error() != want {
		t.Errorf("problems %v, want %s", f.Problems(), want)
	}
	if len(f.Body()) != 2 || f.Body()[0].(*Section).Close == nil {
		t.Errorf("the tree has %d nodes at the top, want a closed section and a line", len(f.Body()))
	}
	if b := f.Line(MaxDepth + 2); b.Text() != "B" || b.In() != f.Line(MaxDepth+1).In() {
		t.Errorf("%s stands in another section than the tag above it, which is too deep", b.Text())
	}
}

// TestTreeSize checks that the tree of a large file takes little more than twice its text.
func TestTreeSize(t *testing.T) {
	f := source.NewFile("httpd.conf", site(5<<20))
	before := heap()
	tree := Parse(f)
	tree.Body()
	if size := heap() - before; size > uint64(len(f.Text))*5/2 {
		t.Errorf("the tree of %d bytes takes %d bytes", len(f.Text), size)
	}
	runtime.KeepAlive(tree)
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// TestAllocations checks that the grammar stays as cheap as it is.
func TestAllocations(t *testing.T) {
	f := source.NewFile("httpd.conf", site(1<<20))
	if n := testing.AllocsPerRun(3, func() { Parse(f).Body() }); n > 120_000 {
		t.Errorf("a text of 1 MB takes %.0f allocations", n)
	}
}
