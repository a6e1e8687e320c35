// Package server holds the rules about the server's own text: what httpd reads otherwise than it was meant, and the loading of mod_wsgi.
// They look at lines rather than at what mod_wsgi makes of them.
package server

import "github.com/modwsgi-lint/modwsgi-lint/rules/lint"

// Rules are the family's rules, in the order of the catalogue.
func Rules() []*lint.Rule {
	return []*lint.Rule{
		&undefinedVariable, &wsgiModuleMissing, &wsgiModuleTwice, &guardNeverTrue,
		&commentSwallowsLine, &trailingComment, &typographicQuote, &unicodeSpace, &byteOrderMark, &quoteNotClosed, &textAfterBracket, &serverNameWithScheme, &templatePlaceholder,
	}
}
