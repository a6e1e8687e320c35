package cli

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/modwsgi-lint/modwsgi-lint/cmd/modwsgi-lint/internal/disk"
	"github.com/modwsgi-lint/modwsgi-lint/cmd/modwsgi-lint/internal/layout"
	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
)

// The versions to judge by where nothing else is known: the current stable ones.
const (
	currentHTTPD   = "2.4.71"
	currentModWSGI = "6.0.5"
)

// machineFlags say what the machine is like that the configuration is for.
type machineFlags struct {
	root, serverRoot, envFile, assume string
	defines, modules                  []string
	httpd, modWSGI, python            string
	stdinName                         string
}

func (m *machineFlags) add(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&m.root, "root", "", "the `DIR` whose file system the configuration is about: an image, a chroot, a captured tree")
	f.StringVar(&m.serverRoot, "server-root", "", "the `DIR` relative paths start from where the configuration gives none")
	f.StringArrayVarP(&m.defines, "define", "D", nil, "define `NAME[=VALUE]`, as httpd's -D")
	f.StringVar(&m.envFile, "env-file", "", "read httpd's environment from `FILE`, shell-style assignments; envvars is found by itself")
	f.StringArrayVar(&m.modules, "module", nil, "take the module `ID[=SOURCE]` as loaded, such as wsgi_module=mod_wsgi.c")
	f.StringVar(&m.assume, "assume", "", "take modules and first lines from `FILE`, a harness.json, and nothing from the layout")
	f.StringVar(&m.httpd, "target-httpd", "", "the `VERSION` of httpd to judge by, else what is installed or current")
	f.StringVar(&m.modWSGI, "target-mod-wsgi", "", "the `VERSION` of mod_wsgi to judge by, else what is loaded or current")
	f.StringVar(&m.python, "target-python", "", "the `VERSION` of Python to judge by, else what mod_wsgi is built for")
	f.StringVar(&m.stdinName, "stdin-filename", "", "the `NAME` that standard input has; it may be a file of a server")
}

// options reads the flags, and the files they name. Texts will be laid over files.
func (m *machineFlags) options(texts *disk.Texts) (layout.Options, error) {
	o := layout.Options{
		Root: m.root, ServerRoot: m.serverRoot, HTTPD: m.httpd, Current: currentHTTPD, Texts: texts, Variables: map[string]string{},
	}
	if err := m.versions(); err != nil {
		return o, err
	}
	if m.serverRoot != "" && !filepath.IsAbs(m.serverRoot) {
		var err error
		if o.ServerRoot, err = filepath.Abs(m.serverRoot); err != nil {
			return o, err
		}
	}
	for _, d := range m.defines {
		name, value, ok := strings.Cut(d, "=")
		if name == "" {
			return o, usage("-D %q has no name", d)
		}
		o.Flags = append(o.Flags, name)
		if ok {
			o.Variables[name] = value
		}
	}
	for _, mod := range m.modules {
		id, source, _ := strings.Cut(mod, "=")
		if !strings.HasSuffix(id, "_module") {
			return o, usage("--module %q: write an identifier as LoadModule has it, such as wsgi_module", mod)
		}
		o.Modules = append(o.Modules, eval.Module{ID: id, Source: source})
	}
	return o, m.readFiles(&o)
}

func (m *machineFlags) readFiles(o *layout.Options) error {
	if m.assume != "" {
		text, err := os.ReadFile(m.assume)
		if err != nil {
			return err
		}
		if o.Assume, err = layout.ParseAssume(text); err != nil {
			return usage("--assume %s: %w", m.assume, err)
		}
		o.Env = map[string]string{}
		for _, entry := range os.Environ() {
			name, value, _ := strings.Cut(entry, "=")
			o.Env[name] = value
		}
	}
	if m.envFile != "" {
		text, err := readSmall(m.envFile)
		if err != nil {
			return err
		}
		o.Env = layout.Assign(string(text), o.Env)
	}
	return nil
}

// readSmall reads a file of at most 1 MiB, which settings may name. A pipe that nobody writes to is not waited for.
func readSmall(name string) ([]byte, error) {
	const most = 1 << 20
	f, err := os.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, most+1))
	if err == nil && len(text) > most {
		err = fmt.Errorf("%s: larger than 1 MiB", name)
	}
	return text, err
}

// versions checks the versions given.
func (m *machineFlags) versions() error {
	for flag, text := range map[string]string{"target-httpd": m.httpd, "target-mod-wsgi": m.modWSGI, "target-python": m.python} {
		if _, err := lint.ParseVersion(text); text != "" && err != nil {
			return usage("--%s: %w", flag, err)
		}
	}
	return nil
}

// target gives the versions to judge a configuration by: those given, those of the programs, or the current ones.
func (m *machineFlags) target(c *layout.Configuration, config *eval.Config) lint.Target {
	modWSGI, python := c.Versions(config)
	return lint.Target{
		HTTPD:   firstVersion(m.httpd, c.Host.HTTPD, currentHTTPD),
		ModWSGI: firstVersion(m.modWSGI, modWSGI, currentModWSGI),
		Python:  firstVersion(m.python, python),
		Assumed: m.modWSGI == "" && modWSGI == "",
	}
}

func firstVersion(among ...string) lint.Version {
	for _, text := range among {
		if v, err := lint.ParseVersion(text); err == nil {
			return v
		}
	}
	return lint.Version{}
}

// addFiles adds the flag that says whether the file system may be asked; auto says where it is if the flag does not say.
func addFiles(cmd *cobra.Command, when *string, auto string) {
	cmd.Flags().StringVar(when, "files", "auto", "may the file system be asked whether paths exist: `WHEN` auto, on or off;\n"+
		"auto asks where "+auto+", or --root is given")
}

func checkFiles(when string) error {
	switch when {
	case "auto", "on", "off":
		return nil
	}
	return usage("--files %q: use auto, on or off", when)
}

// What auto asks for. Whoever has a configuration checked may not trust it, so nothing in it lets rules ask the disk; whoever has it explained means this machine.
const (
	installed = "the configuration lies where this machine's httpd reads it"
	ownNames  = "the configuration is this machine's, as one that names its own folder is"
)

// asksFiles reports whether the file system that a configuration is about may be asked; auto is what it is where the flag leaves that open.
func asksFiles(when string, auto bool) bool { return when == "on" || when == "auto" && auto }
