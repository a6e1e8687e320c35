// Package rules lists the rules, family by family.
package rules

import (
	"slices"

	"github.com/modwsgi-lint/modwsgi-lint/rules/access"
	"github.com/modwsgi-lint/modwsgi-lint/rules/directives"
	"github.com/modwsgi-lint/modwsgi-lint/rules/groups"
	"github.com/modwsgi-lint/modwsgi-lint/rules/handlers"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/mounts"
	"github.com/modwsgi-lint/modwsgi-lint/rules/python"
	"github.com/modwsgi-lint/modwsgi-lint/rules/requests"
	"github.com/modwsgi-lint/modwsgi-lint/rules/script"
	"github.com/modwsgi-lint/modwsgi-lint/rules/server"
)

// All returns every rule, family by family, in the order of the families' own lists.
func All() []*lint.Rule {
	return slices.Concat(python.Rules(), mounts.Rules(), handlers.Rules(), groups.Rules(), access.Rules(), requests.Rules(), script.Rules(),
		directives.Rules(), server.Rules())
}
