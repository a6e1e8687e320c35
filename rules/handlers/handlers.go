// Package handlers holds the rules about which handler answers: SetHandler and its kin.
package handlers

import "github.com/modwsgi-lint/modwsgi-lint/rules/lint"

// Rules are the family's rules, in the order of the catalogue.
func Rules() []*lint.Rule {
	return []*lint.Rule{&leftoverSetHandlerNone, &handlerOverridesMount, &wsgiScriptWithoutExecCGI, &modPythonLeftover}
}
