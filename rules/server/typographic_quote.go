package server

import (
	"fmt"
	"slices"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/directives"
	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model/wsgi"
)

var typographicQuote = lint.Rule{
	ID:       "typographic-quote",
	Family:   "server",
	Severity: lint.Error,
	Fixes:    lint.Safe,
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "Typographic quotes where Apache wants straight ones",
		Seen: "A mount is \"404 Not Found\", or Apache does not start. With other directives nothing is said, and the line does not do what " +
			"it is there for.",
		Why: `Word processors and blogs turn straight quotes into “curly” ones. To Apache only " and ' are quotes; the others are letters of the value. So
` + "`WSGIScriptAlias / “/srv/blog/wsgi.py”`" + ` looks for a script whose name begins with a “ and answers 404, python-home=“/srv/venv” is a folder that is not there, and
` + "`<Directory “/srv/blog”>`" + ` applies to nothing. Where a blank stands between them it ends the word, and most directives refuse so many.`,
		Log: []lint.LogLine{
			{Text: `Target WSGI script not found or unable to stat: /\xe2\x80\x9c/srv/blog/wsgi.py\xe2\x80\x9d`, Versions: "mod_wsgi 4.5 to 5.0"},
			{Text: "WSGI0135: Target WSGI script not found or unable to stat.", Versions: lint.FromReference},
			{Text: `DocumentRoot '/etc/apache2/\xe2\x80\x9c/var/www\xe2\x80\x9d' is not a directory, or is not readable`},
			{Text: "Invalid home directory for WSGI daemon process.", Versions: "mod_wsgi 3.5 to 6.0, home=“/srv”"},
		},
		Instead: "Type the quotes anew, as \" on the keyboard, or leave them out where the value holds no blank: `WSGIScriptAlias / " +
			"/srv/blog/wsgi.py`.",
		Fix:  "The quotes become straight. It is safe, for nobody means the others to be a part of a value that begins or ends with them.",
		Refs: []string{"https://httpd.apache.org/docs/2.4/configuring.html#syntax"},
	},
	Check: func(p *lint.Pass) {
		if allASCII.Of(p) {
			return
		}
		told := tellers(p.Config.Config)
		defined := false // whether some Define or Use has them, so that they come from there
		for _, stream := range [][]*eval.Directive{p.ReadTime, p.Directives} {
			for _, d := range stream {
				for _, m := range mistypedIn(d) {
					found := mistypedFinding(p, d, m)
					if defined && !strings.ContainsAny(found.At.Text(), doubles+singles) {
						continue
					}
					defined = defined || d.Is("Define") || d.Is("Use")
					if told.of(d.Syntax) {
						found.Severity, found.Symptom = lint.Error, refusal(p, "")
						found.Explains = []source.Span{d.Syntax.Span()}
					}
					p.Report(found)
				}
			}
		}
		for _, k := range p.Conditions {
			if bare := strings.Trim(k.Test, doubles+singles+`"'`); bare != k.Test && !isASCII(k.Test) {
				p.Report(mistypedTest(p, k, bare))
			}
		}
	},
}

// mistypedTest is the finding for a condition whose test stands in typographic quotes, bare without them.
func mistypedTest(p *lint.Pass, k *eval.Condition, bare string) lint.Diagnostic {
	at, _, exact := testOf(k)
	found := lint.Diagnostic{
		At: at, Via: k.Via, Severity: lint.Warning,
		Message: fmt.Sprintf("the quotes of %s are letters to Apache, for they are typographic, so this section is never read; type straight ones", shown(k.Test)),
		Symptom: "the section is skipped and nothing is logged: what is mounted or allowed in it is missing, usually a 404 or 403",
	}
	if k.Negated {
		found.Message = fmt.Sprintf("the quotes of %s are letters to Apache, for they are typographic, so this section is always read; type straight ones", shown(k.Test))
		found.Symptom = ""
	}
	if exact && !inMacro(k.Syntax) {
		found.Fixes = []lint.Fix{{Title: "Use no quotes", Safety: lint.Safe, Edits: []source.Edit{{Span: at, New: parser.Quote(bare, 0)}}}}
		if !k.Negated && !familiar(p.Config, k) {
			found.Fixes[0].Safety = lint.Manual
		}
	}
	return found
}

func mistypedFinding(p *lint.Pass, d *eval.Directive, m mistyped) lint.Diagnostic {
	at, exact := d.Origin(m.start, m.after)
	found := lint.Diagnostic{
		At: at, Via: d.Via, Severity: lint.Warning, Cause: lint.Settling(at),
		Message: fmt.Sprintf("the quotes of %s are letters of the value to Apache, for they are typographic; type straight ones", shown(d.RawArgs()[m.start:m.after])),
	}
	if symptom := mistypedHarm(p, d, m); symptom != "" {
		found.Severity, found.Symptom = lint.Error, symptom
	}
	if exact {
		found.Fixes = straighten(d, m)
	}
	return found
}

// mistypedHarm is what is seen of a mistake that stops Apache or a mount; "" for all others.
func mistypedHarm(p *lint.Pass, d *eval.Directive, m mistyped) string {
	known := directives.Lookup(d.Name)
	if known == nil {
		return ""
	}
	name, value := strings.ToLower(known.Name), d.RawArgs()[m.content:m.end]
	words := parser.CutWords(d.SectionArgs(), 0)
	i := slices.IndexFunc(words, func(w parser.Word) bool { return w.End > m.start })
	blank := strings.ContainsAny(value, " \t")
	switch {
	case tooMany(known.Args, len(words)):
		return refusal(p, known.Name+" "+counts[known.Args].says)
	case name == "<if", name == "<elseif":
		return refusal(p, "Cannot parse condition clause")
	case strings.HasPrefix(name, "<"):
		if single(name) && len(words) > 1 {
			return refusal(p, fmt.Sprintf("Multiple %s> arguments not (yet) supported.", known.Name))
		}
	case choosesWord(name, known, words, i):
		return refusal(p, "")
	case name == "documentroot", strings.Contains(value, "/") && (name == "errorlog" || name == "customlog" || name == "transferlog" || name == "loadmodule"):
		return refusal(p, "")
	case takesOptions(name) && (blank || m.value > 0), name == "wsgidaemonprocess" && strings.HasPrefix(words[i].Value, "home="):
		return refusal(p, "")
	case name == "wsgipythonhome", name == "wsgidaemonprocess" && strings.HasPrefix(words[i].Value, "python-home="):
		return fmt.Sprintf("Python does not start, or starts without the environment; the error log warns %q", p.Target.Coded("WSGI0100", "Unable to stat Python home"))
	case (name == "wsgiscriptalias" || name == "wsgiscriptaliasmatch") && i < 2:
		return "requests for the application are answered 404"
	}
	return ""
}

// choosers are directives that take a few words only, besides those that are refusing.
const choosers = " allowencodedslashes group hostnamelookups keepalive listen order satisfy serversignature servertokens sslengine sslverifyclient " +
	"usecanonicalname user "

// choosesWord reports whether a directive refuses word i for not being one of a few.
func choosesWord(name string, known *directives.Directive, words []parser.Word, i int) bool {
	if own := wsgi.Lookup(name); own != nil {
		return own.Value.Kind == wsgi.Choice
	}
	switch first := strings.ToLower(words[0].Value); {
	case name == "allow" || name == "deny" || strings.HasPrefix(name, "proxy"): // a host, or a URL
		return false
	case name == "require":
		return i == 0 || first == "all" || first == "ip" || first == "method"
	}
	word := " " + name + " "
	return known.Args == directives.Flag || strings.Contains(refusing, word) || strings.Contains(choosers, word)
}

// single reports whether a section, by its name in lower case, takes one argument.
func single(section string) bool {
	return slices.Contains([]string{"<directory", "<directorymatch", "<files", "<filesmatch", "<location", "<locationmatch", "<proxy", "<proxymatch"}, section)
}

// straighten puts straight quotes for the typographic ones, and none where one is missing; of an option its value alone stands in them, if it has to. It is
// nil where the value needs a person.
func straighten(d *eval.Directive, m mistyped) []lint.Fix {
	value, quote := d.RawArgs()[m.content:m.end], `"`
	if opening := d.RawArgs()[m.start:m.content]; opening == `'` {
		quote = opening
	}
	words := d.Is("Require") && m.start == 0 && m.content > m.start && m.end < m.after // all of them
	if m.content == m.start || m.end == m.after || words || d.Is("Require") && !strings.ContainsAny(value, " \t") {
		quote = "" // Require all takes none
	}
	if strings.Contains(value, `"`) || strings.HasSuffix(value, `\`) || quote == "" && !words && strings.ContainsAny(value, " \t'") {
		return nil
	}
	var edits []source.Edit
	put := func(start, end int, text string) {
		if at, _ := d.Origin(start, end); at.Text() != text {
			edits = append(edits, source.Edit{Span: at, New: text})
		}
	}
	if m.value > 0 {
		if !strings.ContainsAny(value, " \t") {
			quote = ""
		}
		put(m.start, m.content, "")
		put(m.value, m.value, quote)
	} else if m.start < m.content {
		put(m.start, m.content, quote)
	}
	if m.end < m.after {
		put(m.end, m.after, quote)
	}
	return []lint.Fix{{Title: "Use straight quotes", Safety: lint.Safe, Edits: edits}}
}
