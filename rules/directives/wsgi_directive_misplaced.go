package directives

import (
	"fmt"
	"slices"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser/directives"
	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
)

var directiveMisplaced = lint.Rule{
	ID:       "wsgi-directive-misplaced",
	Family:   "directives",
	Severity: lint.Error,
	Fixes:    lint.Manual,
	Needs:    lint.WholeServer, // for what stands outside sections
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "Directive of mod_wsgi where it may not stand",
		Seen: "Apache does not start, and a reload is refused. In an .htaccess file every request below its folder is \"500 Internal Server " +
			"Error\".",
		Why: `Apache refuses a directive in a section it is not made for, and does not start. In an .htaccess file it starts, and every request
below the folder answers "500 Internal Server Error".

- **Main server only**, because they are for the whole Apache: WSGIPythonHome, WSGIPythonPath, WSGISocketPrefix, WSGIRestrictEmbedded and
  most other WSGIPython…, WSGIRestrict… and WSGISocket… directives. In a virtual host they are refused too.
- **Main server and virtual hosts**: WSGIScriptAlias, WSGIScriptAliasMatch, WSGIDaemonProcess, WSGIImportScript. What they do, they do
  for URLs and processes, not for a folder.
- **Anywhere but in .htaccess**: WSGIProcessGroup, WSGIApplicationGroup, WSGIRestrictProcess, WSGIDispatchScript, WSGIHandlerScript,
  WSGIPassApacheRequest. mod_wsgi's documentation says otherwise of some.
- **Sections such as Directory and Location, and .htaccess**: WSGIAccessScript, WSGIAuthUserScript, WSGIAuthGroupScript,
  WSGIGroupAuthoritative.`,
		Log: []lint.LogLine{
			{Text: "WSGIPythonHome cannot occur within <VirtualHost> section"},
			{Text: "WSGIScriptAlias not allowed in <Directory> context"},
			{Text: "/srv/blog/static/.htaccess: WSGIProcessGroup not allowed here"},
		},
		Instead: "Move the line out of the section. Instead of WSGIPythonHome or WSGIPythonPath for one site, give the site a daemon group with " +
			"`python-home=` or `python-path=`.",
		Fix: "The line moves above the section it must leave. This is shown only: it then holds for more than it was meant for, and two such lines " +
			"may contradict each other.",
		Refs: []string{"https://modwsgi.readthedocs.io/en/master/configuration.html"},
	},
	Check: func(p *lint.Pass) {
		open := unclosedIn(p)
		var all []*misplacedLines
		for _, own := range builds.Of(p).own {
			d := own.Directive
			m := misplaced(p, d, own.entry)
			if m == nil || open.around(d) {
				continue
			}
			if n := len(all) - 1; n >= 0 && all[n].goOn(d, m) {
				all[n].lines = append(all[n].lines, d)
				continue
			}
			all = append(all, &misplacedLines{m, []*eval.Directive{d}})
		}
		sections := map[*eval.Directive]bool{}
		for _, x := range all {
			m, d := x.misplacement, x.lines[0]
			found := lint.Diagnostic{
				At:       nameAt(d),
				Message:  fmt.Sprintf("%s may not stand in %s; %s", shown(d.Name), m.place(p, d), m.remedy(d)),
				Symptom:  refuses(p, m.says),
				Via:      d.Via,
				Related:  m.related(d),
				Fixes:    m.moveOut(d, x.last()),
				Explains: x.besides(p),
			}
			found.Settle(found.At)
			if d.Is("WSGIScriptAlias") || d.Is("WSGIScriptAliasMatch") {
				found.Settle(d.Arg(0).At()) // where nothing is mounted
			}
			if d.In != nil && !d.In.Is("<VirtualHost") {
				found.Cause.Of, found.Cause.Also = d.In, "nor may this"
			}
			if d.In != nil && !d.In.Is("<VirtualHost") && !sections[d.In] {
				sections[d.In] = true
				for _, other := range p.Body(d.In) { // of a section that begins too early, or ends too late
					if other.Is("WSGIProcessGroup") || other.Is("WSGIApplicationGroup") || other.Is("WSGIPassAuthorization") {
						found.Settle(nameAt(other))
					}
				}
			}
			for _, other := range x.lines[1:] {
				found.Related = append(found.Related, lint.Related{At: nameAt(other), Message: "nor may this"})
				found.Explains = append(found.Explains, other.Syntax.Span())
				found.Settle(nameAt(other))
			}
			p.Report(found)
		}
	},
}

// misplacedLines are neighbouring lines of a section that may not stand there: they are in the wrong place together, or one of its tags is.
type misplacedLines struct {
	*misplacement // of the first
	lines         []*eval.Directive
}

func (x *misplacedLines) last() *eval.Directive { return x.lines[len(x.lines)-1] }

// goOn reports whether d stands below the lines and must leave the same section, which is for some of a host's requests.
func (x *misplacedLines) goOn(d *eval.Directive, m *misplacement) bool {
	last := x.last()
	return d.In != nil && !d.In.Is("<VirtualHost") && !d.IsSection() && !last.IsSection() && m.leave == x.leave && lint.Together(last, d) &&
		lint.Block(d).Start == last.Syntax.Span().End
}

// besides are the neighbours among what httpd's own modules may not have there.
func (x *misplacedLines) besides(p *lint.Pass) []source.Span {
	first, last := x.lines[0].At(), x.last().At()
	from, to := first.From().Line, last.To().Line
	var found []source.Span
	near := func(q eval.Problem) {
		if q.At.File == first.File && q.In != nil && q.At.From().Line >= from-2 && q.At.From().Line <= to+2 {
			found = append(found, q.At)
			from, to = min(from, q.At.From().Line), max(to, q.At.To().Line)
		}
	}
	refused := p.Refused()
	below := len(refused)
	if i := slices.IndexFunc(refused, func(q eval.Problem) bool { return q.At.File == first.File && q.At.Start > first.Start }); i >= 0 {
		below = i
	}
	for _, q := range slices.Backward(refused[:below]) {
		near(q)
	}
	for _, q := range refused[below:] {
		near(q)
	}
	return found
}

// place names where d stands.
func (m *misplacement) place(p *lint.Pass, d *eval.Directive) string {
	switch {
	case p.Host.Htaccess:
		return "an .htaccess file"
	case d.In == nil:
		return "the main server outside all sections"
	case m.entry.GlobalOnly && hostOf(d) != nil:
		return "a <VirtualHost>"
	}
	return shown(d.In.Name)
}

func (m *misplacement) remedy(d *eval.Directive) string {
	switch {
	case m.entry.Override&directives.InServer == 0:
		return "it belongs in a section such as <Location> or <Directory>"
	case m.entry.GlobalOnly && (d.Is("WSGIPythonHome") || d.Is("WSGIPythonPath") || d.Is("WSGIPythonEggs")):
		option := "python-" + strings.ToLower(d.Name[len("WSGIPython"):])
		return fmt.Sprintf("it belongs in the main server, outside all sections, or use %s= of a WSGIDaemonProcess", option)
	case m.entry.GlobalOnly:
		return "it belongs in the main server, outside all sections"
	case m.entry.Override&(directives.AccessConf|directives.OrAll) == 0:
		return "it belongs in the main server or a virtual host"
	case m.leave != nil:
		return "put it in the section around"
	}
	return "it belongs in the server's own files"
}

func (m *misplacement) related(d *eval.Directive) []lint.Related {
	if d.In == nil {
		return nil
	}
	return []lint.Related{{At: nameAt(d.In), Message: "the section"}}
}

// moveOut moves the lines from d to last above the section they must leave, where all that stands between is sections written around them.
func (m *misplacement) moveOut(d, last *eval.Directive) []lint.Fix {
	if m.leave == nil || !lint.Movable(d) || !lint.Movable(last) || !lint.Movable(m.leave) || d.IsSection() {
		return nil
	}
	written := d.Syntax.In()
	for in := d.In; ; in, written = in.In, written.In() {
		if written == nil || written.Open != in.Syntax {
			return nil
		}
		if in == m.leave {
			break
		}
	}
	block, to := lint.Block(d), lint.Block(m.leave)
	block.End = lint.Block(last).End
	var moved strings.Builder
	for line := range strings.Lines(block.Text()) {
		moved.WriteString(lint.Indent(m.leave) + strings.TrimPrefix(line, lint.Indent(d)))
	}
	to.End = to.Start
	return []lint.Fix{{
		Title:  fmt.Sprintf("Move it above %s>", m.leave.Name),
		Safety: lint.Manual,
		Edits:  []source.Edit{{Span: to, New: moved.String()}, lint.RemoveLines(block)},
	}}
}
