package lint

import (
	"slices"
	"strings"
	"testing"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

// configOf is a configuration of the given texts, every line of which was read, but for those under a section named IfFalse.
func configOf(texts ...string) *model.Config {
	c := &eval.Config{}
	for i, text := range texts {
		f := parser.Parse(source.NewFile("/etc/apache2/"+string(rune('a'+i))+".conf", text))
		c.Files = append(c.Files, f)
		for k := range f.NumLines() {
			l := f.Line(k)
			if l.Kind() != parser.Directive && l.Kind() != parser.Open || l.In() != nil && l.In().Name() == "iffalse" {
				continue
			}
			c.Directives = append(c.Directives, &eval.Directive{Spelling: &eval.Spelling{Name: l.Name().Value}, Way: &eval.Way{}, Syntax: l})
		}
	}
	return model.Build(c)
}

// flags is a rule that flags each occurrence of a word, directive by directive.
func flags(id, word string) *Rule {
	return &Rule{ID: id, Severity: Warning, Check: func(p *Pass) {
		for _, d := range p.Directives {
			at := d.Syntax.Span()
			if i := strings.Index(at.Text(), word); i >= 0 {
				p.Report(Diagnostic{At: source.Span{File: at.File, Start: at.Start + i, End: at.Start + i + len(word)}, Message: word})
			}
		}
	}}
}

// told gives findings as "file:line severity rule: message".
func told(found []*Diagnostic) []string {
	var lines []string
	for _, d := range found {
		place := "-"
		if !d.At.IsZero() {
			place = strings.TrimPrefix(d.At.File.Name, "/etc/apache2/") + ":" + string(rune('0'+d.At.From().Line))
		}
		lines = append(lines, place+" "+d.Severity.String()+" "+d.Rule.ID+": "+d.Message)
	}
	return lines
}

func wantTold(t *testing.T, found []*Diagnostic, want ...string) {
	t.Helper()
	if got := told(found); !slices.Equal(got, want) {
		t.Errorf("found\n\t%s\nwant\n\t%s", strings.Join(got, "\n\t"), strings.Join(want, "\n\t"))
	}
}

func TestRunSorts(t *testing.T) {
	c := configOf("One x\nTwo y\n", "Zero y\nOne x\n")
	out := Run(c, Options{Rules: []*Rule{flags("why", "y"), flags("ex", "x"), flags("an-ex", "x")}})
	wantTold(t, out.Findings,
		"a.conf:1 warning an-ex: x", "a.conf:1 warning ex: x", "a.conf:2 warning why: y",
		"b.conf:1 warning why: y", "b.conf:2 warning an-ex: x", "b.conf:2 warning ex: x")
}

func TestRunSeverity(t *testing.T) {
	c := configOf("One x\n")
	mild := flags("mild", "x")
	check := mild.Check
	mild.Check = func(p *Pass) {
		report := p.Report
		p.Report = func(d Diagnostic) { d.Severity = Info; report(d) }
		check(p)
	}
	resting := flags("resting", "x")
	resting.Severity = Off
	for _, tt := range []struct {
		rule     *Rule
		override map[string]Severity
		want     []string
	}{
		{flags("usual", "x"), nil, []string{"a.conf:1 warning usual: x"}},
		{flags("usual", "x"), map[string]Severity{"usual": Error}, []string{"a.conf:1 error usual: x"}},
		{flags("usual", "x"), map[string]Severity{"usual": Off}, nil},
		{mild, nil, []string{"a.conf:1 info mild: x"}},
		{mild, map[string]Severity{"mild": Error}, []string{"a.conf:1 error mild: x"}},
		{resting, nil, []string{"a.conf:1 info resting: x"}},
	} {
		wantTold(t, Run(c, Options{Rules: []*Rule{tt.rule}, Severities: tt.override}).Findings, tt.want...)
	}
}

func TestRunDropsDoubles(t *testing.T) {
	c := configOf("One x\nTwo x\n")
	c.Directives = append(c.Directives, c.Directives...) // as a macro used twice
	n := 0
	rule := &Rule{ID: "counted", Severity: Error, Check: func(p *Pass) {
		for _, d := range p.Directives {
			n++
			severity := Info
			if n == 3 {
				severity = Warning
			}
			p.Report(Diagnostic{At: d.At(), Message: "m", Severity: severity})
		}
	}}
	wantTold(t, Run(c, Options{Rules: []*Rule{rule}}).Findings, "a.conf:1 warning counted: m", "a.conf:2 info counted: m")
	if n != 4 {
		t.Errorf("%d reports, want 4", n)
	}
}

func TestRunOutlivesPanic(t *testing.T) {
	c := configOf("# modwsgi-lint: ignore broken -- it breaks\nOne x\n")
	broken := &Rule{ID: "broken", Severity: Error, Check: func(p *Pass) {
		p.Report(Diagnostic{At: p.Directives[0].At(), Message: "before"})
		var none *eval.Directive
		p.Report(Diagnostic{At: none.At(), Message: "never"})
	}}
	out := Run(c, Options{Rules: []*Rule{broken, flags("ex", "x"), UnusedSuppression}})
	wantTold(t, out.Findings, "a.conf:2 warning ex: x")
	if out.Suppressed != 1 {
		t.Errorf("%d suppressed, want the finding from before the panic", out.Suppressed)
	}
	if len(out.Failures) != 1 || out.Failures[0].Rule != broken || !strings.Contains(string(out.Failures[0].Stack), "run_test.go") {
		t.Fatalf("failures: %v", out.Failures)
	}
	text := out.Failures[0].Error()
	if !strings.Contains(text, "rule broken failed") || strings.ContainsAny(text, "\n\x1b") {
		t.Errorf("the failure reads %q", text)
	}
}

func TestRunProblems(t *testing.T) {
	c := configOf("Foo\nInclude none.conf\nBar\nBaz\n")
	at := func(i int) source.Span { return c.Directives[i].At() }
	via := &eval.Frame{Kind: "Include", By: c.Directives[1].Syntax}
	c.Problems = []eval.Problem{
		{At: at(0), Label: "/etc/apache2/a.conf", Line: 1, Message: "<Directory> was not closed.", Hint: "it opens here", Fatal: true, Via: via},
		{At: at(1), Label: "/etc/apache2/a.conf", Line: 2, Message: "Could not open", Unreadable: true, Fatal: true},
		{At: at(2), Label: "/etc/apache2/a.conf", Line: 3, Message: "odd", Fatal: true, When: &eval.Condition{}},
		{At: at(3), Label: "/etc/apache2/a.conf", Line: 4, Message: "too deep", Unreadable: true},
	}
	out := Run(c, Options{})
	wantTold(t, out.Findings,
		"a.conf:1 error syntax: <Directory> was not closed; it opens here", "a.conf:2 error unreadable: Could not open",
		"a.conf:3 warning syntax: odd", "a.conf:4 warning unreadable: too deep")
	if d := out.Findings[0]; d.Via != via || !strings.Contains(d.Symptom, `"Syntax error on line 1 of /etc/apache2/a.conf"`) {
		t.Errorf("via %v, symptom %q", d.Via, d.Symptom)
	}
	if s := out.Findings[2].Symptom + out.Findings[3].Symptom; s != "" {
		t.Errorf("what is not certain has the symptom %q", s)
	}
	c.Host.Htaccess = true
	if s := Run(c, Options{}).Findings[0].Symptom; !strings.Contains(s, "500") || !strings.Contains(s, "/etc/apache2/a.conf: <Directory> was not closed.") {
		t.Errorf("symptom in .htaccess: %q", s)
	}
	silent := Run(c, Options{Severities: map[string]Severity{"syntax": Off, "unreadable": Info}})
	wantTold(t, silent.Findings, "a.conf:2 info unreadable: Could not open", "a.conf:4 info unreadable: too deep")
}

// TestRunDropsExplained has a rule name the reason of one of two problems: of that one nothing else is said, unless a comment suppresses the
// rule's own finding.
func TestRunDropsExplained(t *testing.T) {
	const text = "a first\n# modwsgi-lint: ignore reason -- known\nb second\n"
	c := configOf(text)
	for i := range 2 {
		c.Problems = append(c.Problems, eval.Problem{At: c.Directives[i].Syntax.Span(), Message: "refused", Fatal: true})
	}
	reason := &Rule{ID: "reason", Severity: Warning, Check: func(p *Pass) {
		for _, d := range p.Directives {
			at := d.Syntax.Span()
			word := source.Span{File: at.File, Start: at.Start + 2, End: at.Start + 3}
			p.Report(Diagnostic{At: word, Message: "the reason", Explains: []source.Span{at}})
		}
	}}
	wantTold(t, Run(c, Options{Rules: []*Rule{reason}}).Findings, "a.conf:1 warning reason: the reason", "a.conf:3 error syntax: refused")
}

// TestRunDropsSettled has a rule that settles the second line: nothing else is said of it, but what the rule itself says.
func TestRunDropsSettled(t *testing.T) {
	settles := &Rule{ID: "copy", Severity: Error, Check: func(p *Pass) {
		at := p.Directives[1].At()
		p.Report(Diagnostic{At: at, Message: "a copy", Cause: Settling(at)})
		p.Report(Diagnostic{At: at, Message: "the same copy", Cause: Settling(at)}) // of the two one is left
	}}
	out := Run(configOf("a x\nb x\nc x\n"), Options{Rules: []*Rule{flags("ex", "x"), settles}})
	wantTold(t, out.Findings, "a.conf:1 warning ex: x", "a.conf:2 error copy: a copy", "a.conf:3 warning ex: x")
}

// TestRunAddsRefused has httpd refuse four lines: what a rule says of one is said instead, if it is more than advice; a placeholder is left to be filled in.
func TestRunAddsRefused(t *testing.T) {
	c := configOf("ServerName a b\nServerName c x\nServerName e y\nServerName {{ f }}\n")
	advice := flags("advice", "y")
	advice.Severity = Info
	wantTold(t, Run(c, Options{Rules: []*Rule{flags("ex", "x"), advice}}).Findings, "a.conf:1 error syntax: ServerName takes one argument",
		"a.conf:2 warning ex: x", "a.conf:3 error syntax: ServerName takes one argument", "a.conf:3 info advice: y")
}

func TestFindingsWithoutPlace(t *testing.T) {
	c := configOf("One x\n")
	c.Problems = []eval.Problem{{Label: "/etc/apache2/apache2.conf", Message: "no such file", Unreadable: true, Fatal: true}}
	wantTold(t, Run(c, Options{Rules: []*Rule{flags("ex", "x")}}).Findings, "- error unreadable: no such file", "a.conf:1 warning ex: x")
}

func TestRunTakesOutWhatCannotBe(t *testing.T) {
	c := configOf("One x\n")
	f := c.Files[0].Source
	at := source.Span{File: f, Start: 4, End: 5}
	good := Fix{Title: "Do", Safety: Safe, Edits: []source.Edit{edit(f, 0, 3, "Two")}}
	for name, d := range map[string]Diagnostic{
		"flagged text": {At: source.Span{File: f, Start: 4, End: 9}, Message: "m", Fixes: []Fix{good}},
		"related text": {At: at, Message: "m", Related: []Related{{Message: "nowhere"}}, Fixes: []Fix{good}},
		"overlapping":  {At: at, Message: "m", Fixes: []Fix{{Edits: []source.Edit{edit(f, 1, 3, "X"), edit(f, 2, 4, "Y")}}, good}},
		"behind end":   {At: at, Message: "m", Fixes: []Fix{{Edits: []source.Edit{edit(f, 5, 8, "Y")}}, good}},
		"backwards":    {At: at, Message: "m", Fixes: []Fix{{Edits: []source.Edit{edit(f, 3, 2, "Y")}}, good}},
		"no file":      {At: at, Message: "m", Fixes: []Fix{{Edits: []source.Edit{edit(nil, 0, 0, "Y")}}, good}},
		"no edits":     {At: at, Message: "m", Fixes: []Fix{{}, good}},
	} {
		out := Run(c, Options{Rules: []*Rule{{ID: "odd", Severity: Error, Check: func(p *Pass) { p.Report(d) }}}})
		if len(out.Failures) != 1 || len(out.Findings) != 1 {
			t.Errorf("%s: %d failures, %d findings", name, len(out.Failures), len(out.Findings))
			continue
		}
		if got := out.Findings[0]; len(got.Related) != 0 || len(got.Fixes) != 1 || got.Fixes[0].Title != "Do" {
			t.Errorf("%s: left %v, %v", name, got.Related, got.Fixes)
		}
	}
}
