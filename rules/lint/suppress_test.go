package lint

import (
	"strings"
	"testing"

	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
)

// suppressed runs the rules bad and worse, which flag their names, with UnusedSuppression.
func suppressed(t *testing.T, text string) Outcome {
	t.Helper()
	rules := []*Rule{flags("bad", "BAD"), flags("worse", "WORSE"), UnusedSuppression}
	return Run(configOf(text), Options{Rules: rules, Known: append(rules, flags("resting", "RESTING"))})
}

func TestSuppress(t *testing.T) {
	const reason = " -- known\n"
	for _, tt := range []struct {
		name, text string
		suppressed int
		want       []string
	}{
		{"next directive only", "# modwsgi-lint: ignore bad" + reason + "A BAD\nB BAD\n", 1, []string{"a.conf:3 warning bad: BAD"}},
		{"whole section", "# modwsgi-lint: ignore bad" + reason + "<S BAD>\n A BAD\n <T>\n B BAD\n </T>\n</S>\nC BAD\n", 3, []string{"a.conf:8 warning bad: BAD"}},
		{"inside a section", "<S>\n  # modwsgi-lint: ignore bad" + reason + "  A BAD\n  B BAD\n</S>\n", 1, []string{"a.conf:4 warning bad: BAD"}},
		{"continued directive", "# modwsgi-lint: ignore bad" + reason + "A \\\n  BAD\n", 1, nil},
		{"several rules", "# modwsgi-lint: ignore bad, worse" + reason + "A BAD WORSE\n", 2, nil},
		{"several comments", "# modwsgi-lint: ignore bad" + reason + "# modwsgi-lint: ignore worse" + reason + "A BAD WORSE\n", 2, nil},
		{"other comments and blank lines between", "# modwsgi-lint: ignore bad" + reason + "# a story\n\nA BAD\n", 1, nil},
		{"whole file, wherever it stands", "A BAD\n<S>\n# modwsgi-lint: ignore-file bad" + reason + "</S>\nB BAD WORSE\n", 2, []string{"a.conf:5 warning worse: WORSE"}},
		{"loose spelling", "\t##modwsgi-lint:ignore\tbad ,worse--known\nA BAD WORSE\n", 2, nil},
		{"CRLF", "# modwsgi-lint: ignore bad -- known\r\nA BAD\r\n", 1, nil},
		{"only the rule named", "# modwsgi-lint: ignore bad" + reason + "A BAD WORSE\n", 1, []string{"a.conf:2 warning worse: WORSE"}},

		{"no reason", "# modwsgi-lint: ignore bad\nA BAD\n", 0, []string{
			"a.conf:1 warning unused-suppression: this comment suppresses nothing, because it gives no reason: write -- and the reason behind the rule", "a.conf:2 warning bad: BAD"}},
		{"empty reason", "# modwsgi-lint: ignore bad -- \t\nA BAD\n", 0, []string{
			"a.conf:1 warning unused-suppression: this comment suppresses nothing, because it gives no reason: write -- and the reason behind the rule", "a.conf:2 warning bad: BAD"}},
		{"unknown rule beside a known one", "# modwsgi-lint: ignore bda, bad" + reason + "A BAD\n", 1, []string{
			`a.conf:1 warning unused-suppression: there is no rule "bda", so nothing is suppressed`}},
		{"no rule", "# modwsgi-lint: ignore -- all of it\nA BAD\n", 0, []string{
			"a.conf:1 warning unused-suppression: this comment names no rule: write # modwsgi-lint: ignore RULE -- reason", "a.conf:2 warning bad: BAD"}},
		{"no such verb", "# modwsgi-lint: disable bad" + reason + "A BAD\n", 0, []string{
			"a.conf:1 warning unused-suppression: this comment is not understood: write # modwsgi-lint: ignore RULE -- reason", "a.conf:2 warning bad: BAD"}},
		{"nothing found", "# modwsgi-lint: ignore bad" + reason + "A good\nB BAD\n", 0, []string{
			"a.conf:1 warning unused-suppression: bad finds nothing here to suppress", "a.conf:3 warning bad: BAD"}},
		{"last in its section", "<S>\n# modwsgi-lint: ignore bad" + reason + "</S>\nB BAD\n", 0, []string{
			"a.conf:2 warning unused-suppression: bad has nothing to suppress: nothing follows this comment in its section", "a.conf:4 warning bad: BAD"}},
		{"a rule that did not run", "# modwsgi-lint: ignore resting" + reason + "A RESTING\n", 0, nil},
		{"text that was not read", "# modwsgi-lint: ignore bad" + reason + "<IfFalse>\nA BAD\n</IfFalse>\n", 0, nil},
		{"a file in part not read", "# modwsgi-lint: ignore-file bad" + reason + "B good\n<IfFalse>\nA BAD\n</IfFalse>\n", 0, nil},
		{"the comment's own rule", "# modwsgi-lint: ignore-file unused-suppression -- migrating\n# modwsgi-lint: ignore bad" + reason + "A good\n", 1, nil},
		{"the comment's own rule without effect", "# modwsgi-lint: ignore-file unused-suppression -- migrating\nA good\n", 0, []string{
			"a.conf:1 warning unused-suppression: unused-suppression finds nothing here to suppress"}},
		{"not to us", "# see modwsgi-lint: ignore bad\n# modwsgi-lint ignore bad\nA BAD\n", 0, []string{"a.conf:3 warning bad: BAD"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			out := suppressed(t, tt.text)
			wantTold(t, out.Findings, tt.want...)
			if out.Suppressed != tt.suppressed {
				t.Errorf("%d suppressed, want %d", out.Suppressed, tt.suppressed)
			}
		})
	}
}

func TestUnusedSuppressionIsARule(t *testing.T) {
	const text = "# modwsgi-lint: ignore bad -- known\nA good\n# modwsgi-lint: ignore worse\nB\n"
	wantTold(t, Run(configOf(text), Options{Rules: []*Rule{flags("bad", "BAD")}}).Findings)
	out := Run(configOf(text), Options{Rules: []*Rule{flags("bad", "BAD"), UnusedSuppression}, Severities: map[string]Severity{UnusedSuppression.ID: Off}})
	wantTold(t, out.Findings)
	out = Run(configOf(text), Options{Rules: []*Rule{flags("bad", "BAD"), UnusedSuppression}, Severities: map[string]Severity{UnusedSuppression.ID: Info}})
	if len(out.Findings) != 2 || out.Findings[0].Severity != Info || out.Findings[1].Severity != Info {
		t.Errorf("found %v, want two of severity info", told(out.Findings))
	}
}

func TestSuppressionsAreOfTheirFile(t *testing.T) {
	rules := []*Rule{flags("bad", "BAD")}
	out := Run(configOf("# modwsgi-lint: ignore-file bad -- known\nA BAD\n", "B BAD\n"), Options{Rules: rules})
	wantTold(t, out.Findings, "b.conf:1 warning bad: BAD")
}

// TestUnusedSuppressionFix applies the fixes, round after round, until there are none.
func TestUnusedSuppressionFix(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"# modwsgi-lint: ignore bad -- known\nA good\n", "A good\n"},
		{"A good\n  # modwsgi-lint: ignore-file bad -- known", "A good\n"},
		{"# modwsgi-lint: ignore bad, worse -- known\nA BAD\n", "# modwsgi-lint: ignore bad -- known\nA BAD\n"},
		{"# modwsgi-lint: ignore bad, worse -- known\nA WORSE\n", "# modwsgi-lint: ignore worse -- known\nA WORSE\n"},
		{"# modwsgi-lint: ignore bad , worse,unreadable -- known\nA\n", "A\n"},
		{"# modwsgi-lint: ignore bad -- known\r\nA\r\n", "A\r\n"},
		{"# modwsgi-lint: ignore bda -- a typo is not for us to remove\nA\n", "# modwsgi-lint: ignore bda -- a typo is not for us to remove\nA\n"},
		{"# modwsgi-lint: ignore bad -- it swallows \\\nA\nB\n", "# modwsgi-lint: ignore bad -- it swallows \\\nA\nB\n"},
	} {
		text := tt.text
		for round := 0; ; round++ {
			edits, _, _ := Plan(suppressed(t, text).Findings, Safe)
			if len(edits) == 0 {
				break
			}
			if round == 4 {
				t.Fatalf("%q still changes in round %d: %q", tt.text, round, text)
			}
			for f, e := range edits {
				var err error
				if text, err = source.Apply(f.Text, e); err != nil {
					t.Fatal(err)
				}
			}
		}
		if text != tt.want {
			t.Errorf("%q is fixed to %q, want %q", tt.text, text, tt.want)
		}
	}
}

func TestUnusedSuppressionSpan(t *testing.T) {
	out := suppressed(t, "  ##  modwsgi-lint: ignore bad, bda , worse \\\n  -- known\nA WORSE\n")
	var got []string
	for _, d := range out.Findings {
		got = append(got, d.At.Text())
	}
	if s := strings.Join(got, "|"); s != "bad|bda" {
		t.Errorf("flagged %q", s)
	}
}

// TestSilentForWantOfKnowledge checks that a comment is not called idle where its rule could not have spoken.
func TestSilentForWantOfKnowledge(t *testing.T) {
	for _, tt := range []struct {
		name    string
		needs   Needs
		open    bool
		files   Files
		assumed bool
		idle    bool
	}{
		{"needs nothing", 0, true, nil, true, true},
		{"a fragment", WholeServer, true, nil, false, false},
		{"a whole server", WholeServer, false, nil, false, true},
		{"no file system", FileSystem, false, nil, false, false},
		{"a file system", FileSystem, false, nothing{}, false, true},
		{"a release that is known", Release, true, nil, false, true},
		{"a release that is assumed", Release, true, nil, true, false},
	} {
		c := configOf("# modwsgi-lint: ignore bad -- known\nA good\n")
		c.Host.Open = tt.open
		rule := flags("bad", "BAD")
		rule.Needs = tt.needs
		out := Run(c, Options{Rules: []*Rule{rule, UnusedSuppression}, Files: tt.files, Target: Target{Assumed: tt.assumed}})
		if idle := len(out.Findings) == 1; idle != tt.idle {
			t.Errorf("%s: called idle: %v, want %v", tt.name, idle, tt.idle)
		}
	}
}

// nothing is a file system with nothing in it.
type nothing struct{ Files }

func (nothing) IsDir(string) bool  { return false }
func (nothing) IsFile(string) bool { return false }
func (nothing) Exists(string) bool { return false }
