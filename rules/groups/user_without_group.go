package groups

import (
	"fmt"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

var userWithoutGroup = lint.Rule{
	ID:       "user-without-group",
	Family:   "groups",
	Severity: lint.Info,
	Fixes:    lint.Manual,
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "Daemon group with user= but without group=",
		Why: `` + "`user=`" + ` changes the user alone. The processes keep Apache's own group, www-data or apache, as their group: files the application
writes belong to it, and what is readable for Apache's group is readable for the application. Where each site has a user of its own so that they
cannot read each other's files, this is a way around.`,
		Instead: "Give the group too, most often one of the user's name: `user=blog group=blog`.",
		Fix:     "`group=` with the user's name. A human must look whether there is such a group: Apache does not start where there is none.",
		Refs:    []string{"https://modwsgi.readthedocs.io/en/master/configuration-directives/WSGIDaemonProcess.html"},
	},
	Check: func(p *lint.Pass) {
		for _, g := range p.Groups {
			user := g.Option("user")
			if user.Value == "" || mentions(g, "group=") || lint.Below(g.Decl) != nil || g.Options.Junk != nil || isRoot(user.Value) || strings.Contains(user.Value, ":") || model.Garbled(user.Value) || model.HoldsOption(user.Value, user.Quote) || p.IsApacheUser(user.Value) {
				continue
			}
			p.Report(lint.Diagnostic{
				At:      user.At(),
				Message: fmt.Sprintf("process group %q runs as user %s but keeps Apache's group, for there is no group=; add one", g.Name.Value, user.Value),
				Symptom: "files that the application writes belong to Apache's group",
				Via:     g.Decl.Via,
				Fixes:   addGroup(g, user),
			})
		}
	},
}

func addGroup(g *model.DaemonGroup, user model.Value) []lint.Fix {
	o, _, _ := g.Options.Last("user")
	if !user.Exact() || strings.HasPrefix(user.Value, "#") {
		return nil
	}
	at, _ := g.Decl.Origin(o.Start, o.End())
	at.Start = at.End
	return []lint.Fix{{
		Title:  "Run it as group " + user.Value,
		Safety: lint.Manual,
		Edits:  []source.Edit{{Span: at, New: " group=" + parser.Quote(user.Value, user.Quote)}},
	}}
}
