package model

import (
	"slices"
	"strings"
)

// MayRunEmbedded reports whether some application may run outside every daemon group. Only where it is false are the directives for
// embedded interpreters certainly idle.
func (c *Config) MayRunEmbedded() bool { return !c.Closed() || c.EmbeddedHere() }

// EmbeddedHere reports whether something that stands in this configuration, be it a fragment, may run Python outside every daemon group: a
// mount or script without a group or with one that is not known, files given to mod_wsgi without a mount, and the scripts that decide about
// access, which always run there.
func (c *Config) EmbeddedHere() bool {
	if len(c.ScriptHandlers) > 0 {
		return true
	}
	for _, u := range c.Uses {
		if !u.NamesGroup() {
			return true
		}
	}
	for _, script := range slices.Concat(c.Imports, c.HandlerScripts) {
		if !script.Option("process-group").IsSet() {
			return true
		}
	}
	return slices.ContainsFunc(c.Own, loadsScript)
}

// RestrictsEmbedded returns the WSGIRestrictEmbedded On that is certainly in force, so that mod_wsgi answers 500 rather than run Python in Apache's
// own processes; nil where there is none.
func (c *Config) RestrictsEmbedded() *Setting {
	all := c.Main.Settings("wsgirestrictembedded")
	if len(all) == 0 {
		return nil
	}
	last := all[len(all)-1]
	if last.Decl.When != nil || !strings.EqualFold(last.Value().Value, "On") {
		return nil
	}
	return last
}
