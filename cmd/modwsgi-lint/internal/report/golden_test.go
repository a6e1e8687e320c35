package report

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
)

var update = flag.Bool("update", false, "rewrite the golden files: read what changes in them")

// golden compares with a file of testdata, in which escape characters are written ^[.
func golden(t *testing.T, name, got string) {
	t.Helper()
	got = strings.ReplaceAll(got, "\x1b", "^[")
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s differs (-want +got):\n%s", name, diff)
	}
}

func TestGolden(t *testing.T) {
	golden(t, "example.txt", written(t, "text", example(t), Options{Verbose: true}))
	golden(t, "example-narrow.txt", written(t, "text", example(t), Options{Width: 60, Quiet: true}))
	golden(t, "example-colour.txt", written(t, "text", example(t), Options{Color: true}))
	golden(t, "example.concise.txt", written(t, "concise", example(t), Options{}))
	golden(t, "example.json", written(t, "json", example(t), Options{}))
	for _, format := range []string{"jsonl", "sarif", "github", "gitlab", "checkstyle", "junit", "rdjson"} {
		golden(t, "example."+format, written(t, format, example(t), Options{}))
	}
	golden(t, "odd.txt", written(t, "text", odd(t), Options{Width: 80}))
}

// odd is a result over text that is hard to show.
func odd(t *testing.T) *Result {
	t.Helper()
	f := source.NewFile("odd\x1b[2J\u202e.conf", strings.Join([]string{
		"\tSetEnv\tTAB\t\"x\"",
		"SetEnv 日本語 wide",
		"SetEnv ESC \x1b[31mred\x07 flagged",
		"SetEnv BIDI \u202egnp.exe\u2066 flagged\u00a0",
		"SetEnv LATIN1 caf\xe9 flagged",
		"SetEnv COMBINE cafe\u0301 flagged e\u0301nd",
		"SetEnv CRLF flagged\r",
		strings.Repeat("a", 300) + " FLAGGED " + strings.Repeat("b", 300),
		"START" + strings.Repeat("c", 300) + "STOP",
		"Long \\", "  one \\", "\ttwo \\", " three \\", " four \\", " five \\", " six \\", " seven end",
		"Last",
	}, "\n"))
	r := &Result{Files: 1, Directives: 10}
	flag := func(text, message string, related ...lint.Related) {
		r.Findings = append(r.Findings, &lint.Diagnostic{
			Rule: rule("odd", "server", lint.Warning), Severity: lint.Warning, At: spanOf(t, f, text), Message: message, Related: related,
		})
	}
	flag("TAB\t\"x\"", "a tab inside")
	flag("日本語", "wide characters", lint.Related{At: spanOf(t, f, "wide"), Message: "on the same line"})
	flag("\x1b[31mred\x07", "message with \x1b[31m, \u202e and \xff")
	flag("gnp.exe", "bidi", lint.Related{At: spanOf(t, f, "SetEnv ESC"), Message: "label with \x1b[0m, which is long enough not to fit behind the line that it stands at"})
	flag("caf\xe9", "not UTF-8")
	flag("cafe\u0301", "combining")
	flag("CRLF flagged\r", "line end flagged too")
	flag("FLAGGED", "long line", lint.Related{At: spanOf(t, f, "Last"), Message: "far below"})
	flag("START"+strings.Repeat("c", 300)+"STOP", "long text")
	end := spanOf(t, f, "seven end").End
	r.Findings = append(r.Findings,
		&lint.Diagnostic{Rule: rule("odd", "server", lint.Warning), Severity: lint.Info, Message: "many lines",
			At: source.Span{File: f, Start: spanOf(t, f, "Long").Start, End: end}},
		&lint.Diagnostic{Rule: rule("odd", "server", lint.Warning), Severity: lint.Error, Message: "nothing at the end of the file",
			At: source.Span{File: f, Start: len(f.Text), End: len(f.Text)}},
		&lint.Diagnostic{Rule: rule("unreadable", "server", lint.Error), Severity: lint.Error, Message: "nowhere at all"},
	)
	return r
}
