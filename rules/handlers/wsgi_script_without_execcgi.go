package handlers

import (
	"fmt"
	"slices"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

var wsgiScriptWithoutExecCGI = lint.Rule{
	ID:       "wsgi-script-without-execcgi",
	Family:   "handlers",
	Severity: lint.Error,
	Fixes:    lint.Unsafe,
	Needs:    lint.WholeServer,
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "Scripts given to mod_wsgi by handler, without Options ExecCGI",
		Seen:  "Every request for such a script is \"403 Forbidden\".",
		Why: `AddHandler wsgi-script and SetHandler wsgi-script run the files of a folder as WSGI scripts, but only where ` + "`Options`" + ` has ExecCGI. By default it
has not, and every request for such a script is "403 Forbidden". A script mounted by WSGIScriptAlias needs neither the handler nor the option.`,
		Log: []lint.LogLine{
			{Text: "Options ExecCGI is off in this directory: /srv/scripts/hello.wsgi", Versions: "mod_wsgi 4.5 to 5.0"},
			{Text: "WSGI0134: Options ExecCGI is off in this directory.", Versions: lint.FromReference},
		},
		Instead: "Write `Options +ExecCGI` beside the handler, or mount the script with WSGIScriptAlias.",
		Fix:     "ExecCGI joins the Options of the section, or comes there. It is unsafe, for the files of the folder are run then.",
		Refs:    []string{"https://modwsgi.readthedocs.io/en/master/user-guides/configuration-guidelines.html"},
	},
	Check: func(p *lint.Pass) {
		if !p.Closed() || len(p.ScriptHandlers) == 0 || p.Misread() || refusesOptions(p) {
			return
		}
		allowing := mayAllow(p)
		if len(allowing)+len(p.ScriptHandlers) > maxCompared {
			return
		}
		for _, s := range p.Servers {
			for _, h := range slices.Concat(s.Settings("sethandler"), s.Settings("addhandler"), s.Settings("addtype")) {
				if !slices.Contains(p.ScriptHandlers, h.Decl) {
					continue
				}
				if by := undoing(p, h); !mayRun(p, s, h, by, allowing) && !p.KeepsOut("Options", "") {
					p.Report(notRun(p, s, h, by))
				}
			}
		}
	},
}

// refusesOptions reports whether httpd refuses a line that may put ExecCGI in force, or be meant to: then that is the mistake.
func refusesOptions(p *lint.Pass) bool {
	return slices.ContainsFunc(p.Refused(), func(q eval.Problem) bool { return lint.MeantFor(q, []string{"options", "allowoverride"}) })
}

// maxCompared is how many lines are compared one by one; a server with more is left alone.
const maxCompared = 200

// mayAllow are the lines that may put Options ExecCGI in force: Options with it, and AllowOverride, which lets a .htaccess say it.
func mayAllow(p *lint.Pass) []*model.Setting {
	var all []*model.Setting
	for _, s := range p.Servers {
		for _, o := range s.Settings("options") {
			if slices.ContainsFunc(o.Decl.Args(), grants) {
				all = append(all, o)
			}
		}
		for _, o := range s.Settings("allowoverride") {
			if !strings.EqualFold(o.Value().Value, "none") {
				all = append(all, o)
			}
		}
	}
	return all
}

func grants(a eval.Arg) bool {
	w := strings.ToLower(strings.TrimPrefix(a.Value, "+"))
	return w == "execcgi" || w == "all" || model.Unfinished(w)
}

// undoing is the strongest Options that certainly takes ExecCGI away wherever handler h is, for it names other options without a sign, or
// -ExecCGI; nil where there is none.
func undoing(p *lint.Pass, h *model.Setting) *model.Setting {
	var strongest *model.Setting
	for _, s := range []*model.Server{h.Server, p.Main} {
		for _, o := range s.Settings("options") {
			takes := func(a eval.Arg) bool {
				return strings.EqualFold(a.Value, "-ExecCGI") || !strings.HasPrefix(a.Value, "+") && !strings.HasPrefix(a.Value, "-")
			}
			args := o.Decl.Args()
			certain := o.Section.Holds(h.Section) && o.Decl.HoldsWith(h.Decl)
			if certain && slices.ContainsFunc(args, takes) && !slices.ContainsFunc(args, grants) && (strongest == nil || o.Overrides(strongest)) {
				strongest = o
			}
		}
	}
	return strongest
}

// mayRun reports whether a script given by handler h may be run: the option may be in force, for by does not undo it everywhere, or the
// script be one that is mounted.
func mayRun(p *lint.Pass, s *model.Server, h, by *model.Setting, allowing []*model.Setting) bool {
	stands := func(o *model.Setting) bool {
		return (o.Server == s || o.Server.IsMain() || s.IsMain()) && !o.Section.Apart(h.Section) && (by == nil || !o.Decl.Is("Options") || !by.Overrides(o))
	}
	if slices.ContainsFunc(allowing, stands) {
		return true
	}
	servers := []*model.Server{s}
	if s.IsMain() {
		servers = p.Servers
	}
	for _, at := range servers {
		for _, m := range at.AllMounts() {
			if h.Section == nil || h.Section.Reach(m) != model.None {
				return true
			}
		}
	}
	return false
}

func notRun(p *lint.Pass, s *model.Server, h, by *model.Setting) lint.Diagnostic {
	d := lint.Diagnostic{
		At:      h.Decl.At(),
		Message: h.Decl.Name + " " + h.Value().Value + " runs nothing here: Options ExecCGI is off here; write Options +ExecCGI, or mount the script with WSGIScriptAlias",
		Symptom: fmt.Sprintf("403 for every script: %q", p.Target.Coded("WSGI0134", "Options ExecCGI is off in this directory")),
		Via:     h.Decl.Via,
		Fixes:   allow(s, h),
	}
	if by != nil {
		d.Related = []lint.Related{{At: by.Decl.At(), Message: "this leaves ExecCGI out, whatever is allowed further out"}}
	}
	return d
}

// allow adds the option to the section's own Options line, or a line above the handler.
func allow(s *model.Server, h *model.Setting) []lint.Fix {
	var own *model.Setting
	for _, o := range s.Settings("options") {
		if o.Decl.In == h.Decl.In && h.Decl.HoldsWith(o.Decl) {
			own = o
		}
	}
	if own == nil {
		return above(h)
	}
	args := own.Decl.Args()
	last := args[len(args)-1]
	edit := source.Edit{Span: last.At(), New: "ExecCGI"}
	if !strings.EqualFold(last.Value, "none") {
		edit.Span.Start = edit.Span.End
		edit.New = " ExecCGI"
		if strings.ContainsAny(last.Value[:1], "+-") {
			edit.New = " +ExecCGI"
		}
	}
	if !last.Exact() || len(args) > 1 && strings.EqualFold(last.Value, "none") {
		return nil
	}
	return []lint.Fix{{Title: "Allow scripts to run", Safety: lint.Unsafe, Edits: []source.Edit{edit}}}
}

func above(h *model.Setting) []lint.Fix {
	if !lint.Movable(h.Decl) {
		return nil
	}
	at := h.Decl.Syntax.Span()
	at.End = at.Start
	line := lint.Indent(h.Decl) + "Options +ExecCGI" + lint.LineEnd(h.Decl)
	return []lint.Fix{{Title: "Allow scripts to run", Safety: lint.Unsafe, Edits: []source.Edit{{Span: at, New: line}}}}
}
