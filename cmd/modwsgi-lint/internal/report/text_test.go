package report

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
)

var sgr = regexp.MustCompile("\x1b\\[[0-9;]*m")

// TestColourIsOnlyColour checks that colour adds escape sequences and nothing else, and that without it there are none.
func TestColourIsOnlyColour(t *testing.T) {
	for _, r := range []*Result{example(t), odd(t)} {
		for _, format := range []string{"text", "concise"} {
			plain := written(t, format, r, Options{Verbose: true})
			coloured := written(t, format, r, Options{Verbose: true, Color: true})
			checkShown(t, plain)
			if !sgr.MatchString(coloured) {
				t.Errorf("%s: no colour", format)
			}
			if got := sgr.ReplaceAllString(coloured, ""); got != plain {
				t.Errorf("%s in colour has another text:\n%s\nplain:\n%s", format, got, plain)
			}
		}
	}
}

// TestColourDoesNotAskTheEnvironment checks that the writer's own setting decides.
func TestColourDoesNotAskTheEnvironment(t *testing.T) {
	t.Setenv("NO_COLOR", "1")
	if !sgr.MatchString(written(t, "text", example(t), Options{Color: true})) {
		t.Error("no colour, though asked for")
	}
}

// TestNothingSteersTheTerminal writes findings full of odd bytes, in every place that takes text.
func TestNothingSteersTheTerminal(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 5))
	for range 300 {
		text := ""
		for range 1 + r.IntN(12) {
			text += randomText(r, 120) + "\n"
		}
		f := source.NewFile("dir/"+randomText(r, 8), text)
		span := func() source.Span {
			a, b := r.IntN(len(text)+1), r.IntN(len(text)+1)
			return source.Span{File: f, Start: min(a, b), End: max(a, b)}
		}
		at := span()
		d := &lint.Diagnostic{
			Rule: rule("odd", "server", lint.Error), Severity: lint.Error, At: at, Message: randomText(r, 60), Symptom: randomText(r, 60),
			Related: []lint.Related{{At: span(), Message: randomText(r, 60)}, {At: span(), Message: randomText(r, 9)}},
			Fixes:   []lint.Fix{{Title: randomText(r, 20), Safety: lint.Unsafe, Edits: []source.Edit{{Span: at, New: randomText(r, 60)}}}},
		}
		changed, err := source.Apply(text, d.Fixes[0].Edits)
		if err != nil {
			t.Fatal(err)
		}
		result := &Result{
			Findings: []*lint.Diagnostic{d}, Skipped: []Skipped{{randomText(r, 9), randomText(r, 9)}}, Changes: []Change{{f.Name, text, changed}},
		}
		for _, format := range Formats() {
			checkShown(t, written(t, format, result, Options{Verbose: true, Terminal: true, Width: r.IntN(120)}))
		}
	}
}

func TestUnderlinesStandBelow(t *testing.T) {
	f := source.NewFile("f.conf", "\tAlias\t日本\t/srv/\x1bx  # é\n")
	for _, part := range []string{"Alias", "日本", "/srv/\x1bx", "\x1b", "# é"} {
		d := &lint.Diagnostic{Rule: rule("r", "f", lint.Info), Severity: lint.Info, At: spanOf(t, f, part), Message: "m"}
		lines := strings.Split(written(t, "text", &Result{Findings: []*lint.Diagnostic{d}}, Options{Quiet: true}), "\n")
		shown, under := lines[3], lines[4]
		at := strings.Index(under, "^")
		_, rest := cutCells(shown, at)
		got, _ := cutCells(rest, strings.Count(under, "^"))
		if got != Visible(part) {
			t.Errorf("%q: underlined is %q in\n%s\n%s", part, got, shown, under)
		}
	}
}

func TestSharedFixIsShownOnce(t *testing.T) {
	r := example(t)
	again := r.Findings[1]
	again.At.Start++
	again.Fixes = []lint.Fix{{Title: "The same by another name", Safety: lint.Safe, Edits: again.Fixes[0].Edits}}
	r.Findings = append(r.Findings, again)
	text := written(t, "text", r, Options{})
	if n := strings.Count(text, "+ WSGIPythonHome /srv/venv\n"); n != 1 {
		t.Errorf("the rewrite stands %d times in\n%s", n, text)
	}
	if !strings.Contains(text, "safe fix: The same by another name (the same rewrite as above)\n") {
		t.Errorf("the second finding does not point at the rewrite above:\n%s", text)
	}
	if n := strings.Count(text, "explain python-home-executable"); n != 1 {
		t.Errorf("the hint stands %d times", n)
	}
	if n := strings.Count(text, "Apache answers nothing at all"); n != 1 {
		t.Errorf("the symptom stands %d times", n)
	}
}

// TestRewritesByHandAreFew checks that a rewrite that nobody can apply is shown a few times, and each time where all is wanted.
func TestRewritesByHandAreFew(t *testing.T) {
	const findings = maxAdvice + 5
	f := source.NewFile("a.conf", strings.Repeat("SetEnv LANG C\n", findings))
	for _, tt := range []struct {
		safety  lint.Safety
		verbose bool
		shown   int
	}{{lint.Manual, false, maxAdvice}, {lint.Manual, true, findings}, {lint.Unsafe, false, findings}} {
		one := rule("one", "server", lint.Warning)
		r := &Result{}
		for n := range findings {
			line := f.Line(n + 1)
			r.Findings = append(r.Findings, &lint.Diagnostic{Rule: one, Severity: lint.Warning, At: line, Message: "m", Fixes: []lint.Fix{
				{Title: "Say so", Safety: tt.safety, Edits: []source.Edit{{Span: line, New: "SetEnv LANG D\n"}}},
			}})
		}
		text := written(t, "text", r, Options{Verbose: tt.verbose})
		if n := strings.Count(text, "+ SetEnv LANG D"); n != tt.shown {
			t.Errorf("%s, verbose %v: %d rewrites, want %d", tt.safety, tt.verbose, n, tt.shown)
		}
		if n := strings.Count(text, "Say so"); n != findings || strings.Contains(text, "as above") {
			t.Errorf("%s: %d of %d are named\n%s", tt.safety, n, findings, text)
		}
	}
}

// TestAdviceIsShort checks that every finding is told of, and that only advice is told of in short.
func TestAdviceIsShort(t *testing.T) {
	const findings = maxAdvice + 5
	f := source.NewFile("a.conf", strings.Repeat("WSGIScriptAlias / /srv/a.wsgi\n", findings))
	for _, tt := range []struct {
		severity lint.Severity
		verbose  bool
		full     int
	}{{lint.Info, false, maxAdvice}, {lint.Info, true, findings}, {lint.Warning, false, findings}} {
		advice := rule("advice", "server", tt.severity)
		r := &Result{}
		for n := range findings {
			r.Findings = append(r.Findings, &lint.Diagnostic{Rule: advice, Severity: tt.severity, At: f.Line(n + 1), Message: "think of it"})
		}
		text := written(t, "text", r, Options{Verbose: tt.verbose})
		for n := range findings {
			if place := fmt.Sprintf("--> a.conf:%d:1\n", n+1); !strings.Contains(text, place) {
				t.Errorf("%s: no %s", tt.severity, place)
			}
		}
		if full := strings.Count(text, " | WSGIScriptAlias"); full != tt.full {
			t.Errorf("%s, verbose %v: %d in full, want %d\n%s", tt.severity, tt.verbose, full, tt.full, text)
		}
		if said := strings.Contains(text, "5 findings in short"); said != (tt.full < findings) {
			t.Errorf("%s, verbose %v: the end is %q", tt.severity, tt.verbose, text[max(0, len(text)-200):])
		}
	}
}

func TestRewriteOverFilesAndAtTheEnd(t *testing.T) {
	f, g := source.NewFile("f.conf", "A\nB"), source.NewFile("g.conf", numbered(0, 100))
	d := &lint.Diagnostic{Rule: rule("r", "f", lint.Info), Severity: lint.Info, At: spanOf(t, f, "B"), Message: "m", Fixes: []lint.Fix{{
		Title: "Do", Safety: lint.Safe, Edits: []source.Edit{
			{Span: source.Span{File: g, Start: 0, End: len(g.Text)}, New: ""}, {Span: source.Span{File: f, Start: 3, End: 3}, New: "\nC\n"},
		},
	}}}
	text := written(t, "text", &Result{Findings: []*lint.Diagnostic{d}}, Options{Quiet: true})
	for _, want := range []string{"--> g.conf\n", "  1 - line 0\n", " 40 - line 39\n", "and 62 lines more, which --diff shows\n"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in\n%s", want, text)
		}
	}
	if strings.Contains(text, "line 40") {
		t.Errorf("more lines than wanted:\n%s", text)
	}
}

func TestChainIsCut(t *testing.T) {
	f := source.NewFile("main.conf", numbered(0, 9))
	var via *eval.Frame
	for i := range 9 {
		via = &eval.Frame{Kind: "Include", By: lineOf(t, f, fmt.Sprint("line ", i)), Outer: via}
	}
	via.Macro = "Site"
	d := &lint.Diagnostic{Rule: rule("r", "f", lint.Info), Severity: lint.Info, At: spanOf(t, f, "line 0"), Message: "m", Via: via}
	text := written(t, "text", &Result{Findings: []*lint.Diagnostic{d}}, Options{})
	const want = `
     from macro Site used at main.conf:9
     included from main.conf:8
     included from main.conf:7
     included from main.conf:6
     and 4 more steps
     included from main.conf:1
`
	if !strings.Contains(text, want) {
		t.Errorf("want the chain%sin\n%s", want, text)
	}
}

func TestSummary(t *testing.T) {
	finding := func(s lint.Severity, fix lint.Safety) *lint.Diagnostic {
		d := &lint.Diagnostic{Rule: rule("r", "f", s), Severity: s, Message: "m"}
		if fix > lint.NoFix {
			d.Fixes = []lint.Fix{{Safety: fix}, {Safety: lint.Safe}}
		}
		return d
	}
	for _, tt := range []struct {
		result Result
		want   string
	}{
		{Result{Files: 1, Directives: 1}, "1 file, 1 directive: no findings"},
		{Result{Directives: 2, Elapsed: 1}, "0 files, 2 directives: no findings in 1 ms"},
		{Result{Fixed: 2, Elapsed: 2345e6}, "0 files, 0 directives: no findings (2 fixed) in 2.3 s"},
		{Result{Suppressed: 3, Skipped: []Skipped{{}, {}}}, "0 files, 0 directives: no findings (3 suppressed, 2 files skipped)"},
		{Result{Findings: []*lint.Diagnostic{finding(lint.Error, lint.Unsafe), finding(lint.Error, lint.Manual), finding(lint.Info, lint.NoFix)}},
			"0 files, 0 directives: 2 errors, 1 info (1 fixable with --unsafe-fixes)"},
		{Result{Findings: []*lint.Diagnostic{finding(lint.Warning, lint.Unsafe), finding(lint.Info, lint.Safe), finding(lint.Info, lint.Safe)}},
			"0 files, 0 directives: 1 warning, 2 info (2 fixable with --fix, 1 more with --unsafe-fixes)"},
	} {
		if got := summaryLine(&tt.result, tt.result.Elapsed); got != tt.want {
			t.Errorf("summary is %q, want %q", got, tt.want)
		}
	}
}

func TestQuietAndVerbose(t *testing.T) {
	for _, format := range []string{"text", "concise"} {
		if text := written(t, format, example(t), Options{Quiet: true}); strings.Contains(text, "2 files") || !strings.Contains(text, "mount-shadowed") {
			t.Errorf("quiet %s:\n%s", format, text)
		}
	}
	if text := written(t, "text", example(t), Options{}); strings.Contains(text, "uwsgi.ini") {
		t.Error("what was skipped is named without -v")
	}
	if text := written(t, "text", example(t), Options{Verbose: true}); !strings.Contains(text, "skipped /etc/apache2/uwsgi.ini: not Apache configuration\n") {
		t.Errorf("what was skipped is not named:\n%s", text)
	}
}

// failing is a writer that is full.
type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, errors.New("full") }

func TestWriteErrors(t *testing.T) {
	r := example(t)
	r.Changes = []Change{{"a", "b\n", "c\n"}}
	for _, format := range Formats() {
		if err := Write(failing{}, format, r, Options{}); err == nil || err.Error() != "full" {
			t.Errorf("%s: error %v, want that of the writer", format, err)
		}
	}
	if err := Write(failing{}, "xml", r, Options{}); err == nil || !strings.Contains(err.Error(), "text, concise, json, jsonl") {
		t.Errorf("no such format: %v", err)
	}
}

func TestWriteSortsByShownName(t *testing.T) {
	a, b := source.NewFile("/1/real-a", "x\ny\n"), source.NewFile("/2/real-b", "x\n")
	finding := func(id string, at source.Span) *lint.Diagnostic {
		return &lint.Diagnostic{Rule: rule(id, "f", lint.Info), Severity: lint.Info, At: at, Message: "m"}
	}
	r := &Result{
		Findings: []*lint.Diagnostic{finding("r", spanOf(t, a, "y")), finding("s", spanOf(t, a, "x")), finding("q", spanOf(t, a, "x")), finding("r", spanOf(t, b, "x"))},
		Show:     func(name string) string { return map[string]string{a.Name: "z.conf", b.Name: "a.conf"}[name] },
	}
	const want = "a.conf:1:1: info: m [r]\nz.conf:1:1: info: m [q]\nz.conf:1:1: info: m [s]\nz.conf:2:1: info: m [r]\n"
	if got := written(t, "concise", r, Options{Quiet: true}); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	if r.Findings[0].At.Text() != "y" {
		t.Error("the caller's findings were moved")
	}
}
