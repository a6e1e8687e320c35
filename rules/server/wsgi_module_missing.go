package server

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/directives"
	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

const wsgiSource = "mod_wsgi.c"

var wsgiModuleMissing = lint.Rule{
	ID:       "wsgi-module-missing",
	Family:   "server",
	Severity: lint.Error,
	Fixes:    lint.Manual,
	Needs:    lint.WholeServer,
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "Directives of mod_wsgi, and nothing that loads it",
		Why: `Apache knows the directives that begin with WSGI only after a LoadModule line has loaded mod_wsgi. Without it Apache does not start,
and a reload is refused: the first WSGI directive is an invalid command. On Debian the line is in mods-available/wsgi.load and counts once ` + "`a2enmod wsgi`" + ` has
linked it into mods-enabled.

LoadModule takes the module's identifier, which is wsgi_module, and not the name of the file.`,
		Log: []lint.LogLine{
			{Text: "Invalid command 'WSGIScriptAlias', perhaps misspelled or defined by a module not included in the server configuration"},
			{Text: "Can't locate API module structure `mod_wsgi' in file /usr/lib/apache2/modules/mod_wsgi.so: undefined symbol: mod_wsgi"},
		},
		Instead: "On Debian and Ubuntu: `apt install libapache2-mod-wsgi-py3`, `a2enmod wsgi`. On Red Hat and Fedora: `dnf install python3-mod_wsgi`. With mod_wsgi from pip: put what " +
			"`mod_wsgi-express module-config` prints into the configuration.",
		Fix: "A LoadModule line that is commented out is shown without its #, and a wrong identifier is corrected. Where neither is there, nothing can be offered.",
		Refs: []string{
			"https://modwsgi.readthedocs.io/en/master/user-guides/quick-configuration-guide.html",
			"https://httpd.apache.org/docs/2.4/mod/mod_so.html#loadmodule",
		},
	},
	Check: func(p *lint.Pass) {
		wrong := false
		for _, d := range p.ReadTime {
			if misnamed(d) {
				wrong = true
				p.Report(misnamedFinding(p, d))
			}
		}
		if wrong || !p.Lacks(wsgiSource) || slices.ContainsFunc(p.Problems, func(q eval.Problem) bool { return q.Unreadable }) {
			return
		}
		for _, d := range p.Directives {
			if known := directives.Lookup(d.Name); known != nil && slices.Contains(known.Modules, wsgiSource) {
				if !p.KeepsOut("LoadModule", model.WSGIModule) {
					p.Report(missingFinding(p, d))
				}
				return
			}
		}
	},
}

// misnamed reports whether a LoadModule line loads mod_wsgi's file under a name that is not in it.
func misnamed(d *eval.Directive) bool {
	if !d.Is("LoadModule") {
		return false
	}
	id, file := d.Arg(0).Value, path.Base(d.Arg(1).Value)
	return id != model.WSGIModule && strings.Contains(strings.ToLower(id), "wsgi") && !strings.Contains(id, "uwsgi") &&
		strings.HasPrefix(file, "mod_wsgi") && strings.Contains(file, ".so")
}

func misnamedFinding(p *lint.Pass, d *eval.Directive) lint.Diagnostic {
	id := d.Arg(0)
	found := lint.Diagnostic{
		At:      id.At(),
		Message: fmt.Sprintf("there is no module %q in %s; its identifier is %q", id.Value, d.Arg(1).Value, model.WSGIModule),
		Symptom: refusal(p, fmt.Sprintf("Can't locate API module structure `%s' in file …", id.Value)),
		Via:     d.Via,
	}
	if id.Exact() {
		found.Fixes = []lint.Fix{{
			Title:  "Load " + model.WSGIModule,
			Safety: lint.Safe,
			Edits:  []source.Edit{{Span: id.At(), New: parser.Quote(model.WSGIModule, id.Quote)}},
		}}
	}
	return found
}

func missingFinding(p *lint.Pass, d *eval.Directive) lint.Diagnostic {
	name := d.Syntax.Name()
	found := lint.Diagnostic{
		At:      d.Syntax.At(name.Start, name.End),
		Message: fmt.Sprintf("nothing loads mod_wsgi, so Apache does not know %s; add LoadModule wsgi_module", d.Name),
		Symptom: refusal(p, fmt.Sprintf("Invalid command '%s', perhaps misspelled or defined by a module not included in the server configuration", d.Name)),
		Via:     d.Via,
	}
	if p.Files != nil && p.Files.Exists(path.Join(p.ServerRoot, "mods-available", "wsgi.load")) {
		found.Message = fmt.Sprintf("nothing loads mod_wsgi, so Apache does not know %s; run a2enmod wsgi, for mods-available/wsgi.load is there", d.Name)
	}
	if l, hash := loadedInComment(p); l != nil {
		found.Related = []lint.Related{{At: l.At(hash, len(l.Text())), Message: "this LoadModule line is a comment"}}
		found.Fixes = []lint.Fix{{Title: "Load mod_wsgi", Safety: lint.Manual, Edits: []source.Edit{{Span: l.At(0, hash)}}}}
	}
	return found
}

// loadedInComment finds a LoadModule line for mod_wsgi that is commented out, and where it begins behind the "#".
func loadedInComment(p *lint.Pass) (*parser.Line, int) {
	for l := range lines(p.Config.Config, func(text string) bool { return strings.Contains(text, model.WSGIModule) }) {
		text := l.Text()
		if l.Kind() != parser.Comment || inMacro(l) || strings.Contains(l.Span().Text(), "\\\n") {
			continue
		}
		bare := strings.TrimLeft(text, "# \t")
		words := parser.CutWords(bare, 0)
		if len(words) == 3 && strings.EqualFold(words[0].Value, "LoadModule") && words[1].Value == model.WSGIModule {
			return l, len(text) - len(bare)
		}
	}
	return nil, 0
}
