package server

import (
	"fmt"
	"slices"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

// naming are directives whose words name files, hosts and groups, and how many words do; -1 for all. No such name ends with a quote. Nor does any word
// of mod_wsgi's other directives.
var naming = map[string]int{
	"documentroot": 1, "serverroot": 1, "alias": 2, "scriptalias": 2, "servername": 1, "serveralias": -1,
	"<directory": 1, "<location": 1, "<files": 1,
	"wsgiscriptalias": 2, "wsgiscriptaliasmatch": 2, "wsgidaemonprocess": 1, "wsgiimportscript": 1, "wsgihandlerscript": 2,
	"wsgiprocessgroup": 1, "wsgiapplicationgroup": 1, "wsgipythonhome": 1, "wsgipythonpath": 1, "wsgisocketprefix": 1,
}

// unopenedIn finds a word, or the value of an option, that ends with a quote which nothing opens.
func unopenedIn(d *eval.Directive) (w parser.Word, ok bool) {
	text := d.SectionArgs()
	for i, pos := 0, 0; pos < len(text); i++ {
		w, pos = parser.CutWord(text, pos)
		if w.Quote != 0 || !model.StrayQuote(w.Value) {
			continue
		}
		names, known := named(d.Name)
		if !known {
			return w, false
		}
		name, value, _ := strings.Cut(w.Value, "=")
		if names >= 0 && i >= names && (name == "" || value == "" || !takesOptions(d.Name)) {
			return w, false
		}
		opens := func(m mistyped) bool { return m.start < w.End && w.End <= m.after } // a typographic one does, as its own rule says
		return w, strings.Count(text, w.Value[len(w.Value)-1:])%2 == 1 && !slices.ContainsFunc(mistypedIn(d), opens)
	}
	return w, false
}

// named is how many words of a directive are names, see naming.
func named(directive string) (words int, known bool) {
	lower := parser.LowerName(directive)
	if words, known = naming[lower]; !known && strings.HasPrefix(lower, "wsgi") {
		return -1, true
	}
	return words, known
}

func unopenedFinding(p *lint.Pass, d *eval.Directive, w parser.Word) lint.Diagnostic {
	at, exact := d.Origin(w.Start, w.End)
	found := lint.Diagnostic{
		At: at, Via: d.Via, Cause: lint.Settling(at),
		Message: fmt.Sprintf("nothing opens the quote at the end of %s, so it is a part of the value; remove it", shown(w.Value)),
	}
	switch {
	case d.Is("DocumentRoot") && d.In == nil && !p.Host.Open:
		found.Severity, found.Symptom = lint.Error, refusal(p, "")
	case (d.Is("WSGIScriptAlias") || d.Is("WSGIScriptAliasMatch")) && d.Arg(1).Value == w.Value:
		found.Severity = lint.Error
		found.Symptom = fmt.Sprintf("requests for the application are answered 404: %q",
			p.Target.Coded("WSGI0135", "Target WSGI script not found or unable to stat"))
	}
	if before, touched := touches(d, w); touched {
		closedLate(&found, d, before, w)
		return found
	}
	if exact && !strings.Contains(w.Value, "${") {
		edit := source.Edit{Span: source.Span{File: at.File, Start: at.End - 1, End: at.End}}
		found.Fixes = []lint.Fix{{Title: "Remove the quote", Safety: lint.Safe, Edits: []source.Edit{edit}}}
	}
	return found
}

// touches is the word in quotes that ends where w begins, with no blank between.
func touches(d *eval.Directive, w parser.Word) (before parser.Word, touched bool) {
	for o := range parser.Words(d.RawArgs(), 0) {
		if o.End == w.Start && o.Quote == w.Value[len(w.Value)-1] {
			return o, true
		}
	}
	return before, false
}

// closedLate words the finding where the quote of the word before takes in the blank that was to part the two: "/wiki "/srv/wiki.wsgi".
func closedLate(found *lint.Diagnostic, d *eval.Directive, before, w parser.Word) {
	found.Message = fmt.Sprintf("the quote before %s closes %q, with its blank; write the blank behind that quote, and another quote", shown(w.Value), before.Value)
	if strings.HasPrefix(d.Name, "WSGI") && found.Severity == lint.Error {
		found.Symptom = "requests for the application are answered 404, for no URL has that blank; nothing is logged"
	}
	if at, exact := d.Origin(w.Start-2, w.Start); exact && d.RawArgs()[w.Start-2] == ' ' {
		quote := string(rune(before.Quote))
		found.Fixes = []lint.Fix{{Title: "Close the first quote before the blank", Safety: lint.Manual, Edits: []source.Edit{{Span: at, New: quote + " " + quote}}}}
	}
}
