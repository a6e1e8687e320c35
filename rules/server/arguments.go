package server

import (
	"fmt"

	"github.com/modwsgi-lint/modwsgi-lint/parser/directives"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
)

// counts are how many words the directives of a style take, and how httpd says so (invoke_cmd).
var counts = map[directives.Style]struct {
	least, most int
	says        string
}{
	directives.Take1:   {1, 1, "takes one argument"},
	directives.Take2:   {2, 2, "takes two arguments"},
	directives.Take3:   {3, 3, "takes three arguments"},
	directives.Take12:  {1, 2, "takes 1-2 arguments"},
	directives.Take13:  {1, 3, "takes one or three arguments"},
	directives.Take23:  {2, 3, "takes two or three arguments"},
	directives.Take123: {1, 3, "takes one, two or three arguments"},
}

// tooMany reports whether httpd refuses a directive of the style for having n words.
func tooMany(s directives.Style, n int) bool {
	c, ok := counts[s]
	return ok && n > c.most
}

// tooFew reports whether httpd refuses a directive of the style for having n words only.
func tooFew(s directives.Style, n int) bool {
	switch s {
	case directives.Iterate2:
		return n < 2
	case directives.Iterate:
		return n < 1
	}
	return n < counts[s].least
}

// maxShown is how many characters of a text a message repeats.
const maxShown = 80

// shown is a text as a message repeats it.
func shown(text string) string {
	n := 0
	for i := range text {
		if n++; n > maxShown {
			return text[:i] + "…"
		}
	}
	return text
}

// refusal is what a visitor and an administrator see of a line that httpd refuses; says is what httpd says of it, if that is known.
func refusal(p *lint.Pass, says string) string {
	what := "Apache does not start or reload"
	if p.Host.Htaccess {
		what = "every request for this folder is answered 500"
	}
	if says == "" {
		return what
	}
	return fmt.Sprintf("%s: \"%s\"", what, says)
}
