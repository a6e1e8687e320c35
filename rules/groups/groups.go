// Package groups holds the rules about daemon groups: which there are, which the applications run in, and how they are set up.
package groups

import (
	"fmt"

	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

// Rules are the family's rules, in the order of the catalogue.
func Rules() []*lint.Rule {
	return []*lint.Rule{
		&groupDuplicate, &groupUndefined, &groupOfOtherVhost, &groupDefinedLater, &servernameAfterMount,
		&appRunsEmbedded, &processGroupMisplaced, &groupUnused, &processGroupOverridden, &embeddedRestricted, &restrictProcessExcludes,
		&importWithoutGroups, &importIntoOtherGroup,
		&threadsZero, &multiprocessForced, &appsShareInterpreter, &applicationGroupMisspelt, &userRoot, &userWithoutGroup, &daemonHomeInvalid,
		&socketPrefixMissing, &socketPrefixInTemp, &noRequestTimeout, &embeddedOnly, &subInterpreterExtension,
	}
}

// refused is the symptom of what mod_wsgi refuses while it reads the configuration.
func refused(message string) string {
	return fmt.Sprintf("Apache refuses to start or reload: %q", message)
}

// answers500 is the symptom of what mod_wsgi refuses when a request comes, with what the error log says.
func answers500(p *lint.Pass, code, line string) string {
	return fmt.Sprintf("requests are answered 500, and the error log says %q", p.Target.Coded(code, line))
}

// unconnected is what the error log says where the socket of a daemon process cannot be reached.
func unconnected(p *lint.Pass) string {
	return p.Target.Coded("WSGI0117", "Unable to connect to WSGI daemon process")
}

func definedHere(g *model.DaemonGroup) lint.Related {
	return lint.Related{At: g.Name.At(), Message: fmt.Sprintf("process group %q is defined here", g.Name.Value)}
}

// viaOf is how httpd came to the line that selects the group.
func viaOf(u *model.Use) *eval.Frame { return u.Name.Decl.Via }
