package requests

import (
	"fmt"
	"slices"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

var setenvNotInOSEnviron = lint.Rule{
	ID:       "setenv-not-in-os-environ",
	Family:   "requests",
	Severity: lint.Warning,
	Fixes:    lint.Manual,
	Needs:    lint.WholeServer, // for mounts in other files
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "SetEnv of what Python reads from os.environ",
		Why: `SetEnv, SetEnvIf and PassEnv put a variable into the environ of each request, which the application function gets as its argument. They never reach os.environ, where
Django looks for DJANGO_SETTINGS_MODULE and most libraries for DATABASE_URL. And when Python starts, or the script is imported, there is no request yet: PYTHONPATH and
PYTHONHOME have no effect at all. What Apache itself was started with is in os.environ without any PassEnv. The visitor sees "500 Internal Server Error", or the application runs with its defaults.`,
		Log:     []lint.LogLine{{Text: "KeyError: 'DATABASE_URL'"}},
		Instead: "Set it in the script before the application is imported: `os.environ[\"DJANGO_SETTINGS_MODULE\"] = \"blog.settings\"`. PYTHONPATH is `python-path=` of WSGIDaemonProcess, PYTHONHOME is `python-home=`, LANG is `lang=`.",
		Fix: "What a daemon group has an option for, such as `lang=` for LANG, becomes that option of the group that the application runs in. Any other " +
			"variable is taken out, and must be set where the message says. A line of SetEnvIf stays.",
		Refs: []string{"https://modwsgi.readthedocs.io/en/master/user-guides/application-issues.html"},
	},
	Check: func(p *lint.Pass) {
		modPython := map[*eval.Directive]bool{} // the sections it has lines in: there SetEnv is for it
		for _, d := range p.ModPython {
			modPython[d.In] = true
		}
		compared := 0
		for _, s := range p.Servers {
			for _, set := range slices.Concat(s.Settings("setenv"), s.Settings("passenv"), s.Settings("setenvif"), s.Settings("setenvifnocase"), s.Settings("setenvifexpr")) {
				names := misplaced(set)
				if len(names) == 0 || modPython[set.Decl.In] {
					continue
				}
				if m := mountUnder(p, s, set, &compared); m != nil {
					names = slices.DeleteFunc(names, func(a eval.Arg) bool {
						return set.Decl.Is("PassEnv") && p.Host.Env[a.Value] != "" || passedOn(p, m, a.Value) || !pythonsAlone(a.Value) && servesPrograms(p, set)
					})
					report(p, set, m, names)
				}
			}
		}
	},
}

// instead says where what Python reads from os.environ belongs; "" stands for the script.
var instead = map[string]string{
	"PYTHONPATH": "python-path= of WSGIDaemonProcess", "PYTHONHOME": "python-home= of WSGIDaemonProcess",
	"LANG": "lang= of WSGIDaemonProcess", "LC_ALL": "locale= of WSGIDaemonProcess",
	"PYTHON_EGG_CACHE": "python-eggs= of WSGIDaemonProcess", "PYTHONDONTWRITEBYTECODE": "WSGIDontWriteBytecode",
	"PYTHONOPTIMIZE": "WSGIPythonOptimize", "PYTHONWARNINGS": "WSGIPythonWarnings", "PYTHONHASHSEED": "WSGIPythonHashSeed", "TZ": "",
	"VIRTUAL_ENV": "python-home= of WSGIDaemonProcess", "LD_LIBRARY_PATH": "the environment Apache is started with",
	"DJANGO_SETTINGS_MODULE": "", "DJANGO_CONFIGURATION": "", "DJANGO_SECRET_KEY": "", "DJANGO_ENV": "", "DJANGO_DEBUG": "",
	"FLASK_APP": "", "FLASK_ENV": "", "FLASK_DEBUG": "", "FLASK_CONFIG": "", "SECRET_KEY": "",
	"ORACLE_HOME": "", "TNS_ADMIN": "", "NLS_LANG": "", "ODOO_RC": "", "MPLCONFIGDIR": "", "REQUESTS_CA_BUNDLE": "",
	"DATABASE_URL": "", "SQLALCHEMY_DATABASE_URI": "", "REDIS_URL": "", "CELERY_BROKER_URL": "", "AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": "",
}

// misplaced are the names a line sets that Python looks for elsewhere. Of SetEnvIf they are those alone in which no request has a say.
func misplaced(set *model.Setting) []eval.Arg {
	elsewhere := func(name string) bool { _, known := instead[name]; return known || pythonsOwn(name) }
	if set.Decl.Is("SetEnv") {
		if a := set.Decl.Arg(0); elsewhere(a.Value) {
			return []eval.Arg{a}
		}
		return nil
	}
	args := set.Decl.Args()
	switch {
	case set.Decl.Is("PassEnv"):
	default:
		first := 2
		if set.Decl.Is("SetEnvIfExpr") {
			first = 1
		}
		args = args[min(first, len(args)):]
		for i := range args {
			args[i].Value, _, _ = strings.Cut(args[i].Value, "=")
		}
		elsewhere = func(name string) bool {
			return name == "DJANGO_SETTINGS_MODULE" || strings.HasPrefix(name, "PYTHON") && pythonsOwn(name)
		}
	}
	return slices.DeleteFunc(args, func(a eval.Arg) bool { return !elsewhere(a.Value) })
}

// pythonsOwn reports whether a variable is one that the interpreter or the C library reads from the environment as it starts.
func pythonsOwn(name string) bool {
	upper := func(rest string) bool { return rest != "" && strings.Trim(rest, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_") == "" }
	for _, begin := range []string{"PYTHON", "LC_"} {
		if rest, ok := strings.CutPrefix(name, begin); ok && upper(rest) {
			return true
		}
	}
	return false
}

// pythonsAlone reports whether nobody but Python, or an application in it, looks for a variable.
func pythonsAlone(name string) bool {
	for _, begin := range []string{"PYTHON", "DJANGO_", "FLASK_", "VIRTUAL_ENV", "SQLALCHEMY_"} {
		if strings.HasPrefix(name, begin) {
			return true
		}
	}
	return false
}

// servesPrograms reports whether a line outside all sections may be meant for CGI programs, which have what it sets in their environment.
func servesPrograms(p *lint.Pass, set *model.Setting) bool {
	if set.Section != nil {
		return false
	}
	servers := []*model.Server{set.Server, p.Main}
	if set.Server.IsMain() {
		servers = p.Servers[:min(len(p.Servers), maxPrograms)]
	}
	return slices.ContainsFunc(servers, func(s *model.Server) bool {
		forPrograms := func(h *model.Setting) bool { return strings.Contains(strings.ToLower(h.Value().Value), "cgi") }
		return slices.ContainsFunc(s.Mappings, func(m *model.Mapping) bool { return m.Decl.Is("ScriptAlias") || m.Decl.Is("ScriptAliasMatch") }) ||
			slices.ContainsFunc(s.Settings("addhandler"), forPrograms) || slices.ContainsFunc(s.Settings("sethandler"), forPrograms)
	})
}

// maxPrograms is in how many servers programs are looked for.
const maxPrograms = 100

// maxCompared is how many sections and mounts are compared one by one.
const maxCompared = 100_000

// mountUnder is a mount that some request to certainly has the variable; nil where there is none.
func mountUnder(p *lint.Pass, s *model.Server, set *model.Setting, compared *int) *model.Mount {
	servers := []*model.Server{s}
	if s.IsMain() {
		servers = p.Servers
	}
	for _, at := range servers {
		for _, m := range at.Mounts {
			if *compared++; set.Section == nil || *compared < maxCompared && set.Section.Reach(m) >= model.Some {
				return m
			}
		}
	}
	return nil
}

// passedOn reports whether the mount's script may take a variable from the request, for the application or into os.environ.
func passedOn(p *lint.Pass, m *model.Mount, name string) bool {
	file, one := m.File()
	if where, known := instead[name]; !known || where != "" || !one || p.Scripts == nil {
		return false
	}
	script := p.Scripts.Read(file)
	return script != nil && script.PassesOn(name)
}

func report(p *lint.Pass, set *model.Setting, m *model.Mount, names []eval.Arg) {
	for _, name := range names {
		d := lint.Diagnostic{
			At:      name.At(),
			Message: fmt.Sprintf("%s %s does not reach os.environ; %s", set.Decl.Name, name.Value, remedy(name.Value, m)),
			Symptom: "Python does not see the variable: 500 with a KeyError, or the application runs with its defaults",
			Via:     set.Decl.Via,
			Related: []lint.Related{{At: m.URL.At(), Message: fmt.Sprintf("%s is mounted here", m.URL.Value)}},
			Fixes:   setElsewhere(p, set.Decl, m, name),
		}
		if set.Decl.Is("PassEnv") {
			d.Message = fmt.Sprintf("PassEnv %s does not reach os.environ, which has the variable only where Apache is started with it; %s", name.Value, remedy(name.Value, m))
		}
		p.Report(d)
	}
}

// remedy says what does what the variable was meant to do.
func remedy(name string, m *model.Mount) string {
	where, known := instead[name]
	switch {
	case where != "":
		return "set it by " + where
	case known:
		return "set it by os.environ in " + m.Script.Value + ", before the application is imported"
	case strings.HasPrefix(name, "LC_"):
		return "set it by locale= of WSGIDaemonProcess"
	}
	return "Python has read its own variables when it started, so remove the line"
}

// setElsewhere takes a variable out of a line that sets it for requests, and writes it where a daemon group has an option for it.
func setElsewhere(p *lint.Pass, d *eval.Directive, m *model.Mount, name eval.Arg) []lint.Fix {
	var edits []source.Edit
	switch {
	case !lint.Movable(d):
		return nil
	case d.Is("SetEnv"), d.Is("PassEnv") && !d.Arg(1).IsSet():
		edits = append(edits, lint.RemoveLines(d.Syntax.Span()))
	case d.Is("PassEnv"):
		edits = append(edits, withoutWord(name))
	default:
		return nil
	}
	title := "Do not set " + name.Value + " here"
	if option, has := strings.CutSuffix(instead[name.Value], "= of WSGIDaemonProcess"); has && d.Is("SetEnv") {
		if words := option + "=" + parser.Quote(d.Arg(1).Value, 0); d.Arg(1).IsSet() {
			if added := toGroup(p, m, option, words); added != nil {
				title, edits = "Write "+words+" in WSGIDaemonProcess", append(edits, added...)
			}
		}
	}
	return []lint.Fix{{Title: title, Safety: lint.Manual, Edits: edits}}
}

// withoutWord takes one of several words out of its line, with the blanks before it or, where it is the first, behind it.
func withoutWord(a eval.Arg) source.Edit {
	raw := a.Decl.RawArgs()
	start, end := len(strings.TrimRight(raw[:a.Start], " \t")), a.End
	if start == 0 {
		end = len(raw) - len(strings.TrimLeft(raw[end:], " \t"))
	}
	at, _ := a.Decl.Origin(start, end)
	return source.Edit{Span: at}
}

// toGroup adds an option to the group that all requests to the mount are sent to; nothing where that is not known, or it has the option.
func toGroup(p *lint.Pass, m *model.Mount, option, words string) []source.Edit {
	chosen := m.ProcessGroups()
	if len(chosen) != 1 || !chosen[0].Certain || !chosen[0].NamesGroup() {
		return nil
	}
	groups := p.GroupsNamed(chosen[0].Name.Value)
	if len(groups) != 1 || groups[0].Option(option).IsSet() || !lint.Movable(groups[0].Decl) {
		return nil
	}
	return lint.AddWords(groups[0].Decl, words)
}
