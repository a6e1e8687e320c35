package server

import (
	"fmt"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
)

var commentSwallowsLine = lint.Rule{
	ID:       "comment-swallows-line",
	Family:   "server",
	Severity: lint.Warning,
	Fixes:    lint.Unsafe,
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "Comment that makes the next line a comment too",
		Seen: "Apache acts as if the line below the comment were not there: its URLs are \"404 Not Found\", or everybody or nobody gets in. " +
			"Nothing is logged. Where that line ends a section, Apache does not start.",
		Why: "Apache joins a line that ends in a backslash with the next one before it looks for comments. So the line below a comment that ends in a " +
			"backslash is a part of the comment: the directive in it is not read, and nothing is logged. If it is a mount, its URLs answer 404; if it is a `Require`, " +
			"everybody or nobody gets in; if it is the end of a section, Apache does not start, because the section is not closed.\n\n" +
			"It happens where one line of a continued directive is commented out, and under a drawing made of characters.\n\n" +
			"A comment of several lines in which nothing looks like a directive is left alone.",
		Log: []lint.LogLine{
			{Text: "<VirtualHost> was not closed.", Versions: "where the end of a section is swallowed"},
		},
		Instead: "End the comment without a backslash. If the line below is meant to be commented out as well, give it a # of its own.",
		Fix:     "The backslash goes. It is unsafe, for the line below takes effect then. Where Apache might refuse that line it is only shown.",
		Refs:    []string{"https://httpd.apache.org/docs/2.4/configuring.html#syntax"},
	},
	Check: func(p *lint.Pass) {
		worth := func(text string) bool { return strings.Contains(text, "\\\n") || strings.Contains(text, "\\\r\n") }
		for l := range lines(p.Config.Config, worth) {
			if l.Joined() && l.Kind() == parser.Comment {
				if swallowed, end, ok := swallow(l); ok {
					p.Report(swallowFinding(p, l, swallowed, end))
				}
			}
		}
	},
}

// swallow finds the first physical line of a comment, behind its first, that would be configuration, and the backslashes before it.
func swallow(l *parser.Line) (swallowed, backslashes source.Span, ok bool) {
	at := l.Span()
	f := at.File
	for n := at.From().Line + 1; ; n++ {
		above := f.Line(n - 1)
		if above.End >= at.End {
			return swallowed, backslashes, false
		}
		line := f.Line(n)
		text := strings.TrimSpace(line.Text())
		if !configuration(text) {
			continue
		}
		start := line.Start + strings.Index(line.Text(), text)
		text = strings.TrimRight(strings.TrimSuffix(text, `\`), " \t")
		body := strings.TrimRight(above.Text(), "\r\n")
		end := above.Start + len(body)
		return source.Span{File: f, Start: start, End: start + len(text)},
			source.Span{File: f, Start: above.Start + len(strings.TrimRight(body, `\`)), End: end}, true
	}
}

func swallowFinding(p *lint.Pass, l *parser.Line, swallowed, backslashes source.Span) lint.Diagnostic {
	d := lint.Diagnostic{
		At:      backslashes,
		Message: fmt.Sprintf("the backslash makes the line below a part of this comment, so %q is not read; end the comment without it", shown(swallowed.Text())),
		Symptom: "Apache acts as if the line below were not there; nothing is logged",
		Related: []lint.Related{{At: swallowed, Message: "this is a part of the comment"}},
	}
	if tag, closes := strings.CutPrefix(swallowed.Text(), "</"); closes {
		d.Symptom = "Apache does not start, because the section is not closed"
		if d.Explains = lint.Unbalanced(p.Config.Config, strings.TrimRight(tag, "> \t"), true, swallowed); d.Explains != nil {
			d.Severity = lint.Error
		}
	} else if tag, opens := strings.CutPrefix(swallowed.Text(), "<"); opens {
		name, _ := parser.CutWord(tag, 0)
		if d.Explains = lint.Unbalanced(p.Config.Config, strings.TrimSuffix(name.Value, ">"), false, swallowed); d.Explains != nil {
			d.Severity, d.Symptom = lint.Error, "Apache does not start, because the end of the section is one too many"
		}
	}
	if !inMacro(l) {
		cut := backslashes
		for b := cut.File.Text; b[cut.Start-1] == ' ' || b[cut.Start-1] == '\t'; cut.Start-- {
		}
		safety := lint.Unsafe
		if name, _ := parser.CutWord(swallowed.Text(), 0); !safeToRead(p, name.Value) || swallowsToo(l, swallowed) {
			safety = lint.Manual
		}
		d.Fixes = []lint.Fix{{Title: "End the comment here", Safety: safety, Edits: []source.Edit{{Span: cut}}}}
	}
	return d
}

// safeToRead reports whether Apache can be expected to take what begins with the given word. A tag is only where tags are missing.
func safeToRead(p *lint.Pass, word string) bool {
	if strings.HasPrefix(word, "<") {
		return len(p.Problems) > 0
	}
	return taken(p.Config, word)
}

// swallowsToo reports whether the line below the swallowed one is swallowed as well, and would be a directive or a tag.
func swallowsToo(l *parser.Line, swallowed source.Span) bool {
	f := swallowed.File
	this := f.Line(swallowed.From().Line)
	return this.End < l.Span().End && configuration(strings.TrimSpace(f.Line(swallowed.From().Line+1).Text()))
}
