package python

import (
	"fmt"
	"regexp"
	"strings"
	"sync"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

var pathSeparator = lint.Rule{
	ID:       "python-path-separator",
	Family:   "python",
	Severity: lint.Warning,
	Fixes:    lint.Safe,
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "Entries of the Python path not separated by a colon alone",
		Why: `On Unix the entries of python-path= and WSGIPythonPath are separated by a colon. With commas, semicolons or blanks the whole text is one
entry, the name of a folder that does not exist. It is put on sys.path without a word, and the site answers "500 Internal Server Error" as
soon as a module from one of the folders is imported.

A blank beside the colon ends the option where the path is not quoted: Apache does not start then. Where it is quoted, the blank is part of
the entry behind it, which does not exist.`,
		Log: []lint.LogLine{
			{Text: "ModuleNotFoundError: No module named 'blog'"},
			{Text: "Invalid option to WSGI daemon process definition.", Versions: "a blank beside the colon, not quoted"},
			{Text: "WSGIPythonPath takes one argument, Python module search path.", Versions: "a blank beside the colon, not quoted"},
		},
		Instead: "`python-path=/srv/blog:/srv/shared`, without blanks.",
		Fix:     "The entries are joined with colons. It is safe, for what stood there named no folder.",
		Refs:    []string{"https://modwsgi.readthedocs.io/en/master/configuration-directives/WSGIDaemonProcess.html"},
	},
	Check: func(p *lint.Pass) {
		for _, s := range paths(p) {
			if l := misseparated(s); l != nil {
				p.Report(l.report())
			}
		}
	},
}

// A list is the text of a Python path that is not separated by colons alone, with the words behind it that were to be part of it.
type list struct {
	setting *model.PythonSetting
	text    string
	end     int  // in RawArgs
	cut     bool // a blank ends the path
}

var (
	wrongSeparator = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`\s*[,;]\s*(/|\$\{|~|$)|(:\s+|\s+:)\s*(/|\$\{|~|$)|\s+/`)
	})
	anySeparator = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\s*[,;:]\s*(/|\$\{|~|$)|\s+(/)`) })
)

// misseparated is the list a Python path was meant to be; nil where it is one.
func misseparated(s *model.PythonSetting) *list {
	l := list{setting: s, text: s.Value.Value, end: s.End}
	if isWindows(l.text) || s.Quote != 0 && !strings.HasSuffix(s.Decl.RawArgs()[s.Start+1:s.End], string(s.Quote)) { // rule quote-not-closed
		return nil
	}
	if s.Quote == 0 {
		l.joinWords()
	}
	if !strings.ContainsAny(l.text, ",; \t\r\n\f") || !wrongSeparator().MatchString(l.text) {
		return nil
	}
	return &l
}

// joinWords adds the words behind an unquoted path that a separator ties to it.
func (l *list) joinWords() {
	raw := l.setting.Decl.RawArgs()
	for {
		word, _ := parser.CutWord(raw, l.end)
		begins := strings.IndexAny(word.Value, ":,;") == 0 && (len(word.Value) == 1 || word.Value[1] == '/')
		ends := strings.HasSuffix(l.text, ":") || strings.HasSuffix(l.text, ",") || strings.HasSuffix(l.text, ";")
		if word.Start == word.End || word.Quote != 0 || !begins && !(ends && strings.HasPrefix(word.Value, "/")) {
			return
		}
		l.text += " " + word.Value
		l.end, l.cut = word.End, true
	}
}

// joined is the path as it should be.
func (l *list) joined() string {
	text := anySeparator().ReplaceAllString(l.text, ":$1$2")
	return strings.Trim(text, ":")
}

func (l *list) report() lint.Diagnostic {
	s := l.setting
	at, exact := s.Decl.Origin(s.Start, l.end)
	if !l.cut {
		at, exact = s.At(), s.Exact()
	}
	d := lint.Diagnostic{
		At:      at,
		Message: fmt.Sprintf("the entries of %s are separated by a colon and nothing else: %s", pathName(s), l.joined()),
		Symptom: "all of it is one entry of sys.path, a folder that does not exist; the site answers 500 with \"ModuleNotFoundError\" in the error log",
		Via:     s.Decl.Via,
	}
	if l.cut {
		d.Severity = lint.Error
		d.Symptom = "Apache does not start: the blank ends the path, and what follows is refused"
	}
	if exact {
		edit := source.Edit{Span: at, New: parser.Quote(l.joined(), s.Quote)}
		d.Fixes = []lint.Fix{{Title: "Separate the entries with colons", Safety: lint.Safe, Edits: []source.Edit{edit}}}
	}
	return d
}
