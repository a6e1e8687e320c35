package server

import (
	"fmt"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/directives"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
)

var textAfterBracket = lint.Rule{
	ID:       "text-after-bracket",
	Family:   "server",
	Severity: lint.Warning,
	Fixes:    lint.Manual,
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "Text behind the > of a section's tag",
		Why: "A tag takes a line of its own. What stands behind the last `>` of `<VirtualHost *:80> ServerName blog.example` is dropped without a word: " +
			"the host has no name, and requests for it are answered by whichever host is the first. Text behind a closing tag is dropped too, even if it is the next section's opening tag.\n\n" +
			"Where another `>` follows, all up to that one becomes the section's argument, and most sections refuse so many. `<RequireAll>`, `<RequireAny>`, `<RequireNone>` and `<Else>` refuse " +
			"any text.",
		Log: []lint.LogLine{
			{Text: "Multiple <Directory> arguments not (yet) supported."},
			{Text: "<RequireAll> directive missing closing '>'"},
			{Text: "AH02989: AH02801: non blank chars found after <Macro closing '>'", Versions: "<Macro> only"},
		},
		Instead: "Put each tag and each directive on a line of its own.",
		Fix:     "The text is shown on a line of its own, for a person to look at: it takes effect then.",
		Refs:    []string{"https://httpd.apache.org/docs/2.4/configuring.html#syntax"},
	},
	Check: func(p *lint.Pass) {
		told := tellers(p.Config.Config)
		for l := range lines(p.Config.Config, oddTag) {
			if l.Kind() != parser.Open && l.Kind() != parser.Close {
				continue
			}
			if text := l.Text(); strings.IndexByte(text, '>') == len(text)-1 {
				continue
			}
			if _, is := remarkAfterTag(l); is {
				continue
			}
			d := dropped(p, l)
			if d == nil {
				continue
			}
			if told.of(l) {
				if l.Kind() != parser.Open || !strings.Contains(d.At.Text(), "</") {
					continue
				}
				d.Explains, d.Fixes = []source.Span{l.Span()}, nil // the section's end stands in its tag
			} else if swallowed := unbalances(p, d.At); swallowed != nil {
				d.Explains, d.Severity, d.Symptom = swallowed, lint.Error, refusal(p, "")
			}
			p.Report(*d)
		}
	},
}

// unbalances is what httpd refuses because a tag at the given place is not read.
func unbalances(p *lint.Pass, at source.Span) []source.Span {
	name, opens := strings.CutPrefix(at.Text(), "<")
	if !opens {
		return nil
	}
	word, _ := parser.CutWord(name, 0)
	name, closes := strings.CutPrefix(strings.TrimSuffix(word.Value, ">"), "/")
	return lint.Unbalanced(p.Config.Config, name, closes, at)
}

// dropped finds the text behind a tag; nil where there is none.
func dropped(p *lint.Pass, l *parser.Line) *lint.Diagnostic {
	text := l.Text()
	word, next := parser.CutWord(text, 0)
	name := strings.TrimSuffix(strings.TrimLeft(word.Value, "</"), ">")
	if directives.Lookup("<"+name) == nil {
		return nil
	}
	if l.Kind() == parser.Open {
		if at := early(text, word.End, next); at > 0 {
			d := behind(l, at)
			d.Severity = lint.Error
			d.Message = fmt.Sprintf("%q stands behind the > of <%s> and becomes a part of its argument, up to the last >; put it on a line of its own", shown(d.At.Text()), name)
			d.Symptom = refusal(p, "")
			if text[at] == '<' {
				d.Fixes = nil
			}
			return d
		}
		next = strings.LastIndexByte(text, '>') + 1
	}
	for next > 0 && next < len(text) && parser.IsSpace(text[next]) {
		next++
	}
	if next <= 0 || strings.Trim(text[next:], wideSpaces+zeroSpaces) == "" || closesQuote(text, next) {
		return nil
	}
	d := behind(l, next)
	d.Message = fmt.Sprintf("%q stands behind the tag and is dropped; put it on a line of its own", shown(d.At.Text()))
	d.Symptom = "Apache acts as if the text were not there; nothing is logged"
	if l.Kind() == parser.Open && bare(name) {
		d.Severity = lint.Error
		d.Symptom = refusal(p, fmt.Sprintf("<%s> directive missing closing '>'", name))
	}
	return d
}

// closesQuote reports whether all that stands behind the tag is the quote that closes one in it: rule quote-not-closed.
func closesQuote(text string, next int) bool {
	quote := text[next:]
	return (quote == `"` || quote == `'`) && strings.Count(text[:next], quote)%2 == 1
}

// early finds, in an opening tag that ends in another ">", the directive or tag behind the first one; 0 where there is none.
func early(text string, end, pos int) int {
	for pos < len(text) {
		w, next := parser.CutWord(text, pos)
		if text[end-1] == '>' && w.Quote == 0 && strings.IndexByte(text[w.Start:], '>') >= 0 {
			name := parser.DirectiveName(w.Value)
			if known := directives.Lookup(strings.Replace(name, "</", "<", 1)); known != nil && (known.Name == name || name[0] == '<') {
				return w.Start
			}
		}
		end, pos = w.End, next
	}
	return 0
}

// behind is the finding for the text of a tag from offset at on, with the text on a line of its own where it can stand there.
func behind(l *parser.Line, at int) *lint.Diagnostic {
	d := &lint.Diagnostic{At: l.At(at, len(l.Text()))}
	first := d.At.File.Line(l.Span().From().Line)
	if inMacro(l) || !first.Contains(d.At) || l.Kind() == parser.Open && !configuration(d.At.Text()) {
		return d
	}
	text := first.File.Text
	cut := source.Span{File: first.File, Start: d.At.Start, End: d.At.Start}
	for cut.Start > first.Start && (text[cut.Start-1] == ' ' || text[cut.Start-1] == '\t') {
		cut.Start--
	}
	indent := text[first.Start:l.At(0, 0).Start]
	if l.Kind() == parser.Open {
		indent += "    "
	}
	end := "\n"
	if strings.HasSuffix(first.Text(), "\r\n") {
		end = "\r\n"
	}
	d.Fixes = []lint.Fix{{
		Title:  "Put the text on a line of its own",
		Safety: lint.Manual,
		Edits:  []source.Edit{{Span: cut, New: end + indent}},
	}}
	return d
}
