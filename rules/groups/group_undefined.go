package groups

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

var groupUndefined = lint.Rule{
	ID:       "group-undefined",
	Family:   "groups",
	Severity: lint.Error,
	Fixes:    lint.Unsafe,
	Needs:    lint.WholeServer,
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "Application sent to a daemon group that is not defined",
		Seen: "Every request for the application is \"500 Internal Server Error\", while `apachectl configtest` says \"Syntax OK\". Where " +
			"its script is loaded at start, Apache does not start.",
		Why: `WSGIProcessGroup and process-group= name a daemon group, and no WSGIDaemonProcess defines it. Letter case counts.

Only where a WSGIScriptAlias has both process-group= and application-group=, so that the script is loaded at start, and in WSGIImportScript,
mod_wsgi looks for the group while it reads the line: then Apache does not start. No request loads an imported script, so ` + "`%{SERVER}` and `%{ENV:…}`" + ` are no
more than names there.`,
		Log: []lint.LogLine{
			{Text: "WSGI process group not yet configured."},
			{Text: "No WSGI daemon process called 'blgo' has been configured: /srv/blog/wsgi.py", Versions: "mod_wsgi 4.5 to 5.0"},
			{Text: "WSGI0150: No WSGI daemon process called 'blgo' has been configured.", Versions: lint.FromReference + "; where there is no WSGIDaemonProcess at all"},
			{Text: "WSGI0151: No WSGI daemon process called 'blgo' has been configured.", Versions: lint.FromReference},
		},
		Instead: "Name a group that is defined, or define this one, outside all virtual hosts or in this one: `WSGIDaemonProcess blog " +
			"threads=5`.",
		Fix: "Where the name of one group is nearly the same, that name. It is unsafe, for the application runs then, and where it was not meant to.",
		Refs: []string{
			"https://modwsgi.readthedocs.io/en/master/configuration-directives/WSGIProcessGroup.html",
			"https://modwsgi.readthedocs.io/en/master/configuration-directives/WSGIScriptAlias.html",
		},
	},
	Check: func(p *lint.Pass) {
		if !knowsGroups(p) || p.Misread() {
			return
		}
		s := speller{p: p, left: maxSpelt, told: map[spelling]bool{}}
		for _, g := range p.Groups {
			if p.Nameless(g) && len(s.nameless) < maxNamesakes {
				s.nameless = append(s.nameless, g)
			}
			if g.Options.Junk != nil && len(s.torn) < maxNamesakes {
				s.torn = append(s.torn, g)
			}
		}
		dead := deadMounts.Of(p)
		for _, u := range p.Uses {
			if u.Certain && u.Name.Value == serverGroup && !asWritten(u) && !dead[u.Mount] && !s.told[spellingOf(u)] {
				s.told[spellingOf(u)] = s.undefinedHost(u)
			}
			if (u.Certain || hangsOnIf(u)) && (u.NamesGroup() || asWritten(u)) && (u.Preloads || !dead[u.Mount]) && len(p.GroupsNamed(u.Name.Value)) == 0 && !s.told[spellingOf(u)] {
				s.told[spellingOf(u)] = true
				s.undefined(u)
			}
		}
	},
}

// asWritten reports whether a name that is else replaced for each request is looked for as it is written: no request loads an imported script.
func asWritten(u *model.Use) bool {
	return u.By.Is("WSGIImportScript") && model.Expands(u.Name.Value)
}

// hangsOnIf reports whether an <If> alone decides that requests are sent there. It may be meant for none, but a misspelt name is none that is meant.
func hangsOnIf(u *model.Use) bool {
	return u.Setting != nil && u.Setting.Section != nil && u.Setting.Section.Kind == model.If && u.Setting.Section.Outer == nil &&
		len(u.Server.Settings("wsgidispatchscript"))+len(u.Setting.Server.Settings("wsgidispatchscript")) == 0
}

// A missing is a name that no group has, the one that is meant by it, if that is known, and when it is named: one mistake, however often that is.
type missing struct {
	name, meant string
	when        *eval.Condition
}

// A spelling is a name where it is written: in a macro each use may give another.
type spelling struct {
	at   source.Span
	name string
}

func spellingOf(u *model.Use) spelling { return spelling{u.Name.At(), u.Name.Value} }

// knowsGroups reports whether all groups are known: here is the whole server, or a fragment that defines groups itself, so that one more
// would be expected there. No name is left open.
func knowsGroups(p *lint.Pass) bool {
	open := func(g *model.DaemonGroup) bool { return model.Garbled(g.Name.Value) }
	return (p.Closed() || len(p.Groups) > 0 && !p.Unread()) && !slices.ContainsFunc(p.Groups, open)
}

// mayBeNameless reports whether the server may use a group whose name is missing, so that any name may be the one that was meant for it.
func (s *speller) mayBeNameless(server *model.Server) bool {
	return slices.ContainsFunc(s.nameless, func(g *model.DaemonGroup) bool {
		may, _ := s.p.MayUse(server, g)
		return may
	})
}

// misworded reports whether the line that names a group is refused, or read otherwise than it was meant, for its words.
func misworded(u *model.Use) bool {
	name := u.Name.Value
	switch {
	case name == "" || u.Setting != nil && u.Setting.Decl.Arg(1).IsSet(): // rule wsgi-directive-value
		return true
	case u.By.Is("WSGIImportScript") && strings.Contains(name, "-group="): // rule import-without-groups
		return true
	}
	return u.Setting == nil && u.Mount != nil && u.Mount.Options.Junk != nil // rule alias-option-unknown
}

// isTorn reports whether a blank tears the name in its definition, which mod_wsgi refuses for the second half.
func (s *speller) isTorn(name string) bool {
	return slices.ContainsFunc(s.torn, func(g *model.DaemonGroup) bool {
		half := strings.Trim(g.Options.Junk.Value, `"'`)
		return half != "" && strings.HasPrefix(name, g.Name.Value) && strings.HasSuffix(name, half)
	})
}

// maxSpelt is how many comparisons of names are made in all.
const maxSpelt = 1 << 16

// A speller finds the group a name was meant to be. Where thousands of names are wrong it does not compare all with all.
type speller struct {
	p    *lint.Pass
	left int // comparisons
	told map[spelling]bool

	hosts    map[string]bool      // the names of groups, with and without a port
	nameless []*model.DaemonGroup // not all of them
	torn     []*model.DaemonGroup // those that mod_wsgi refuses for a word that is no option; not all of them
}

func (s *speller) undefined(u *model.Use) {
	name := u.Name.Value
	if misworded(u) || s.isTorn(name) || model.Garbled(name) || s.mayBeNameless(u.Server) || s.p.KeepsOut("WSGIDaemonProcess", name) {
		return
	}
	key := missing{name, s.nearest(u), u.By.When}
	if !u.Certain && key.meant == "" {
		return
	}
	d := s.noGroup(u, key.meant)
	d.Cause = &lint.Cause{Of: key, Also: "it is named here too"}
	if key.meant != "" && u.Name.Exact() && !strings.Contains(name, "=") { // which has an option in it
		edit := source.Edit{Span: u.Name.At(), New: parser.Quote(key.meant, u.Name.Quote)}
		d.Fixes = []lint.Fix{{Title: "Use process group " + key.meant, Safety: lint.Unsafe, Edits: []source.Edit{edit}}}
	}
	s.p.Report(d)
}

// noGroup is the finding for a use of a name.
func (s *speller) noGroup(u *model.Use, meant string) lint.Diagnostic {
	d := lint.Diagnostic{
		At:      u.Name.At(),
		Message: fmt.Sprintf("process group %q is not defined by any WSGIDaemonProcess", u.Name.Value),
		Symptom: undefinedSymptom(s.p, u),
		Via:     viaOf(u),
	}
	if asWritten(u) {
		d.Message += ", and WSGIImportScript takes a name as it is written"
	}
	if meant == "" {
		d.Message += s.choice(u.Server)
	} else {
		d.Message += fmt.Sprintf("; did you mean %q?", meant)
	}
	if g := s.p.GroupsNamed(meant); len(g) > 0 {
		d.Related = []lint.Related{definedHere(g[0])}
	}
	return d
}

// serverGroup is the group that has the name of the request's virtual host, with the request's port if that is neither 80 nor 443.
const serverGroup = "%{SERVER}"

// undefinedHost reports a group that has the virtual host's name, where no group begins with that.
func (s *speller) undefinedHost(u *model.Use) bool {
	if s.hosts == nil {
		s.hosts = map[string]bool{}
		for _, g := range s.p.Groups {
			host, _, _ := strings.Cut(g.Name.Value, ":")
			s.hosts[g.Name.Value], s.hosts[host] = true, true
		}
	}
	name, known := s.p.NameInForce(u.Server)
	if !s.p.Closed() || !known || name == "" || u.Server.IsMain() || s.hosts[name] || s.p.KeepsOut("WSGIDaemonProcess", name) {
		return false
	}
	d := lint.Diagnostic{
		At:      u.Name.At(),
		Message: fmt.Sprintf("process group %s is %q here, and no WSGIDaemonProcess defines that", serverGroup, name),
		Symptom: answers500(s.p, "WSGI0151", fmt.Sprintf("No WSGI daemon process called '%s' has been configured", name)),
		Via:     viaOf(u),
	}
	if u.Mount != nil && u.Setting != nil && u.Setting.Server != u.Server { // which is right for other hosts, perhaps
		d.At, d.Via = u.Mount.URL.At(), u.Mount.Decl.Via
		d.Related = []lint.Related{{At: u.Name.At(), Message: "this line chooses the group"}}
	}
	s.p.Report(d)
	return true
}

func undefinedSymptom(p *lint.Pass, u *model.Use) string {
	if u.Preloads {
		return refused("WSGI process group not yet configured.")
	}
	code := "WSGI0151"
	if len(p.Groups) == 0 {
		code = "WSGI0150"
	}
	return answers500(p, code, fmt.Sprintf("No WSGI daemon process called '%s' has been configured", u.Name.Value))
}

// nearest is the group that the name was probably meant to be, if the server may use it.
func (s *speller) nearest(u *model.Use) string {
	if meant, misspelt := meantGroup(u.Name.Value); misspelt {
		return meant
	}
	if i := strings.IndexAny(u.Name.Value, ",;"); i > 0 && len(s.p.GroupsNamed(u.Name.Value[:i])) > 0 {
		return u.Name.Value[:i]
	}
	if s.left -= len(s.p.Groups); s.left < 0 {
		return ""
	}
	return lint.Nearest(u.Name.Value, func(yield func(string) bool) {
		for _, g := range s.p.Groups {
			if s.mayUse(u.Server, g) && !yield(g.Name.Value) {
				return
			}
		}
	})
}

// choice lists groups that the server may use, if they are few.
func (s *speller) choice(server *model.Server) string {
	var names []string
	for _, g := range s.p.Groups[:min(len(s.p.Groups), 20)] {
		if s.mayUse(server, g) {
			names = append(names, fmt.Sprintf("%q", g.Name.Value))
		}
	}
	if len(names) == 0 || len(names) > 3 {
		return ""
	}
	return "; there is " + strings.Join(names, ", ")
}

func (s *speller) mayUse(server *model.Server, g *model.DaemonGroup) bool {
	may, certain := s.p.MayUse(server, g)
	return may && certain
}
