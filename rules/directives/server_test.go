package directives

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/parser/httpdtest"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

// says is what a symptom claims that httpd says as it refuses a line.
var says = regexp.MustCompile("^Apache does not start; `apachectl configtest` says \"(.*)\"$")

// TestRefused takes each line of the fixtures that the family says keeps Apache from starting, leaves all others of them out, and asks
// httpd about it: it must refuse that one, in the words foretold, and accept the rest alone.
func TestRefused(t *testing.T) {
	httpd := httpdtest.Need(t, "wsgi")
	dir := httpdtest.Dir(t)
	release := installed(t, httpd)
	files, err := filepath.Glob("../../fixtures/rules/directives/*/*.conf")
	if err != nil || len(files) < 50 {
		t.Fatalf("%d fixtures: %v", len(files), err)
	}
	asked := 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if unasked(file, string(text)) {
			continue
		}
		findings := judgedBy(release, string(text))
		if slices.ContainsFunc(findings, func(d *lint.Diagnostic) bool { return strings.HasPrefix(wholeLine(d.At).Text(), "<") }) {
			continue // the closing tag would be left over
		}
		check := func(with source.Span) (bool, string) {
			return accepts(t, httpd, dir, without(string(text), findings, with))
		}
		if ok, said := check(source.Span{}); !ok && len(findings) > 0 {
			t.Errorf("%s: without what is flagged it is refused: %s", file, said)
		}
		for _, d := range findings {
			m := says.FindStringSubmatch(d.Symptom)
			if m == nil {
				continue
			}
			asked++
			if ok, said := check(wholeLine(d.At)); ok {
				t.Errorf("%s: accepted, though %s: %s", file, d.Rule.ID, wholeLine(d.At).Text())
			} else if !strings.Contains(said, m[1]) && !several(findings, d) {
				t.Errorf("%s: %s: httpd says %q, not %q", file, wholeLine(d.At).Text(), said, m[1])
			}
		}
	}
	if t.Logf("%d lines were asked", asked); asked < 130 {
		t.Error("these are too few")
	}
}

// unasked are the fixtures that cannot be asked about line by line: macros, templates, .htaccess files, and what is wrong in the eyes of other families.
func unasked(file, text string) bool {
	return filepath.Base(file) == "other-rules.conf" || strings.HasPrefix(text, "# source: rule ") || strings.Contains(text, "<Macro") || strings.Contains(text, "{{") || strings.Contains(text, "# host: htaccess")
}

// several reports whether a line has other findings, so that httpd may speak of another first.
func several(findings []*lint.Diagnostic, d *lint.Diagnostic) bool {
	n := 0
	for _, o := range findings {
		if wholeLine(o.At) == wholeLine(d.At) {
			n++
		}
	}
	return n > 1
}

// wholeLine is the logical line a span stands in, told by the backslashes.
func wholeLine(s source.Span) source.Span {
	first, last := s.From().Line, s.To().Line
	for first > 1 && strings.HasSuffix(s.File.Line(first-1).Text(), "\\\n") {
		first--
	}
	for strings.HasSuffix(s.File.Line(last).Text(), "\\\n") {
		last++
	}
	return source.Span{File: s.File, Start: s.File.Line(first).Start, End: s.File.Line(last).End}
}

// without blanks out the lines of findings, and those they explain and settle, but for the one of the given span.
func without(text string, findings []*lint.Diagnostic, keep source.Span) string {
	b := []byte(text)
	for _, d := range findings {
		l := wholeLine(d.At)
		if !keep.IsZero() && l.Start == keep.Start {
			continue
		}
		lines := append([]source.Span{l}, d.Explains...)
		if d.Cause != nil {
			for _, at := range d.Cause.Settles {
				lines = append(lines, wholeLine(at))
			}
		}
		for _, l := range lines {
			for i := l.Start; i < l.End; i++ {
				if b[i] != '\n' {
					b[i] = ' '
				}
			}
		}
	}
	return string(b)
}

// judgedBy runs the family over a text, as if it were on a server of the given release.
func judgedBy(release lint.Version, text string) []*lint.Diagnostic {
	host := eval.Host{
		Files: fstest.MapFS{}, ServerRoot: "/", HTTPD: "2.4.71",
		Modules: []eval.Module{{ID: "wsgi_module", Source: "mod_wsgi.c"}, {ID: "core_module", Source: "core.c"}, {ID: "so_module", Source: "mod_so.c"}},
	}
	out := lint.Run(model.Build(eval.ReadText(host, source.NewFile("/httpd.conf", text))), lint.Options{
		Rules: Rules(), Target: lint.Target{ModWSGI: release, HTTPD: lint.Version{2, 4, 71}, Python: lint.Version{3, 11}},
	})
	return out.Findings
}

// installed is the release of the module of this machine, read off its text.
func installed(t *testing.T, httpd *httpdtest.Binary) lint.Version {
	module, err := os.ReadFile(httpd.Module("wsgi"))
	if err != nil {
		t.Fatal(err)
	}
	m := regexp.MustCompile(`\x00(\d+\.\d+\.\d+)\x00mod_wsgi/`).FindSubmatch(module)
	if m == nil {
		t.Fatal("the module does not tell its version")
	}
	v, err := lint.ParseVersion(string(m[1]))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func accepts(t *testing.T, httpd *httpdtest.Binary, dir, text string) (bool, string) {
	var b strings.Builder
	for _, name := range []string{"mpm_event", "authz_core", "authz_user", "authn_core", "alias", "wsgi"} {
		fmt.Fprintf(&b, "LoadModule %s_module %s\n", name, httpd.Module(name))
	}
	fmt.Fprintf(&b, "ServerName a.example\nUser www-data\nGroup www-data\nPidFile %[1]s/pid\nErrorLog %[1]s/log\n%[2]s", dir, text)
	conf := filepath.Join(dir, "httpd.conf")
	if err := os.WriteFile(conf, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	return httpd.Check(conf)
}
