package python

import (
	"fmt"
	"path"

	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model/account"
)

var homeMissing = lint.Rule{
	ID:       "python-home-missing",
	Family:   "python",
	Severity: lint.Error,
	Needs:    lint.FileSystem,
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "Python home that is not there, or that the group's user may not read",
		Seen:  deadSeen,
		Why: `The folder of WSGIPythonHome or python-home= does not exist, or the user that the processes run as may not go there: every folder on the
way must let it in, and home folders such as /root or /home/deploy often let in nobody but their owner. The interpreter finds no standard library and
dies as it starts; that of a daemon group is restarted for ever.

The user is that of user=, else Apache's own. Without group= the group is Apache's, and the user's own group does not count.

This rule asks the file system, so it must run where the site will.`,
		Log: deadLog(
			lint.LogLine{Text: "Unable to stat Python home /srv/blog/venv. Python interpreter may not be able to be initialized correctly. Verify the supplied path and access permissions for whole of the path.", Versions: "mod_wsgi 4.5 to 5.0"},
			lint.LogLine{Text: "Python home /srv/blog/venv is not accessible. Python interpreter may not be able to be initialized correctly. Verify the supplied path and access permissions on the directory.", Versions: "mod_wsgi 4.5 to 5.0"},
			lint.LogLine{Text: "WSGI0100: Unable to stat Python home '/srv/blog/venv' for daemon process 'blog'; Python interpreter may not initialise correctly. Verify the path and the access permissions on every component of it.", Versions: lint.FromReference},
		),
		Instead: "Name the environment's folder, or make it: `python3 -m venv /srv/blog/venv`. Keep it out of home folders, or let the user through: " +
			"`chmod o+x /home/deploy` for all, `setfacl -m u:www-data:x /home/deploy` for one. Under /root nobody else may read it.",
		Refs: []string{"https://modwsgi.readthedocs.io/en/master/user-guides/virtual-environments.html"},
	},
	Check: func(p *lint.Pass) {
		for home, folder := range foldersOf(p) {
			why, says := unreachable(p, home, folder), cannotStat
			if p.Files.Exists(folder) && p.Refuses(home.Group, folder, account.None) == nil {
				says = notAccessible
			}
			symptom := deadSymptom(p, home, says.about(p, home))
			if why == "" {
				why, symptom = unreadable(p, home, folder)
			}
			if why == "" {
				continue
			}
			d := lint.Diagnostic{
				At:      home.At(),
				Message: fmt.Sprintf("%s %q %s%s", homeName(home), home.Value.Value, why, thereIs(beside(p, folder))),
				Symptom: symptom,
				Via:     home.Decl.Via,
			}
			if p.Files.Exists(folder) {
				d.Cause = p.ClosedOn(home.Group, folder)
			} else {
				d.Cause = p.MissingAt(folder)
				d.Settle(home.At()) // who may read it is asked of the right path
			}
			p.Report(d)
		}
	},
}

// unreachable says why nothing that a setting names can be got at; it is empty where it may be.
func unreachable(p *lint.Pass, s *model.PythonSetting, folder string) string {
	if !p.Files.Exists(folder) && !isEnvironment(p, folder) {
		if p.MayLack(folder) {
			return ""
		}
		dir, name, target := p.WayEnds(folder)
		if target != "" {
			return fmt.Sprintf("does not exist: %q leads to %q, which is not there", path.Join(dir, name), target)
		}
		return fmt.Sprintf("does not exist: there is no %q in %q", name, dir)
	}
	want := account.Enter
	if p.Files.IsFile(folder) {
		want = account.Read
	}
	if f := p.Refuses(s.Group, folder, want); f != nil {
		return "cannot be used: " + f.String()
	}
	return ""
}

// unreadable says which part of an environment that can be got at cannot be read, and what comes of it.
func unreadable(p *lint.Pass, home *model.PythonSetting, folder string) (why, symptom string) {
	e := environment(p, folder)
	if e == nil {
		return "", ""
	}
	if f := p.Refuses(home.Group, folder+"/pyvenv.cfg", account.Read); f != nil {
		return "cannot be used: " + f.String(), deadSymptom(p, home, "")
	}
	if len(e.Versions) != 1 {
		return "", ""
	}
	lib := path.Join(folder, "lib", "python"+e.Versions[0].String())
	if f := p.Refuses(home.Group, lib, account.Enter|account.Read); f != nil && !e.Virtual {
		return "cannot be used: " + f.String(), deadSymptom(p, home, "")
	}
	if f := p.Refuses(home.Group, lib+"/site-packages", account.Enter|account.Read); f != nil {
		return "has packages that cannot be imported: " + f.String(), noPackages
	}
	return "", ""
}

// noPackages is the symptom of an environment in which Python starts and finds nothing.
const noPackages = "mod_wsgi starts without a word and finds none of its packages: the site answers 500 with \"ModuleNotFoundError: No module named …\" in the error log"

// beside are the environments that may have been meant: what stands beside a folder that is missing.
func beside(p *lint.Pass, folder string) []string {
	if p.Files.Exists(folder) {
		return nil
	}
	return near(p, folder)
}
