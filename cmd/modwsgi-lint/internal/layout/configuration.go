package layout

import (
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/cmd/modwsgi-lint/internal/disk"
	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
)

// A Configuration is what is read at once: a whole server, or a fragment of one.
type Configuration struct {
	naming
	Disk *disk.Overlay
	// Host is what is assumed; Read may assume more.
	Host eval.Host
	// Own says that its names are those of the disk.
	Own bool
	// Installed says that it lies where httpd of some distribution reads it, or below a root that was given, so that it is this machine's own whatever is
	// written in it.
	Installed bool
	// Absent are files that the configuration names and that are not here, because it is a part or a copy of a server.
	Absent []string
	// Notes say what was assumed, for a user who wants to know.
	Notes []string

	main     string // the main file's absolute name; "" for a fragment
	fragment string // the absolute name of a fragment's text; "" for a server
	copied   bool
	system   *system
	assumed  bool // what the layout would say was said by the user
}

// Server returns the server with the given main file, a name on the machine's disk, that was found by p.
func (m *Machine) Server(p Path, main string) (*Configuration, error) {
	text, err := m.overlay(m.disk).Head(main, maxOutline)
	if err != nil {
		return nil, err
	}
	at, err := m.place(main, outlineOf(text), p.naming)
	if err != nil {
		return nil, err
	}
	c := &Configuration{
		naming: at.naming, Disk: m.overlay(at.disk), Own: at.own, Installed: at.installed,
		main: at.main, copied: at.copied, system: at.system,
		assumed: m.options.Assume != nil,
	}
	c.note(at.note)
	c.Host = m.host(c)
	return c, nil
}

// Fragment returns the text of p, which belongs to no server that can be found.
func (m *Machine) Fragment(p Path) *Configuration {
	c := &Configuration{naming: p.naming, Disk: m.overlay(m.disk), Own: m.options.Root != "", Installed: m.options.Root != "", system: &elsewhere, fragment: "/" + p.Name}
	c.Host = m.host(c)
	c.Host.Env = maps.Clone(c.Host.Env)
	for name, value := range debianEnv("/etc/apache2") {
		if _, ok := c.Host.Env[name]; !ok {
			c.Host.Env[name] = value
		}
	}
	c.Host.Open = true
	c.Host.ModuleFiles = false
	c.Host.Htaccess = path.Base(p.Name) == ".htaccess"
	return c
}

func (m *Machine) overlay(d *disk.Disk) *disk.Overlay {
	return &disk.Overlay{Disk: d, Texts: m.options.Texts}
}

func (c *Configuration) note(note string) {
	if note != "" && !slices.Contains(c.Notes, note) {
		c.Notes = append(c.Notes, note)
	}
}

// Name returns the absolute name of what is read: the main file's or the fragment's.
func (c *Configuration) Name() string {
	if c.fragment != "" {
		return c.fragment
	}
	return c.main
}

// Real returns the path of the machine that p leads to for who is shut in the configuration's root, free of symbolic links.
func (c *Configuration) Real(p Path) (string, error) {
	name, ok := c.name(p.machine("/" + p.Name))
	if !ok {
		return "", fs.ErrNotExist
	}
	return c.Disk.Real(strings.TrimPrefix(name, "/"))
}

// Read reads the configuration. What shows while reading is taken into account: modules that every distribution has and no line loads
// are taken as compiled in. A server that loads no module at all, or of which a part is known to lie elsewhere, is an open world.
func (c *Configuration) Read() (*eval.Config, error) {
	text, err := c.Disk.ReadText(strings.TrimPrefix(c.Name(), "/"))
	if err != nil {
		return nil, err
	}
	read := func() *eval.Config {
		config := eval.ReadText(c.Host, source.NewFile(c.Name(), text)) // eval.Read would take [ for a pattern
		c.forgive(config)
		return config
	}
	config := read()
	if c.amend(config) {
		config = read()
	}
	return config, nil
}
