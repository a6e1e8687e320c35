package server

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
)

var undefinedVariable = lint.Rule{
	ID:       "undefined-variable",
	Family:   "server",
	Severity: lint.Warning,
	Needs:    lint.WholeServer,
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "Variable that nothing defines",
		Seen: "A mount is \"404 Not Found\", or Apache does not start, as the text `${NAME}` stays where a path should be. A warning is " +
			"logged at start.",
		Why: "`${NAME}` stands for what a Define line above, or the environment Apache starts in, says. Where neither knows the name Apache warns, leaves the " +
			"text `${NAME}` as it is and goes on: a mount looks for a script in a folder called ${NAME} and answers 404, a log file cannot be opened, a host is called so.\n\n" +
			"A Define counts from its line on, for all files read later. Define without a value, and -D on the command line, give a name for `<IfDefine>` and no variable. " +
			"Names of the environment are told apart by letter case. A variable of the environment must be set where Apache is started: on Debian in /etc/apache2/envvars, in a unit of systemd with " +
			"Environment=, in an image with ENV. What Debian's envvars sets itself, such as APACHE_LOG_DIR, is taken to be there.",
		Log: []lint.LogLine{
			{Text: "AH00111: Config variable ${BLOG} is not defined"},
			{Text: "Target WSGI script not found or unable to stat: /${BLOG}/wsgi.py", Versions: "mod_wsgi 4.5 to 5.0"},
			{Text: "WSGI0135: Target WSGI script not found or unable to stat.", Versions: lint.FromReference},
		},
		Instead: "Put a Define above the first use, `Define BLOG /srv/blog`, or set the variable where Apache is started: on Debian `export " +
			"BLOG=/srv/blog` in /etc/apache2/envvars. The latter counts from the next `systemctl restart apache2`: `apachectl graceful` keeps the environment " +
			"that Apache was started with.",
		Refs: []string{"https://httpd.apache.org/docs/2.4/configuring.html#syntax", "https://httpd.apache.org/docs/2.4/mod/core.html#define"},
	},
	Check: func(p *lint.Pass) {
		uses := map[string][]eval.Warning{}
		var names []string
		for _, w := range p.Warnings {
			name := w.Undefined
			if name == "" || slices.Contains(envvars, name) || p.KeepsOut("Define", name) {
				continue
			}
			if uses[name] == nil {
				names = append(names, name)
			}
			uses[name] = append(uses[name], w)
		}
		if len(names) == 0 {
			return
		}
		defines, undefines, includes := first(p, "Define"), first(p, "UnDefine"), unread(p)
		variables, left, refused := known(p), maxSpelt, refusedDefines(p)
		for _, name := range names {
			lower := strings.ToLower(name)
			if d := defines[lower]; d != nil && d.Arg(2).IsSet() || refused[lower] {
				continue // httpd refuses it: rules syntax and unicode-space
			}
			if left -= len(variables); left < 0 {
				variables = nil
			}
			p.Report(undefinedFinding(p, name, uses[name], includes, defines[lower], undefines[lower], variables))
		}
	},
}

// refusedDefines are the variables, by their names in lower case, of lines that are meant for a Define and that httpd does not take for one.
func refusedDefines(p *lint.Pass) map[string]bool {
	found := map[string]bool{}
	blank := func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(wideSpaces+zeroSpaces, r) }
	told := tellers(p.Config.Config)
	for _, d := range p.ReadTime {
		for a := range d.EachArg() {
			if words := strings.FieldsFunc(a.Value, blank); d.Is("Define") && len(words) > 0 && (len(words) > 1 || told.of(d.Syntax)) {
				found[strings.ToLower(words[0])] = true
			}
		}
	}
	for _, q := range p.Refused() {
		words := strings.FieldsFunc(q.At.Text(), blank)
		if len(words) > 2 && strings.EqualFold(words[0]+words[1], "Define") {
			found[strings.ToLower(words[2])] = true
		}
		if len(words) > 1 && strings.HasPrefix(strings.ToLower(words[0]), "define") {
			found[strings.ToLower(words[0][len("define"):])] = true
		}
		if len(words) > 1 && (words[0] == "Define" || lint.Nearest(words[0], slices.Values([]string{"Define"})) != "") {
			found[strings.ToLower(words[1])] = true
		}
	}
	return found
}

// envvars are what Debian's /etc/apache2/envvars exports.
var envvars = []string{
	"APACHE_CONFDIR", "APACHE_LOCK_DIR", "APACHE_LOG_DIR", "APACHE_PID_FILE", "APACHE_RUN_DIR", "APACHE_RUN_GROUP", "APACHE_RUN_USER", "LANG",
}

// first finds the first of the directives of a name for each variable, by the variable's name in lower case.
func first(p *lint.Pass, directive string) map[string]*eval.Directive {
	found := map[string]*eval.Directive{}
	for _, d := range p.ReadTime {
		if name := strings.ToLower(d.Arg(0).Value); d.Is(directive) && found[name] == nil {
			found[name] = d
		}
	}
	return found
}

// maxRelated is how many other places a finding names.
const maxRelated = 5

func undefinedFinding(p *lint.Pass, name string, uses []eval.Warning, unread []source.Span, define, undefine *eval.Directive, variables []string) lint.Diagnostic {
	found := lint.Diagnostic{
		At:      uses[0].At,
		Message: fmt.Sprintf("${%s} is not defined, so the text stays as it is; ", shown(name)),
		Symptom: fmt.Sprintf("the error log warns at start: \"AH00111: Config variable ${%s} is not defined\"", shown(name)),
		Via:     uses[0].Via,
	}
	switch near := lint.Nearest(name, slices.Values(variables)); {
	case define != nil && define.Arg(1).Value == "":
		found.Message += "Define gives the name and no value"
		found.Related = []lint.Related{{At: define.At(), Message: "no value is given here"}}
	case define != nil && undefine != nil:
		found.Message += "see its Define and UnDefine lines"
		found.Related = []lint.Related{{At: define.At(), Message: "it is defined here"}, {At: undefine.At(), Message: "it is taken away here"}}
	case define != nil:
		found.Message += "it is defined further down only"
		found.Related = []lint.Related{{At: define.At(), Message: "it is defined here"}}
	case p.Flags[name]:
		found.Message += "-D gives the name and no value"
	case near != "":
		found.Message += fmt.Sprintf("${%s} is defined", near)
	default:
		found.Message += "add a Define line above, or set it in Apache's environment"
	}
	for _, w := range uses {
		if i := slices.IndexFunc(unread, func(l source.Span) bool { return l.File == w.At.File && l.Contains(w.At) }); i >= 0 {
			found.Explains = append(found.Explains, unread[i])
			found.Severity = lint.Error
		}
	}
	for _, w := range uses[1:min(len(uses), maxRelated)] {
		found.Related = append(found.Related, lint.Related{At: w.At, Message: "it is used here too"})
	}
	return found
}

// unread are the Include lines that httpd refuses because the file is not there.
func unread(p *lint.Pass) []source.Span {
	told := tellers(p.Config.Config)
	var found []source.Span
	for _, d := range p.ReadTime {
		if d.Is("Include") && told.of(d.Syntax) {
			found = append(found, d.Syntax.Span())
		}
	}
	return found
}

// known are the names of the variables there are.
func known(p *lint.Pass) []string {
	return slices.Concat(slices.Sorted(maps.Keys(p.Variables)), slices.Sorted(maps.Keys(p.Host.Env)), envvars)
}

// maxSpelt is how many comparisons of names are made in all.
const maxSpelt = 1 << 16
