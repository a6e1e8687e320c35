package lint

import (
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
)

// Unbalanced finds what the read pass refuses for want of a tag of the given name at a place: the closing tag that is one too many further
// down, and what that has closed too early, or, if it is a closing tag that is wanting, the opening tag above that has none, or the closing tag further
// down that meets a condition open.
func Unbalanced(c *eval.Config, name string, closing bool, at source.Span) []source.Span {
	var found []source.Span
	for _, p := range c.Problems {
		if p.At.File != at.File {
			continue
		}
		if !closing && p.Line > at.To().Line && strings.EqualFold(p.Message[strings.LastIndexByte(p.Message, ' ')+1:], "</"+name+">") {
			found = append(found, p.At) // it has closed what was around
			continue
		}
		word, _ := parser.CutWord(p.At.Text(), 0)
		tag := strings.TrimSuffix(word.Value, ">")
		switch {
		case closing && p.At.Start < at.Start && strings.EqualFold(tag, "<"+name):
			found = []source.Span{p.At}
		case !closing && p.At.Start >= at.End && strings.EqualFold(tag, "</"+name), closing && p.At.Start >= at.End && strings.EqualFold(p.Open, name):
			return append(found, p.At)
		}
	}
	return found
}
