package experiment

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/modwsgi-lint/modwsgi-lint/parser/httpdtest"
)

const (
	rules        = "../../fixtures/rules"
	observations = "../../../shared/facts/observed-tables.md"
)

// mission are the rules the project was begun for; each is proven by a running server.
var mission = []string{
	"python-home-executable", "pinned-site-packages", "mount-shadowed", "alias-after-root-mount",
	"leftover-sethandler-none",
}

// TestProofs performs the experiment of every rule's fixtures. Its table, shown by go test -v,
// says what each rule rests on.
func TestProofs(t *testing.T) {
	httpd := httpdtest.Need(t, "wsgi")
	paths, err := find(rules)
	if err != nil {
		t.Fatal(err)
	}
	proofs := proofs{}
	stages := make(chan struct{}, 2)
	t.Run("fixtures", func(t *testing.T) {
		for _, path := range paths {
			name, err := filepath.Rel(rules, path)
			if err != nil {
				t.Fatal(err)
			}
			rule := strings.Split(filepath.ToSlash(name), "/")[1]
			e, f, err := open(path)
			if err != nil {
				t.Error(err)
				continue
			}
			proofs.add(rule, e, f)
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				stages <- struct{}{}
				defer func() { <-stages }()
				Run(t, httpd, path)
			})
		}
	})
	t.Log(proofs.table())
	proofs.judge(t)
}

// proofs holds what the fixtures of each rule bring forward.
type proofs map[string]*proof

// A proof counts fixtures by the strongest thing they rest on.
type proof struct {
	server   int // faults shown on a running server
	observed int // faults shown by a recorded observation
	source   int // faults argued from the source
	silent   int // twins that a running server showed to be fine
	none     int // fixtures without any of these
	ids      []string
}

func (p proofs) add(rule string, e Experiment, f fixture) {
	if p[rule] == nil {
		p[rule] = &proof{}
	}
	r := p[rule]
	r.ids = append(r.ids, e.Observed...)
	fault := f.after != nil || slices.ContainsFunc(e.Steps, func(s Step) bool { return s.Form == Before })
	switch {
	case len(e.Steps) > 0 && fault:
		r.server++
	case len(e.Steps) > 0:
		r.silent++
	case len(e.Observed) > 0:
		r.observed++
	case len(e.Source) > 0:
		r.source++
	default:
		r.none++
	}
}

// by names the strongest proof of a rule's fault.
func (r *proof) by() string {
	switch {
	case r.server > 0:
		return "server"
	case r.observed > 0:
		return "observation"
	case r.source > 0:
		return "source"
	}
	return "nothing"
}

func (p proofs) table() string {
	const row = "\n%-28s  %-11v  %6v  %8v  %6v  %6v  %4v"
	var text strings.Builder
	fmt.Fprintf(&text, row, "rule", "proven by", "server", "observed", "source", "silent", "none")
	for _, rule := range slices.Sorted(maps.Keys(p)) {
		r := p[rule]
		fmt.Fprintf(&text, row, rule, r.by(), r.server, r.observed, r.source, r.silent, r.none)
	}
	return text.String()
}

// judge fails for a rule that rests on nothing, or on less than it must, and for an observation
// that was never recorded, where the records are at hand.
func (p proofs) judge(t *testing.T) {
	for _, rule := range mission {
		if r := p[rule]; r == nil || r.server == 0 {
			t.Errorf("%s: no running server has shown its fault", rule)
		}
	}
	recorded, err := os.ReadFile(observations)
	if err != nil {
		t.Logf("observations are not checked: %v", err)
	}
	for rule, r := range p {
		if r.by() == "nothing" {
			t.Errorf("%s: no fixture proves its fault", rule)
		}
		for _, id := range r.ids {
			if err == nil && !strings.Contains(string(recorded), "**"+id+"**") {
				t.Errorf("%s: no observation is called %q", rule, id)
			}
		}
	}
}

// find lists the fixtures below a folder: every folder with httpd.conf, and every other .conf.
func find(dir string) ([]string, error) {
	var found []string
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case !entry.IsDir() && filepath.Ext(path) == ".conf":
			found = append(found, path)
		case entry.IsDir():
			if _, err := os.Stat(filepath.Join(path, "httpd.conf")); err == nil {
				found = append(found, path)
				return filepath.SkipDir
			}
		}
		return nil
	})
	return found, err
}

// TestSeeds performs the experiments of the whole sites: the faults they began with, and the end their rewrites lead to.
func TestSeeds(t *testing.T) {
	httpd := httpdtest.Need(t, "wsgi")
	for _, name := range []string{"mod-python", "daemon-groups"} {
		t.Run(name, func(t *testing.T) { Run(t, httpd, "../../fixtures/sites/"+name) })
	}
}
