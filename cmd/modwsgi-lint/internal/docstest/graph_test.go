package docstest

import (
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const graphPage = root + "/docs/trace-and-graph.md"

// TestGraphPage compares what docs/trace-and-graph.md shows of the demonstration server with what the command shows.
func TestGraphPage(t *testing.T) {
	text := read(t, graphPage)
	want := text
	for _, block := range []struct {
		name, language string
		args           []string
	}{
		{"trace", "text", []string{"trace", "http://shop.example/api/v1"}},
		{"graph", "text", []string{"graph"}},
		{"mermaid", "mermaid", []string{"graph", "--format", "mermaid"}},
	} {
		out, code := run(t, append(block.args, "fixtures/sites/demo/etc/apache2")...)
		if code != 0 {
			t.Fatalf("the exit code is %d", code)
		}
		want = withBlock(t, want, block.name, fence(block.language, out))
	}
	if *update {
		if err := os.WriteFile(graphPage, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if d := cmp.Diff(want, text); d != "" {
		t.Errorf("%s is out of date: run go generate ./... (-want +got)\n%s", graphPage, d)
	}
}
