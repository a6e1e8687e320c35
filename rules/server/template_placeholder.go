package server

import (
	"fmt"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

var templatePlaceholder = lint.Rule{
	ID:       "template-placeholder",
	Family:   "server",
	Severity: lint.Info,
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "Placeholder of a template that nothing has filled in",
		Seen:  "Of a template, nothing. Where Apache reads the file as it stands, it does not start, or a mount is \"404 Not Found\".",
		Why: "`{{ port }}`, `{% if tls %}`, `<%= root %>`, `@PYTHONDIR@` and `%PUBLICPORT%` mean nothing to Apache. Either the file is the template and not the configuration made of it: then " +
			"what else is said of it is to be taken with care. Or the program that should have filled it in has left one out: then Apache takes the text as it stands, refuses it, or looks for a file of " +
			"that name. There is one finding for a file.",
		Log: []lint.LogLine{
			{Text: "Invalid command '{%', perhaps misspelled or defined by a module not included in the server configuration"},
			{Text: "Target WSGI script not found or unable to stat: /@PYTHONDIR@/blog.wsgi", Versions: "mod_wsgi 4.5 to 5.0"},
			{Text: "WSGI0135: Target WSGI script not found or unable to stat.", Versions: lint.FromReference},
		},
		Instead: "Lint the file the template makes; or fill in the value.",
		Refs:    []string{"https://httpd.apache.org/docs/2.4/configuring.html#syntax"},
	},
	Check: func(p *lint.Pass) {
		var file *source.File
		var first source.Span
		count := 0
		report := func() {
			if count > 0 {
				p.Report(placeholderFinding(first, count))
			}
			count = 0
		}
		for l := range lines(p.Config.Config, model.HoldsPlaceholder) {
			if at := l.Span(); at.File != file {
				report()
				file = at.File
			}
			for _, m := range placeholdersIn(l) {
				if count++; count == 1 {
					first = l.At(m[0], m[1])
				}
			}
		}
		report()
	},
}

// placeholdersIn finds the placeholders in a line. A macro's parameters may be called anything.
func placeholdersIn(l *parser.Line) [][2]int {
	if l.Kind() == parser.Comment || inMacro(l) || strings.EqualFold(l.Name().Value, "<Macro") {
		return nil
	}
	var found [][2]int
	text := l.Text()
	for at := 0; ; {
		start, end := model.Placeholder(text, at)
		if start < 0 {
			return found
		}
		found = append(found, [2]int{start, end})
		at = end
	}
}

func placeholderFinding(at source.Span, count int) lint.Diagnostic {
	d := lint.Diagnostic{At: at, Message: fmt.Sprintf("%q is a placeholder of a template that nothing has filled in; lint the file that is made of it", shown(at.Text()))}
	if count > 1 {
		d.Message += fmt.Sprintf(" (%d more in this file)", count-1)
	}
	return d
}
