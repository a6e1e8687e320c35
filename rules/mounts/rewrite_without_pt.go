package mounts

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

var rewriteWithoutPT = lint.Rule{
	ID:       "rewrite-without-pt",
	Family:   "mounts",
	Severity: lint.Warning,
	Fixes:    lint.Unsafe,
	Needs:    lint.WholeServer, // for mounts in other files
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "RewriteRule to a mounted URL without PT",
		Why: `Outside of ` + "`<Directory>`" + ` a RewriteRule makes a file name of the URL, unless its flags say otherwise: ` + "`RewriteRule ^/old(.*) /app$1 [L]`" + ` looks for a
file ` + "`/app…`" + ` below DocumentRoot, and neither WSGIScriptAlias nor Alias is asked. The visitor gets "404 Not Found". With the flag PT the result is passed
through to them.`,
		Log:     []lint.LogLine{{Text: "AH00128: File does not exist: /srv/www/app", Versions: "at LogLevel info"}},
		Instead: "Add the flag: `RewriteRule ^/old(.*) /app$1 [PT]`.",
		Fix:     "PT joins the flags. It is unsafe, for the application answers then.",
		Refs:    []string{"https://httpd.apache.org/docs/2.4/rewrite/flags.html#flag_pt"},
	},
	Check: func(p *lint.Pass) {
		main := &firstMount{mounts: p.Main.Mounts}
		for _, s := range p.Servers {
			var rules []*model.Mapping
			for _, m := range s.Mappings {
				if m.Kind == model.Rewrite && m.Section == nil {
					rules = append(rules, m)
				}
			}
			if len(rules) == 0 {
				continue
			}
			own := firstMount{mounts: s.Mounts}
			last := len(rules) - 1 // of those that may take up what another rule makes of a URL
			for last >= 0 && !rules[last].Flag("PT", "passthrough", "N", "next") && !rules[last].Answers() {
				last--
			}
			for i, r := range rules {
				if m := rewritten(p, s, r, &own, main); m != nil && s.Rewrites(r.Decl) && (i > last || r.Flag("L", "last", "END")) {
					p.Report(withoutPT(r, m))
				}
			}
		}
	},
}

// elsewhere are the flags with which a rule does not make a file name of the URL, or not at once.
var elsewhere = []string{"PT", "passthrough", "R", "redirect", "P", "proxy", "F", "forbidden", "G", "gone", "C", "chain", "N", "next", "H", "handler"}

// rewritten is the mount that a rule's result certainly lies below; nil where there is none.
func rewritten(p *lint.Pass, s *model.Server, r *model.Mapping, own, main *firstMount) *model.Mount {
	target := r.Target.Value
	if !strings.HasPrefix(target, "/") || r.Flag(elsewhere...) || model.Unfinished(target) {
		return nil
	}
	fixed := target
	if i := strings.IndexAny(target, "$%?"); i >= 0 {
		fixed = target[:i]
	}
	if namesFolder(s, fixed) {
		return nil
	}
	url := model.URLsBelow(fixed)
	if fixed != "/" {
		url = model.URLsBelow(strings.TrimRight(fixed, "/"))
	}
	m := own.with(url, r)
	if m == nil && !s.IsMain() {
		m = main.with(url, r)
	}
	if m != nil && m.URLs.All() && mayServeFile(p, s, r, fixed) {
		return nil
	}
	return m
}

// A firstMount finds the first of a server's own mounts that has some URLs.
type firstMount struct {
	mounts []*model.Mount
	places *model.URLIndex[int] // their places; nil before they are asked for
}

// with is the one that takes all of the URLs and is there with the rule; nil for none.
func (x *firstMount) with(url model.URLs, r *model.Mapping) *model.Mount {
	if x.places == nil {
		x.places = &model.URLIndex[int]{}
		for i, m := range x.mounts {
			x.places.Add(m.URLs, i)
		}
	}
	found := len(x.mounts)
	for i := range x.places.Covering(url) {
		if i < found && x.mounts[i].Decl.HoldsWithModule(r.Decl) {
			found = i
		}
	}
	if found == len(x.mounts) {
		return nil
	}
	return x.mounts[found]
}

// namesFolder reports whether a rule's result may be meant as a file: it lies below DocumentRoot, or in a folder that file systems have.
func namesFolder(s *model.Server, name string) bool {
	first, _, _ := strings.Cut(strings.TrimPrefix(name, "/"), "/")
	usual := strings.Fields("srv var usr home opt etc mnt media data www tmp web sites Users Library")
	return slices.Contains(usual, first) || s.Root().IsSet() && model.Below(s.Root().Value, name)
}

// mayServeFile reports whether the result of a rule below a mount at /, written as far as fixed, may be meant as a file: of the server's own
// DocumentRoot, or of an Alias.
func mayServeFile(p *lint.Pass, s *model.Server, r *model.Mapping, fixed string) bool {
	if r.Conditional || path.Ext(r.Target.Value) != "" {
		return true
	}
	snippet := s.IsMain() && !p.Closed() // of a virtual host that may have a DocumentRoot
	return fixed != r.Target.Value && (fixed == "/" || snippet || s.DocumentRoot.IsSet() || mapped(s, model.URLsBelow(fixed)))
}

// mapped reports whether an Alias may have some of the URLs.
func mapped(s *model.Server, urls model.URLs) bool {
	for at := s; at != nil; at = at.Main {
		if slices.ContainsFunc(at.Mappings, func(m *model.Mapping) bool { return m.Kind == model.Alias && !m.URLs.Disjoint(urls) }) {
			return true
		}
	}
	return false
}

func withoutPT(r *model.Mapping, m *model.Mount) lint.Diagnostic {
	return lint.Diagnostic{
		At:      r.Target.At(),
		Message: fmt.Sprintf("%q is looked for as a file, not below the mount %s: the rule lacks the flag PT", r.Target.Value, m.URL.Value),
		Symptom: "404 for what the rule rewrites; the application is not asked",
		Via:     r.Decl.Via,
		Related: []lint.Related{mountedHere(m)},
		Fixes:   addPT(r.Decl),
	}
}

func addPT(rule *eval.Directive) []lint.Fix {
	flags := rule.Arg(2)
	var edit source.Edit
	switch inner, bracketed := strings.CutSuffix(flags.Value, "]"); {
	case bracketed && flags.Exact() && inner != "[":
		edit = source.Edit{Span: flags.At(), New: parser.Quote(inner+",PT]", flags.Quote)}
	case flags.Value == "" && rule.Arg(1).Exact():
		at := rule.Arg(1).At()
		at.Start = at.End
		edit = source.Edit{Span: at, New: " [PT]"}
	default:
		return nil
	}
	return []lint.Fix{{Title: "Add the flag PT", Safety: lint.Unsafe, Edits: []source.Edit{edit}}}
}
