package wsgi

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/httpdtest"
)

// asked are values for every kind; many are wrong for it.
var asked = map[Kind][]string{
	Name:      {"", "www-data"},
	Absolute:  {"", "/", "srv", "~", "/nowhere"},
	Choice:    {"On", "off", "1", "yes", "true", "", "default", "FCNTL", "auto"},
	Integer:   {"", "0", "1", "-1", "abc", "10s", "1.5", "0x10", "+600", " 600", "512M", "8192", "65533", "65534", "131072", "99999999999", "2147483648"},
	Integer64: {"", "0", "1", "-1", "abc", "512M", "2147483648", "99999999999"},
	Whole:     {"", "0", "random", "Random", "4294967295", "4294967296", "-1", "12x", "abc"},
	Octal:     {"", "0022", "22", "0999", "abc", "0x12", "8", "12x"},
	Text:      {"", "x", "/"},
	Path:      {"", "x", "/"},
	Paths:     {"", "x", "/", "/a:/b", "/a,/b"},
}

// TestServer asks a running mod_wsgi which values it takes. Those said to be taken are asked together, each other one alone.
func TestServer(t *testing.T) {
	s := newServer(t)
	var taken strings.Builder
	lines := 0
	for d := range All() {
		for _, c := range cases(d, s.release) {
			if !c.known(s.release) {
				continue
			}
			if reason := c.value.Refuses(c.text, s.release); reason == "" {
				taken.WriteString(c.line(lines))
			} else if ok, said := s.accepts(t, c.line(lines)); ok {
				t.Errorf("%sis accepted; %s", c.line(lines), reason)
			} else if !strings.Contains(said, c.says()) {
				t.Errorf("%sis refused with %q, not with %q", c.line(lines), said, c.says())
			}
			lines++
		}
	}
	if ok, said := s.accepts(t, taken.String()); !ok {
		t.Errorf("a line said to be taken is refused: %s", said)
	}
	if lines < 400 {
		t.Errorf("only %d lines were asked", lines)
	}
}

// A question is a directive's argument, or an option's value.
type question struct {
	directive *Directive
	option    *Option // nil for the argument
	value     *Value
	text      string
}

func cases(d *Directive, r Release) []question {
	var all []question
	if d.Value.Kind != Text {
		for _, text := range asked[d.Value.Kind] {
			if text != "" {
				all = append(all, question{d, nil, &d.Value, text})
			}
		}
	}
	for i := range d.Options {
		o := &d.Options[i]
		if !o.In(r) || o.Name == "chroot" {
			continue // chroot is for root only
		}
		for _, text := range asked[o.Value.Kind] {
			all = append(all, question{d, o, &o.Value, text})
		}
	}
	return all
}

// known leaves out the directives a release or a build lacks, and those that need more than one line.
func (c question) known(r Release) bool {
	switch c.directive.Name {
	case "WSGIScriptAlias", "WSGIScriptAliasMatch", "WSGIHandlerScript", "WSGIDispatchScript":
		return true
	case "WSGIDaemonProcess":
		return c.option.Name != "supplementary-groups" || c.text == ""
	case "WSGITelemetryOptions", "WSGIGroupAuthoritative", "WSGIImportScript", "WSGIAccessScript", "WSGIAuthUserScript", "WSGIAuthGroupScript":
		return false
	}
	absent := map[string]Release{
		"WSGISwitchInterval": {6, 0, 0}, "WSGIPerInterpreterGIL": {6, 0, 0}, "WSGIFreeThreading": {6, 0, 0}, "WSGISlowRequests": {6, 0, 0},
		"WSGIDestroyInterpreter": {4, 9, 1}, "WSGISocketRotation": {4, 6, 0}, "WSGIDontWriteBytecode": {4, 5, 16},
	}
	removed := map[string]bool{"WSGIPy3kWarningFlag": true, "WSGIUserAuthoritative": true, "WSGIApacheExtensions": true, "WSGIOutputBuffering": true}
	if c.directive.Name == "WSGILazyInitialization" {
		return r.Before(Release{6, 0, 0})
	}
	return !r.Before(absent[c.directive.Name]) && !removed[c.directive.Name]
}

func (c question) line(n int) string {
	if c.option == nil {
		return c.directive.Name + " " + parser.Quote(c.text, '"') + "\n"
	}
	words := fmt.Sprintf("w%d", n)
	if c.directive.Words == 2 {
		words = fmt.Sprintf("/w%d /srv/w", n)
	}
	return fmt.Sprintf("%s %s %s=%s\n", c.directive.Name, words, c.option.Name, parser.Quote(c.text, '"'))
}

func (c question) says() string {
	if c.option == nil {
		return strings.ReplaceAll(c.directive.Refusal, "<arg>", c.text)
	}
	return c.option.Says(c.text)
}

type server struct {
	httpd   *httpdtest.Binary
	dir     string
	release Release
}

var versionText = regexp.MustCompile(`\x00(\d+)\.(\d+)\.(\d+)\x00mod_wsgi/`)

func newServer(t *testing.T) server {
	s := server{httpd: httpdtest.Need(t, "wsgi"), dir: httpdtest.Dir(t)}
	module, err := os.ReadFile(s.httpd.Module("wsgi"))
	if err != nil {
		t.Fatal(err)
	}
	m := versionText.FindSubmatch(module)
	if m == nil {
		t.Fatal("the module does not tell its version")
	}
	for i := range s.release {
		s.release[i], _ = strconv.Atoi(string(m[i+1]))
	}
	return s
}

// accepts asks `httpd -t` about lines of a main server.
func (s server) accepts(t *testing.T, lines string) (bool, string) {
	t.Helper()
	text := fmt.Sprintf("LoadModule mpm_event_module %[1]s\nLoadModule authz_core_module %[2]s\nLoadModule wsgi_module %[3]s\nServerName a.example\nUser www-data\nGroup www-data\nPidFile %[4]s/pid\nErrorLog %[4]s/log\n%[5]s",
		s.httpd.Module("mpm_event"), s.httpd.Module("authz_core"), s.httpd.Module("wsgi"), s.dir, lines)
	conf := filepath.Join(s.dir, "httpd.conf")
	if err := os.WriteFile(conf, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return s.httpd.Check(conf)
}

// TestObserved compares the table with what six releases were seen to say, where the records are at hand.
func TestObserved(t *testing.T) {
	text, err := os.ReadFile("../../../../shared/facts/observed-daemon-options.json")
	if err != nil {
		t.Skipf("the records are not at hand: %v", err)
	}
	var records map[string]json.RawMessage
	if err := json.Unmarshal(text, &records); err != nil {
		t.Fatal(err)
	}
	daemon, compared := Lookup("WSGIDaemonProcess"), 0
	for name, record := range records {
		var seen map[string]map[string][]string // by value, then by verdict
		if name == "_about" {
			continue
		}
		if err := json.Unmarshal(record, &seen); err != nil {
			t.Fatal(err)
		}
		for written, verdicts := range seen {
			word, _ := parser.CutWord(strings.ReplaceAll(written, "@@", "/"), 0)
			for verdict, releases := range verdicts {
				for _, r := range releases {
					compared++
					if got, want := refusal(daemon, name, word.Value, version(r)), !strings.HasPrefix(verdict, "ok"); got != want && !machine(verdict) {
						t.Errorf("%s=%s in %s: %s, but refused is %v here", name, written, r, verdict, got)
					}
				}
			}
		}
	}
	if compared < 2000 {
		t.Errorf("only %d records were compared", compared)
	}
}

// machine reports whether a verdict is about the accounts of the machine, which no table knows.
func machine(verdict string) bool {
	return strings.Contains(verdict, "bad user name") || strings.Contains(verdict, "bad group name") || strings.Contains(verdict, "root") ||
		strings.Contains(verdict, "from uid")
}

func refusal(d *Directive, option, value string, r Release) bool {
	o := d.Option(option)
	return o == nil || !o.In(r) || o.Value.Refuses(value, r) != ""
}

func version(s string) Release {
	var r Release
	for i, part := range strings.Split(s, ".") {
		r[i], _ = strconv.Atoi(part)
	}
	return r
}
