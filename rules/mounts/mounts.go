// Package mounts holds the rules about which directive gets a URL: WSGIScriptAlias, Alias and their kin.
package mounts

import "github.com/modwsgi-lint/modwsgi-lint/rules/lint"

// Rules are the family's rules, in the order of the catalogue.
func Rules() []*lint.Rule {
	return []*lint.Rule{
		&mountShadowed, &aliasAfterRootMount, &mountTrailingSlash, &aliasSlashMismatch, &mountURLNeverMatches, &mountTargetRelative, &mountTargetMissing, &mountTargetDirectory,
		&aliasTargetMissing,
		&matchUnanchored, &mountShadowedByAlias, &userdirBehindRootMount, &fallbackBehindRootMount, &rewriteWithoutPT, &acceptPathInfoOff,
		&encodedSlashesNotInherited, &twinVhostsDiffer,
	}
}
