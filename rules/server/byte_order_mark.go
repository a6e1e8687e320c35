package server

import (
	"fmt"
	"regexp"
	"strings"
	"sync"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
)

// mark is U+FEFF in UTF-8.
const mark = "\ufeff"

var byteOrderMark = lint.Rule{
	ID:       "byte-order-mark",
	Family:   "server",
	Severity: lint.Error,
	Fixes:    lint.Safe,
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "File that begins with a byte order mark",
		Why: `Some editors of Windows put three invisible bytes before the first line of a file they save as UTF-8. To Apache they are a part of
the first word: the name of a directive nobody knows, even where the line is a comment or empty. Apache does not start; a reload is
refused. Only Apache on Windows drops the mark, so a file with folders such as C:/Apache24 is left alone.`,
		Log: []lint.LogLine{
			{Text: `Invalid command '\xef\xbb\xbf#', perhaps misspelled or defined by a module not included in the server configuration`},
			{Text: `</VirtualHost> without matching <VirtualHost> section`, Versions: "where a section begins behind the mark"},
		},
		Instead: "Save the file as UTF-8 without a mark (BOM), or take the three bytes away: `sed -i '1s/^\\xef\\xbb\\xbf//' FILE`.",
		Fix:     "Removes the mark. It is safe, for Apache refuses the file with it.",
		Refs:    []string{"https://httpd.apache.org/docs/2.4/configuring.html#syntax"},
	},
	Check: func(p *lint.Pass) {
		for _, f := range p.Config.Config.Files {
			text := f.Source.Text
			if !strings.HasPrefix(text, mark) || drive().MatchString(text) {
				continue
			}
			at := source.Span{File: f.Source, End: len(mark)}
			p.Report(lint.Diagnostic{
				At:       at,
				Message:  "the file begins with a byte order mark, which Apache takes for a part of the first word; save it as UTF-8 without one",
				Symptom:  markSymptom(text[len(mark):]),
				Explains: lint.Unbalanced(p.Config.Config, sectionName(text[len(mark):]), false, at),
				Fixes: []lint.Fix{{
					Title:  "Remove the byte order mark",
					Safety: lint.Safe,
					Edits:  []source.Edit{{Span: at}},
				}},
			})
		}
	},
}

// markSymptom is what Apache says of a file whose text begins so behind the mark.
func markSymptom(text string) string {
	if name := sectionName(text); name != "" {
		return fmt.Sprintf("Apache does not start: \"</%s> without matching <%[1]s> section\", for it does not see the section begin", name)
	}
	return fmt.Sprintf("Apache does not start: \"Invalid command '\\xef\\xbb\\xbf%s', perhaps misspelled or defined by a module not included in the server configuration\"",
		text[:strings.IndexAny(text+"\n", " \t\r\n")])
}

// sectionName is the name of the section that a text opens; "" where it opens none.
func sectionName(text string) string {
	word, _ := parser.CutWord(text, 0)
	name, _ := strings.CutPrefix(parser.DirectiveName(word.Value), "<")
	if name == parser.DirectiveName(word.Value) {
		return ""
	}
	return name
}

// drive finds a path of Windows.
var drive = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?m)^[^#\n]*[\s"'=][A-Za-z]:[/\\]`) })
