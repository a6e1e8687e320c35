package mounts

import (
	"fmt"
	"net/url"
	"path"
	"slices"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

var mountURLNeverMatches = lint.Rule{
	ID:       "mount-url-never-matches",
	Family:   "mounts",
	Severity: lint.Error,
	Fixes:    lint.Safe,
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "Mount or Alias whose URL no request can have",
		Why: `The first word of WSGIScriptAlias and of Alias is compared with the decoded path of a request, which begins with a slash. A word
without the slash (` + "`app`" + `), a whole address (` + "`http://www.example.com/app`" + `), a percent-encoded path (` + "`/my%20app`" + `) or one with dots
for steps (` + "`/app/../blog`" + `) is accepted by ` + "`apachectl configtest`" + ` and
never matches: the visitor gets what stands there without the line, mostly "404 Not Found". Nothing is logged that names the line.`,
		Instead: "Write the path as it is after decoding, from its slash on: `WSGIScriptAlias /app …`, `Alias \"/my files\" …`.",
		Fix:     "The word becomes the path it was meant to be. It is safe, for the line had no effect before, unless that path is mounted by another line.",
		Refs:    []string{"https://modwsgi.readthedocs.io/en/master/configuration-directives/WSGIScriptAlias.html"},
	},
	Check: func(p *lint.Pass) {
		main := indexOf(p.Main.Mounts)
		for _, s := range p.Servers {
			var own *model.URLIndex[*model.Mount]
			fixing := func(meant string) lint.Safety {
				if own == nil {
					own = indexOf(s.Mounts)
				}
				return besideSafety(strings.TrimPrefix(meant, "^"), own, main)
			}
			for _, m := range s.Mounts {
				if m.Decl.Is("WSGIScriptAlias") {
					checkPath(p, m.Decl, m.URL, fixing)
				} else {
					checkExpression(p, m.Decl, m.URL, m.URLs, fixing)
				}
			}
			for _, m := range s.Mappings {
				switch {
				case m.Kind != model.Alias || m.Section != nil || !m.Target.IsSet():
				case m.Decl.Is("Alias") || m.Decl.Is("ScriptAlias"):
					checkPath(p, m.Decl, m.URL, fixing)
				default:
					checkExpression(p, m.Decl, m.URL, m.URLs, fixing)
				}
			}
		}
	},
}

// checkPath looks at a word that is compared with the path as it is. Fixing is the class of a fix by what was meant.
func checkPath(p *lint.Pass, d *eval.Directive, v model.Value, fixing func(meant string) lint.Safety) {
	if reason := unmatched(v.Value); reason != "" && !model.Garbled(v.Value) && (p.Closed() || !model.StandsIn(v.Value)) {
		p.Report(neverMatches(d, v, reason, meantPath(v.Value), fixing))
	}
}

// checkExpression looks at an expression that asks for the begin of the path, and for something else than a slash there.
func checkExpression(p *lint.Pass, d *eval.Directive, v model.Value, urls model.URLs, fixing func(meant string) lint.Safety) {
	if strings.HasPrefix(v.Value, "^/") || !strings.Contains(v.Value, "^") || model.Garbled(v.Value) || model.Unfinished(v.Value) {
		return
	}
	if urls.Disjoint(model.URLsBelow("/")) {
		p.Report(neverMatches(d, v, noSlash, meantExpression(v.Value), fixing))
	}
}

// neverMatches is the finding for a word that no request has; meant is what was certainly meant, or "".
func neverMatches(d *eval.Directive, v model.Value, reason, meant string, fixing func(meant string) lint.Safety) lint.Diagnostic {
	found := lint.Diagnostic{
		At:      v.At(),
		Message: fmt.Sprintf("%q never matches: %s", v.Value, reason),
		Symptom: fmt.Sprintf("requests are answered as if the %s were not there, mostly with 404", d.Name),
		Via:     d.Via,
	}
	if strings.Trim(v.Value, "=:,") == "" { // and the words behind it are not what they are meant to be
		found.Settle(d.At())
		return found
	}
	if meant != "" {
		found.Message += fmt.Sprintf("; write %q", meant)
		if v.Exact() {
			found.Fixes = []lint.Fix{{Title: "Write " + meant, Safety: fixing(meant), Edits: []source.Edit{{Span: v.At(), New: parser.Quote(meant, v.Quote)}}}}
		}
	}
	return found
}

const noSlash = "the path of a request begins with a slash"

// unmatched says why no request has the path; "" where one can.
func unmatched(path string) string {
	switch {
	case path == "":
		return "" // refused by httpd
	case strings.Contains(path, "://"):
		return "it is compared with the path alone, not with the whole address"
	case strings.HasPrefix(path, "^"):
		return "it is no regular expression; the Match form of the directive takes one"
	case path[0] != '/':
		return noSlash
	case decoded(path) != path:
		return "the path of a request is decoded before it is compared"
	case withoutDots(path) != path:
		return "the dots in the path of a request are resolved before it is compared"
	}
	return ""
}

// withoutDots is the path with its steps . and .. taken, as httpd takes them.
func withoutDots(name string) string {
	if !strings.Contains(name, "/.") {
		return name
	}
	step := func(s string) bool { return s == "." || s == ".." }
	if !slices.ContainsFunc(strings.Split(name, "/"), step) {
		return name
	}
	clean := path.Clean(name)
	if strings.HasSuffix(name, "/") && clean != "/" {
		clean += "/"
	}
	return clean
}

// decoded is the path with its percent-encoded bytes decoded, or path itself where it has none.
func decoded(path string) string {
	if d, err := url.PathUnescape(path); err == nil {
		return d
	}
	return path
}

// meantPath is the path that was certainly meant; "" where a person must tell.
func meantPath(path string) string {
	if _, rest, ok := strings.Cut(path, "://"); ok {
		_, below, _ := strings.Cut(rest, "/")
		path = "/" + below
	}
	if path[0] != '/' && strings.ContainsAny(path[:1], `^*.~\$({[?<%`) {
		return ""
	}
	if first, _, below := strings.Cut(path, "/"); below && strings.Contains(first, ".") {
		return "" // a host's name, perhaps
	}
	path = withoutDots(decoded("/" + strings.TrimPrefix(path, "/")))
	if strings.ContainsAny(path, "%?*\\") || strings.Contains(path, ":") || strings.ContainsFunc(path, func(r rune) bool { return r < ' ' || r == 0x7f || r == '\uFFFD' }) {
		return ""
	}
	return path
}

// meantExpression is the expression with the slash that it lacks; "" where it begins with more than a word.
func meantExpression(expr string) string {
	word := strings.TrimLeft(strings.TrimPrefix(expr, "^"), "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")
	if expr[0] != '^' || len(word) == len(expr)-1 || strings.Contains(expr, "|") || word != "" && strings.IndexByte("?*{+:", word[0]) >= 0 {
		return ""
	}
	return "^/" + expr[1:]
}
