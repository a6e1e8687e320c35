package parser

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
)

func dump(b *strings.Builder, body []Node, depth int) {
	for _, n := range body {
		switch n := n.(type) {
		case *Line:
			fmt.Fprintf(b, "%*s%d %q\n", depth*2, "", n.kind, n.Text())
		case *Section:
			fmt.Fprintf(b, "%*s[%s %q\n", depth*2, "", n.Name(), n.Open.Text())
			dump(b, n.Body, depth+1)
		}
	}
}

func TestScratch(t *testing.T) {
	f := Parse(source.NewFile("x", "# c\nA b \\\n  c\\\nd e\n\n<Foo x>\nB\n<Bar>\nC\n</Foo>\nD\n</Zip>\n<Unc>\nE"))
	var b strings.Builder
	dump(&b, f.Body, 0)
	t.Log("\n"+b.String(), f.Problems)
	l := f.Line(1)
	for _, w := range l.Args() {
		t.Logf("%q %q", w.Value, l.At(w.Start, w.End).Text())
	}
}

func BenchmarkScratch(b *testing.B) {
	text, _ := os.ReadFile("/tmp/bg/s10.conf")
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		Parse(source.NewFile("x", string(text)))
	}
}
