package python

import (
	"fmt"
	"path"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

var homeRelative = lint.Rule{
	ID:       "python-home-relative",
	Family:   "python",
	Severity: lint.Error,
	Fixes:    lint.Manual,
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "Python home is not an absolute path",
		Seen:  deadSeen,
		Why: `A Python home that does not begin with a slash is looked for in the working folder of the process, which is the root folder: not in
ServerRoot, and not in the folder of the script. No shell reads it, so ~ and $HOME are folders of that name. The interpreter finds no
standard library there and dies as it starts; that of a daemon group is restarted for ever.

A daemon group with home= has that as its working folder, and one whose user= is not Apache's has that user's home folder. There a relative
path may be right, and this rule is silent.`,
		Log: deadLog(
			lint.LogLine{Text: "Unable to stat Python home venv. Python interpreter may not be able to be initialized correctly. Verify the supplied path and access permissions for whole of the path.", Versions: "mod_wsgi 4.5 to 5.0"},
			lint.LogLine{Text: "WSGI0100: Unable to stat Python home 'venv' for daemon process 'blog'; Python interpreter may not initialise correctly. Verify the path and the access permissions on every component of it.", Versions: lint.FromReference},
		),
		Instead: "Write the whole path, from / on: `python-home=/srv/blog/venv`.",
		Fix: "The path is completed with the folder of the script that the group runs, or for ~ with the home folder of its user. That is a " +
			"guess, so it is shown and not applied.",
		Refs: []string{"https://modwsgi.readthedocs.io/en/master/user-guides/virtual-environments.html"},
	},
	Check: func(p *lint.Pass) {
		var scripts map[string]string
		for home := range homesOf(p, isRelative) {
			if scripts == nil {
				scripts = scriptFolders(p)
			}
			p.Report(lint.Diagnostic{
				At:      home.At(),
				Message: relativeMessage(home),
				Symptom: deadSymptom(p, home, cannotStat.about(p, home)),
				Via:     home.Decl.Via,
				Fixes:   complete(p, home, scripts),
			})
		}
	},
}

func relativeMessage(home *model.PythonSetting) string {
	what := fmt.Sprintf("%s %q is not absolute", homeName(home), home.Value.Value)
	if model.ForShell(home.Value.Value) {
		return what + ": no shell replaces " + home.Value.Value[:max(1, strings.Index(home.Value.Value, "/"))] + "; write the whole path"
	}
	return fmt.Sprintf("%s and is looked for as %q; write the whole path", what, path.Join("/", home.Value.Value))
}

// scriptFolders are the folders of the scripts that daemon groups run, by the group's name; of the first script of each.
func scriptFolders(p *lint.Pass) map[string]string {
	folders := map[string]string{}
	for _, u := range p.Uses {
		if u.Mount == nil || !u.NamesGroup() || !path.IsAbs(u.Mount.Script.Value) || folders[u.Name.Value] != "" {
			continue
		}
		folders[u.Name.Value] = path.Dir(u.Mount.Script.Value)
	}
	return folders
}

func complete(p *lint.Pass, home *model.PythonSetting, scripts map[string]string) []lint.Fix {
	if home.Group == nil || strings.Contains(home.Value.Value, `\`) {
		return nil
	}
	from, rest := scripts[home.Group.Name.Value], home.Value.Value
	if model.ForShell(rest) {
		from, rest = userFolder(home)
	}
	if from == "" || model.Unfinished(from) {
		return nil
	}
	fixes := nameFolder(home, path.Join(nearest(p, from, rest), rest))
	for i := range fixes {
		fixes[i].Title, fixes[i].Safety = "Write the whole path", lint.Manual
	}
	return fixes
}

// nearest is the folder from, or the first one above it that has the environment rest; from itself where that cannot be told.
func nearest(p *lint.Pass, from, rest string) string {
	for dir := from; dir != "/"; dir = path.Dir(dir) {
		if isEnvironment(p, path.Join(dir, rest)) {
			return dir
		}
	}
	return from
}

// userFolder is the folder that ~, ~user or $HOME would mean to a shell, and the rest of the path.
func userFolder(home *model.PythonSetting) (folder, rest string) {
	user, rest, _ := strings.Cut(home.Value.Value[1:], "/")
	if user == "" || user == "HOME" {
		user = home.Group.Option("user").Value
	}
	switch {
	case user == "root":
		return "/root", rest
	case user == "" || strings.HasPrefix(user, "#"):
		return "", rest
	}
	return "/home/" + user, rest
}
