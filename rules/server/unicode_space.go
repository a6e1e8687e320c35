package server

import (
	"fmt"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
)

var unicodeSpace = lint.Rule{
	ID:       "unicode-space",
	Family:   "server",
	Severity: lint.Error,
	Fixes:    lint.Safe,
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "White space that Apache takes for letters",
		Why: `Text copied from a web page, a chat or a word processor often has no-break spaces in it, or characters without any width. They look
like blanks, or like nothing; to Apache, which knows blanks, tabs and line ends only, they are letters. Before a directive they become a part of its name, and Apache does not
start, even if nothing else stands on the line. Between arguments they join two into one; behind the last they are a part of the value, so that a script is not found or an option
is not the one that was meant.

Inside quotes, in comments, and between two words that may be a name they are left alone.`,
		Log: []lint.LogLine{
			{Text: `Invalid command '\xc2\xa0ServerName', perhaps misspelled or defined by a module not included in the server configuration`},
			{Text: `Illegal option Indexes\xc2\xa0FollowSymLinks`},
			{Text: `Target WSGI script not found or unable to stat: /srv/blog/wsgi.py\xc2\xa0`, Versions: "mod_wsgi 4.5 to 5.0"},
			{Text: "WSGI0135: Target WSGI script not found or unable to stat.", Versions: lint.FromReference},
		},
		Instead: "Type the blanks anew, or let the fix do it. `grep -nP '[^\\x00-\\x7F]' FILE` shows the lines.",
		Fix:     "Each becomes a plain blank; at the end of a line, and where they have no width, they go. It is safe, for nobody means them to be a part of a word.",
		Refs:    []string{"https://httpd.apache.org/docs/2.4/configuring.html#syntax"},
	},
	Check: func(p *lint.Pass) {
		if allASCII.Of(p) {
			return
		}
		var found []stray
		report := func() {
			if len(found) > 0 {
				p.Report(strayFinding(p, found))
			}
			found = nil
		}
		worth := func(text string) bool { return !isASCII(text) }
		for l := range lines(p.Config.Config, worth) {
			if len(found) > 0 && found[0].line.Span().File != l.Span().File {
				report()
			}
			if l.Kind() != parser.Comment && len(found) < maxStrays {
				found = append(found, straysIn(l)...)
				found = found[:min(len(found), maxStrays)]
			}
		}
		report()
	},
}

// strayFinding makes one finding of all places in a file. It stands at the worst.
func strayFinding(p *lint.Pass, all []stray) lint.Diagnostic {
	worst := all[0]
	for _, s := range all {
		if s.refused && !worst.refused || s.dead && !worst.dead && !worst.refused {
			worst = s
		}
	}
	found := lint.Diagnostic{At: worst.line.At(worst.start, worst.end), Severity: lint.Warning}
	found.Message = fmt.Sprintf("this is U+%04X, %s, and a letter to Apache; type a plain blank", worst.first(), spaceName(worst.first()))
	if len(all) > 1 {
		found.Message += fmt.Sprintf(" (%d more in this file)", len(all)-1)
	}
	switch word, _ := parser.CutWord(worst.line.Text(), 0); {
	case worst.refused && worst.start < word.End && !strings.Contains(word.Value, "<"):
		found.Symptom = refusal(p, fmt.Sprintf("Invalid command '%s', perhaps misspelled or defined by a module not included in the server configuration", escaped(shown(word.Value))))
	case worst.refused:
		found.Symptom = refusal(p, "")
	case worst.dead:
		found.Symptom = "the application does not answer, because a file or folder of that name is not there"
	}
	if worst.refused || worst.dead {
		found.Severity = lint.Error
	}
	var edits []source.Edit
	for _, s := range all {
		if s != worst && len(found.Related) < maxRelated {
			found.Related = append(found.Related, lint.Related{At: s.line.At(s.start, s.end), Message: "another one stands here"})
		}
		if !inMacro(s.line) {
			edits = append(edits, s.edit())
		}
		found.Explains = append(found.Explains, s.explains(p)...)
	}
	if edits != nil {
		found.Fixes = []lint.Fix{{Title: "Type plain blanks", Safety: lint.Safe, Edits: edits}}
	}
	return found
}

// explains finds what httpd refuses because it takes the run for letters.
func (s stray) explains(p *lint.Pass) []source.Span {
	at, run := s.line.Span(), s.line.At(s.start, s.end)
	if next, ok := lint.GoesOn(run); ok && strings.HasSuffix(strings.TrimRight(run.File.Text[:run.Start], " \t"), `\`) {
		return []source.Span{at, next} // the backslash is not the last of its line
	}
	word := plainName(s.line.Text())
	if name, closes := strings.CutPrefix(word, "</"); closes {
		return append(lint.Unbalanced(p.Config.Config, strings.TrimSuffix(name, ">"), true, at), at)
	} else if name, opens := strings.CutPrefix(word, "<"); opens {
		return append(lint.Unbalanced(p.Config.Config, strings.TrimSuffix(name, ">"), false, at), at)
	}
	return []source.Span{at}
}

func spaceName(r rune) string {
	switch r {
	case '\u00a0', '\u202f':
		return "a no-break space"
	case '\u3000':
		return "an ideographic space"
	case '\u200b':
		return "a zero width space"
	case '\ufeff':
		return "a byte order mark"
	case '\u2060':
		return "a word joiner"
	}
	return "a space of Unicode"
}

// escaped writes bytes beyond ASCII as httpd's log does.
func escaped(s string) string {
	var b strings.Builder
	for i := range len(s) {
		if s[i] < 0x80 {
			b.WriteByte(s[i])
		} else {
			fmt.Fprintf(&b, `\x%02x`, s[i])
		}
	}
	return b.String()
}
