package experiment

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/modwsgi-lint/modwsgi-lint/parser/httpdtest"
)

// Run performs the experiment of a fixture and reports every step that was not as expected
// as an error of the test, with what was seen.
func Run(t *testing.T, httpd *httpdtest.Binary, path string) {
	t.Helper()
	e, f, err := open(path)
	if err != nil {
		t.Fatal(err)
	}
	if e.needsRoot() && os.Getuid() != 0 {
		t.Skip("owners and modes want root")
	}
	for _, complaint := range e.perform(t, httpd, f) {
		t.Error(complaint)
	}
}

// open reads a fixture and its experiment, which stands in the file httpd starts at.
func open(path string) (Experiment, fixture, error) {
	f, err := load(path)
	if err != nil {
		return Experiment{}, f, err
	}
	name := path
	if f.main != filepath.Base(path) {
		name = filepath.Join(path, f.main)
	}
	e, err := Parse(name, string(f.before[f.main]))
	if f.after == nil && e.copiesFixed() {
		f.after = f.before
	}
	for _, s := range e.Steps {
		if err == nil && s.Form == After && f.after == nil {
			err = fmt.Errorf("%s:%d: after: there is no %s.fixed", name, s.Line, f.main)
		}
	}
	return e, f, err
}

// perform plays both forms and returns what was not as expected.
func (e *Experiment) perform(t *testing.T, httpd *httpdtest.Binary, f fixture) []error {
	t.Helper()
	all := e.play(t, httpd, Before, f.main, f.before)
	if f.after != nil {
		all = append(all, e.play(t, httpd, After, f.main, f.after)...)
	}
	return all
}

// play sets the stage for one form, and takes its steps in order. What must stay absent from the
// log is looked for when the server has ended.
func (e *Experiment) play(t *testing.T, httpd *httpdtest.Binary, form Form, main string, files map[string][]byte) []error {
	t.Helper()
	steps := e.steps(form)
	if len(steps) == 0 {
		return nil
	}
	s := set(t, *e, form, files)
	path, err := s.prelude(httpd, e.without(), main, files)
	if err != nil {
		t.Fatal(err)
	}
	a := actors{stage: s, httpd: httpd, conf: path}
	var all []error
	take := func(step Step) {
		if err := a.take(t, step); err != nil {
			all = append(all, fmt.Errorf("%s:%d: %s: %w", e.File, step.Line, form, err))
		}
	}
	var last []Step
	for _, step := range steps {
		if line, ok := step.Expect.(LogLine); ok && line.Absent {
			last = append(last, step)
			continue
		}
		take(step)
	}
	if a.server != nil {
		a.server.Stop(t)
	}
	for _, step := range last {
		take(step)
	}
	return all
}
