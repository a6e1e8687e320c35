package directives

import (
	"fmt"
	"regexp"
	"strings"
	"sync"

	"github.com/modwsgi-lint/modwsgi-lint/parser/options"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model/wsgi"
)

var daemonOptionSyntax = lint.Rule{
	ID:       "daemon-option-syntax",
	Family:   "directives",
	Severity: lint.Error,
	Fixes:    lint.Safe,
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "Option of WSGIDaemonProcess that is not written NAME=VALUE",
		Seen: "Apache does not start, and a reload is refused. With a comma or a semicolon between the options it does start, and what " +
			"follows the comma does not count.",
		Why: `Behind the name of the group stand options, each one word: ` + "`threads=5`" + `. mod_wsgi refuses the line, and Apache does not start, if

- a blank stands before the "=", as in ` + "`threads =5`" + ` (one behind it is accepted);
- quotes stand around the whole option, as in ` + "`\"home=/srv/my blog\"`" + `: they belong around the value;
- a word has no "=", as in ` + "`threads 5`" + `, or is the rest of a path with a blank in it.

The message names neither the option nor the word.

A comma or semicolon between options is worse, for nothing is said: of ` + "`threads=3,processes=2`" + ` mod_wsgi takes the 3, and there is one process. Of options
that are not numbers the comma, and what follows up to the next blank, becomes a part of the value. And as a blank behind the "=" is skipped, an
option without a value takes the next one for it: ` + "`user= threads=5`" + ` asks for an account called "threads=5".`,
		Log: []lint.LogLine{{Text: "Invalid option to WSGI daemon process definition."}},
		Instead: "Write each option as NAME=VALUE, with blanks between options and nowhere else, and quotes around a value with blanks in it: " +
			"`WSGIDaemonProcess blog threads=5 home=\"/srv/my blog\"`.",
		Fix: "The option is written the way it was meant. It is safe, for before it Apache does not start, or ignores what was written. Where a path " +
			"seems to go on behind a blank, putting it in quotes is a guess, and unsafe. An option that mod_wsgi did not read before, and may refuse now, such as an " +
			"account, is shown only.",
		Refs: []string{"https://modwsgi.readthedocs.io/en/master/configuration-directives/WSGIDaemonProcess.html"},
	},
	Check: func(p *lint.Pass) {
		for _, l := range daemonLines.Of(p) {
			for _, s := range slips(l.known, l.d, l.pieces) {
				p.Report(s.report(p, l.d, lint.Error, refuses(p, l.known.Invalid)))
			}
			l.each(miswritten, func(x *piece, o *wsgi.Option) {
				s, _ := mixed(l.known, x, o)
				severity, symptom := mixedSymptom(p, x, o)
				p.Report(s.report(p, l.d, severity, symptom))
			})
		}
	},
}

// marks are what is put between options, or behind the last.
var marks = map[byte]string{',': "comma", ';': "semicolon"}

// joined is a comma or semicolon with an option behind it.
var joined = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`[,;]\s*([\w-]+)=`) })

// mixed looks for a value with the next option in it, or the comma that is meant to keep it from that. A comma behind a number does no harm
// where a blank follows.
func mixed(known *wsgi.Directive, x *piece, o *wsgi.Option) (slip, bool) {
	s := slip{start: x.start, end: x.end(), from: x.start, safety: lint.Safe}
	value, written := x.value.Value, x.text()
	if x.value.Quote != 0 || !strings.ContainsAny(value, ",;=") {
		return s, false
	}
	switch end, name := known.Held(value); {
	case name != "" && end == 0 && o.Value.Kind == wsgi.Text && x.start+len(x.name)+len("=") == x.value.Start:
		return s, false // any text will do, and no blank says that another was meant
	case name != "" && end == 0:
		s.message = fmt.Sprintf("%s= has no value, so the option behind it is taken for one: %q", x.name, value)
		s.write, s.safety = x.raw(), lint.Manual
		return s, true
	case name != "":
		s.message = fmt.Sprintf("the %s is a part of the value %q, so %s= is not read; options are kept apart by blanks", marks[value[end]], value, name)
		s.write = joined().ReplaceAllString(written, " $1=")
		if refused := o.Value.Kind == wsgi.Name || o.Value.Refuses(value, wsgi.Newest) != ""; !refused && !staysAccepted(known, s.write) {
			s.safety = lint.Manual
		}
		return s, true
	}
	mark := written[len(written)-1]
	if marks[mark] == "" || o.Value.Kind.IsNumber() || o.Value.Kind == wsgi.Text || o.Value.Kind == wsgi.Paths {
		return s, false
	}
	s.message = fmt.Sprintf("the %s is a part of the value %q; options are kept apart by blanks alone", marks[mark], value)
	s.write = strings.TrimRight(written, ",;")
	return s, true
}

// staysAccepted reports whether the options behind the first, which mod_wsgi did not see before, are taken by every release that may read them. Whether
// there is an account of a name nobody can tell here.
func staysAccepted(known *wsgi.Directive, text string) bool {
	all := options.Read(text, 0)
	if len(all.Options) == 0 || all.Junk != nil {
		return false
	}
	for _, x := range all.Options[1:] {
		o := known.Option(x.Name)
		if o == nil || o.Value.Kind == wsgi.Name || o.Value.Kind == wsgi.Absolute || o.Value.Refuses(x.Value.Value, wsgi.Newest) != "" {
			return false
		}
	}
	return true
}

// mixedSymptom is what becomes of an option whose value holds more than that.
func mixedSymptom(p *lint.Pass, x *piece, o *wsgi.Option) (lint.Severity, string) {
	value := x.value.Value
	switch {
	case o.Value.Refuses(value, target(p)) != "":
		return lint.Error, refuses(p, o.Says(value))
	case o.Value.Kind == wsgi.Name:
		return lint.Error, fmt.Sprintf("Apache does not start where there is no account %q", value)
	case o.Value.Kind == wsgi.Absolute:
		return lint.Error, fmt.Sprintf("every request waits until Timeout (60 s) and gets 504, for there is no folder %q", value)
	case o.Name == "python-home":
		return lint.Error, fmt.Sprintf("every request waits until Timeout (60 s) and gets 504; the error log says \"Unable to stat Python home %s\"", value)
	}
	return lint.Warning, "nothing is logged; what the comma or the missing value takes along does not count"
}
