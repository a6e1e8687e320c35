package mounts

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model/account"
)

var mountTargetMissing = lint.Rule{
	ID:       "mount-target-missing",
	Family:   "mounts",
	Severity: lint.Error,
	Fixes:    lint.Manual,
	Needs:    lint.FileSystem,
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "Mount of a script that is not there, or that may not be read",
		Seen: "Every request is \"404 Not Found\" where the script is missing, \"403 Forbidden\" where a symbolic link leads nowhere or Apache's user may not get to it, " +
			"\"500 Internal Server Error\" where the user that runs it may not read it. `apachectl configtest` says \"Syntax OK\".",
		Why: `Apache does not look for the script when it starts, and ` + "`apachectl configtest`" + ` says "Syntax OK". Where the file is missing, every request to the
mount is "404 Not Found".

Two users must get to it. Apache's own must be let into every folder on the way, even if the application runs in a daemon group: else the answer is
"403 Forbidden". Home folders such as /home/deploy often let in nobody but their owner. The user of the process that runs the application, that of user=
or else Apache's, must also read the file: else the answer is "500 Internal Server Error".`,
		Log: []lint.LogLine{
			{Text: "Target WSGI script not found or unable to stat: /srv/blog/wsgi.py", Versions: "mod_wsgi 4.5 to 5.0"},
			{Text: "WSGI0135: Target WSGI script not found or unable to stat.", Versions: lint.FromReference},
			{Text: "AH00037: Symbolic link not allowed or link target not accessible: /srv/blog/current", Versions: "where it is a link that leads nowhere"},
			{Text: "AH00035: access to / denied (filesystem path '/home/deploy/blog') because search permissions are missing on a component of the path"},
			{Text: "AH00529: /home/deploy/.htaccess pcfg_openfile: unable to check htaccess file, ensure it is readable and that '/home/deploy/' is executable", Versions: "where AllowOverride is not None"},
			{Text: "Could not read/compile source file '/srv/blog/wsgi.py'.", Versions: "mod_wsgi 4.5 to 5.0, where the script may not be read"},
			{Text: "WSGI0105: Could not read or compile WSGI script '/srv/blog/wsgi.py'", Versions: lint.FromReference},
		},
		Instead: "Name the script that is there: Django's stands in the folder of the settings, `/srv/blog/blog/wsgi.py`. Keep sites out of home folders, or let " +
			"Apache's user through: `chmod o+x /home/deploy` for all, `setfacl -m u:www-data:x /home/deploy` for one.",
		Fix:  "The nearest name that is there is shown. You must judge whether it is the one.",
		Refs: []string{"https://modwsgi.readthedocs.io/en/master/configuration-directives/WSGIScriptAlias.html"},
	},
	Check: func(p *lint.Pass) {
		if p.Files == nil {
			return
		}
		for _, s := range p.Servers {
			for _, m := range s.Mounts {
				switch {
				case m.Parted():
				case m.Decl.Is("WSGIScriptAliasMatch") && noneBegins(p, m.Script.Value), !m.Decl.Is("WSGIScriptAliasMatch") && isMissing(p, m.Script.Value):
					p.Report(missingScript(p, m))
				case isPath(m.Script.Value):
					refusedScript(p, m)
				}
			}
		}
	},
}

// isPath reports whether a text is the whole path of something, and not one that is still to be filled in or that is spelt with other characters than
// those meant.
func isPath(name string) bool {
	return path.IsAbs(name) && !model.Unfinished(name) && !model.Garbled(name)
}

// isMissing reports whether there certainly is neither the file nor one further up, whose name goes on as PATH_INFO.
func isMissing(p *lint.Pass, name string) bool {
	if !isPath(name) {
		return false
	}
	at := path.Clean(name)
	if p.Files.Exists(at) || p.MayLack(at) {
		return false
	}
	for at = path.Dir(at); at != "/" && !p.Files.IsDir(at); at = path.Dir(at) { // a folder lies in folders
		if p.Files.IsFile(at) {
			return false
		}
	}
	return true
}

// noneBegins reports whether there certainly is no file whose name begins as the target of a WSGIScriptAliasMatch does, up to what it takes from the
// URL. What the expression leaves over of the URL belongs to the name too. A folder that shows no names may be one that cannot be read.
func noneBegins(p *lint.Pass, target string) bool {
	fixed, _, _ := strings.Cut(target, "$")
	if strings.HasPrefix(target[len(fixed):], "${") || !isMissing(p, fixed) {
		return false
	}
	if endsInSlash(fixed) {
		return true // the folder is not there
	}
	dir, base := path.Split(fixed)
	if !p.Files.IsDir(dir) {
		return true
	}
	entries := listed(p, dir)
	begins := func(e fs.DirEntry) bool { return strings.HasPrefix(e.Name(), base) }
	return len(entries) > 0 && len(entries) < maxListed && !slices.ContainsFunc(entries, begins)
}

// deadLink is the symbolic link that the way to something missing ends at, and where it leads; both are empty where it ends at none.
func deadLink(p *lint.Pass, name string) (link, target string) {
	folder, at, target := p.WayEnds(name)
	if target == "" {
		return "", ""
	}
	return path.Join(folder, at), target
}

// notFollowed is what httpd says of a symbolic link that leads nowhere.
func notFollowed(link string) string {
	return "AH00037: Symbolic link not allowed or link target not accessible: " + link
}

// notFound is what mod_wsgi says of a script that is not there.
func notFound(p *lint.Pass) string {
	return p.Target.Coded("WSGI0135", "Target WSGI script not found or unable to stat")
}

func missingScript(p *lint.Pass, m *model.Mount) lint.Diagnostic {
	d := lint.Diagnostic{
		At:      m.Script.At(),
		Message: fmt.Sprintf("the script %q does not exist", m.Script.Value),
		Symptom: fmt.Sprintf("404 for every request: %q", notFound(p)),
		Via:     m.Decl.Via,
		Cause:   p.MissingAt(m.Script.Value),
	}
	d.Settle(d.At) // who may have it is asked of the right path
	if link, target := deadLink(p, m.Script.Value); link != "" {
		d.Message += fmt.Sprintf(": %q leads to %q, which is not there", link, target)
		d.Symptom = fmt.Sprintf("403 for every request: %q", notFollowed(link))
	}
	near := nearScript(p, path.Clean(m.Script.Value))
	if near == "" {
		d.Message += "; correct the path"
		return d
	}
	d.Message += fmt.Sprintf("; did you mean %q?", near)
	d.Cause.Of = path.Clean(m.Script.Value) // another name may be meant for another script
	if m.Script.Exact() {
		d.Fixes = []lint.Fix{{Title: "Mount " + near, Safety: lint.Manual, Edits: []source.Edit{{Span: m.Script.At(), New: parser.Quote(near, m.Script.Quote)}}}}
	}
	return d
}

// refusedScript reports where a user that needs the script does not get to it.
func refusedScript(p *lint.Pass, m *model.Mount) {
	name := path.Clean(m.Script.Value)
	f := p.Refuses(nil, name, account.None)
	symptom := fmt.Sprintf("403 for every request: \"AH00035: access to … denied (filesystem path '%s') because search permissions are missing on a component of the path\"", name)
	if f == nil && p.Files.IsFile(name) {
		f = unreadable(p, m, name)
		symptom = fmt.Sprintf("500 for every request: %q", p.Target.Logged(
			fmt.Sprintf("Could not read/compile source file '%s'", name),
			fmt.Sprintf("WSGI0105: Could not read or compile WSGI script '%s'", name)))
	}
	if f == nil {
		return
	}
	p.Report(lint.Diagnostic{
		At:      m.Script.At(),
		Message: fmt.Sprintf("the script %q cannot be used: %s", m.Script.Value, f),
		Symptom: symptom,
		Via:     m.Decl.Via,
		Cause:   p.ClosedOn(nil, name),
	})
}

// unreadable tells what keeps processes that certainly run the script from reading it; nil where nothing does.
func unreadable(p *lint.Pass, m *model.Mount, name string) *account.Refusal {
	for _, sel := range m.ProcessGroups() {
		var group *model.DaemonGroup
		if !sel.Certain || !sel.Name.IsSet() && !p.Closed() {
			continue
		}
		if !sel.IsEmbedded() {
			groups := p.GroupsNamed(sel.Name.Value)
			if !sel.NamesGroup() || len(groups) != 1 || groups[0].Option("chroot").IsSet() {
				continue
			}
			group = groups[0]
		}
		if f := p.Refuses(group, name, account.Read); f != nil {
			return f
		}
	}
	return nil
}

// maxListed is how many names of a folder are compared.
const maxListed = 1000

// nearScript is the file that was probably meant: one of nearly that name in the folder, one of the very name in a folder inside or above, or that of
// a folder of nearly that name; "" where there is none.
func nearScript(p *lint.Pass, name string) string {
	dir, base := path.Dir(name), path.Base(name)
	if !p.Files.IsDir(dir) {
		return inNearFolder(p, name)
	}
	var inside string
	near := lint.Nearest(base, func(yield func(string) bool) {
		for _, e := range listed(p, dir) {
			if at := path.Join(dir, e.Name(), base); e.IsDir() && p.Files.IsFile(at) {
				inside = at
			} else if !e.IsDir() && !yield(e.Name()) {
				return
			}
		}
	})
	switch above := path.Join(path.Dir(dir), base); {
	case near != "":
		return path.Join(dir, near)
	case inside == "" && p.Files.IsFile(above):
		return above
	}
	return inside
}

// inNearFolder is the file that was probably meant where the first folder that is not there is misspelt, or one too many.
func inNearFolder(p *lint.Pass, name string) string {
	missing := path.Dir(name)
	for up := path.Dir(missing); !p.Files.IsDir(up); up = path.Dir(missing) {
		if missing = up; up == "/" {
			return ""
		}
	}
	dir, base := path.Split(missing)
	rest := name[len(missing):]
	near := lint.Nearest(base, func(yield func(string) bool) {
		for _, e := range listed(p, dir) {
			if p.Files.IsFile(path.Join(dir, e.Name())+rest) && !yield(e.Name()) {
				return
			}
		}
	})
	switch above := path.Clean(dir + rest); {
	case near != "":
		return path.Join(dir, near) + rest
	case p.Files.IsFile(above):
		return above
	}
	return ""
}

func listed(p *lint.Pass, dir string) []fs.DirEntry {
	f, err := p.Files.Open(path.Clean("./" + dir))
	if err != nil {
		return nil
	}
	defer f.Close()
	if d, ok := f.(fs.ReadDirFile); ok {
		entries, _ := d.ReadDir(maxListed) // what was read before an error counts
		return entries
	}
	return nil
}
