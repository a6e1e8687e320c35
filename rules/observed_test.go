package rules

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

// TestObservedOptions runs all rules over every option and value of WSGIDaemonProcess that six releases were asked about, where the records are
// at hand: where a release refused the line, one rule says so, and where it did not, none.
func TestObservedOptions(t *testing.T) {
	text, err := os.ReadFile("../../shared/facts/observed-daemon-options.json")
	if err != nil {
		t.Skipf("the records are not at hand: %v", err)
	}
	var records map[string]json.RawMessage
	if err := json.Unmarshal(text, &records); err != nil {
		t.Fatal(err)
	}
	delete(records, "_about")
	verdicts := map[string][]observed{} // by release
	for option, record := range records {
		var seen map[string]map[string][]string // by value, then by verdict
		if err := json.Unmarshal(record, &seen); err != nil {
			t.Fatal(err)
		}
		for value, said := range seen {
			line := option + "=" + strings.NewReplacer("@@DIR@@", "/srv", "@@", "/").Replace(value)
			for verdict, releases := range said {
				for _, r := range releases {
					verdicts[r] = append(verdicts[r], observed{line, verdict})
				}
			}
		}
	}
	compared := 0
	for release, all := range verdicts {
		compared += len(all)
		refused := refusedLines(t, release, all)
		for i, o := range all {
			// Accounts are the machine's.
			if strings.Contains(o.verdict, "bad user name") || strings.Contains(o.verdict, "bad group name") || strings.Contains(o.verdict, "from uid") {
				continue
			}
			if want := !strings.HasPrefix(o.verdict, "ok"); want != (len(refused[i+1]) == 1) || len(refused[i+1]) > 1 {
				t.Errorf("mod_wsgi %s says of %q %q, the rules %q", release, o.line, o.verdict, refused[i+1])
			}
		}
	}
	if compared < 3000 {
		t.Errorf("only %d records were compared", compared)
	}
}

// observed is what a server said of an option.
type observed struct{ line, verdict string }

// refusedLines are the findings that say Apache does not start, by the line of a configuration that gives each option to a group.
func refusedLines(t *testing.T, release string, all []observed) map[int][]string {
	var text strings.Builder
	for i, o := range all {
		fmt.Fprintf(&text, "WSGIDaemonProcess group%d %s\n", i, o.line)
	}
	version, err := lint.ParseVersion(release)
	if err != nil {
		t.Fatal(err)
	}
	host := eval.Host{
		Files: fstest.MapFS{}, ServerRoot: "/", HTTPD: "2.4.71",
		Modules: []eval.Module{{ID: "wsgi_module", Source: "mod_wsgi.c"}, {ID: "core_module", Source: "core.c"}},
	}
	out := lint.Run(model.Build(eval.ReadText(host, source.NewFile("/httpd.conf", text.String()))), lint.Options{
		Rules:  All(),
		Target: lint.Target{ModWSGI: version, HTTPD: lint.Version{2, 4, 71}, Python: lint.Version{3, 11}},
	})
	refused := map[int][]string{}
	for _, d := range out.Findings {
		if slices.ContainsFunc([]string{"Apache does not start; ", "Apache refuses to start"}, func(s string) bool { return strings.HasPrefix(d.Symptom, s) }) {
			refused[d.At.From().Line] = append(refused[d.At.From().Line], d.Rule.ID)
		}
	}
	return refused
}
