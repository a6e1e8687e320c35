package experiment

import (
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// A Requirement is something the experiment's server must have: "venv", "/srv/blog/venv".
type Requirement struct {
	Kind string
	Path string // or the module of "without"
	Text string // a file's content, a script's label
}

// kinds holds what `server:` can make, and how its text is written after the path.
var kinds = map[string]struct {
	text     string // "", "bare" or "quoted"
	optional bool   // the text may be left out
	build    func(path, text string, s *stage) error
}{
	"venv":    {text: "bare", optional: true, build: buildEnvironment},
	"package": {build: buildPackage},
	"script":  {text: "bare", optional: true, build: buildScript},
	"cgi":     {text: "quoted", optional: true, build: buildCGI},
	"file":    {text: "quoted", build: buildFile},
	"copy":    {text: "bare", build: buildCopy},
	"link":    {text: "bare", build: buildLink},
	"folder":  {build: func(path, _ string, _ *stage) error { return os.MkdirAll(path, 0o755) }},
	"mode":    {text: "bare", build: buildMode},
	"owner":   {text: "bare", build: buildOwner},
	"without": {},
}

// parseRequirement reads what comes after `server:`.
func parseRequirement(line string) (Requirement, error) {
	words, err := cut(line)
	if err != nil {
		return Requirement{}, err
	}
	if len(words) < 2 || words[1].quoted {
		return Requirement{}, errors.New("want KIND PATH")
	}
	r := Requirement{Kind: words[0].text, Path: words[1].text}
	kind, known := kinds[r.Kind]
	switch {
	case !known:
		return r, fmt.Errorf("unknown requirement %q", r.Kind)
	case kind.build != nil && !mapped(r.Path):
		return r, fmt.Errorf("%s: want a path below /srv or /var/www", r.Path)
	case len(words) == 2 && (kind.text == "" || kind.optional):
		return r, nil
	case len(words) != 3 || kind.text == "" || words[2].quoted != (kind.text == "quoted"):
		return r, fmt.Errorf("%s wants a path%s", r.Kind, map[string]string{
			"": "", "bare": " and a word", "quoted": " and a quoted text"}[kind.text])
	}
	r.Text = words[2].text
	return r, nil
}

// build makes the thing where the stage has put its path.
func (r Requirement) build(s *stage) error {
	build := kinds[r.Kind].build
	if build == nil {
		return nil
	}
	path := s.place(r.Path)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	if err := build(path, r.Text, s); err != nil {
		return fmt.Errorf("server: %s %s: %w", r.Kind, r.Path, err)
	}
	return nil
}

func buildPackage(path, _ string, _ *stage) error {
	probe := filepath.Join(path, "mw_probe")
	if err := os.MkdirAll(probe, 0o755); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(probe, "__init__.py"), nil, 0o644)
}

//go:embed app.py
var application string

func buildScript(path, label string, _ *stage) error {
	return os.WriteFile(path, fmt.Appendf(nil, "LABEL = %q\n%s", label, application), 0o644)
}

func buildCGI(path, text string, s *stage) error {
	if text == "" {
		text = "cgi=" + s.back(path) + "\n"
	}
	program := "#!/bin/sh\nprintf 'Content-Type: text/plain\\r\\n\\r\\n'\ncat <<'END-OF-ANSWER'\n" +
		strings.TrimSuffix(text, "\n") + "\nEND-OF-ANSWER\n"
	return os.WriteFile(path, []byte(program), 0o755)
}

func buildLink(path, target string, s *stage) error {
	if mapped(target) {
		target = s.place(target)
	}
	return os.Symlink(target, path)
}

// buildCopy maps the paths in the file, as in a configuration.
func buildCopy(path, name string, s *stage) error {
	text, err := os.ReadFile(filepath.Join(s.source, name) + ".fixed")
	if !s.fixed || os.IsNotExist(err) {
		text, err = os.ReadFile(filepath.Join(s.source, name))
	}
	if err != nil {
		return err
	}
	return os.WriteFile(path, []byte(s.into(string(text))), 0o644)
}

func buildFile(path, text string, _ *stage) error {
	return os.WriteFile(path, []byte(text), 0o644)
}

// buildMode gives what is there the mode that chmod would, such as 1777.
func buildMode(path, mode string, _ *stage) error {
	bits, err := strconv.ParseUint(mode, 8, 12)
	if err != nil {
		return err
	}
	perm := fs.FileMode(bits) & fs.ModePerm
	if bits&0o1000 != 0 {
		perm |= fs.ModeSticky
	}
	return os.Chmod(path, perm)
}

// buildOwner gives what is there to a user and its group, USER, or to another, USER:GROUP.
func buildOwner(path, owner string, _ *stage) error {
	name, group, _ := strings.Cut(owner, ":")
	u, err := user.Lookup(name)
	if err != nil {
		return err
	}
	if group != "" {
		g, err := user.LookupGroup(group)
		if err != nil {
			return err
		}
		u.Gid = g.Gid
	}
	uid, err1 := strconv.Atoi(u.Uid)
	gid, err2 := strconv.Atoi(u.Gid)
	return errors.Join(err1, err2, os.Lchown(path, uid, gid))
}

// needsRoot reports whether files must belong to others than who runs the test.
func (e *Experiment) needsRoot() bool {
	return slices.ContainsFunc(e.Server, func(r Requirement) bool { return r.Kind == "mode" || r.Kind == "owner" })
}

// without returns the modules the server must not load.
func (e *Experiment) without() []string {
	var names []string
	for _, r := range e.Server {
		if r.Kind == "without" {
			names = append(names, r.Path)
		}
	}
	slices.Sort(names)
	return names
}

// copiesFixed reports whether a file that is copied has a fixed form.
func (e *Experiment) copiesFixed() bool {
	return slices.ContainsFunc(e.Server, func(r Requirement) bool {
		_, err := os.Stat(filepath.Join(filepath.Dir(e.File), r.Text) + ".fixed")
		return r.Kind == "copy" && err == nil
	})
}
