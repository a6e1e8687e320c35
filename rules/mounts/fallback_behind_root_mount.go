package mounts

import (
	"fmt"
	"slices"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

var fallbackBehindRootMount = lint.Rule{
	ID:       "fallback-behind-root-mount",
	Family:   "mounts",
	Severity: lint.Warning,
	Fixes:    lint.Safe,
	Needs:    lint.WholeServer, // for mounts in other files
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "FallbackResource behind the mount at /",
		Seen:  "A page that the application does not know is its own \"404 Not Found\", not what FallbackResource names. Nothing is logged.",
		Why: `FallbackResource names what answers where no file is found. Under ` + "`WSGIScriptAlias /`" + ` no file is ever looked for: every URL is the application's, and a page
that it does not know gets its own "404 Not Found". The line does nothing.

Where an Alias leads to files the line does hold for those that are missing there. This rule is silent where it stands in their section, and where a
RewriteRule leads to files.`,
		Instead: "Remove the line, and let the application answer what it does not know. Files are served by an Alias; a FallbackResource for " +
			"them stands in their `<Directory>`.",
		Fix: "The line goes. It is safe: no request ever asked for it. Beside an Alias it is unsafe, for a file that is missing there is plainly not found " +
			"then.",
		Refs: []string{"https://httpd.apache.org/docs/2.4/mod/mod_dir.html#fallbackresource"},
	},
	Check: func(p *lint.Pass) {
		for _, s := range p.Servers {
			if s.IsMain() && len(p.Servers) > 1 {
				continue
			}
			for _, f := range s.Settings("fallbackresource") {
				root := rootMount(s, f.Decl)
				if root == nil || strings.EqualFold(f.Value().Value, "disabled") {
					continue
				}
				if files, meant := filesFor(s, f); !meant {
					p.Report(unasked(f, root, files))
				}
			}
		}
	},
}

// filesFor is an Alias to files that the FallbackResource holds for as well, if any; meant says that it may stand there for files that come before
// mod_wsgi, those of an Alias or of a RewriteRule.
func filesFor(s *model.Server, f *model.Setting) (files *model.Mapping, meant bool) {
	leads := func(m *model.Mapping) bool {
		return m.Kind == model.Rewrite && m.Target.Value != "-" && !m.Answers() && !m.Flag("PT", "passthrough")
	}
	if slices.ContainsFunc(s.Mappings, leads) || f.Section != nil && f.Section.Kind > model.Location {
		return nil, true
	}
	everywhere := f.Section == nil || f.Section.Kind == model.Location && f.Section.URLs.All()
	for at := s; at != nil; at = at.Main {
		for _, m := range at.Mappings {
			if m.Kind != model.Alias {
				continue
			}
			if everywhere {
				return m, false
			}
			if as := m.AsMount(); !m.Target.IsSet() || f.Section.Reach(&as) != model.None {
				return m, true
			}
		}
	}
	return nil, false
}

func unasked(f *model.Setting, root *model.Mount, files *model.Mapping) lint.Diagnostic {
	never, but, safety := "never", "", lint.Safe
	if files != nil {
		never, but, safety = "not", " but those of "+files.Decl.Name, lint.Unsafe
	}
	d := lint.Diagnostic{
		At: f.Decl.At(),
		Message: fmt.Sprintf("FallbackResource is %s asked: %s %s takes every URL%s before it; let the application answer",
			never, root.Decl.Name, root.URL.Value, but),
		Symptom: "what the application does not know gets its 404; nothing is logged",
		Via:     f.Decl.Via,
		Related: []lint.Related{mountedHere(root)},
	}
	if lint.Movable(f.Decl) {
		d.Fixes = []lint.Fix{{Title: "Remove what has no effect", Safety: safety, Edits: []source.Edit{lint.RemoveLines(f.Decl.Syntax.Span())}}}
	}
	return d
}
