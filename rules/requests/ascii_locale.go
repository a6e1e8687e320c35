package requests

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

var asciiLocale = lint.Rule{
	ID:       "ascii-locale",
	Family:   "requests",
	Severity: lint.Info,
	Fixes:    lint.Unsafe,
	Needs:    lint.Release,
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "Daemon group without a locale, before mod_wsgi 5",
		Seen:  "A file name or a text with an accent is \"500 Internal Server Error\", under Apache only.",
		Why: `Debian and others start Apache with ` + "`LANG=C`" + `. Before mod_wsgi 5 Python takes its encoding of file names and of open() from that: ASCII. An upload called
` + "`café.txt`" + ` or a template with an umlaut then is "500 Internal Server Error" with a UnicodeEncodeError, though all is well on a developer's machine.
mod_wsgi 5 uses UTF-8 by itself.`,
		Log:     []lint.LogLine{{Text: "UnicodeEncodeError: 'ascii' codec can't encode character", Versions: "mod_wsgi before 5.0"}},
		Instead: "Give the group a locale: `WSGIDaemonProcess blog threads=5 locale=C.UTF-8`.",
		Fix:     "The option is added, or gets another value. It is unsafe, for the application reads and writes file names otherwise then.",
		Refs:    []string{"https://modwsgi.readthedocs.io/en/master/configuration-directives/WSGIDaemonProcess.html"},
	},
	Check: func(p *lint.Pass) {
		if !p.Target.ModWSGI.Known() || !p.Target.ModWSGI.Less(lint.Version{5}) || p.Target.ModWSGI.Less(lint.Version{3, 4}) {
			return
		}
		if speaksUTF8(p.Host.Env) {
			return
		}
		release := p.Target.ModWSGI.String()
		for _, g := range p.Groups {
			refused := g.Options.Junk != nil // other rules' matter
			if !refused && isC(g.Option("lang")) && isC(g.Option("locale")) {
				p.Report(inASCII(g, release))
			}
		}
	},
}

// speaksUTF8 reports whether the locale that httpd is started with has UTF-8.
func speaksUTF8(env map[string]string) bool {
	locale := cmp.Or(env["LC_ALL"], env["LC_CTYPE"], env["LANG"])
	return strings.HasSuffix(strings.ReplaceAll(strings.ToLower(locale), "-", ""), ".utf8")
}

// isC reports whether an option names the locale that knows ASCII alone, or is not there.
func isC(v model.Value) bool { return v.Value == "" || v.Value == "C" || v.Value == "POSIX" }

func inASCII(g *model.DaemonGroup, release string) lint.Diagnostic {
	d := lint.Diagnostic{
		At:      g.Name.At(),
		Message: fmt.Sprintf("process group %q has no locale, and mod_wsgi %s takes ASCII where Apache is started with LANG=C; add locale=C.UTF-8", g.Name.Value, release),
		Symptom: "500 for a file name with an accent: \"UnicodeEncodeError: 'ascii' codec can't encode character\"",
		Via:     g.Decl.Via,
	}
	if v := g.Option("locale"); v.Value != "" {
		d.At = v.At()
		d.Message = fmt.Sprintf("process group %q has the locale %s, in which mod_wsgi %s takes ASCII; write C.UTF-8", g.Name.Value, v.Value, release)
		if v.Exact() {
			d.Fixes = []lint.Fix{{Title: "Write C.UTF-8", Safety: lint.Unsafe, Edits: []source.Edit{{Span: v.At(), New: parser.Quote("C.UTF-8", v.Quote)}}}}
		}
		return d
	}
	if edits := lint.AddWords(g.Decl, "locale=C.UTF-8"); lint.Movable(g.Decl) && len(edits) > 0 {
		d.Fixes = []lint.Fix{{Title: "Add locale=C.UTF-8", Safety: lint.Unsafe, Edits: edits}}
	}
	return d
}
