package groups

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/parser/options"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

var groupUnused = lint.Rule{
	ID:       "group-unused",
	Family:   "groups",
	Severity: lint.Warning,
	Needs:    lint.WholeServer,
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "Daemon group that nothing is sent to",
		Seen:  "Nothing, but for the memory of its processes; or an application runs somewhere else than it was meant to.",
		Why: `Every WSGIDaemonProcess starts its processes with Apache and keeps them running, whether or not an application is ever sent there. One that
no WSGIProcessGroup, process-group=, WSGIHandlerScript or WSGIImportScript names is left over from an application that is gone, or the line
that should name it is missing: then the application runs somewhere else than it was meant to.

A group with threads=0 is for scripts that are imported; it is not reported.`,
		Log: []lint.LogLine{
			{Text: "Starting process 'blog' with uid=33, gid=33 and threads=15.", Versions: "at LogLevel info"},
		},
		Instead: "Send the application there, `WSGIProcessGroup shop` in its virtual host, or remove the WSGIDaemonProcess.",
		Refs:    []string{"https://modwsgi.readthedocs.io/en/master/configuration-directives/WSGIDaemonProcess.html"},
	},
	Check: func(p *lint.Pass) {
		if !p.Closed() || p.Misread() {
			return
		}
		used := usedGroups(p)
		if used == nil {
			return
		}
		for _, g := range p.Groups {
			if !used[g.Name.Value] && serves(g) && g.Options.Junk == nil && !p.Nameless(g) && !model.Garbled(g.Name.Value) && earlier(p, g) == nil && !used.waitedFor(g) &&
				!p.KeepsOut("WSGIProcessGroup", "") && !p.KeepsOut("WSGIScriptAlias", "") && !p.KeepsOut("Use", "") {
				p.Report(lint.Diagnostic{
					At:      g.Name.At(),
					Message: fmt.Sprintf("nothing is sent to process group %q; remove it, or name it by WSGIProcessGroup", g.Name.Value),
					Symptom: "its processes are started and kept for nothing, or an application runs somewhere else than it was meant to",
					Via:     g.Decl.Via,
				})
			}
		}
	},
}

// names are the groups, by name, that something selects or was certainly meant to select. Those that an application without a group may use
// have the key of their host.
type usedNames map[string]bool

// usedGroups is nil where a group may be chosen for each request, or nobody can tell which one was meant.
func usedGroups(p *lint.Pass) usedNames {
	used, restricted := usedNames{}, restriction(p) != nil
	spell := speller{p: p, left: maxSpelt, told: map[spelling]bool{}}
	for _, s := range p.Servers {
		if len(s.Settings("wsgidispatchscript")) > 0 {
			return nil
		}
		for _, line := range s.Settings("wsgiprocessgroup") {
			if model.Garbled(line.Value().Value) {
				return nil
			}
			used[line.Value().Value] = true
		}
		for _, m := range s.Mounts {
			if unsent(m) {
				used[hostKey(s)], used[hostKey(p.Main)] = true, true
			}
			used.addRefused(m.Decl, &m.Options)
		}
		for _, a := range s.Mappings {
			if ext := path.Ext(a.Target.Value); ext == ".wsgi" || ext == ".py" { // rule script-served-as-text
				used[hostKey(s)], used[hostKey(p.Main)] = true, true
			}
		}
	}
	for _, script := range slices.Concat(p.Imports, p.HandlerScripts) {
		used.addRefused(script.Decl, &script.Options)
	}
	for _, u := range p.Uses {
		if u.Name.IsSet() && u.Name.Value != model.Global && !u.NamesGroup() || model.Garbled(u.Name.Value) {
			return nil
		}
		used[u.Name.Value] = true
		if u.NamesGroup() && len(p.GroupsNamed(u.Name.Value)) == 0 {
			used[spell.nearest(u)] = true
		}
		if u.NamesGroup() && len(p.GroupsNamed(u.Name.Value)) == 0 || u.IsEmbedded() && restricted {
			used[hostKey(u.Server)], used[hostKey(p.Main)] = true, true
		}
	}
	return used
}

// addRefused adds what an option that mod_wsgi refuses may be meant to select.
func (u usedNames) addRefused(d *eval.Directive, all *options.Arguments) {
	if !model.RefusesOption(d, all) {
		return
	}
	for _, a := range d.Args() {
		_, value, option := strings.Cut(a.Value, "=")
		if !option {
			value = a.Value // behind a blank
		}
		u[strings.Trim(value, `"'`)] = true
	}
}

// waitedFor reports whether some application that nothing sends to a group, or to one that it cannot use, may be the one meant for g: then
// that is the mistake.
func (u usedNames) waitedFor(g *model.DaemonGroup) bool { return u[hostKey(g.Server)] }

// hostKey is a key that is no group's name, the same for servers that may share groups.
func hostKey(s *model.Server) string {
	if s.IsMain() {
		return "\x00"
	}
	name, _ := s.HostName()
	return "\x00" + name + "\x00"
}
