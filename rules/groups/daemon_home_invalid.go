package groups

import (
	"fmt"
	"io/fs"
	"path"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/options"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model/account"
)

var daemonHomeInvalid = lint.Rule{
	ID:       "daemon-home-invalid",
	Family:   "groups",
	Severity: lint.Error,
	Fixes:    lint.Manual,
	Needs:    lint.FileSystem,
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "Working folder of a daemon group that cannot be used",
		Seen: "Where the path does not begin with a slash, Apache does not start. Where the folder is missing, or closed to the group's " +
			"user, every request waits until Timeout, 60 seconds by default, and gets \"504 Gateway Timeout\", while `apachectl " +
			"configtest` says \"Syntax OK\".",
		Why: `` + "`home=`" + ` is the folder that a daemon process works in, ` + "`chroot=`" + ` the one it is locked in. mod_wsgi takes a path from the root only;
a tilde is not expanded.

Whether the folder is there nobody looks before the process starts. Where it is missing, is a file, or may not be entered by the group's
user, the process dies and is started again for ever.

A group with a ` + "`user=`" + ` other than Apache's and without ` + "`home=`" + ` works in that user's home folder, as /etc/passwd says, and then that
one must be there: the system's own accounts, such as nobody, often have none.`,
		Log: []lint.LogLine{
			{Text: "Invalid home directory for WSGI daemon process."},
			{Text: "Invalid chroot directory for WSGI daemon process."},
			{Text: "Unable to change working directory to '/srv/blog'.", Versions: "mod_wsgi 4.5 to 5.0"},
			{Text: "Unable to change working directory to home directory '/nonexistent' for uid=65534.", Versions: "mod_wsgi 4.5 to 5.0"},
			{Text: "Failure to configure the daemon process correctly and process left in unspecified state.", Versions: "mod_wsgi 4.5 to 5.0"},
			{Text: "WSGI0009: Unable to change working directory to '/srv/blog'. Daemon process will exit.", Versions: lint.FromReference},
			{Text: "WSGI0010: Unable to change working directory to home directory '/nonexistent' for uid=65534. Daemon process will exit.", Versions: lint.FromReference},
			{Text: "WSGI0025: Daemon process configuration failed; process left in unspecified state. Daemon process will exit and be restarted after a delay.", Versions: lint.FromReference},
		},
		Instead: "Give the full path of a folder that is there and that the group's user may enter, `WSGIDaemonProcess blog home=/srv/blog`, or " +
			"leave the option out.",
		Fix:  "A relative path gets a slash in front. A human must look whether that folder is meant.",
		Refs: []string{"https://modwsgi.readthedocs.io/en/master/configuration-directives/WSGIDaemonProcess.html"},
	},
	Check: func(p *lint.Pass) {
		for _, g := range p.Groups {
			for _, o := range g.Options.Options {
				if o.Name == "home" || o.Name == "chroot" {
					checkFolder(p, g, o)
				}
			}
			checkUsersHome(p, g)
		}
	},
}

// checkFolder looks at each path that is given, as mod_wsgi does, and on the disk for the one that counts.
func checkFolder(p *lint.Pass, g *model.DaemonGroup, o options.Option) {
	last, _, _ := g.Options.Last(o.Name)
	name := o.Value.Value
	switch {
	case model.Garbled(name) || model.HoldsOption(name, o.Value.Quote): // other rules' matter
	case strings.ContainsAny(firstOf(name), "<[{@%$") && !model.ForShell(name) && !strings.HasPrefix(name, "%{"): // somebody has still to fill it in
	case !strings.HasPrefix(name, "/"):
		p.Report(notAbsolute(g, o))
	case p.Files == nil || last.Start != o.Start || climbsFromLink(p, name):
	case o.Name == "home" && g.Option("chroot").IsSet():
		if jail := g.Option("chroot").Value; path.IsAbs(jail) && p.Files.IsDir(jail) && lacks(p, path.Join(jail, name)) {
			d := notThere(p, g, o.Name, g.Option(o.Name))
			d.Message = fmt.Sprintf("home= of process group %q is looked for in the chroot, as %s, which is not there; begin it at the root of that", g.Name.Value, path.Join(jail, name))
			p.Report(d)
		}
	case p.Files.IsFile(name), !p.Files.Exists(name) && !p.MayLack(name):
		p.Report(notThere(p, g, o.Name, g.Option(o.Name)))
	case o.Name == "home":
		if f := p.Refuses(g, name, account.Enter); f != nil {
			d := notEntered(p, g, g.Option("home"), fmt.Sprintf("home= of process group %q cannot be used: %s", g.Name.Value, f),
				"WSGI0009", fmt.Sprintf("'%s'", name))
			d.Cause = p.ClosedOn(g, name)
			p.Report(d)
		}
	}
}

// lacks reports whether a path ends nowhere, and no symbolic link is on it, which would lead elsewhere in a chroot.
func lacks(p *lint.Pass, name string) bool {
	if p.Files.Exists(name) || strings.Contains(name, "..") {
		return false
	}
	for at := name[1:]; at != "."; at = path.Dir(at) {
		if info, err := p.Files.Lstat(at); err == nil && info.Mode()&fs.ModeSymlink != 0 {
			return false
		}
	}
	return true
}

// climbsFromLink reports whether a path goes up (..) from a symbolic link, so that a process gets elsewhere than its text says.
func climbsFromLink(p *lint.Pass, name string) bool {
	if !strings.Contains(name, "..") {
		return false
	}
	at := "."
	for part := range strings.SplitSeq(name, "/") {
		if part != ".." {
			at = path.Join(at, part)
			continue
		}
		if info, err := p.Files.Lstat(at); err == nil && info.Mode()&fs.ModeSymlink != 0 {
			return true
		}
		at = path.Dir(at)
	}
	return false
}

// checkUsersHome looks at where the processes work for want of home=: if their user is not Apache's, in that user's own home folder
// (wsgi_setup_access).
func checkUsersHome(p *lint.Pass, g *model.DaemonGroup) {
	user := g.Option("user")
	if p.Files == nil || !user.IsSet() || g.Option("home").IsSet() || g.Option("chroot").IsSet() || p.IsApacheUser(user.Value) {
		return
	}
	as := p.Accounts.Identity(p.RunsAs(g))
	home := as.Home
	if !path.IsAbs(home) || as.Name == p.Accounts.Identity(p.RunsAs(nil)).Name {
		return
	}
	gone := home == "/nonexistent" || path.Dir(home) != "/" && p.Files.IsDir(path.Dir(home)) // of a captured tree much may be missing
	why := ""
	if f := p.Refuses(g, home, account.Enter); f != nil {
		why = f.String()
	} else if gone && !p.Files.Exists(home) {
		why = "it is not there"
	}
	if why != "" {
		p.Report(notEntered(p, g, user, fmt.Sprintf("processes of %q work in the home folder of %s, %q, but %s; name a folder by home=", g.Name.Value, user.Value, home, why),
			"WSGI0010", fmt.Sprintf("home directory '%s'", home)))
	}
}

// notEntered reports a folder that mod_wsgi calls so in its error log, by that code since 6.0.
func notEntered(p *lint.Pass, g *model.DaemonGroup, at model.Value, message, code, called string) lint.Diagnostic {
	return lint.Diagnostic{
		At:      at.At(),
		Message: message,
		Symptom: diesIn(p, code, "Unable to change working directory to "+called),
		Via:     g.Decl.Via,
	}
}

// diesIn is the symptom of a daemon process that ends as it starts, with what the error log says.
func diesIn(p *lint.Pass, code, line string) string {
	return fmt.Sprintf("every request waits until Timeout (60 s) and gets 504; the error log says %q", p.Target.Coded(code, line))
}

// firstOf is the first character of a text.
func firstOf(text string) string {
	for i := range text {
		if i > 0 {
			return text[:i]
		}
	}
	return text
}

func notAbsolute(g *model.DaemonGroup, o options.Option) lint.Diagnostic {
	at, exact := g.Decl.Origin(o.Value.Start, o.Value.End)
	name := o.Value.Value
	d := lint.Diagnostic{
		At:      at,
		Message: fmt.Sprintf("%s= of process group %q must be a full path: %q does not begin with a slash", o.Name, g.Name.Value, name),
		Symptom: refused(fmt.Sprintf("Invalid %s directory for WSGI daemon process.", o.Name)),
		Via:     g.Decl.Via,
	}
	if o.Value.Start == o.Value.End {
		d.At, _ = g.Decl.Origin(o.Start, o.End())
	}
	if exact && strings.Contains(name, "/") && !model.ForShell(name) && name[0] != '.' && name[0] != '%' {
		edit := source.Edit{Span: at, New: parser.Quote("/"+name, o.Value.Quote)}
		d.Fixes = []lint.Fix{{Title: "Begin at the root", Safety: lint.Manual, Edits: []source.Edit{edit}}}
	}
	return d
}

func notThere(p *lint.Pass, g *model.DaemonGroup, name string, v model.Value) lint.Diagnostic {
	what := "is not there; make it, or correct the path"
	if p.Files.Exists(v.Value) {
		what = "is not a folder"
	}
	code, step := "WSGI0009", "working directory"
	if name == "chroot" {
		code, step = "WSGI0003", "root directory"
	}
	return lint.Diagnostic{
		At:      v.At(),
		Message: fmt.Sprintf("%s= of process group %q: %s %s", name, g.Name.Value, v.Value, what),
		Symptom: diesIn(p, code, fmt.Sprintf("Unable to change %s to '%s'", step, v.Value)),
		Via:     g.Decl.Via,
	}
}
