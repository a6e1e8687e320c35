package layout

import (
	"path"
	"slices"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/directives"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

// A Verdict says whether a text is configuration of Apache.
type Verdict int8

// The verdicts.
const (
	Foreign Verdict = iota // certainly not
	Unsure                 // nothing in it is known
	Apache
)

// maxRecognize is how many bytes of a text are looked at.
const maxRecognize = 1 << 16

// Recognize says whether a text is configuration of Apache, and if it is not, what it is.
func Recognize(name, text string) (v Verdict, reason string) {
	if len(text) > maxRecognize {
		text = text[:maxRecognize]
	}
	if isBinary(text) {
		return Foreign, "a binary file"
	}
	t := tallyOf(text)
	switch kind := t.foreign(); {
	case isDocument(name):
		return Foreign, "a document"
	case t.lines == 0:
		return Unsure, "nothing in it but comments"
	case t.program != "":
		return Foreign, t.program + " configuration"
	case t.wsgi && path.Ext(name) == ".conf": // whatever language the rest was taken for
		return Apache, ""
	case t.strange >= 3 && t.strange > t.known:
		return Foreign, "full of tags that Apache does not have"
	case t.sections > 0 && t.sections+t.known > t.braces && (2*t.known >= t.lines || named(path.Base(name))):
		return Apache, ""
	case kind != "":
		return Foreign, kind
	case 2*t.known >= t.lines:
		return Apache, ""
	case path.Base(name) == ".htaccess":
		return Apache, ""
	case t.known == 0 && t.lines < 5:
		return Unsure, "no directive of Apache in it"
	case t.known == 0:
		return Foreign, "no directive of Apache in it"
	case (3*t.known >= t.lines || t.lines < 5) && strings.Contains(path.Base(name), ".conf"):
		return Apache, ""
	}
	return Foreign, "hardly a directive of Apache in it"
}

// isDocument reports whether a file is for people to read, by its name. What it shows of Apache's configuration stands between sentences. Names of
// hosts and modules have such parts too: news.example.org.conf, md.load, sites-available/example.md.
func isDocument(name string) bool {
	parts := strings.Split(path.Base(name), ".")
	first, last := parts[0], parts[len(parts)-1]
	folder := path.Dir(name)
	switch last {
	case "html", "markdown", "md", "rst", "adoc", "textile", "tex", "pod":
		if len(parts) > 1 && !strings.HasSuffix(folder, "-available") && !strings.HasSuffix(folder, "-enabled") {
			return true
		}
	}
	return (forPeople[first] || forPeople[last]) && !slices.Contains(parts, "conf")
}

// forPeople are the names of documents.
var forPeople = map[string]bool{"README": true, "INSTALL": true, "NEWS": true, "CHANGES": true, "ChangeLog": true, "TODO": true}

// isBinary reports whether a text is full of control bytes, as programs, images and UTF-16 are. A few are a mistake in a text.
func isBinary(text string) bool {
	n := 0
	for i := range min(len(text), 8192) {
		if c := text[i]; c < ' ' && (c < '\t' || c > '\r') && c != 0x1b || c == 0x7f {
			n++
		}
	}
	return n >= 8 && n*8 > min(len(text), 8192) || strings.HasPrefix(text, "\x7fELF")
}

// A tally counts the lines of a text that are neither blank nor comments, by what they look like.
type tally struct {
	first       string // the first line of all
	lines       int
	known       int    // begin with a directive of Apache
	sections    int    // open a section of Apache
	strange     int    // open another
	braces      int    // end in `{` or `;` or are a `}`, as nginx's
	headers     int    // [section]
	assignments int    // key = value
	keys        int    // key: value, or - item
	wsgi        bool   // there is a directive of mod_wsgi
	program     string // that a line is of, in the genitive; "" for none
}

// marks are the first words of lines, in lower case, by which configuration is known that has words of Apache's, but is another program's.
var marks = map[string]string{
	"[uwsgi]":    "uWSGI's",
	"<policy":    "CUPS's",
	"<global>":   "ProFTPD's",
	"<anonymous": "ProFTPD's", "defaultserver": "ProFTPD's", "maxinstances": "ProFTPD's",
}

func tallyOf(text string) tally {
	var t tally
	joined, perl := false, false
	for line := range strings.SplitSeq(text, "\n") {
		line = strings.TrimSpace(strings.TrimPrefix(line, "\ufeff"))
		if t.first == "" {
			t.first = line
		}
		continues := joined
		joined = strings.HasSuffix(line, `\`)
		if perl || line == "" || line[0] == '#' || continues {
			perl = perl && line != "</Perl>"
			continue
		}
		perl = opensPerl(line)
		if model.IsStatement(line) || strings.HasPrefix(line, "<?php") || strings.HasPrefix(line, "{{") && strings.HasSuffix(line, "}}") {
			continue // of a template: it says nothing of what that is for
		}
		t.lines++
		t.count(line)
	}
	return t
}

// opensPerl reports whether a line opens a program of mod_perl's, such as <Perl> and <Perl handler=My::Handler>.
func opensPerl(line string) bool {
	return len(line) > 5 && strings.EqualFold(line[:5], "<Perl") && strings.IndexByte("> \t", line[5]) >= 0
}

// isWSGI reports whether a line begins with a directive of mod_wsgi, whatever follows it, or with what is meant for one: WSGIScriptAlas, but not
// what Python or INI files assign to.
func isWSGI(word, rest string) bool {
	name, _, assigned := strings.Cut(strings.TrimPrefix(word, "<"), "=")
	if len(name) <= 4 || !strings.EqualFold(name[:4], "WSGI") {
		return false
	}
	letter := func(r rune) bool { return 'a' <= r|0x20 && r|0x20 <= 'z' }
	return directives.Lookup(name) != nil || strings.HasPrefix(name, "WSGI") && strings.TrimFunc(name, letter) == "" && !assigned && !strings.HasPrefix(rest, "=")
}

// isPAM reports whether a word is a module of PAM, as pam_unix.so.
func isPAM(word string) bool {
	return strings.HasPrefix(word, "pam_") && strings.HasSuffix(word, ".so")
}

func (t *tally) count(line string) {
	word, rest, _ := strings.Cut(strings.Map(tabToSpace, line), " ")
	rest = strings.TrimSpace(rest)
	if program := marks[parser.LowerName(word)]; program != "" {
		t.program = program
	}
	switch {
	case slices.ContainsFunc(strings.Fields(rest), isPAM):
		t.program = "PAM's"
	case isWSGI(word, rest):
		t.wsgi = true
		t.known++
	case strings.IndexByte("{;", line[len(line)-1]) >= 0, line == "}":
		t.braces++
	case line[0] == '<' && directives.Lookup(strings.TrimSuffix(word, ">")) != nil, opensPerl(line):
		t.sections++
		t.known++
	case line[0] == '<' && !strings.HasPrefix(line, "</") && !strings.HasPrefix(line, "<%"): // which a template has
		t.strange++
	case strings.HasPrefix(line, "</") && directives.Lookup("<"+strings.Trim(word, "</>")) != nil:
		t.known++
	case line[0] == '[' && line[len(line)-1] == ']':
		t.headers++
	case strings.HasPrefix(rest, "=") || strings.Contains(word, "="):
		t.assignments++
	case strings.HasSuffix(word, ":") || word == "-":
		t.keys++
	case directives.Lookup(word) != nil:
		t.known++
	}
}

func tabToSpace(r rune) rune {
	if r == '\t' {
		return ' '
	}
	return r
}

// foreign names the format of a text that is clearly something else; "" for none.
func (t tally) foreign() string {
	switch {
	case strings.HasPrefix(t.first, "#!"):
		return "a script"
	case strings.HasPrefix(t.first, "/*"):
		return "a program's text"
	case strings.HasPrefix(t.first, "<?xml"), strings.HasPrefix(strings.ToLower(t.first), "<!doctype"), strings.HasPrefix(t.first, "<html"):
		return "XML or HTML"
	case t.headers > 0 && t.headers+t.assignments > t.known:
		return "an INI file"
	case 2*t.braces > t.lines && t.braces > t.known:
		return "nginx's configuration, or a program's text"
	case 2*t.assignments > t.lines:
		return "a list of assignments"
	case 2*t.keys > t.lines:
		return "YAML"
	}
	return ""
}
