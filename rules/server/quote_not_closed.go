package server

import (
	"fmt"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser/directives"
	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model/wsgi"
)

var quoteNotClosed = lint.Rule{
	ID:       "quote-not-closed",
	Family:   "server",
	Severity: lint.Warning,
	Fixes:    lint.Manual,
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "Quote that is opened and not closed, or closed and not opened",
		Seen:  "A mount is \"404 Not Found\", or Apache does not start, where more stands behind the value. Otherwise nothing.",
		Why: `A value in quotes goes on to the next such quote, or else to the end of the line: Apache does not mind that one is missing. Where the
value is the last thing on the line nothing is lost. Where more follows it becomes a part of the value: ` + "`WSGIScriptAlias / \"/srv/blog/wsgi.py process-group=blog`" + ` looks
for a script with that long name and answers 404. A directive that misses an argument then is refused.

A backslash before the closing quote makes it a part of the value: ` + "`\"C:\\blog\\\"` is not closed.\n\n" +
			"A quote at the end of a word that does not begin with one is a letter like any other: `WSGIScriptAlias / /srv/blog/wsgi.py\"` " +
			"looks for a script of that name.",
		Log: []lint.LogLine{
			{Text: "Target WSGI script not found or unable to stat: /srv/blog/wsgi.py process-group=blog", Versions: "mod_wsgi 4.5 to 5.0"},
			{Text: "WSGI0135: Target WSGI script not found or unable to stat.", Versions: lint.FromReference},
			{Text: "WSGIScriptAlias requires at least two arguments, Map location to target WSGI script file."},
			{Text: "DocumentRoot '/var/www\"' is not a directory, or is not readable"},
		},
		Instead: "Close the quote, `\"/srv/blog/wsgi.py\"`, or leave it out where the value holds no blank. Write folders of Windows with " +
			"slashes: `\"C:/blog\"`.",
		Fix: "Where the value is meant to go to the end of the line, because it holds no blank or the directive takes no more, the quote is closed there, and Apache reads the same: that is safe. " +
			"Else it is shown behind the first word, for a person to look at. A quote that nothing opens goes, which is safe: " +
			"no file, host or group has it in its name.",
		Refs: []string{"https://httpd.apache.org/docs/2.4/configuring.html#syntax"},
	},
	Check: func(p *lint.Pass) {
		told := tellers(p.Config.Config)
		for _, stream := range [][]*eval.Directive{p.Directives, p.ReadTime} {
			for _, d := range stream {
				if strings.IndexByte(d.RawArgs(), '"') < 0 && strings.IndexByte(d.RawArgs(), '\'') < 0 {
					continue // as most have none
				}
				if o, ok := openIn(d); ok && !told.of(d.Syntax) {
					if !inPlaceholder(d.SectionArgs(), o.Start) {
						p.Report(openFinding(p, d, o))
					}
				} else if w, ok := unopenedIn(d); ok && !told.of(d.Syntax) {
					p.Report(unopenedFinding(p, d, w))
				}
			}
		}
	},
}

// inPlaceholder reports whether what stands at a place is for an engine of templates to read.
func inPlaceholder(text string, at int) bool {
	start, stop := model.Placeholder(text, 0)
	for start >= 0 && stop <= at {
		start, stop = model.Placeholder(text, stop)
	}
	return start >= 0 && start <= at
}

func openFinding(p *lint.Pass, d *eval.Directive, o opened) lint.Diagnostic {
	raw := d.RawArgs()[o.Start:o.End]
	at, exact := d.Origin(o.Start, o.End)
	found := lint.Diagnostic{At: at, Via: d.Via, Cause: lint.Settling(at), Message: fmt.Sprintf("the quote of %s is not closed, so the value goes on to the end of the line; close it", shown(raw))}
	escaped := strings.HasSuffix(raw, `\`+string(rune(o.Quote)))
	if escaped {
		found.Message = fmt.Sprintf(`the backslash before the last quote of %s makes it a part of the value, which is not closed; write \\ or a slash`, shown(raw))
	}
	if blank := strings.ContainsAny(o.Value, " \t"); blank {
		found.Settle(d.Syntax.At(0, len(d.Syntax.Name().Value))) // what the value has swallowed is missing
	}
	next, goesOn := lint.GoesOn(source.Span{File: at.File, Start: at.End, End: at.End})
	if goesOn {
		found.Settle(next)
	}
	if takesNoQuotes(d) {
		found.Message = fmt.Sprintf("Require all takes no quotes; remove that of %s", shown(raw))
	}
	if harm := openHarm(p, d, o); harm != "" {
		found.Severity, found.Symptom = lint.Error, harm
	}
	if quote := string(rune(o.Quote)); exact && !goesOn && (escaped || !strings.Contains(raw, `\`+quote)) {
		found.Fixes = []lint.Fix{closeQuote(d, o, escaped)}
	}
	return found
}

// openHarm is what is seen where the missing quote stops Apache or a mount; "" elsewhere.
func openHarm(p *lint.Pass, d *eval.Directive, o opened) string {
	known := directives.Lookup(d.Name)
	if known == nil || d.IsSection() {
		return ""
	}
	blank := strings.ContainsAny(o.Value, " \t")
	if o.isOption(d) {
		return refusal(p, wsgi.Lookup(known.Name).Invalid)
	}
	switch name := strings.ToLower(known.Name); {
	case known.Args == directives.Iterate2 && o.words < 2:
		return refusal(p, known.Name+" requires at least two arguments")
	case tooFew(known.Args, o.words):
		return refusal(p, known.Name+" "+counts[known.Args].says)
	case name == "documentroot" && strings.HasSuffix(o.Value, `"`), takesNoQuotes(d):
		return refusal(p, "")
	case (name == "wsgiscriptalias" || name == "wsgiscriptaliasmatch") && o.words < 2:
		return refusal(p, known.Name+" requires at least two arguments, Map location to target WSGI script file.")
	case (name == "wsgiscriptalias" || name == "wsgiscriptaliasmatch") && o.words == 2 && blank:
		return fmt.Sprintf("requests for the application are answered 404: %q", p.Target.Coded("WSGI0135", "Target WSGI script not found or unable to stat"))
	case name == "wsgidaemonprocess" && (o.option == "home=" || o.option == "chroot=") && blank:
		return fmt.Sprintf("requests for the group are answered 504, for there is no folder %q", o.Value)
	case name == "wsgidaemonprocess" && o.option == "python-home=" && blank:
		return fmt.Sprintf("requests for the group are answered 504: %q", p.Target.Coded("WSGI0100", "Unable to stat Python home"))
	}
	return ""
}

// isOption reports whether the quote stands before an option of mod_wsgi's, not before its value.
func (o *opened) isOption(d *eval.Directive) bool {
	known := wsgi.Lookup(d.Name)
	return known != nil && known.Words > 0 && o.words > known.Words && o.option == ""
}

// takesNoQuotes reports whether a directive looks at its words as they are written, quotes and all.
func takesNoQuotes(d *eval.Directive) bool {
	return d.Is("Require") && strings.EqualFold(d.Arg(0).Value, "all") && d.Arg(0).Quote == 0
}

// closeQuote closes the quote at the end where nothing but the value can stand there, else behind the first word.
func closeQuote(d *eval.Directive, o opened, escaped bool) lint.Fix {
	fix := lint.Fix{Title: "Close the quote", Safety: lint.Manual}
	end, insert := o.End, string(rune(o.Quote))
	blank := strings.IndexAny(o.Value, " \t")
	known := directives.Lookup(d.Name)
	switch {
	case o.isOption(d), takesNoQuotes(d):
		at, _ := d.Origin(o.Start, o.Start+1)
		fix.Title, fix.Edits = "Remove the quote", []source.Edit{{Span: at}}
		if blank < 0 {
			fix.Safety = lint.Safe
		}
		return fix
	case escaped:
		end, insert = o.End-1, `\`
	case blank < 0 || known != nil && (o.words == counts[known.Args].most || single(strings.ToLower(known.Name))) && blank < len(strings.TrimRight(o.Value, " \t")):
		fix.Safety = lint.Safe
	default:
		end = o.Start + 1 + strings.IndexAny(d.RawArgs()[o.Start+1:o.End]+" ", " \t")
	}
	at, _ := d.Origin(end-1, end)
	fix.Edits = []source.Edit{{Span: source.Span{File: at.File, Start: at.End, End: at.End}, New: insert}}
	return fix
}
