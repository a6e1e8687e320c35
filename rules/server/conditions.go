package server

import (
	"slices"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/directives"
	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/parser/options"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

// testOf is the text of what a condition asks, its quote, and whether it is that and nothing else.
func testOf(k *eval.Condition) (at source.Span, quote byte, exact bool) {
	text := k.Syntax.Text()
	_, next := parser.CutWord(text, 0)
	end := strings.LastIndexByte(text, '>')
	if end < next {
		return k.Syntax.At(0, len(text)), 0, false
	}
	if text[next] == '!' {
		next++
	}
	w, _ := parser.CutWord(text[:end], next)
	if w.Value != k.Test {
		return k.Syntax.At(0, len(text)), 0, false
	}
	return k.Syntax.At(w.Start, w.End), w.Quote, true
}

// familiar reports whether every directive in the condition's body is taken, and every group there that mod_wsgi looks for as it reads is defined, so
// that reading it can be expected to go well.
func familiar(c *model.Config, k *eval.Condition) bool {
	inside, ok := c.Inside(k)
	if !ok {
		return false
	}
	var defined, soughtFor []string
	for l := range inside {
		if l.Kind() != parser.Directive && l.Kind() != parser.Open {
			continue
		}
		name := l.Name()
		if !taken(c, name.Value) {
			return false
		}
		if args := l.Args(); parser.SameName(name.Value, "WSGIDaemonProcess") && len(args) > 0 {
			defined = append(defined, args[0].Value)
		}
		if group := preloads(name.Value, l.Text()[name.End:]); group != "" {
			soughtFor = append(soughtFor, group)
		}
	}
	return !slices.ContainsFunc(soughtFor, func(group string) bool {
		return group != model.Global && !slices.Contains(defined, group) && len(c.GroupsNamed(group)) == 0
	})
}

// preloads is the process group of a line that has its script loaded as Apache starts; empty where it is none.
func preloads(name, args string) string {
	words := map[string]int{"wsgiscriptalias": 2, "wsgiscriptaliasmatch": 2, "wsgiimportscript": 1}[parser.LowerName(name)]
	if words == 0 {
		return ""
	}
	a := options.Read(args, words)
	group, _, _ := a.Last("process-group")
	if _, _, both := a.Last("application-group"); !both {
		return ""
	}
	return group.Value.Value
}

// taken reports whether a directive of the given name is known, to all versions, and of a module that may be loaded.
func taken(c *model.Config, name string) bool {
	known := directives.Lookup(name)
	return known != nil && known.Removed == "" && slices.ContainsFunc(known.Modules, func(source string) bool { return !c.Lacks(source) })
}
