// Package requests holds the rules about what an application gets of a request: its environment, its body, who asks.
package requests

import "github.com/modwsgi-lint/modwsgi-lint/rules/lint"

// Rules are the family's rules, in the order of the catalogue.
func Rules() []*lint.Rule {
	return []*lint.Rule{&setenvNotInOSEnviron, &asciiLocale, &requestBodyLost, &credentialsNotPassed}
}
