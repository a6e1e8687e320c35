package parser

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// treeText shows the tree: the number, kind and text of each line, bodies indented, then the problems with their lines.
func treeText(f *File) string {
	var b strings.Builder
	write(&b, f.Body(), "")
	for _, p := range f.Problems() {
		fmt.Fprintf(&b, "! %d: %s\n", p.At.From().Line, p.Message)
	}
	return b.String()
}

func write(b *strings.Builder, body []Node, indent string) {
	for _, n := range body {
		switch n := n.(type) {
		case *Line:
			fmt.Fprintf(b, "%d %s%s", n.Number(), indent, n.Kind())
			if n.Kind() != Blank {
				fmt.Fprintf(b, " %q", n.Text())
			}
			b.WriteString("\n")
		case *Section:
			fmt.Fprintf(b, "%d %ssection %s %q\n", n.Open.Number(), indent, n.Name(), n.Open.Text())
			write(b, n.Body, indent+"  ")
			if n.Close != nil {
				fmt.Fprintf(b, "%d %send %q\n", n.Close.Number(), indent, n.Close.Text())
			} else {
				fmt.Fprintf(b, "- %send\n", indent)
			}
		}
	}
}

func checkTreeText(t *testing.T, text, want string) {
	t.Helper()
	f := parse(text)
	if d := cmp.Diff(want, treeText(f)); d != "" {
		t.Errorf("the tree of %.200q (-want +got):\n%s", text, d)
	}
	checkTree(t, f)
}

// TestFixtures compares the trees of texts with those written beside them: nesting, one problem for one mistake, and the rest as it was meant.
func TestFixtures(t *testing.T) {
	files, err := filepath.Glob("../fixtures/syntax/*.conf")
	if err != nil || len(files) == 0 {
		t.Fatalf("no fixtures: %v", err)
	}
	for _, name := range files {
		t.Run(filepath.Base(name), func(t *testing.T) {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			want, err := os.ReadFile(strings.TrimSuffix(name, ".conf") + ".tree")
			if err != nil {
				t.Fatal(err)
			}
			checkTreeText(t, string(text), string(want))
		})
	}
}

// TestLines has the corners of physical and logical lines.
func TestLines(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"empty", "", ""},
		{"blank", "\n \t\n\v", "3 blank\n"},
		{"trimmed", " \t A  b \f\n", "1 directive \"A  b\"\n"},
		{"no final LF", "A\nB", "1 directive \"A\"\n2 directive \"B\"\n"},
		{"CRLF", "A\r\nB \\\r\n c\r\n", "1 directive \"A\"\n3 directive \"B  c\"\n"},
		{"lone CR", "A\rB\n", "1 directive \"A\\rB\"\n"},
		{"lone CR in a comment", "# A\rB\rC", "1 comment \"# A\\rB\\rC\"\n"},
		{"no-break space is data", "\u00a0A\n", "1 directive \"\\u00a0A\"\n"},
		{"byte-order mark is data", "\ufeff# A\n", "1 directive \"\\ufeff# A\"\n"},
		{"a byte that is not UTF-8", "A \xff\n", "1 directive \"A \\xff\"\n"},
		{"comment", "# A\n  #B\n", "1 comment \"# A\"\n2 comment \"#B\"\n"},
		{"comment behind a directive", "A # b\n", "1 directive \"A # b\"\n"},

		{"continued", "A b\\\nc\n", "2 directive \"A bc\"\n"},
		{"its leading blanks", "A b\\\n   c\n", "2 directive \"A b   c\"\n"},
		{"backslash and blank", "A \\ \nB\n", "1 directive \"A \\\\\"\n2 directive \"B\"\n"},
		{"backslash, CR, CR", "A \\\r\r\nB\n", "1 directive \"A \\\\\"\n2 directive \"B\"\n"},
		{"empty line ends it", "A \\\n\nB\n", "2 directive \"A\"\n3 directive \"B\"\n"},
		{"two backslashes", "A \\\\\nb\n", "2 directive \"A \\\\b\"\n"},
		{"two backslashes and an empty line", "A \\\\\n\nb\n", "3 directive \"A b\"\n"},
		{"three backslashes and empty lines", "A \\\\\\\n\r\n\nb\n", "4 directive \"A b\"\n"},
		{"backslash at the end of the text", "A \\", "1 directive \"A \\\\\"\n"},
		{"backslash and LF at the end of the text", "A \\\n", "2 directive \"A\"\n"},
		{"only continuations", "\\\n\\\n\nA\n", "3 blank\n4 directive \"A\"\n"},
		{"comment that continues", "# a \\\nB\nC\n", "2 comment \"# a B\"\n3 directive \"C\"\n"},
		{"comment with backslash and blank", "# a \\ \nB\n", "1 comment \"# a \\\\\"\n2 directive \"B\"\n"},
		{"hash in a continuation", "A \\\n# b\nC\n", "2 directive \"A # b\"\n3 directive \"C\"\n"},
		{"hash that is joined", "\\\n# b\\\nC\n", "3 comment \"# bC\"\n"},
		{"name that is split", "Ser\\\nverName a\n", "2 directive \"ServerName a\"\n"},

		{"NUL", "A b\x00c\nB\n", "1 directive \"A b\"\n2 directive \"B\"\n"},
		{"NUL hides a continuation", "A\x00 \\\nB\n", "1 directive \"A\"\n2 directive \"B\"\n"},
		{"NUL in a continuation", "A \\\nb\x00c\\\nD\n", "2 directive \"A b\"\n3 directive \"D\"\n"},
		{"NUL behind a backslash", "A \\\nb\\\x00\nC\\\x00\nD\n", "2 directive \"A b\\\\\"\n3 directive \"C\\\\\"\n4 directive \"D\"\n"},
		{"NUL first", "\x00A\nB\n", "1 blank\n2 directive \"B\"\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { checkTreeText(t, tt.text, tt.want) })
	}
}
