package python

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model/pyenv"
)

var pathIgnored = lint.Rule{
	ID:       "python-path-ignored",
	Family:   "python",
	Severity: lint.Warning,
	Fixes:    lint.Unsafe,
	Needs:    lint.WholeServer, // for mounts in other files
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "WSGIPythonPath where every application runs in a daemon group",
		Why: `WSGIPythonPath and WSGIPythonEggs are for applications in embedded mode, which run in Apache's own processes. A daemon group does not
look at them: its folders come from python-path= of its own WSGIDaemonProcess. Where every application runs in a daemon group the directive
does nothing. The site answers "500 Internal Server Error" when a module from one of the folders is imported, unless it is found elsewhere.

WSGIPythonHome is different: it is the default for every group without python-home=.`,
		Log:     []lint.LogLine{{Text: "ModuleNotFoundError: No module named 'blog'"}},
		Instead: "`WSGIDaemonProcess blog python-path=/srv/blog`, for each group that needs it; `python-eggs=` in the place of WSGIPythonEggs.",
		Fix: "The folders become `python-path=` of the groups that run the applications, behind those that are there, and the " +
			"directive goes. It is unsafe, for modules are found that were not. Where the groups have them all the directive goes, which is safe.",
		Refs: []string{"https://modwsgi.readthedocs.io/en/master/configuration-directives/WSGIPythonPath.html"},
	},
	Check: func(p *lint.Pass) {
		if p.Misread() || !inDaemons(p) {
			return
		}
		for _, s := range paths(p) {
			if s.Group == nil && (!onlyPinned(s) || len(lacked(p, "python-path", s.Value.Value, false)) == 0) && !s.Decl.Arg(1).IsSet() && s.Decl.In == nil { // else httpd refuses it
				p.Report(ignored(p, s.Value, s.Decl, "python-path"))
			}
		}
		for _, d := range p.Own {
			if d.Is("WSGIPythonEggs") && d.Arg(0).IsSet() && d.In == nil {
				p.Report(ignored(p, d.Arg(0), d, "python-eggs"))
			}
		}
	},
}

// onlyPinned reports whether all entries of a path are another rule's matter, which offers something better than python-path=.
func onlyPinned(s *model.PythonSetting) bool {
	return len(pinnedEntries(s)) == len(strings.Split(s.Value.Value, ":"))
}

// isSaidTwice reports whether the daemon groups, which ignore a path, have one of its folders themselves, so that rule python-path-ignored tells.
func isSaidTwice(p *lint.Pass, s *model.PythonSetting, folder string) bool {
	return isIgnored(p, s) && len(usedGroups(p)) > 0 && !slices.Contains(lacked(p, "python-path", s.Value.Value, !onlyPinned(s)), folder)
}

func ignored(p *lint.Pass, v model.Value, d *eval.Directive, option string) lint.Diagnostic {
	groups, lack := usedGroups(p), lacked(p, option, v.Value, true)
	report := lint.Diagnostic{
		At: d.Syntax.At(d.Syntax.Name().Start, d.Syntax.Name().End),
		Message: fmt.Sprintf("%s is for embedded applications, and every application here runs in a daemon group; use %s=%s",
			d.Name, option, parser.Quote(strings.Join(lack, ":"), 0)),
		Symptom: "modules in its folders are not found: the site answers 500 with \"ModuleNotFoundError: No module named …\" in the error log",
		Via:     d.Via,
	}
	if option == "python-eggs" {
		report.Symptom = "eggs are unpacked in the home folder of the group's user, or the site answers 500 where that may not be written"
	}
	for _, g := range groups[:min(len(groups), 3)] {
		report.Related = append(report.Related, lint.Related{At: g.Name.At(), Message: fmt.Sprintf("%s runs an application", g.Name.Value)})
	}
	if len(lack) == 0 {
		report.Message = fmt.Sprintf("%s is for embedded applications, and every application here runs in a daemon group, which has the same by its own options; remove the line", d.Name)
		report.Symptom = "nothing is missing, and a change to the line changes nothing"
	}
	report.Fixes = giveGroups(v, lack, d, option, groups)
	return report
}

// lacked is what some group that runs an application has not got by its own options of what the directive says: of the folders of a path those that stand
// neither in its own path nor, if homes are asked, are the package folder of its Python home. It is all of them where one of the groups is defined elsewhere.
func lacked(p *lint.Pass, option, value string, homes bool) []string {
	groups := usedGroups(p)
	has := func(g *model.DaemonGroup, folder string) bool {
		if pin, ok := pyenv.PackagesIn(folder); ok && homes && option == "python-path" && pin.Env != "" && sameEnvironment(g.Option("python-home").Value, pin.Env) {
			return true
		}
		own := strings.Split(g.Option(option).Value, ":")
		return slices.ContainsFunc(own, func(o string) bool { return o != "" && path.Clean(o) == path.Clean(folder) })
	}
	return slices.DeleteFunc(strings.Split(value, ":"), func(folder string) bool {
		return len(groups) > 0 && !slices.ContainsFunc(groups, func(g *model.DaemonGroup) bool { return !has(g, folder) })
	})
}

// usedGroups are the groups that run an application here, each once; none where one of them is defined elsewhere.
func usedGroups(p *lint.Pass) []*model.DaemonGroup {
	var groups []*model.DaemonGroup
	seen := map[string]bool{}
	for _, u := range p.Uses {
		name := u.Name.Value
		if seen[name] {
			continue
		}
		seen[name] = true
		named := p.GroupsNamed(name)
		if len(named) != 1 {
			return nil
		}
		groups = append(groups, named[0])
	}
	return groups
}

// giveGroups makes what the groups lack an option of them, and removes the directive.
func giveGroups(v model.Value, lack []string, d *eval.Directive, option string, groups []*model.DaemonGroup) []lint.Fix {
	if len(groups) == 0 || !v.Exact() || !lint.Movable(d) {
		return nil
	}
	edits := []source.Edit{lint.RemoveLines(d.Syntax.Span())}
	if len(lack) == 0 {
		return []lint.Fix{{Title: "Remove the line", Safety: lint.Safe, Edits: edits}}
	}
	value := strings.Join(lack, ":")
	for _, g := range groups {
		own := g.Option(option)
		switch {
		case !g.Name.Exact() || own.IsSet() && !own.Exact():
			return nil
		case !own.IsSet():
			at := g.Name.At()
			at.Start = at.End
			edits = append(edits, source.Edit{Span: at, New: " " + option + "=" + parser.Quote(value, v.Quote)})
		case option == "python-path":
			edits = append(edits, setPath(&model.PythonSetting{Value: own}, merged(own.Value, value)))
		}
	}
	return []lint.Fix{{Title: "Give it to the daemon groups", Safety: lint.Unsafe, Edits: edits}}
}

// merged are the entries of both paths, each once.
func merged(first, second string) []string {
	entries := strings.Split(first, ":")
	for entry := range strings.SplitSeq(second, ":") {
		if !slices.Contains(entries, entry) {
			entries = append(entries, entry)
		}
	}
	return slices.DeleteFunc(entries, func(entry string) bool { return entry == "" })
}
