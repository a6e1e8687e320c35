package groups

import (
	"fmt"
	"slices"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/parser/options"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

var appRunsEmbedded = lint.Rule{
	ID:       "app-runs-embedded",
	Family:   "groups",
	Severity: lint.Warning,
	Fixes:    lint.Manual,
	Needs:    lint.WholeServer,
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "Application runs in Apache's own processes, though a daemon group is defined",
		Seen: "The site answers, but as Apache's user and with Apache's own Python. Where it needs the packages of `python-home=` it answers " +
			"\"500 Internal Server Error\". Nothing says that it does not run in its group.",
		Why: `The application answers, so nobody notices: but as Apache's user, with Apache's Python environment, in as many copies as Apache has processes,
and a restart for new code is one of the whole server. What is said in WSGIDaemonProcess (python-home, user, threads, memory-limit) does
nothing for it, and the daemon processes sit idle. Where it needs the packages of python-home=, it answers "500 Internal Server Error".

WSGIDaemonProcess starts processes; it sends no application there. Without WSGIProcessGroup or process-group= an application runs
"embedded", in the processes that serve the rest of the site.

Nothing is logged. The application can tell: mod_wsgi.process_group in the WSGI environment is empty.`,
		Log: []lint.LogLine{
			{Text: "Starting process 'blog' with uid=33, gid=33 and threads=15.", Versions: "at LogLevel info: the process starts all the same"},
		},
		Instead: "Send the application to the group: `WSGIProcessGroup blog` beside the mount, or `process-group=blog` at the end of its " +
			"WSGIScriptAlias. Where Apache's own processes are meant, say so: `WSGIProcessGroup %{GLOBAL}`.",
		Fix: "Where one group is the one to use, it is selected for the mount. A human must decide: the application then runs as another user, in another " +
			"environment.",
		Refs: []string{
			"https://modwsgi.readthedocs.io/en/master/configuration-directives/WSGIProcessGroup.html",
			"https://modwsgi.readthedocs.io/en/master/user-guides/processes-and-threading.html",
		},
	},
	Check: func(p *lint.Pass) {
		if len(p.Groups) == 0 || p.Unread() || p.Misread() || p.Closed() && p.RestrictsEmbedded() != nil {
			return
		}
		groups, sections, dead, lists := offerOf(p), idle{p: p}, deadMounts.Of(p), allowLists{}
		for _, s := range p.Servers {
			for _, m := range s.Mounts {
				if !unsent(m) || miswritten(p, m) || dead[m] || p.Closed() && lists.mayExclude(s, m, model.Global) { // rule restrict-process-excludes
					continue
				}
				if some, meant := groups.to(m); some && !sections.holdGroup(s) && !p.KeepsOut("WSGIProcessGroup", "") && !p.KeepsOut("WSGIDispatchScript", "") {
					groups.leaveOut(m, meant)
				}
			}
		}
		if len(groups.leftOut) > 0 && slices.ContainsFunc(p.Refused(), opensSection) {
			return // it may hold a WSGIProcessGroup
		}
		for _, one := range groups.leftOut {
			p.Report(embedded(p, one))
		}
	},
}

// opensSection reports whether httpd refuses the opening tag of a section.
func opensSection(q eval.Problem) bool { return strings.HasPrefix(q.At.Text(), "<") }

// maxSections is how many sections, and for each how many mounts, are looked at one by one.
const maxSections = 64

// unsent reports whether nothing sends any request to the mount to a process group.
func unsent(m *model.Mount) bool {
	all := m.ProcessGroups()
	rest := all[len(all)-1]
	if rest.Name.IsSet() || !rest.Certain || len(all) > maxSections {
		return false
	}
	return !slices.ContainsFunc(all[:len(all)-1], func(s model.Selection) bool { return !forEarlier(m, s.Setting.Section) })
}

// miswritten reports whether a mount's line is not what it was meant to be, as other rules tell, so that it may well name a group: mod_wsgi
// refuses an option, or what should be one has become a part of something else.
func miswritten(p *lint.Pass, m *model.Mount) bool {
	end := m.Decl.At()
	end.Start = end.End
	if below, ok := lint.GoesOn(end); ok && strings.Contains(below.Text(), "process-group=") {
		told := func(q eval.Problem) bool {
			return q.At.File == below.File && below.Start <= q.At.Start && q.At.Start < below.End
		}
		return slices.ContainsFunc(p.Refused(), told) // for want of a backslash it is no part of the mount's line
	}
	swallowed := func(o options.Option) bool { return strings.Contains(o.Value.Value, "process-group=") }
	return m.URL.Value == "" || m.Miswritten() || slices.ContainsFunc(m.Options.Options, swallowed) || strings.Contains(m.Script.Value, "process-group=") ||
		strings.ContainsAny(m.URL.Value+m.Script.Value, model.WideSpaces+model.ZeroSpaces)
}

// forEarlier reports whether all URLs of a section go to mounts above m.
func forEarlier(m *model.Mount, s *model.Section) bool {
	if s == nil || s.Kind != model.Location || s.Outer != nil {
		return false
	}
	mounts := m.Server.Mounts[:min(len(m.Server.Mounts), maxSections)]
	return slices.ContainsFunc(mounts, func(o *model.Mount) bool { return o.Order < m.Order && o.URLs.Covers(s.URLs) })
}

func embedded(p *lint.Pass, one *leftOut) lint.Diagnostic {
	m, g := one.mounts[0], one.group
	d := lint.Diagnostic{
		At:      m.URL.At(),
		Message: fmt.Sprintf("the application at %s runs in Apache's own processes: nothing sends it to a process group", m.URL.Value),
		Symptom: "it answers, but as Apache's user and with Apache's Python; mod_wsgi.process_group is empty; nothing is logged",
		Via:     m.Decl.Via,
	}
	if g == nil {
		return d
	}
	d.Message += fmt.Sprintf(" such as %q; write WSGIProcessGroup %s", g.Name.Value, parser.Quote(g.Name.Value, 0))
	d.Related = append([]lint.Related{definedHere(g)}, one.others()...)
	d.Fixes = sendTo(p, one)
	return d
}
