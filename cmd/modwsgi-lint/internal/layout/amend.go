package layout

import (
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/cmd/modwsgi-lint/internal/disk"
	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
)

// amend assumes of the host what a first reading shows, and reports whether that is anything new.
func (c *Configuration) amend(config *eval.Config) bool {
	changed := false
	if len(c.Absent) > 0 && !c.Host.Open {
		c.Host.Open, changed = true, true
		c.note("files it includes are not in the tree, so what they may define is taken as unknown")
	}
	if c.assumed || c.Host.Open || c.main == "" {
		return changed
	}
	if len(c.Host.Modules) == len(c.system.builtin) && !slices.ContainsFunc(config.ReadTime, func(d *eval.Directive) bool { return d.Is("LoadModule") }) {
		c.note("it loads no module, so it is read as a part of a server: --module says what is loaded")
		c.Host.Open = true
		return true
	}
	for _, m := range usual {
		if known := with(config.Modules, m); len(known) > len(config.Modules) {
			c.Host.Modules = append(c.Host.Modules, m)
			changed = true
		}
	}
	return changed
}

// forgive takes problems away that tell of this machine and not of the server's: files that a fragment includes, and those that lie outside
// of a tree that was copied or captured.
func (c *Configuration) forgive(config *eval.Config) {
	c.Absent = nil
	if !c.Host.Open && !c.copied {
		return
	}
	included := map[source.Span]string{}
	for _, d := range config.ReadTime {
		if d.Is("Include") || d.Is("IncludeOptional") {
			a := d.Arg(0)
			included[a.At()] = a.Value
		}
	}
	elsewhere := map[string]bool{} // whether an included name lies there
	kept := config.Problems[:0]
	for _, p := range config.Problems {
		name, ok := included[p.At]
		if !p.Unreadable || !p.Fatal || p.At.IsZero() || !ok {
			kept = append(kept, p)
			continue
		}
		gone, asked := elsewhere[name]
		if !asked {
			gone = c.elsewhere(name, config.ServerRoot)
			elsewhere[name] = gone
			if gone {
				c.Absent = append(c.Absent, name)
			}
		}
		if gone {
			config.Elsewhere = append(config.Elsewhere, p)
		} else {
			kept = append(kept, p)
		}
	}
	config.Problems = kept
}

// elsewhere reports whether an included name or pattern that could not be read may well be there on the server.
func (c *Configuration) elsewhere(name, root string) bool {
	if !path.IsAbs(name) {
		name = path.Join(root, name)
	}
	if _, inside := disk.Below(serverFolder(c.Name()), name); c.main != "" && inside {
		return false
	}
	_, err := c.Disk.Stat(strings.TrimPrefix(path.Clean(name), "/"))
	return errors.Is(err, fs.ErrNotExist) || strings.ContainsAny(name, "*?[")
}
