// Package docs holds the rules' pages. They are generated: the words stand in the rules, the examples in the fixtures.
package docs

import "embed"

// pages leaves the index out, which begins with a capital.
//
//go:embed rules/[a-z]*.md
var pages embed.FS

// Page returns the page of the rule with the given id, as markdown. It is false where there is no such rule.
func Page(id string) (string, bool) {
	text, err := pages.ReadFile("rules/" + id + ".md")
	return string(text), err == nil
}
