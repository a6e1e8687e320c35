// Package access holds the rules about who may come: Require, and Apache 2.2's Order, Allow and Deny.
package access

import "github.com/modwsgi-lint/modwsgi-lint/rules/lint"

// Rules are the family's rules, in the order of the catalogue.
func Rules() []*lint.Rule {
	return []*lint.Rule{&accessControlMixed, &accessControlLegacy, &orderWithBlank, &directoryNamesAFile, &scriptDenied, &staticDenied, &servedSource, &scriptServedAsText,
		&trustedHeadersWithoutProxies, &trustedProxiesAny, &vulnerableModWSGI, &worldWritableScript,
	}
}
