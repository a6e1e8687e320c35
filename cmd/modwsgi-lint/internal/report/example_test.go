package report

import (
	"strings"
	"testing"
	"time"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
)

// spanOf is the place of the only occurrence of text in f.
func spanOf(t *testing.T, f *source.File, text string) source.Span {
	t.Helper()
	if n := strings.Count(f.Text, text); n != 1 {
		t.Fatalf("%q stands %d times in %s", text, n, f.Name)
	}
	i := strings.Index(f.Text, text)
	return source.Span{File: f, Start: i, End: i + len(text)}
}

func insertAt(s source.Span, text string) source.Edit {
	return source.Edit{Span: source.Span{File: s.File, Start: s.Start, End: s.Start}, New: text}
}

// lineOf is the tree's line that holds text.
func lineOf(t *testing.T, f *source.File, text string) *parser.Line {
	t.Helper()
	at := spanOf(t, f, text)
	tree := parser.Parse(f)
	for i := range tree.NumLines() {
		if l := tree.Line(i); l.Span().Contains(at) {
			return l
		}
	}
	t.Fatalf("no line of %s holds %q", f.Name, text)
	return nil
}

const mainText = `ServerRoot "/etc/apache2"
WSGIPythonHome /srv/venv/bin/python
IncludeOptional sites-enabled/*.conf
`

const siteText = `<VirtualHost *:80>
    ServerName example.org
    # everything else
    WSGIScriptAlias / /srv/site/wsgi.py

    Alias /static /srv/site/static

    # the blog has its own group
    WSGIDaemonProcess blog processes=2 \
        python-path=/srv/blog/env/lib/python3.11/site-packages \
        display-name=%{GROUP}
    WSGIScriptAlias /blog /srv/blog/wsgi.py process-group=blog
</VirtualHost>
`

func rule(id, family string, s lint.Severity) *lint.Rule {
	return &lint.Rule{ID: id, Family: family, Severity: s}
}

// example is a result with something of everything.
func example(t *testing.T) *Result {
	t.Helper()
	main, site := source.NewFile("/etc/apache2/apache2.conf", mainText), source.NewFile("/etc/apache2/sites-enabled/example.conf", siteText)
	via := &eval.Frame{Kind: "IncludeOptional", By: lineOf(t, main, "sites-enabled")}
	blog := "    WSGIScriptAlias /blog /srv/blog/wsgi.py process-group=blog\n"
	entry := " \\\n        python-path=/srv/blog/env/lib/python3.11/site-packages"
	findings := []*lint.Diagnostic{{
		Rule: rule("mount-shadowed", "mounts", lint.Error), Severity: lint.Error, Via: via,
		At:      spanOf(t, site, "/blog /srv/blog/wsgi.py"),
		Message: `"/blog" is never reached: mod_wsgi takes the first mount that matches, and "/" stands above it; move it above`,
		Symptom: "visitors of /blog see what the site at / answers, most often its 404 page; nothing is logged",
		Related: []lint.Related{{At: spanOf(t, site, "/ /srv/site/wsgi.py"), Message: `"/" is mounted here`}},
		Fixes: []lint.Fix{{
			Title: "Move the mount of /blog above the one of /", Safety: lint.Unsafe,
			Edits: []source.Edit{insertAt(spanOf(t, site, "    # everything else"), blog), {Span: spanOf(t, site, blog)}},
		}},
	}, {
		Rule: rule("python-home-executable", "python", lint.Error), Severity: lint.Error,
		At:      spanOf(t, main, "/srv/venv/bin/python"),
		Message: "WSGIPythonHome names Python's executable; it wants the environment's folder, /srv/venv",
		Symptom: "Apache answers nothing at all, static files included",
		Fixes: []lint.Fix{{
			Title: "Name the environment's folder", Safety: lint.Safe,
			Edits: []source.Edit{{Span: spanOf(t, main, "/bin/python"), New: ""}},
		}},
	}, {
		Rule: rule("pinned-site-packages", "python", lint.Warning), Severity: lint.Warning, Via: via,
		At:      spanOf(t, site, "python-path=/srv/blog/env/lib/python3.11/site-packages"),
		Message: "python-path= names the site-packages of Python 3.11; python-home=/srv/blog/env finds them whatever the version",
		Fixes: []lint.Fix{
			{Title: "Use python-home=/srv/blog/env", Safety: lint.Unsafe, Edits: []source.Edit{{Span: spanOf(t, site, entry), New: " \\\n        python-home=/srv/blog/env"}}},
			{Title: "Remove the entry", Safety: lint.Unsafe, Edits: []source.Edit{{Span: spanOf(t, site, entry)}}},
		},
	}, {
		Rule: rule("alias-after-root-mount", "mounts", lint.Info), Severity: lint.Info, Via: via,
		At:      spanOf(t, site, "Alias /static"),
		Message: "this Alias stands below the mount of / and yet goes first, because mod_alias does",
		Related: []lint.Related{{At: spanOf(t, main, "IncludeOptional sites-enabled/*.conf"), Message: "the site is included here"}},
		Fixes: []lint.Fix{{Title: "Move it above", Safety: lint.Safe, Edits: []source.Edit{
			insertAt(spanOf(t, site, "    # everything else"), "    Alias /static /srv/site/static\n\n"),
			{Span: spanOf(t, site, "    Alias /static /srv/site/static\n\n")},
		}}},
	}, {
		Rule: rule("leftover-sethandler-none", "handlers", lint.Warning), Severity: lint.Warning, Via: via,
		At: spanOf(t, site, "ServerName example.org"), Message: "an example of a rewrite by hand",
		Fixes: []lint.Fix{{Title: "Serve the files", Safety: lint.Manual, Edits: []source.Edit{
			insertAt(spanOf(t, site, "    # everything else"), "    Alias /media /srv/media\n    <Directory /srv/media>\n        Require all granted\n    </Directory>\n"),
		}}},
	}}
	return &Result{
		Version: "0.1", Findings: findings, Show: func(name string) string { return strings.TrimPrefix(name, "/etc/") },
		Files: 2, Directives: 9, Suppressed: 1, Elapsed: 31 * time.Millisecond,
		Skipped: []Skipped{{"/etc/apache2/uwsgi.ini", "not Apache configuration"}},
	}
}

// written is a result in a format.
func written(t *testing.T, format string, r *Result, o Options) string {
	t.Helper()
	var b strings.Builder
	if err := Write(&b, format, r, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
