// Package lint says what a rule, a finding and a fix are, and runs rules over a configuration.
package lint

import (
	"fmt"
	"io/fs"
	"path"
	"strings"
	"sync"

	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model/account"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model/pyenv"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model/pyscript"
)

// A Rule is one opinion about a configuration.
type Rule struct {
	// ID is kebab-case and names the mistake: "group-undefined".
	ID string
	// Family is the room the rule stands in: "python", "mounts".
	Family string
	// Severity is the usual severity; a Diagnostic may have a lower one. Off means that the rule runs on request only.
	Severity Severity
	// Fixes is the usual class of the rule's fixes; a single finding may have a safer one.
	Fixes Safety
	// Needs is what must be known for the rule to say all it can; without it the rule is silent, wholly or in part.
	Needs Needs
	// Since is the first version of the linter that has the rule.
	Since string
	Doc   Doc
	// Check looks at one configuration and reports to the pass. It reads nothing else, keeps nothing, and cannot fail.
	Check func(*Pass)
}

// A Doc is the rule's page, less its example, which is the fixture example.conf.
type Doc struct {
	// Title is one line without a full stop.
	Title string
	// Seen is what the visitor sees, and with which status: the page begins with it. Where it is empty the note of the example says it.
	Seen string
	// Why says what goes wrong, what the visitor sees, and when it does not; for someone whose site is down. Paragraphs of markdown.
	Why string
	// Log are the exact lines of Apache's error log to search for, with the versions that write them.
	Log []LogLine
	// Instead says what to do.
	Instead string
	// Fix says what the suggested rewrite does and why it is as safe as it is.
	Fix  string
	Refs []string
}

// A LogLine is a line of Apache's error log, or of `apachectl configtest`.
type LogLine struct {
	Text     string
	Versions string // "mod_wsgi 4.5 to 5.0", or "" for all
}

// FromReference are the Versions of a line that no server was seen to write.
const FromReference = "mod_wsgi 6, from its error reference, not observed"

// A Pass is one rule looking at one configuration.
type Pass struct {
	*model.Config
	Target Target
	// Files is the machine's file system if it may be asked (--files), else nil.
	Files Files
	// Environments tells of Python environments in Files, Scripts of WSGI scripts; both are nil where that is.
	Environments *pyenv.Reader
	Scripts      *pyscript.Reader
	// Accounts tell what processes may do with Files; nil where that is.
	Accounts *account.Reader
	Report   func(Diagnostic)

	facts *sync.Map // of the run, by *Fact
}

// Refuses tells where the processes of a daemon group, or for nil Apache's own, are certainly stopped on their way to a file of the machine, or at
// it, for want of a right; nil where they may not be.
func (p *Pass) Refuses(g *model.DaemonGroup, name string, want account.Right) *account.Refusal {
	if p.Accounts == nil || g == nil && p.SwitchesUsers {
		return nil
	}
	return p.Accounts.Refuses(p.Accounts.Identity(p.RunsAs(g)), name, want)
}

// A closedFolder is the Cause of what any rule says of names in a folder that lets somebody not in: who, and where.
type closedFolder string

// ClosedOn is the Cause of what is said of a name that the processes of a group, or for nil Apache's own, do not get to, for a folder on the way lets them
// not in; nil where they get there, and into it.
func (p *Pass) ClosedOn(g *model.DaemonGroup, name string) *Cause {
	if f := p.Refuses(g, path.Join(name, "x"), account.None); f != nil {
		return &Cause{Of: closedFolder(f.String()), Also: "nor can this be got at"}
	}
	return nil
}

// missing is the Cause of what a rule says of names that are not there: where the way to them ends.
type missing string

// MissingAt is the Cause of what a rule says of a name that is not there.
func (p *Pass) MissingAt(name string) *Cause {
	folder, at, _ := p.WayEnds(name)
	return &Cause{Of: missing(path.Join(folder, at)), Also: "nor is this there"}
}

// MayLack reports whether the file system may be a part of the machine's that lacks the name: a captured tree often has none of what the system
// brings, and then what is missing below /usr tells nothing.
func (p *Pass) MayLack(name string) bool {
	return model.Below("/usr", name) && !p.Files.IsDir("/usr/bin")
}

// HasHtaccess reports whether a .htaccess lies in the folder of a file, given by its absolute name, or in one above, where the file system may be asked.
func (p *Pass) HasHtaccess(file string) bool {
	for dir := path.Dir(file); p.Files != nil && len(dir) > 1; dir = path.Dir(dir) {
		if p.Files.Exists(dir + "/.htaccess") {
			return true
		}
	}
	return false
}

// WayEnds tells where the way to something that is not there ends: in which folder, at which name, and where that leads if it is a symbolic link.
func (p *Pass) WayEnds(name string) (folder, at, target string) {
	name = path.Clean(name)
	folder = path.Dir(name)
	for folder != "/" && !p.Files.Exists(folder) {
		folder = path.Dir(folder)
	}
	at, _, _ = strings.Cut(strings.TrimPrefix(strings.TrimPrefix(name, folder), "/"), "/")
	target, _ = fs.ReadLink(p.Files, path.Join(folder, at)[1:])
	return folder, at, target
}

// A Diagnostic is a finding.
type Diagnostic struct {
	Rule *Rule // set by Run
	// Severity is the rule's where it is left Off; a rule may lower it.
	Severity Severity
	// At is the tightest text that is wrong.
	At source.Span
	// Message names the text, the reason and the remedy: lower case, no full stop.
	Message string
	// Symptom says what the visitor sees and what the error log says. It may be empty.
	Symptom string
	Via     *eval.Frame
	Related []Related
	// Explains are places at which httpd refuses what it reads for the very reason of this finding: there Syntax and Unreadable are silent.
	Explains []source.Span
	// Cause is what others come of, or have in common with this; nil for nothing.
	Cause *Cause
	// Fixes are alternatives, the best first; only the first is applied.
	Fixes []Fix
}

// A Cause makes of several findings the one that is the mistake.
type Cause struct {
	// Of is equal for all findings of a rule that are one mistake, or with [Pass.ClosedOn] of several rules; nil for none. The first of the worst tells of
	// the places of the others, and its fix mends them all.
	Of   any
	Also string // what is said of the place of this one
	// Settles are places of which nothing else need be said, for what else is wrong there comes of this or goes with it.
	Settles []source.Span
}

// Settling is the Cause of what is wrong at the places.
func Settling(places ...source.Span) *Cause { return &Cause{Settles: places} }

// Settle notes places of which nothing else need be said.
func (d *Diagnostic) Settle(places ...source.Span) {
	if d.Cause == nil {
		d.Cause = &Cause{}
	}
	d.Cause.Settles = append(d.Cause.Settles, places...)
}

// A Related is another place a finding speaks of: "/ is mounted here".
type Related struct {
	At      source.Span
	Message string
}

// A Fix is edits that belong together, over one or more files.
type Fix struct {
	Title  string // an order: "Use process group blog"
	Safety Safety
	Edits  []source.Edit
}

// Needs is what a rule must know of the world.
type Needs uint8

// What a rule may need.
const (
	WholeServer Needs = 1 << iota // not a fragment: model.Config.Closed
	FileSystem                    // Pass.Files
	Release                       // which mod_wsgi it is: another one may make of the line what this one does not
)

// Safety says who may apply a fix.
type Safety uint8

// The classes of fixes, the safest last.
const (
	NoFix  Safety = iota
	Manual        // shown: a human value is missing
	Unsafe        // on request: the site may behave differently
	Safe          // always: httpd behaves the same, or only the mistake goes
)

// String gives the class as reports spell it.
func (s Safety) String() string { return [...]string{"none", "manual", "unsafe", "safe"}[s] }

// Severity says how bad a finding is.
type Severity uint8

// The severities, the worst last.
const (
	Off     Severity = iota
	Info             // advice
	Warning          // ignored, insecure, or silently different from what it says
	Error            // Apache does not start, or requests certainly fail
)

// String gives the severity as reports spell it.
func (s Severity) String() string { return [...]string{"off", "info", "warning", "error"}[s] }

// ParseSeverity reads what String writes.
func ParseSeverity(s string) (Severity, error) {
	for v := Off; v <= Error; v++ {
		if v.String() == s {
			return v, nil
		}
	}
	return Off, fmt.Errorf("no severity %q: use error, warning, info or off", s)
}

// A Target is the versions a configuration is judged by.
type Target struct {
	HTTPD   Version // such as 2.4.71
	ModWSGI Version
	Python  Version // zero where it is not known
	Assumed bool    // ModWSGI was neither given nor read anywhere
}

// Logged is what mod_wsgi writes into the error log: since 6.0 most lines begin with a code, and many have other words.
func (t Target) Logged(before6, since6 string) string {
	if t.ModWSGI.Less(Version{6}) {
		return before6
	}
	return since6
}

// Coded is Logged for a line of which the code alone is new.
func (t Target) Coded(code, line string) string { return t.Logged(line, code+": "+line) }

// A Version is up to three numbers. The zero Version is not known.
type Version [3]int

// Less reports whether v is older than o.
func (v Version) Less(o Version) bool {
	for i := range v {
		if v[i] != o[i] {
			return v[i] < o[i]
		}
	}
	return false
}

// Files is what rules may ask of the machine's file system. The three questions take absolute names, as a configuration has them, with a slash at
// the end or without. Open and
// what else is of io/fs take them without the leading slash; only regular files and folders are opened, and who reads them sets a limit.
type Files interface {
	account.Files
	IsDir(name string) bool
	IsFile(name string) bool
	Exists(name string) bool
}
