package report

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model/trace"
)

// Text draws what becomes of a request as a tree: a line for each thing that was decided, with the line of the configuration that decides it.
func (t *TraceWriter) Text(w io.Writer, x *trace.Trace, o Options) error {
	root := Branch{Parts: []Part{{x.URL, Name}, {"→", Faint}, status(x)}}
	if x.Host.Server != nil {
		root.Children = append(root.Children, t.host(x), t.mapping(x))
		root.Children = append(root.Children, t.applying(x)...)
		root.Children = append(root.Children, t.access(x))
		root.Children = append(root.Children, t.running(x)...)
	}
	for _, why := range x.Unknown {
		root.Children = append(root.Children, row("unknown", Part{why, Doubtful}, ""))
	}
	return WriteTree(w, []Branch{root}, o)
}

func row(label string, what Part, place string) Branch {
	return Branch{Parts: []Part{{label, Faint}, what}, Place: place, Row: 1}
}

// meanings are the statuses in words.
var meanings = map[int]string{
	200: "OK", 301: "moved permanently", 302: "found elsewhere", 303: "see other", 307: "temporary redirect", 308: "permanent redirect",
	400: "bad request", 403: "forbidden", 404: "not found", 410: "gone", 500: "internal server error", 503: "service unavailable",
}

func status(x *trace.Trace) Part {
	switch {
	case x.Status == 0:
		return Part{"not known", Doubtful}
	case x.Status >= 400:
		return Part{strings.TrimSpace(strconv.Itoa(x.Status) + " " + meanings[x.Status]), Wrong}
	}
	return Part{strings.TrimSpace(strconv.Itoa(x.Status) + " " + meanings[x.Status]), Name}
}

func (t *TraceWriter) place(d *eval.Directive) string {
	if at := t.at(d); at != nil {
		return at.File + ":" + strconv.Itoa(at.Line)
	}
	return ""
}

// Line is a directive as it stands, its blanks and line ends as single blanks.
func Line(d *eval.Directive) string {
	text := strings.Join(strings.Fields(d.Name+" "+d.RawArgs()), " ")
	if d.IsSection() && !strings.HasSuffix(text, ">") {
		text += ">"
	}
	return text
}

var reasons = map[trace.Reason]string{
	trace.ByName:    "the name is its own",
	trace.ByAddress: "the only one of the address",
	trace.ByDefault: "the first of the address: no name fits",
	trace.ByMain:    "no virtual host has the address",
}

func (t *TraceWriter) host(x *trace.Trace) Branch {
	s := x.Host.Server
	b := row("host", Part{s.Title(), Name}, t.place(s.Decl))
	b.Children = []Branch{{Parts: []Part{{reasons[x.Host.Reason], Faint}}}}
	return b
}

func (t *TraceWriter) mapping(x *trace.Trace) Branch {
	m := x.Mapping
	what := Part{string(m.Kind), Plain}
	switch {
	case m.Decl != nil:
		what.Text = Line(m.Decl)
	case m.Kind == trace.Nothing:
		what.Text = "nothing takes the URL"
	}
	b := row("mapping", what, t.place(m.Decl))
	if m.Target != "" {
		b.Children = append(b.Children, Branch{Parts: []Part{{"to", Faint}, {m.Target, Plain}}})
	}
	for _, h := range x.Hidden {
		text := string(h.Kind)
		if h.Decl != nil {
			text = Line(h.Decl)
		}
		b.Children = append(b.Children, Branch{Parts: []Part{{"before", Faint}, {text, Faint}}, Place: t.place(h.Decl)})
	}
	return b
}

// applying are the sections that apply and the handler that comes of it.
func (t *TraceWriter) applying(x *trace.Trace) (out []Branch) {
	for i, s := range x.Sections {
		label := ""
		if i == 0 {
			label = "sections"
		}
		out = append(out, row(label, Part{Line(s.Decl), Plain}, t.place(s.Decl)))
	}
	if x.Handler != "" {
		out = append(out, row("handler", Part{x.Handler, Plain}, t.place(x.HandlerAt)))
	}
	return out
}

func (t *TraceWriter) access(x *trace.Trace) Branch {
	a := x.Access
	what := Part{string(a.Verdict), Plain}
	switch a.Verdict {
	case trace.Denied:
		what.Tone = Wrong
	case trace.Undecided:
		what = Part{"not known", Doubtful}
	}
	if a.Decl != nil {
		what.Text += " by " + Line(a.Decl)
	} else if a.Verdict == trace.Granted {
		what.Text += ": no line says anything"
	}
	return row("access", what, t.place(a.Decl))
}

// running is what runs the application: script, process, interpreter and Python.
func (t *TraceWriter) running(x *trace.Trace) []Branch {
	if x.ProcessGroup.Mode == trace.NoMode {
		return nil
	}
	script := row("script", Part{x.Script, Name}, "")
	script.Children = []Branch{{Parts: []Part{{"SCRIPT_NAME", Faint}, {strconv.Quote(x.ScriptName), Plain}, {"PATH_INFO", Faint}, {strconv.Quote(x.PathInfo), Plain}}}}
	group := t.process(x)
	interpreter := row("interpreter", Part{"the first, %{GLOBAL}", Plain}, t.place(x.ApplicationGroup.Decl))
	if name := x.ApplicationGroup.Name; name != "" {
		interpreter.Parts[1].Text = name
	}
	python := row("python", Part{"the one that mod_wsgi was built for", Plain}, t.place(x.Python.Home.Decl))
	if home := x.Python.Home; home.IsSet() {
		python.Parts[1].Text = home.Value
	}
	for _, entry := range x.Python.Path {
		python.Children = append(python.Children, Branch{Parts: []Part{{"path", Faint}, {entry, Plain}}})
	}
	return []Branch{script, group, interpreter, python}
}

func (t *TraceWriter) process(x *trace.Trace) Branch {
	g := x.ProcessGroup
	b := row("process", Part{"Apache's own processes (embedded)", Plain}, "")
	if g.Mode == trace.Daemon {
		b.Parts[1].Text = "daemon group " + g.Name
	}
	if !g.Usable {
		b.Parts[1].Tone = Wrong
		b.Parts[1].Text += ", which mod_wsgi refuses here"
	}
	chosen := "no WSGIProcessGroup and no process-group= chooses one"
	if g.Decl != nil {
		chosen = "chosen by " + Line(g.Decl)
	}
	b.Children = append(b.Children, Branch{Parts: []Part{{chosen, Faint}}, Place: t.place(g.Decl)})
	if g.Group != nil {
		b.Children = append(b.Children, Branch{Parts: []Part{{settings(g.Group), Plain}}, Place: t.place(g.Group.Decl)})
	} else if g.Mode == trace.Daemon {
		b.Children = append(b.Children, Branch{Parts: []Part{{"no WSGIDaemonProcess defines it", Wrong}}})
	}
	return b
}

// settings are how a group is set up: processes and threads, then what its line says besides, the Python aside.
func settings(g *model.DaemonGroup) string {
	all := []string{fmt.Sprintf("%d × %d threads", g.Number("processes"), g.Number("threads"))}
	for _, o := range g.Options.Options {
		switch o.Name {
		case "processes", "threads", "python-home", "python-path":
		default:
			all = append(all, o.Name+"="+o.Value.Value)
		}
	}
	return strings.Join(all, ", ")
}
