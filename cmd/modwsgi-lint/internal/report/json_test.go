package report

import (
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
)

// TestJSONShape reads the report as a program does that knows the contract and nothing else: a field too many is an error too.
func TestJSONShape(t *testing.T) {
	type position struct{ Line, Column, Offset *int }
	type location struct {
		File       *string
		Start, End *position
	}
	var report struct {
		Version  *int
		Tool     *struct{ Name, Version *string }
		Summary  *struct{ Files, Directives, Error, Warning, Info, Fixable, Suppressed *int }
		Findings []struct {
			Rule, Family, Severity, Message, URL *string
			Location                             *location
			Via                                  []struct {
				Kind, File *string
				Line       *int
			}
			Related []struct {
				Location *location
				Message  *string
			}
			Fixes []struct {
				Title, Safety *string
				Edits         []struct {
					File       *string
					Start, End *position
					Text       *string
				}
			}
			Fingerprint *string
		}
		Skipped []struct{ File, Reason *string }
	}
	decoder := json.NewDecoder(strings.NewReader(written(t, "json", example(t), Options{})))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&report); err != nil {
		t.Fatal(err)
	}
	if len(report.Findings) != 5 || len(report.Skipped) != 1 {
		t.Fatalf("%d findings, %d skipped", len(report.Findings), len(report.Skipped))
	}
	last := report.Findings[4]
	if got := *last.Via[0].Kind + " " + *last.Via[0].File; got != "IncludeOptional apache2/apache2.conf" || *last.Via[0].Line != 3 {
		t.Errorf("via %s:%d", got, *last.Via[0].Line)
	}
	if *last.Fixes[0].Safety != "unsafe" || *last.Fixes[0].Edits[1].Text != "" || *last.Related[0].Location.Start.Line != 4 {
		t.Errorf("the last finding is %v", last)
	}
}

func TestJSONPositions(t *testing.T) {
	f := source.NewFile("f.conf", "one\né日\xe9 \\\n  HERE\r\nlast")
	r := &Result{Findings: []*lint.Diagnostic{
		{Rule: rule("r", "f", lint.Info), Severity: lint.Info, At: source.Span{File: f, Start: strings.Index(f.Text, "日"), End: strings.Index(f.Text, "\r")}},
		{Rule: rule("r", "f", lint.Info), Severity: lint.Info, At: source.Span{File: f, Start: len(f.Text), End: len(f.Text)}},
	}}
	var got struct {
		Findings []struct{ Location jsonLocation }
	}
	if err := json.Unmarshal([]byte(written(t, "json", r, Options{})), &got); err != nil {
		t.Fatal(err)
	}
	want := []jsonLocation{
		{"f.conf", jsonPosition{2, 2, 6}, jsonPosition{3, 7, 19}},
		{"f.conf", jsonPosition{4, 5, 25}, jsonPosition{4, 5, 25}},
	}
	for i := range want {
		if diff := cmp.Diff(want[i], got.Findings[i].Location); diff != "" {
			t.Errorf("location %d (-want +got):\n%s", i, diff)
		}
	}
}

func TestJSONOfNothing(t *testing.T) {
	got := written(t, "json", &Result{Version: "1"}, Options{})
	for _, want := range []string{`"findings": []`, `"skipped": []`} {
		if !strings.Contains(got, want) {
			t.Errorf("%s is missing in %s", want, got)
		}
	}
	got = written(t, "json", &Result{Findings: []*lint.Diagnostic{{Rule: rule("r", "f", lint.Error), Severity: lint.Error}}}, Options{})
	for _, want := range []string{`"location": null`, `"via": []`, `"related": []`, `"fixes": []`} {
		if !strings.Contains(got, want) {
			t.Errorf("%s is missing in %s", want, got)
		}
	}
}

func TestJSONChainIsOutermostFirst(t *testing.T) {
	f := source.NewFile("f.conf", "Include a\nUse \\\n  b\nInclude c\n")
	via := &eval.Frame{Kind: "Include", By: lineOf(t, f, "Include a")}
	via = &eval.Frame{Kind: "Use", By: lineOf(t, f, "Use"), Macro: "b", Outer: via}
	via = &eval.Frame{Kind: "Include", By: lineOf(t, f, "Include c"), Outer: via}
	r := &Result{}
	want := []jsonFrame{{"Include", "f.conf", 1}, {"Use", "f.conf", 2}, {"Include", "f.conf", 4}}
	if diff := cmp.Diff(want, r.jsonVia(nil, via)); diff != "" {
		t.Errorf("via (-want +got):\n%s", diff)
	}
}

// TestJSONHoldsOddText checks that text comes back as it was where it is UTF-8, and otherwise with U+FFFD, and that no control byte is written.
func TestJSONHoldsOddText(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 9))
	for range 1000 {
		text := randomText(r, 40) + "<&>\u2028\U0001f600\U000e0041"
		f := source.NewFile(text, "x")
		d := &lint.Diagnostic{Rule: rule("r", "f", lint.Info), Severity: lint.Info, At: spanOf(t, f, "x"), Message: text}
		out := written(t, "json", &Result{Findings: []*lint.Diagnostic{d}}, Options{})
		checkShown(t, out)
		var got jsonReport
		if err := json.Unmarshal([]byte(out), &got); err != nil {
			t.Fatalf("%v in %s", err, out)
		}
		want := ""
		for len(text) > 0 {
			c, n := utf8.DecodeRuneInString(text)
			want += string(c)
			text = text[n:]
		}
		if got.Findings[0].Message != want || got.Findings[0].Location.File != want {
			t.Fatalf("%q came back as %q", want, got.Findings[0].Message)
		}
	}
}
