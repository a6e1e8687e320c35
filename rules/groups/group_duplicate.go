package groups

import (
	"fmt"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

var groupDuplicate = lint.Rule{
	ID:       "group-duplicate",
	Family:   "groups",
	Severity: lint.Error,
	Fixes:    lint.Safe,
	Needs:    lint.WholeServer, // for the other definition
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "Two daemon groups of one name",
		Why: `The names of daemon groups are unique in all of Apache, not in a virtual host. Where a name comes twice Apache does not start, and
refuses to reload: Apache goes on with the old configuration, and the fault shows at the next restart, perhaps that of the whole machine.

The usual way to get there is a copy of a virtual host: certbot writes site-le-ssl.conf beside site.conf, somebody copies one
site's file for the next, or a file is included twice. Other mistakes of mod_wsgi pass ` + "`apachectl configtest`" + `; this one it reports,
but it names the second definition alone.`,
		Log: []lint.LogLine{
			{Text: "AH00526: Syntax error on line 3 of /etc/apache2/sites-enabled/blog-le-ssl.conf:"},
			{Text: "Name duplicates previous WSGI daemon definition."},
		},
		Instead: "Remove the second WSGIDaemonProcess: every virtual host of the same ServerName may use the first, such as those for ports 80 " +
			"and 443. A group that stands outside all virtual hosts is for every site. In a virtual host of another site give the group " +
			"another name, in WSGIDaemonProcess and in WSGIProcessGroup.",
		Fix: "The second definition goes where it says the same as the first and its virtual host may use that one: this is safe, for Apache does not " +
			"start before it. Where the two differ the same is shown for a human to decide; and where the second stands in a virtual host of " +
			"another ServerName, a name of its own, with the lines that select it.",
		Refs: []string{"https://modwsgi.readthedocs.io/en/master/configuration-directives/WSGIDaemonProcess.html"},
	},
	Check: func(p *lint.Pass) {
		told := map[*parser.Line]bool{}
		for _, g := range p.Groups {
			first := earlier(p, g)
			if first == nil {
				continue
			}
			if again := readAgain(first, g); again == nil {
				p.Report(duplicate(p, first, g))
			} else if !told[again.By] {
				told[again.By] = true
				p.Report(fileTwice(g, again))
			}
		}
	},
}

const duplicates = "Name duplicates previous WSGI daemon definition."

// maxNamesakes is how many definitions of one name are looked at.
const maxNamesakes = 16

// namesakes are the first groups of a name.
func namesakes(p *lint.Pass, name string) []*model.DaemonGroup {
	all := p.GroupsNamed(name)
	return all[:min(len(all), maxNamesakes)]
}

// earlier is the first group of g's name above it that certainly is defined wherever g is, or the other way round.
func earlier(p *lint.Pass, g *model.DaemonGroup) *model.DaemonGroup {
	for _, e := range namesakes(p, g.Name.Value) {
		if e.Order >= g.Order {
			return nil
		}
		if !e.Decl.UnderRefused() && (p.HoldsWith(e.Decl, g.Decl) || p.HoldsWith(g.Decl, e.Decl)) {
			return e
		}
	}
	return nil
}

func duplicate(p *lint.Pass, first, g *model.DaemonGroup) lint.Diagnostic {
	d := lint.Diagnostic{
		At: g.Name.At(),
		Message: fmt.Sprintf("process group %q is defined already: a name is for all of Apache, not for one virtual host; define it once, or give this one another name",
			g.Name.Value),
		Symptom: refused(duplicates),
		Via:     g.Decl.Via,
		Related: []lint.Related{definedHere(first)},
		Fixes:   oneOfEach(p, first, g),
	}
	if !first.Server.IsMain() && !g.Server.IsMain() && first.Server != g.Server {
		d.Cause = &lint.Cause{Of: [2]*model.Server{first.Server, g.Server}, Also: "nor may this one be defined again"} // one is a copy of the other
	}
	if first.Decl.Syntax != g.Decl.Syntax && (sameOptions(first, g) || first.Decl.RawArgs() == g.Decl.RawArgs()) {
		d.Settle(g.Decl.At()) // what is wrong there is wrong in the first too
	}
	if a, b := partings(first, g); a != nil && first.Decl.Syntax == g.Decl.Syntax {
		d.Related = []lint.Related{readHere(a), readHere(b)}
	}
	return d
}

// oneOfEach leaves g to the first definition where its server may use that one, or gives it a name of its own.
func oneOfEach(p *lint.Pass, first, g *model.DaemonGroup) []lint.Fix {
	if first.Server != g.Server && g.Server.IsMain() {
		return nil
	}
	may, certain := p.MayUse(g.Server, first)
	switch {
	case !certain:
		return nil
	case !may:
		return rename(p, g)
	case !lint.Movable(g.Decl) || !first.Decl.HoldsWith(g.Decl):
		return nil
	}
	fix := lint.Fix{Title: "Use the group defined first", Safety: lint.Manual, Edits: removeLine(g.Decl)}
	if sameOptions(first, g) {
		fix.Safety = lint.Safe
	}
	return []lint.Fix{fix}
}

// sameOptions reports whether two groups are set up alike.
func sameOptions(a, b *model.DaemonGroup) bool {
	if a.Options.Junk != nil || b.Options.Junk != nil {
		return false
	}
	within := func(a, b *model.DaemonGroup) bool {
		for _, o := range a.Options.Options {
			if v := b.Option(o.Name); !v.IsSet() || v.Value != a.Option(o.Name).Value {
				return false
			}
		}
		return true
	}
	return within(a, b) && within(b, a)
}
