package directives

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model/wsgi"
)

// places are configurations with a directive in each of the places that were tried on running servers.
var places = map[string]string{
	"server":              "%s\n",
	"vhost":               "<VirtualHost *:80>\n%s\n</VirtualHost>\n",
	"directory":           "<Directory /srv>\n%s\n</Directory>\n",
	"location":            "<Location /x>\n%s\n</Location>\n",
	"files":               "<Files x>\n%s\n</Files>\n",
	"if":                  "<If \"true\">\n%s\n</If>\n",
	"vhost-directory":     "<VirtualHost *:80>\n<Directory /srv>\n%s\n</Directory>\n</VirtualHost>\n",
	"proxy":               "<Proxy *>\n%s\n</Proxy>\n",
	"limit":               "<Directory /srv>\n<Limit GET>\n%s\n</Limit>\n</Directory>\n",
	"ifmodule":            "<IfModule wsgi_module>\n%s\n</IfModule>\n",
	"ifdefine-not":        "<IfDefine !NOSUCH>\n%s\n</IfDefine>\n",
	"requireany":          "<Directory /srv>\n<RequireAny>\n%s\n</RequireAny>\n</Directory>\n",
	"htaccess-All":        "%s\n",
	"htaccess-FileInfo":   "",
	"htaccess-AuthConfig": "",
}

// TestPlaces compares where directives may stand with what six releases were seen to say, where the records are at hand.
func TestPlaces(t *testing.T) {
	text, err := os.ReadFile("../../../shared/facts/observed-contexts.json")
	if err != nil {
		t.Skipf("the records are not at hand: %v", err)
	}
	var records map[string]json.RawMessage
	if err := json.Unmarshal(text, &records); err != nil {
		t.Fatal(err)
	}
	delete(records, "_about")
	compared := 0
	for name, record := range records {
		var seen map[string]map[string][]string // by place, then by verdict
		if err := json.Unmarshal(record, &seen); err != nil {
			t.Fatal(err)
		}
		if wsgi.Lookup(name) == nil {
			continue // a section was tried as a plain directive
		}
		for place, verdicts := range seen {
			template, ok := places[place]
			if !ok {
				t.Errorf("nothing is known of the place %s", place)
			}
			if template == "" {
				continue // what AllowOverride grants is not known
			}
			for verdict, releases := range verdicts {
				for _, r := range releases {
					compared++
					comparePlace(t, name, place, fmt.Sprintf(template, name), r, verdict)
				}
			}
		}
	}
	if compared < 3000 {
		t.Errorf("only %d records were compared", compared)
	}
}

// comparePlace runs the three rules that speak of a directive's name over a text, and compares with the verdict of a server.
func comparePlace(t *testing.T, name, place, text, release, verdict string) {
	version, err := lint.ParseVersion(release)
	if err != nil {
		t.Fatal(err)
	}
	host := eval.Host{
		Files: fstest.MapFS{}, ServerRoot: "/", HTTPD: "2.4.71", Htaccess: strings.HasPrefix(place, "htaccess"),
		Modules: []eval.Module{{ID: "wsgi_module", Source: "mod_wsgi.c"}, {ID: "core_module", Source: "core.c"}},
	}
	config := model.Build(eval.ReadText(host, source.NewFile("/httpd.conf", text)))
	out := lint.Run(config, lint.Options{
		Rules:  []*lint.Rule{&directiveRemoved, &directiveTooNew, &directiveMisplaced},
		Target: lint.Target{ModWSGI: version, HTTPD: lint.Version{2, 4, 71}, Python: lint.Version{3, 11}},
	})
	var got []string
	for _, d := range out.Findings {
		got = append(got, d.Rule.ID+": "+d.Symptom)
	}
	want := ""
	switch {
	case strings.HasSuffix(verdict, "unknown directive"):
		want = "Invalid command"
	case strings.HasSuffix(verdict, "not allowed in this section"):
		want = " not allowed in <"
	case strings.HasSuffix(verdict, "not allowed here"):
		want = " not allowed here"
	case strings.HasSuffix(verdict, "cannot occur within <VirtualHost>"):
		want = " cannot occur within <VirtualHost>"
	case !strings.HasPrefix(verdict, "ok"):
		t.Fatalf("verdict %q is not understood", verdict)
	}
	if all := strings.Join(got, "\n"); (want == "") != (all == "") || !strings.Contains(all, want) || len(got) > 1 {
		t.Errorf("%s in %s, mod_wsgi %s: the server says %q, the rules %q", name, place, release, verdict, got)
	}
}
