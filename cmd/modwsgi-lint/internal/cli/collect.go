package cli

import (
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/cmd/modwsgi-lint/internal/disk"
	"github.com/modwsgi-lint/modwsgi-lint/cmd/modwsgi-lint/internal/layout"
	"github.com/modwsgi-lint/modwsgi-lint/cmd/modwsgi-lint/internal/report"
	"github.com/modwsgi-lint/modwsgi-lint/cmd/modwsgi-lint/internal/settings"
)

// A collection finds the subjects that the paths of the command line stand for.
type collection struct {
	machine *layout.Machine
	stdin   io.Reader
	name    string // of standard input
	texts   *disk.Texts

	allowEmpty bool // that there is nothing to lint is no error

	subjects []*subject
	servers  map[string]*subject // by the main file's name
	seen     map[string]bool     // fragments, by real path
	skipped  []report.Skipped
	errs     []error
}

// collection makes ready to find subjects on the machine that the flags tell of.
func (a *app) collection(flags *machineFlags) (*collection, error) {
	texts := disk.NewTexts()
	options, err := flags.options(texts)
	if err != nil {
		return nil, err
	}
	machine, err := layout.NewMachine(options)
	if err != nil {
		return nil, err
	}
	return &collection{
		machine: machine, stdin: a.stdin, name: flags.stdinName, texts: texts, servers: map[string]*subject{}, seen: map[string]bool{},
	}, nil
}

// addAll adds what the paths of the command line stand for. It is an error if that is nothing, unless that is allowed; that a path cannot be read is told at the end.
func (c *collection) addAll(paths []string) error {
	paths, err := c.orDefault(paths)
	if err != nil {
		return err
	}
	for _, p := range paths {
		c.add(p)
	}
	for _, s := range c.subjects {
		if s.wanted() {
			return nil
		}
	}
	if len(c.errs) == 0 && c.allowEmpty {
		return nil
	}
	if len(c.errs) == 0 {
		c.errs = append(c.errs, fmt.Errorf("nothing to lint in %s: no configuration of Apache", strings.Join(paths, ", ")))
	}
	for _, s := range c.skipped {
		c.errs = append(c.errs, fmt.Errorf("%s: skipped: %s", s.File, s.Reason))
	}
	return errors.Join(c.errs...)
}

// orDefault is what the paths are where there are none.
func (c *collection) orDefault(paths []string) ([]string, error) {
	if len(paths) > 0 {
		return paths, nil
	}
	p, err := c.machine.Default()
	return []string{p.Given}, err
}

// add adds what a path of the command line stands for.
func (c *collection) add(given string) {
	if given == "-" {
		c.fail(given, c.addStdin())
		return
	}
	p, err := c.machine.Path(given)
	switch {
	case given == "":
		c.errs = append(c.errs, errors.New("an empty path is no file"))
	case err != nil:
		if !c.addOwned(p) { // a link may lead somewhere in the server's own root only
			c.fail(given, err)
		}
	case p.Info.IsDir():
		c.fail(given, c.addFolder(p))
	case !p.Info.Mode().IsRegular():
		c.fail(given, errors.New("not a regular file"))
	default:
		c.fail(given, c.addFile(p))
	}
}

func (c *collection) fail(given string, err error) {
	if err != nil {
		c.errs = append(c.errs, fmt.Errorf("%s: %s", given, layout.Reason(err)))
	}
}

func (c *collection) skip(p layout.Path, reason string) {
	c.skipped = append(c.skipped, report.Skipped{File: p.Given, Reason: reason})
}

func (c *collection) addFolder(p layout.Path) error {
	if main := c.machine.MainFile(p); main != "" {
		s, err := c.server(p, main)
		if err == nil {
			s.whole = true
		}
		return err
	}
	found, skipped := c.machine.Walk(p)
	for _, file := range found {
		if s := c.serverIn(p, file); s != nil {
			if _, ok := s.has(file); !ok {
				if !strings.HasSuffix(path.Dir(file.Name), "-available") { // where Debian keeps what is not enabled
					c.skip(file, "the server beside it does not read it")
				}
				continue
			}
		}
		c.fail(file.Given, c.addText(file))
	}
	for _, s := range skipped {
		if path.Base(s.Path.Name) != settings.Name && c.serverIn(p, s.Path) == nil {
			c.skip(s.Path, s.Reason)
		}
	}
	return nil
}

// serverIn returns the server in a folder that a file found there lies with, as disabled sites do; nil for none.
func (c *collection) serverIn(folder, file layout.Path) *subject {
	if layout.IsMainFile(file.Name) {
		return nil
	}
	for _, main := range c.machine.MainFilesAbove(file) {
		if folder.Name != "." && !strings.HasPrefix(main, folder.Name+"/") {
			continue
		}
		if s, err := c.server(folder, main); err == nil {
			return s
		}
	}
	return nil
}

// addFile adds a file: the server that has it, the server that it is the main file of, or itself.
func (c *collection) addFile(p layout.Path) error {
	text, err := c.machine.Head(p)
	if err != nil {
		return err
	}
	if verdict, reason := layout.Recognize(p.Name, text); verdict == layout.Foreign {
		c.skip(p, reason)
		return nil
	}
	return c.addText(p)
}

// addStdin lays standard input over the file it is said to be.
func (c *collection) addStdin() error {
	text, err := io.ReadAll(io.LimitReader(c.stdin, maxStdin+1))
	if err == nil && len(text) > maxStdin {
		err = errors.New("larger than 1 GiB")
	}
	if err != nil {
		return err
	}
	p, err := c.machine.Stdin(c.name)
	if err != nil {
		return err
	}
	real, err := c.machine.Real(p)
	if err != nil {
		return err
	}
	c.texts.Set(real, string(text))
	return c.addText(p)
}

const maxStdin = 1 << 30

func (c *collection) addText(p layout.Path) error {
	real, err := c.machine.Real(p)
	if err != nil || c.seen[real] {
		return err
	}
	c.seen[real] = true
	if c.addOwned(p) {
		return nil
	}
	if layout.IsMainFile(p.Name) {
		s, err := c.server(p, p.Name)
		if err == nil {
			s.whole = true
		}
		return err
	}
	s := &subject{Configuration: c.machine.Fragment(p), only: map[string]string{real: p.Given}}
	if err := s.read(); err != nil {
		return err
	}
	c.subjects = append(c.subjects, s)
	return nil
}

// addOwned adds a file that belongs to a server: its main file stands above, and it reads the file.
func (c *collection) addOwned(p layout.Path) bool {
	for _, main := range c.machine.MainFilesAbove(p) {
		s, err := c.server(p, main)
		if err != nil {
			continue
		}
		if real, ok := s.has(p); ok {
			s.only[real] = p.Given
			return true
		}
	}
	return false
}

// server reads the server of a main file, once.
func (c *collection) server(p layout.Path, main string) (*subject, error) {
	if s := c.servers[main]; s != nil {
		return s, nil
	}
	conf, err := c.machine.Server(p, main)
	if err != nil {
		return nil, err
	}
	s := &subject{Configuration: conf, only: map[string]string{}}
	if err := s.read(); err != nil {
		return nil, err
	}
	c.servers[main] = s
	c.subjects = append(c.subjects, s)
	return s, nil
}

// one reads the only configuration that the paths, of which there is at most one, stand for.
func (a *app) one(flags *machineFlags, paths []string) (*subject, error) {
	c, err := a.collection(flags)
	if err != nil {
		return nil, err
	}
	if paths, err = c.orDefault(paths); err != nil {
		return nil, err
	}
	if err := c.addAll(paths); err != nil {
		return nil, err
	}
	wanted := slices.DeleteFunc(c.subjects, func(s *subject) bool { return !s.wanted() })
	if len(wanted) > 1 {
		return nil, fmt.Errorf("%s holds %d configurations, and not one: name a server or a file", paths[0], len(wanted))
	}
	return wanted[0], nil
}
