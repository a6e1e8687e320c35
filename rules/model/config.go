// Package model gives the stream of directives its mod_wsgi meaning: servers, mounts, daemon groups, Pythons.
package model

import "github.com/modwsgi-lint/modwsgi-lint/parser/eval"

// A Config is what a configuration means to mod_wsgi.
type Config struct {
	*eval.Config
}

// Build makes the model of what was read.
func Build(c *eval.Config) *Config { return &Config{Config: c} }
