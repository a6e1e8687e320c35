package report

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"

	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
)

// results calls check with results of a few random findings, in one random file.
func results(t *testing.T, check func(*Result)) {
	t.Helper()
	r := rand.New(rand.NewPCG(7, 7))
	for range 200 {
		text := ""
		for range 1 + r.IntN(8) {
			text += randomText(r, 40) + "\n"
		}
		f := source.NewFile(randomText(r, 8), text)
		span := func() source.Span {
			a, b := r.IntN(len(text)+1), r.IntN(len(text)+1)
			return source.Span{File: f, Start: min(a, b), End: max(a, b)}
		}
		result := &Result{Version: "1"}
		for range r.IntN(4) {
			d := &lint.Diagnostic{
				Rule: rule("odd", "server", lint.Error), Severity: lint.Severity(r.IntN(3)) + lint.Info, At: span(), Message: randomText(r, 60), Symptom: randomText(r, 60),
				Related: []lint.Related{{At: span(), Message: randomText(r, 60)}},
			}
			if r.IntN(8) == 0 {
				d.At, d.Related[0].At = source.Span{}, source.Span{}
			} else {
				first, second := span(), span()
				d.Fixes = []lint.Fix{{Title: randomText(r, 20), Safety: lint.Safety(1 + r.IntN(3)), Edits: []source.Edit{{Span: first, New: randomText(r, 60)}}}}
				if second.Start >= first.End {
					d.Fixes[0].Edits = append(d.Fixes[0].Edits, source.Edit{Span: second, New: randomText(r, 9)})
				}
			}
			result.Findings = append(result.Findings, d)
		}
		lint.SortFindings(result.Findings, result.show)
		check(result)
	}
}

// fixed is the text after a finding's best fix, which whoever reads a report must get too; ok is false where a report may offer none.
func fixed(t *testing.T, d *lint.Diagnostic) (text string, ok bool) {
	t.Helper()
	if len(d.Fixes) == 0 || d.Fixes[0].Safety == lint.Manual {
		return "", false
	}
	ok = true
	for _, e := range d.Fixes[0].Edits {
		ok = ok && utf8.ValidString(e.New)
	}
	text, err := source.Apply(d.At.File.Text, d.Fixes[0].Edits)
	if err != nil {
		t.Fatal(err)
	}
	return text, ok
}

// A relative address may not begin as one with a scheme does.
func TestSARIFFile(t *testing.T) {
	for name, want := range map[string]string{
		"a b%.conf": "a%20b%25.conf", "a:b.conf": "./a:b.conf", "sites/a:b?.conf": "sites/a:b%3F.conf", "/etc/é#.conf": "file:///etc/%C3%A9%23.conf", "n\xff": "n%FF",
	} {
		if got := *sarifFile(name).URI; got != want {
			t.Errorf("%q: %s, want %s", name, got, want)
		}
	}
}

func TestSARIF(t *testing.T) {
	applied := 0
	results(t, func(r *Result) {
		log, err := sarif.FromString(written(t, "sarif", r, Options{}), sarif.WithStrictValidation())
		if err != nil {
			t.Fatal(err)
		}
		if err := log.Validate(); err != nil {
			t.Fatal(err)
		}
		for i, result := range log.Runs[0].Results {
			d := r.Findings[i]
			want, ok := fixed(t, d)
			if (len(result.Fixes) > 0) != ok {
				t.Fatalf("%d fixes for %q", len(result.Fixes), want)
			}
			if !ok {
				continue
			}
			var edits []source.Edit
			for _, c := range result.Fixes[0].ArtifactChanges[0].Replacements {
				from := c.DeletedRegion.ByteOffset
				edits = append(edits, source.Edit{
					Span: source.Span{File: d.At.File, Start: from, End: from + *c.DeletedRegion.ByteLength}, New: *c.InsertedContent.Text,
				})
			}
			got, err := source.Apply(d.At.File.Text, edits)
			if err != nil || got != want {
				t.Fatalf("%q, %v, want %q", got, err, want)
			}
			applied++
		}
	})
	if applied < 20 {
		t.Errorf("only %d fixes", applied)
	}
}

func TestSuggestions(t *testing.T) {
	applied := 0
	results(t, func(r *Result) {
		var report rdReport
		if err := json.Unmarshal([]byte(written(t, "rdjson", r, Options{})), &report); err != nil {
			t.Fatal(err)
		}
		if len(report.Diagnostics) != len(r.Findings) {
			t.Fatalf("%d of %d findings", len(report.Diagnostics), len(r.Findings))
		}
		for i, d := range report.Diagnostics {
			f := r.Findings[i].At.File
			for _, s := range d.Suggestions {
				offset := func(p rdPosition) int { return f.Line(p.Line).Start + p.Column - 1 }
				got := f.Text[:offset(s.Range.Start)] + s.Text + f.Text[offset(s.Range.End):]
				if want, ok := fixed(t, r.Findings[i]); !ok || got != want {
					t.Fatalf("%q, want %q, %v", got, want, ok)
				}
				applied++
			}
		}
	})
	if applied < 20 {
		t.Errorf("only %d suggestions", applied)
	}
}

// Every finding stands in every report, once.
func TestEachFindingIsReported(t *testing.T) {
	results(t, func(r *Result) {
		if n := strings.Count(written(t, "github", r, Options{}), "\n"); n != len(r.Findings) {
			t.Fatalf("github has %d lines for %d findings", n, len(r.Findings))
		}
		if n := strings.Count(written(t, "jsonl", r, Options{}), "\n"); n != len(r.Findings) {
			t.Fatalf("jsonl has %d lines for %d findings", n, len(r.Findings))
		}
		var findings []gitlabFinding
		if err := json.Unmarshal([]byte(written(t, "gitlab", r, Options{})), &findings); err != nil || len(findings) != len(r.Findings) {
			t.Fatalf("gitlab: %d of %d, %v", len(findings), len(r.Findings), err)
		}
		if n := elements(t, written(t, "checkstyle", r, Options{}), "error"); n != len(r.Findings) {
			t.Fatalf("checkstyle: %d of %d", n, len(r.Findings))
		}
		if n := elements(t, written(t, "junit", r, Options{}), "testcase"); n != max(1, len(r.Findings)) {
			t.Fatalf("junit: %d of %d", n, len(r.Findings))
		}
	})
}

// elements counts the elements of a name in XML.
func elements(t *testing.T, text, name string) (n int) {
	t.Helper()
	for decoder := xml.NewDecoder(strings.NewReader(text)); ; {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return n
		}
		if err != nil {
			t.Fatal(err)
		}
		if start, ok := token.(xml.StartElement); ok && start.Name.Local == name {
			n++
		}
	}
}

func TestGitHubEscapes(t *testing.T) {
	f := source.NewFile("a,b:c%.conf", "one\ntwo\n")
	d := &lint.Diagnostic{
		Rule: rule("r", "f", lint.Info), Severity: lint.Warning, At: spanOf(t, f, "e\nt"), Message: "50% of\r::error::it", Symptom: "seen",
	}
	want := "::warning file=a%2Cb%3Ac%25.conf,line=1,endLine=2,title=r::50%25 of\\r::error::it%0Aseen\n"
	if got := written(t, "github", &Result{Findings: []*lint.Diagnostic{d}}, Options{}); got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
