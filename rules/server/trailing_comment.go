package server

import (
	"fmt"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/directives"
	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
)

var trailingComment = lint.Rule{
	ID:       "trailing-comment",
	Family:   "server",
	Severity: lint.Error,
	Fixes:    lint.Safe,
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "Comment behind a directive",
		Seen: "Mostly Apache does not start, and a reload is refused. Some directives take the words of the comment for values, and nothing " +
			"is said.",
		Why: `Apache has comments on lines of their own only. Behind a directive a # is an argument like any other, and so is every word after
it. Most directives refuse so many arguments, and Apache does not start. Some take the words for values: ` + "`ServerAlias www.blog.example # old name`" + ` makes the
host answer to "#", "old" and "name" too. After On or Off and behind the > of a tag they are ignored, so there it seems to work; but a > in the comment
then becomes the end of the tag, and ` + "`</IfModule>`" + ` with a comment behind it does not close a section that is read.

The same holds between continued lines: a # line there is no comment but a part of the directive.`,
		Log: []lint.LogLine{
			{Text: "WSGIProcessGroup takes one argument, Name of the WSGI process group."},
			{Text: "Invalid option to WSGI daemon process definition.", Versions: "mod_wsgi 3.5 to 6.0"},
			{Text: "Argument for 'Require all' must be 'granted' or 'denied'"},
			{Text: "No comments are allowed here", Versions: "behind Allow from and Deny from"},
		},
		Instead: "Put the comment on a line of its own, above the directive. If a value does begin with #, put it in quotes.",
		Fix: "The comment moves to a line of its own above. It is safe: what Apache refused it now reads as it was meant, and what it ignored it still ignores. " +
			"Only the words that it took for values are gone.",
		Refs: []string{"https://httpd.apache.org/docs/2.4/configuring.html#syntax"},
	},
	Check: func(p *lint.Pass) {
		known := tellers(p.Config.Config)
		for _, stream := range [][]*eval.Directive{p.Directives, p.ReadTime} {
			for _, d := range stream {
				r, ok := remarkOf(d)
				if !ok || known.of(d.Syntax) && !r.refused {
					continue
				}
				found := remarkFinding(p, d, r)
				if r.refused {
					found.Explains = append(found.Explains, d.Syntax.Span())
				}
				p.Report(found)
			}
		}
		for l := range lines(p.Config.Config, oddTag) {
			if l.Kind() != parser.Open && l.Kind() != parser.Close {
				continue
			}
			r, ok := remarkAfterTag(l)
			if !ok {
				continue
			}
			told := known.of(l)
			r.refused = r.refused || told
			found := tagFinding(p, l, r)
			if told {
				found.Explains = []source.Span{l.Span()}
			}
			p.Report(found)
		}
	},
}

func remarkFinding(p *lint.Pass, d *eval.Directive, r remark) lint.Diagnostic {
	hash, exact := d.Origin(r.start, r.start+1)
	found := lint.Diagnostic{At: hash, Via: d.Via, Severity: lint.Warning}
	if exact {
		found.At = remarkText(d.Syntax, hash.Start)
		if !r.first {
			found.Fixes = ownLineFix(d.Syntax, found.At)
		}
		if next, ok := lint.GoesOn(hash); ok && strings.HasSuffix(strings.TrimRight(hash.File.Text[:hash.Start], " \t\r\n"), `\`) {
			found.Settle(next) // a comment behind the backslash, or below it
		}
	}
	what := fmt.Sprintf("%q is no comment, for Apache has them on lines of their own only", shown(found.At.Text()))
	switch {
	case r.refused:
		found.Severity = lint.Error
		found.Message = fmt.Sprintf("%s; %s takes the words for arguments and is refused", what, d.Name)
		found.Symptom = refusal(p, r.says)
	case directives.Lookup(d.Name).Args == directives.Flag:
		found.Message = what + "; it is let pass, because what follows On or Off is ignored"
	default:
		found.Message = fmt.Sprintf("%s; %s takes each word of it for an argument", what, d.Name)
		found.Symptom = "nothing is logged"
	}
	return found
}

func tagFinding(p *lint.Pass, l *parser.Line, r remark) lint.Diagnostic {
	at := remarkText(l, l.At(r.start, r.start).Start)
	found := lint.Diagnostic{
		At: at, Severity: lint.Warning, Fixes: ownLineFix(l, at),
		Message: fmt.Sprintf("%q is no comment, for Apache has them on lines of their own only; it is let pass, because what follows the > of a tag is ignored", shown(at.Text())),
	}
	if r.refused {
		found.Severity = lint.Error
		found.Message = fmt.Sprintf("%q is no comment, for Apache has them on lines of their own only; here it becomes a part of the tag", shown(at.Text()))
		found.Symptom = refusal(p, "")
	}
	return found
}

func ownLineFix(l *parser.Line, comment source.Span) []lint.Fix {
	if inMacro(l) {
		return nil
	}
	edits := ownLine(l, comment)
	if edits == nil {
		return nil
	}
	return []lint.Fix{{Title: "Put the comment on a line of its own", Safety: lint.Safe, Edits: edits}}
}
