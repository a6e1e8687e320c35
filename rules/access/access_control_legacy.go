package access

import (
	"slices"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

var accessControlLegacy = lint.Rule{
	ID:       "access-control-legacy",
	Family:   "access",
	Severity: lint.Info,
	Fixes:    lint.Safe,
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "Order, Allow and Deny of Apache 2.2",
		Seen: "Nothing, where mod_access_compat is loaded and no section further out says `Require all denied`. Under such a section, as in " +
			"Debian's apache2.conf, every visitor gets \"403 Forbidden\"; without the module Apache does not start.",
		Why: `Apache 2.4 asks Require who may come. Order, Allow and Deny live on in mod_access_compat, which not every server loads: without it
Apache does not start. With it they decide apart from Require, and both must agree. So under Debian's ` + "`Require all denied`" + ` on the whole
file system ` + "`Allow from all`" + ` opens nothing, and every visitor gets "403 Forbidden".`,
		Log: []lint.LogLine{
			{Text: "AH01630: client denied by server configuration: /srv/blog/wsgi.py"},
			{Text: "Invalid command 'Order', perhaps misspelled or defined by a module not included in the server configuration", Versions: "without mod_access_compat"},
		},
		Instead: "Replace the lines of the section by one: `Require all granted` for `Order allow,deny` with `Allow from all`; `Require all " +
			"denied` for `Order deny,allow` with `Deny from all`.",
		Fix: "A section that lets everybody in, or nobody, gets the one Require line that says so. It is safe where all sections that count with it " +
			"stand in the same file and can be rewritten together; otherwise it is unsafe, for an old Deny around would still count, and an old Allow inside no longer. " +
			"Nor is it safe where `Require all granted` would do away with what a Require around asks of visitors, or where a Require inside lets somebody in whom the old Deny keeps out. Other lines of access control, a Satisfy, or authentication beside them are left to a person.",
		Refs: []string{"https://httpd.apache.org/docs/2.4/upgrading.html#access"},
	},
	Check: func(p *lint.Pass) {
		if beforeRequire(p) || !slices.ContainsFunc(p.Access, legacy) {
			return
		}
		mixing := mixers(p)
		for _, a := range p.Access {
			if !legacy(a) {
				continue
			}
			safety := lint.Safe
			if mixing[a.Lines[0].At().File] {
				safety = lint.Unsafe
			}
			p.Report(finding(p, a, safety))
		}
	},
}

// beforeRequire reports whether the server is older than Apache 2.4, where Order, Allow and Deny are the language.
func beforeRequire(p *lint.Pass) bool {
	return p.Target.HTTPD.Known() && p.Target.HTTPD.Less(lint.Version{2, 4})
}

// mixers are the files of which a rewritten section would count together with an old one that stays: of another file, or one that is left to
// a person. So are those of which one would count with other Require lines. All of a file's sections are rewritten together or none.
func mixers(p *lint.Pass) map[*source.File]bool {
	var denying, allowing [ranks]holdouts
	requires := requiring.Of(p)
	for _, a := range p.Access {
		if a.Legacy == 0 || forOlder(a.Lines[0].When) {
			continue
		}
		says, _ := verdict(a)
		if !lenient(a) {
			denying[rank(a)].add(p, a)
		}
		if says != "denied" && a.Requires == 0 {
			allowing[rank(a)].add(p, a)
		}
	}
	found := map[*source.File]bool{}
	for _, a := range p.Access {
		file, counting := a.Lines[0].At().File, denying[:rank(a)+1]
		says, ok := verdict(a)
		if says == "denied" {
			counting = allowing[rank(a):]
		}
		if ok && legacy(a) && (requires.changed(a, says) || slices.ContainsFunc(counting, func(h holdouts) bool { return h.besides(file) })) {
			found[file] = true
		}
	}
	return found
}

// holdouts tells in which files sections stand.
type holdouts struct {
	file *source.File
	more bool // in another file too, or one that is not rewritten
}

func (h *holdouts) add(p *lint.Pass, a *model.AccessControl) {
	file := a.Lines[0].At().File
	h.more = h.more || h.file != nil && h.file != file || !legacy(a) || rewrite(p, a) == nil
	h.file = file
}

// besides reports whether one of them stays while those of the file are rewritten.
func (h *holdouts) besides(file *source.File) bool {
	return h.more || h.file != nil && h.file != file
}

// ranks is how many ranks there are.
const ranks = int(model.Elsewhere) + 2

// rank orders sections as httpd merges them: what stands in none, then by kind. Limit looks at nothing but the method.
func rank(a *model.AccessControl) int {
	rank := 0
	for s := a.Section; s != nil; s = s.Outer {
		if !model.IsLimit(s.Decl) {
			rank = max(rank, int(s.Kind)+1)
		}
	}
	return rank
}

// legacy reports whether a section speaks only Apache 2.2's language, as Apache takes it, and is meant for Apache 2.4: not one that stands under a
// guard for the older server.
func legacy(a *model.AccessControl) bool {
	return a.Legacy > 0 && a.Requires == 0 && a.Joined == nil && !guarded(a.Lines[0].When) && !hasBlank(a)
}

func guarded(c *eval.Condition) bool {
	if forOlder(c) {
		return true
	}
	for ; c != nil; c = c.Outer {
		switch test := c.Test; {
		case c.Kind == "IfVersion",
			!c.Negated && (test == "mod_access_compat.c" || test == "access_compat_module"):
			return true
		}
	}
	return false
}

// forOlder reports whether what stands under a condition is for a server before 2.4, which has no mod_authz_core.
func forOlder(c *eval.Condition) bool {
	for ; c != nil; c = c.Outer {
		if c.Negated && (c.Test == "mod_authz_core.c" || c.Test == "authz_core_module") {
			return true
		}
	}
	return false
}

// verdict is what a section says that lets everybody in or nobody: "granted" or "denied".
func verdict(a *model.AccessControl) (says string, ok bool) {
	if a.Requires > 0 {
		return "", false
	}
	var order, allow, deny string
	for _, d := range a.Lines {
		slot := map[string]*string{"order": &order, "allow": &allow, "deny": &deny}[strings.ToLower(d.Name)]
		if slot == nil || *slot != "" {
			return "", false
		}
		*slot = strings.ToLower(words(d))
	}
	switch {
	case order == "allow,deny" && allow == "from all" && deny == "",
		order == "deny,allow" && allow == "from all" && (deny == "" || deny == "from all"):
		return "granted", true
	case (order == "deny,allow" || order == "allow,deny") && allow == "" && deny == "from all":
		return "denied", true
	}
	return "", false
}

func words(d *eval.Directive) string {
	var w []string
	for a := range d.EachArg() {
		w = append(w, a.Value)
	}
	return strings.Join(w, " ")
}

func finding(p *lint.Pass, a *model.AccessControl, safety lint.Safety) lint.Diagnostic {
	first := a.Lines[0]
	name := first.Syntax.Name().Value // mod_access_compat registers it in lower case, which nobody writes
	d := lint.Diagnostic{At: first.At(), Via: first.Via}
	says, ok := verdict(a)
	if ok {
		d.Message = name + " is Apache 2.2's access control; in 2.4 the section says Require all " + says
	} else {
		d.Message = name + " is Apache 2.2's access control; in 2.4 say it with Require"
	}
	if p.Closed() && p.Lacks("mod_access_compat.c") {
		d.Severity = lint.Error
		d.Symptom = unknownCommand(name)
	}
	if edits := rewrite(p, a); edits != nil {
		d.Fixes = []lint.Fix{{Title: "Say it in Apache 2.4's words", Safety: safety, Edits: edits}}
	}
	return d
}

// unknownCommand is what comes of a line of mod_access_compat where that is not loaded.
func unknownCommand(name string) string {
	return "Apache does not start: \"Invalid command '" + name + "', perhaps misspelled or defined by a module not included in the server configuration\""
}

// authenticates reports whether the section asks who a visitor is, which Satisfy and Require would have to be thought through with.
func authenticates(p *lint.Pass, a *model.AccessControl) bool {
	if a.In == nil {
		return false
	}
	for _, d := range p.Body(a.In) {
		if name := strings.ToLower(d.Name); strings.HasPrefix(name, "auth") || name == "satisfy" {
			return true
		}
	}
	return false
}

// rewrite says a section in one Require; nil where a person must.
func rewrite(p *lint.Pass, a *model.AccessControl) []source.Edit {
	says, ok := verdict(a)
	if !ok || authenticates(p, a) {
		return nil
	}
	edits := []source.Edit{{Span: a.Lines[0].At(), New: "Require all " + says}}
	for i, d := range a.Lines {
		if !lint.Movable(d) || !lint.Together(d, a.Lines[0]) {
			return nil
		}
		if i > 0 {
			edits = append(edits, source.Edit{Span: d.Syntax.Span()})
		}
	}
	return edits
}
