package trace

import (
	"slices"
	"strconv"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

// chooseGroups finds the process and the interpreter that run the script (wsgi_create_req_config, wsgi_execute_remote).
func (r *run) chooseGroups() {
	if d := r.inForce("wsgidispatchscript"); d != nil {
		r.unknown("which groups the script of WSGIDispatchScript at %s chooses", place(d))
	}
	r.chooseProcessGroup()
	r.chooseApplicationGroup()
	r.Python = r.python()
}

// selected is the option of the mount, or the directive in force, that names a group; "" where nothing does.
func (r *run) selected(option, directive string) (string, *eval.Directive) {
	if m := r.taken.mount; m != nil {
		if v := m.Option(option); v.IsSet() {
			return v.Value, m.Decl
		}
	}
	for _, h := range r.t.config.HandlerScripts {
		if strings.EqualFold(h.Decl.Arg(0).Value, r.Handler) && h.Option(option).IsSet() {
			return h.Option(option).Value, h.Decl
		}
	}
	if d := r.inForce(directive); d != nil {
		return d.Arg(0).Value, d
	}
	return "", nil
}

func (r *run) chooseProcessGroup() {
	g := &r.ProcessGroup
	name, decl := r.selected("process-group", "wsgiprocessgroup")
	g.Name, g.Decl = r.expandGroup(name), decl
	g.Mode, g.Usable = Embedded, true
	if restricted := r.inForce("wsgirestrictprocess"); restricted != nil && !r.permits(restricted, g.Name) {
		g.Usable = false
	}
	if g.Name == "" {
		r.restricted(g)
		return
	}
	g.Mode = Daemon
	if all := r.t.config.GroupsNamed(g.Name); len(all) > 0 {
		defined := all[0]
		may, certain := r.t.config.MayUse(r.Host.Server, defined)
		g.Group = defined
		if !certain {
			r.unknown("whether process group %q of %s may be used here: a ServerName is not known", g.Name, place(defined.Decl))
		}
		r.conditional(defined.Decl)
		g.Usable = g.Usable && may
		return
	}
	g.Usable = g.Usable && !r.t.config.Closed()
	if g.Usable {
		r.unknown("whether process group %q is defined elsewhere", g.Name)
	}
}

// restricted tells whether Python runs in Apache's own processes. Where one WSGIRestrictEmbedded keeps it out and a later one lets applications in,
// mod_wsgi 4.9 starts no Python there (wsgi_python_required), and the process that gets the request dies of it: nobody answers.
func (r *run) restricted(g *ProcessGroup) {
	lines := r.t.config.Main.Settings("wsgirestrictembedded")
	on := slices.IndexFunc(lines, func(s *model.Setting) bool { return strings.EqualFold(s.Value().Value, "on") })
	switch d := r.serverLine("wsgirestrictembedded"); {
	case d == nil || on < 0:
	case lower(d, 0) == "on":
		g.Usable = false
	default:
		r.unknown("whether Apache's own processes have a Python: WSGIRestrictEmbedded at %s keeps it out, and the one at %s takes that back", place(lines[on].Decl), place(d))
	}
}

// permits reports whether a WSGIRestrictProcess lists a group; httpd's tables do not tell letter cases apart.
func (r *run) permits(d *eval.Directive, name string) bool {
	return slices.ContainsFunc(d.Args(), func(a eval.Arg) bool { return strings.EqualFold(r.expandGroup(a.Value), name) })
}

func (r *run) chooseApplicationGroup() {
	before := len(r.Unknown)
	name, decl := r.selected("application-group", "wsgiapplicationgroup")
	if decl == nil {
		name = "%{RESOURCE}"
	}
	r.ApplicationGroup = ApplicationGroup{Name: r.expandGroup(name), Decl: decl}
	r.aside = slices.Clone(r.Unknown[before:])
}

// expandGroup is the name of a group for this request (wsgi_process_group, wsgi_application_group).
func (r *run) expandGroup(name string) string {
	switch name {
	case model.Global:
		return ""
	case "%{RESOURCE}":
		return r.withPort(r.serverName()) + "|" + strings.ToLower(r.ScriptName)
	case "%{SERVER}":
		return r.withPort(r.serverName())
	case "%{HOST}":
		return r.withPort(r.asked.host)
	}
	if env, ok := strings.CutPrefix(name, "%{ENV:"); ok {
		return r.fromEnvironment(name, strings.TrimSuffix(env, "}"))
	}
	return name
}

// setters are the directives besides SetEnv that may set a variable of the request's environment.
var setters = []string{"setenvif", "setenvifnocase", "setenvifexpr", "browsermatch", "browsermatchnocase", "passenv", "rewriterule"}

// setter is a line other than SetEnv that may set a variable; nil where there is none.
func (r *run) setter(variable string) *eval.Directive {
	for _, l := range slices.Concat(r.first, r.layers) {
		for _, setter := range setters {
			for _, d := range l.lines[setter] {
				if slices.ContainsFunc(d.Args(), func(a eval.Arg) bool { return strings.Contains(a.Value, variable) }) {
					return d
				}
			}
		}
	}
	return nil
}

// fromEnvironment is the value of a variable of the request: what SetEnv sets is known, and what else may set it is not. A mount asks for its options
// before SetEnv sets anything and again where there was nothing (wsgi_hook_translate), so there the others may be stronger.
func (r *run) fromEnvironment(name, variable string) string {
	if d := r.setter(variable); d != nil {
		r.unknown("which group %s is: %s at %s may set the variable", name, d.Name, place(d))
		return name
	}
	for _, l := range slices.Backward(slices.Concat(r.first, r.layers)) { // what was set for the client's own URL goes on (internal_fast_redirect)
		for _, d := range slices.Backward(l.lines["setenv"]) {
			if d.Arg(0).Value == variable {
				r.doubt(l, d)
				if value := d.Arg(1).Value; !strings.Contains(value, "%{ENV:") {
					return r.expandGroup(value)
				}
				return d.Arg(1).Value
			}
		}
	}
	return name
}

// serverName is the name of the host that the request reached: its ServerName, or the main server's.
func (r *run) serverName() string {
	if d := r.inForce("usecanonicalname"); d != nil && lower(d, 0) == "dns" {
		r.unknown("the server's name: UseCanonicalName DNS at %s asks the DNS", place(d))
	}
	name, known := r.t.config.NameInForce(r.Host.Server)
	if !known || name == "" {
		r.unknown("the server's name: no ServerName says it")
		return ""
	}
	return name
}

// withPort adds the request's port to a name, unless it is a usual one (ap_get_server_port): the Host field's, else the ServerName's.
func (r *run) withPort(name string) string {
	port := 0
	if r.asked.portGiven {
		port = int(r.asked.port)
	}
	canonical := false
	if d := r.inForce("usecanonicalname"); d != nil {
		canonical = lower(d, 0) == "on"
	}
	if port == 0 || canonical {
		if port = r.t.hosts.portOf(r.Host.Server); port == 0 {
			port = int(r.url.defaultPort())
		}
	}
	if port == 80 || port == 443 {
		return name
	}
	return name + ":" + strconv.Itoa(port)
}

// python is the Python of the process: of the group, and the server's home where the group has none.
func (r *run) python() Python {
	home, path := r.t.home, model.Value{}
	if r.ProcessGroup.Mode == Embedded {
		path = r.t.path
	}
	if g := r.ProcessGroup.Group; g != nil {
		if own := g.Option("python-home"); own.IsSet() {
			home = own
		}
		path = g.Option("python-path")
	}
	p := Python{Home: home}
	if path.Value != "" {
		p.Path = strings.Split(path.Value, ":")
	}
	return p
}
