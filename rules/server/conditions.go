package server

import (
	"slices"
	"sort"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/directives"
	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
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

// familiar reports whether every directive in the condition's body is taken, so that reading it can be expected to go well.
func familiar(c *model.Config, k *eval.Condition) bool {
	at := k.Syntax.Span()
	i := slices.IndexFunc(c.Files, func(f *parser.File) bool { return f.Source == at.File })
	if i < 0 || k.Close == nil || k.Close.Span().File != at.File {
		return false
	}
	f := c.Files[i]
	first := sort.Search(f.NumLines(), func(n int) bool { return f.Line(n).Span().Start >= at.End })
	for n := first; n < f.NumLines() && f.Line(n) != k.Close; n++ {
		l := f.Line(n)
		if l.Kind() != parser.Directive && l.Kind() != parser.Open {
			continue
		}
		if !taken(c, l.Name().Value) {
			return false
		}
	}
	return true
}

// taken reports whether a directive of the given name is known, to all versions, and of a module that may be loaded.
func taken(c *model.Config, name string) bool {
	known := directives.Lookup(name)
	return known != nil && known.Removed == "" && slices.ContainsFunc(known.Modules, func(source string) bool { return !c.Lacks(source) })
}
