package mounts

import (
	"fmt"
	"slices"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

var encodedSlashesNotInherited = lint.Rule{
	ID:       "encoded-slashes-not-inherited",
	Family:   "mounts",
	Severity: lint.Info,
	Fixes:    lint.Manual,
	Needs:    lint.WholeServer,
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "AllowEncodedSlashes in the main server, mounts in virtual hosts",
		Why: `A URL with an encoded slash, ` + "`%2F`" + `, is "404 Not Found" before the application is asked, unless AllowEncodedSlashes says otherwise. Unlike most directives
it is not inherited: set in the main server, it does nothing for the virtual hosts.`,
		Log:     []lint.LogLine{{Text: "AH00026: found %2f (encoded '/') in URI path (/a%2Fb), returning 404", Versions: "at LogLevel info"}},
		Instead: "Write `AllowEncodedSlashes On` into each virtual host that needs it.",
		Fix:     "The line is shown in each virtual host that mounts an application. You must judge which of them need it.",
		Refs:    []string{"https://httpd.apache.org/docs/2.4/mod/core.html#allowencodedslashes"},
	},
	Check: func(p *lint.Pass) {
		set := serverLevel(p.Main, "allowencodedslashes")
		if !p.Closed() || set == nil || strings.EqualFold(set.Value().Value, "off") {
			return
		}
		var without []*model.Mount
		for _, s := range p.Servers[1:] {
			if len(s.Mounts) > 0 && len(s.Settings("allowencodedslashes")) == 0 && slices.ContainsFunc(p.Body(s.Decl), model.OfCore) {
				without = append(without, s.Mounts[0])
			}
		}
		if len(without) > 0 {
			p.Report(notInherited(set, without))
		}
	},
}

// serverLevel is a server's own line of a directive that counts, the last outside of sections; nil where there is none.
func serverLevel(s *model.Server, name string) *model.Setting {
	var last *model.Setting
	for _, set := range s.Settings(name) {
		if set.Section == nil {
			last = set
		}
	}
	return last
}

func notInherited(set *model.Setting, without []*model.Mount) lint.Diagnostic {
	d := lint.Diagnostic{
		At:      set.Decl.At(),
		Message: fmt.Sprintf("AllowEncodedSlashes is not inherited: %d virtual hosts with a mount do without; write it into them", len(without)),
		Symptom: "a URL with %2F is 404 before the application is asked",
		Via:     set.Decl.Via,
	}
	if len(without) == 1 {
		d.Message = "AllowEncodedSlashes is not inherited: the virtual host with the mount does without; write it there"
	}
	for _, m := range without[:min(len(without), 3)] {
		d.Related = append(d.Related, mountedHere(m))
	}
	var edits []source.Edit
	for _, m := range without {
		if !lint.Movable(m.Decl) || !lint.Movable(set.Decl) {
			return d
		}
		at := m.Decl.Syntax.Span()
		at.End = at.Start
		edits = append(edits, source.Edit{Span: at, New: lint.Indent(m.Decl) + "AllowEncodedSlashes " + set.Value().Value + lint.LineEnd(m.Decl)})
	}
	d.Fixes = []lint.Fix{{Title: "Write it into the virtual hosts", Safety: lint.Manual, Edits: edits}}
	return d
}
