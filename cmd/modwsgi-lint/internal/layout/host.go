package layout

import (
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
)

// host says what is known of the machine before a line is read.
func (m *Machine) host(c *Configuration) eval.Host {
	o := m.options
	h := eval.Host{
		Files: c.Disk, ServerRoot: "/" + serverFolder(strings.TrimPrefix(c.Name(), "/")),
		Flags: slices.Clone(o.Flags), Variables: o.Variables, Env: map[string]string{}, HTTPD: o.HTTPD, ModuleFiles: c.Own,
	}
	if o.Assume != nil {
		h.Modules, h.Before = o.Assume.Modules, o.Assume.Before
	} else {
		h.Modules = slices.Clone(c.system.builtin)
		h.ModuleFiles = h.ModuleFiles && o.Root == "" && c.Disk.IsFile(c.system.program)
		c.settings(&h)
		if h.HTTPD == "" && c.Own {
			h.HTTPD = programVersion(c.Disk, c.system.program)
		}
	}
	if h.HTTPD == "" {
		h.HTTPD = o.Current
	}
	if o.ServerRoot != "" {
		h.ServerRoot = o.ServerRoot
	}
	for _, mod := range o.Modules {
		h.Modules = with(h.Modules, mod)
	}
	maps.Copy(h.Env, o.Env)
	return h
}

// maxSettings is the largest file of shell-style assignments read, in bytes.
const maxSettings = 1 << 20

// settings reads what the start script of the layout reads before it starts httpd.
func (c *Configuration) settings(h *eval.Host) {
	s := c.system
	if s.settings == "" || c.main == "" {
		return
	}
	confdir := path.Dir(c.main)
	name := s.settings
	if !path.IsAbs(name) {
		name = path.Join(confdir, name)
	} else if c.laid != "" {
		return // a copied folder has not what lies outside of it
	}
	env := map[string]string{}
	text, err := c.Disk.ReadFile(name[1:])
	switch {
	case err == nil && len(text) <= maxSettings:
		env = Assign(string(text), debianStart(confdir))
		c.note("environment: " + c.Show(name))
	case s.builtin != nil && path.Base(c.main) == "apache2.conf":
		env = debianEnv(confdir)
		c.note("environment: Debian's defaults, for there is no " + c.Show(name))
	}
	maps.Copy(h.Env, env)
	h.Flags = append(h.Flags, optionFlags(env[s.options])...)
	h.Flags = append(h.Flags, strings.Fields(env[s.flags])...)
	for _, id := range strings.Fields(env[s.modules]) {
		h.Modules = with(h.Modules, eval.Module{ID: strings.TrimPrefix(id, "mod_") + "_module"})
	}
}

// with adds a module, unless there is one of its identifier.
func with(modules []eval.Module, m eval.Module) []eval.Module {
	if slices.ContainsFunc(modules, func(o eval.Module) bool { return o.ID == m.ID }) {
		return modules
	}
	return append(modules, m)
}

// optionFlags returns the names that options of httpd's command line give with -D.
func optionFlags(options string) []string {
	var flags []string
	words := strings.Fields(options)
	for i, w := range words {
		name, ok := strings.CutPrefix(w, "-D")
		if ok && name == "" && i+1 < len(words) {
			name = words[i+1]
		}
		if ok && name != "" {
			flags = append(flags, name)
		}
	}
	return flags
}

// debianStart is what envvars starts from, for the folder of a main file: Debian tells the instance in /etc/apache2-NAME by -NAME.
func debianStart(confdir string) map[string]string {
	suffix, ok := strings.CutPrefix(path.Base(confdir), "apache2-")
	if ok {
		suffix = "-" + suffix
	} else {
		suffix = ""
	}
	return map[string]string{"APACHE_CONFDIR": confdir, "SUFFIX": suffix}
}

// debianEnv is what envvars gives as Debian ships it.
func debianEnv(confdir string) map[string]string {
	return Assign(`APACHE_RUN_USER=www-data
APACHE_RUN_GROUP=www-data
APACHE_PID_FILE=/var/run/apache2$SUFFIX/apache2.pid
APACHE_RUN_DIR=/var/run/apache2$SUFFIX
APACHE_LOCK_DIR=/var/lock/apache2$SUFFIX
APACHE_LOG_DIR=/var/log/apache2$SUFFIX
LANG=C
`, debianStart(confdir))
}
