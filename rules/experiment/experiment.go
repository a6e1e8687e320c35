package experiment

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// An Experiment is what a fixture says about real servers.
type Experiment struct {
	File     string        // for messages
	Server   []Requirement // what must exist
	Steps    []Step        // what must be seen, in the order written
	Observed []string      // ids of recorded observations
	Source   []string      // where the claim is written in a source
}

// A Form says which form of the fixture a step is about.
type Form int

// A step is about the fixture as it stands, its fixed form, or both.
const (
	Before Form = 1 << iota
	After
	Always = Before | After
)

// String is the word that opens the line.
func (f Form) String() string {
	return map[Form]string{Before: "before", After: "after", Always: "always"}[f]
}

// A Step is one expectation of a running or refused server.
type Step struct {
	Line   int // from 1
	Form   Form
	Expect Expectation
}

// marked is a comment line of an experiment; what comes after the colon is for its parser.
var marked = regexp.MustCompile(`^[ \t]*#[ \t]*([a-z]+):[ \t]*(.*?)[ \t\r]*$`)

// Parse reads the experiment in the comments of a fixture. A comment that is not an experiment's
// line is none of its business, unless it looks like one with its first word misspelled. All
// errors are reported, each with file and line.
func Parse(file, text string) (Experiment, error) {
	e := Experiment{File: file}
	var wrong []error
	for i, line := range strings.Split(text, "\n") {
		m := marked.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		if err := e.add(i+1, m[1], m[2]); err != nil {
			wrong = append(wrong, fmt.Errorf("%s:%d: %w", file, i+1, err))
		}
	}
	if err := e.contradiction(); err != nil {
		wrong = append(wrong, err)
	}
	return e, errors.Join(wrong...)
}

// add takes one line: "before", `GET http://…`.
func (e *Experiment) add(line int, key, rest string) error {
	forms := map[string]Form{"before": Before, "after": After, "always": Always}
	switch form, ok := forms[key]; {
	case ok:
		expect, err := parseExpectation(rest)
		e.Steps = append(e.Steps, Step{Line: line, Form: form, Expect: expect})
		return err
	case key == "server":
		required, err := parseRequirement(rest)
		e.Server = append(e.Server, required)
		return err
	case key == "observed":
		e.Observed = append(e.Observed, strings.Fields(rest)...)
		return filled(key, rest)
	case key == "source":
		e.Source = append(e.Source, rest)
		return filled(key, rest)
	case strings.Contains(rest, " -> "):
		return fmt.Errorf("unknown word %q: want server, before, after, always, observed or source", key)
	}
	return nil
}

func filled(key, rest string) error {
	if rest == "" {
		return fmt.Errorf("%s: names nothing", key)
	}
	return nil
}

// contradiction finds steps that cannot be taken together: asking a server which another step says
// does not start, or looking for silence in the log of a server that nobody asks.
func (e *Experiment) contradiction() error {
	for _, form := range []Form{Before, After} {
		steps := e.steps(form)
		refused := slices.ContainsFunc(steps, Step.refusal)
		asked := slices.ContainsFunc(steps, Step.asking)
		for _, s := range steps {
			line, isLog := s.Expect.(LogLine)
			switch {
			case refused && !s.static():
				return fmt.Errorf("%s:%d: %s: the server is refused by -t and cannot be asked", e.File, s.Line, s.Form)
			case isLog && line.Absent && !asked:
				return fmt.Errorf("%s:%d: %s: the log is silent when nothing is asked", e.File, s.Line, s.Form)
			}
		}
	}
	return nil
}

// steps returns those about the form.
func (e *Experiment) steps(form Form) []Step {
	return slices.DeleteFunc(slices.Clone(e.Steps), func(s Step) bool { return s.Form&form == 0 })
}

// ports returns those the steps ask, and 80.
func (e *Experiment) ports() []int {
	ports := []int{80}
	for _, s := range e.Steps {
		if x, ok := s.Expect.(Exchange); ok {
			ports = append(ports, x.port())
		}
	}
	return ports
}

func (s Step) refusal() bool {
	test, ok := s.Expect.(Configtest)
	return ok && !test.Accepts
}

func (s Step) asking() bool {
	_, ok := s.Expect.(Exchange)
	return ok
}

// static reports whether the step needs no running server.
func (s Step) static() bool {
	_, ok := s.Expect.(Configtest)
	return ok
}
