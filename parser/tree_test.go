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
	write(&b, f.Body, "")
	for _, p := range f.Problems {
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
		{"NUL first", "\x00A\nB\n", "1 blank\n2 directive \"B\"\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { checkTreeText(t, tt.text, tt.want) })
	}
}

// TestSections has the corners of nesting: one problem for one mistake, at its place, and the rest as it was meant.
func TestSections(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"nested", "<A x>\nB\n<C>\n</C>\n</A>\n", `
1 section a "<A x>"
2   directive "B"
3   section c "<C>"
4   end "</C>"
5 end "</A>"`},
		{"any case, ASCII only", "<k>\n</K>\n<k>\n</\u212a>\n</k>\n", `
1 section k "<k>"
2 end "</K>"
3 section k "<k>"
4   close "</K>"
5 end "</k>"
! 4: </K> without matching <K> section`},
		{"quoted tags", "\"<A\" x>\nB\n'</a>'\n", `
1 section a "\"<A\" x>"
2   directive "B"
3 end "'</a>'"`},
		{"continued tags", "<A \\\n x>\nB\n</\\\nA>\n", `
2 section a "<A  x>"
3   directive "B"
5 end "</A>"`},
		{"tags in comments", "# <A>\n<A>\n# </A>\n</A>\n", `
1 comment "# <A>"
2 section a "<A>"
3   comment "# </A>"
4 end "</A>"`},
		{"text behind the bracket", "<A> b\n</A> b\n<A>\n</A>b\n<A>\n</A >\n<A>\n</A\n", `
1 section a "<A> b"
2 end "</A> b"
3 section a "<A>"
4 end "</A>b"
5 section a "<A>"
6 end "</A >"
7 section a "<A>"
8 end "</A"`},
		{"brackets", "<A>>\n</A>>\n<>\n</>\n< A>\n</>\n", `
1 section a> "<A>>"
2 end "</A>>"
3 section  "<>"
4 end "</>"
5 section  "< A>"
6 end "</>"`},
		{"not closed", "<A>\nB\n", `
1 section a "<A>"
2   directive "B"
- end
! 1: <A> was not closed`},
		{"inner not closed", "<A>\n<B>\nC\n\n</A>\nD\n", `
1 section a "<A>"
2   section b "<B>"
3     directive "C"
4     blank
-   end
5 end "</A>"
6 directive "D"
! 2: <B> was not closed`},
		{"three not closed, in the order of the text", "<A>\n<B>\n<C>\n", `
1 section a "<A>"
2   section b "<B>"
3     section c "<C>"
-     end
-   end
- end
! 1: <A> was not closed
! 2: <B> was not closed
! 3: <C> was not closed`},
		{"stray", "A\n</B>\nC\n<D>\n</B>\n</D>\n", `
1 directive "A"
2 close "</B>"
3 directive "C"
4 section d "<D>"
5   close "</B>"
6 end "</D>"
! 2: </B> without matching <B> section
! 5: </B> without matching <B> section`},
		{"crossed", "<A>\n<B>\n</A>\n</B>\n", `
1 section a "<A>"
2   section b "<B>"
-   end
3 end "</A>"
4 close "</B>"
! 2: <B> was not closed
! 4: </B> without matching <B> section`},
		{"one of three virtual hosts not closed", "<VirtualHost a>\n</VirtualHost>\n<VirtualHost b>\nB\n\n<VirtualHost c>\nC\n</VirtualHost>\nD\n", `
1 section virtualhost "<VirtualHost a>"
2 end "</VirtualHost>"
3 section virtualhost "<VirtualHost b>"
4   directive "B"
5   blank
- end
6 section virtualhost "<VirtualHost c>"
7   directive "C"
8 end "</VirtualHost>"
9 directive "D"
! 3: <VirtualHost> was not closed`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { checkTreeText(t, tt.text, strings.TrimPrefix(tt.want, "\n")+"\n") })
	}
}
