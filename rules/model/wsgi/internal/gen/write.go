package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// options are those of a directive other than WSGIDaemonProcess. A fact is an object, or a string that only describes the value.
func (d directive) options() ([]option, error) {
	var all []option
	for _, name := range slices.Sorted(maps.Keys(d.InnerOptions)) {
		var fact struct {
			Since  string `json:"since"`
			Values any    `json:"values"`
			Note   string `json:"note"`
		}
		var text string
		if json.Unmarshal(d.InnerOptions[name], &text) != nil {
			if err := json.Unmarshal(d.InnerOptions[name], &fact); err != nil {
				return nil, fmt.Errorf("%s: option %s: %w", d.Name, name, err)
			}
		}
		if strings.Contains(fact.Note, "release candidates only") {
			continue
		}
		o := option{Name: name, SinceRelease: fact.Since, Type: "name", Messages: matching(d.Messages, named(name))}
		if _, list := fact.Values.([]any); list || name == "pass-authorization" {
			o.Type = "On|Off"
		}
		all = append(all, o)
	}
	return all, nil
}

// named is how messages speak of an option: "process-group" is "process group", "pass-authorization" is "authorization".
func named(option string) string {
	return strings.ReplaceAll(strings.TrimPrefix(option, "pass-"), "-", " ")
}

func (d directive) write(b *strings.Builder, options []option) error {
	fmt.Fprintf(b, "{Name: %q", d.registered())
	if len(options) > 0 {
		fmt.Fprintf(b, ", Words: %d", words(d.Syntax))
		list(b, "Missing", matching(d.Messages, "not supplied", "requires at least"))
		text(b, "Invalid", first(matching(d.Messages, "Invalid option to ")))
	}
	if v := d.value(); v != "" {
		fmt.Fprintf(b, ", Value: %s", v)
		text(b, "Refusal", first(matching(d.Messages, " must be ", " is invalid")))
	}
	if slices.Contains(d.Values, d.Default) {
		text(b, "Default", d.Default)
	}
	text(b, "Successor", successor(strings.Join(d.Notes, "; ")))
	if r := d.python3(); r != "" {
		fmt.Fprintf(b, ", Python3Since: %s", r)
	}
	if m := idle.FindStringSubmatch(strings.Join(d.Notes, "; ")); m != nil {
		fmt.Fprintf(b, ", IdleSince: %s", release(m[1]))
	}
	if m := python.FindStringSubmatch(strings.Join(d.Notes, "; ")); m != nil {
		fmt.Fprintf(b, ", Python: %s", release(m[1]))
	}
	if slices.ContainsFunc(d.Ifdef, func(s string) bool { return strings.Contains(s, "!defined(MOD_WSGI_WITH_AUTH") }) {
		b.WriteString(", Apache20: true")
	}
	if len(options) > 0 {
		b.WriteString(", Options: []Option{\n")
		for _, o := range options {
			if err := o.write(b); err != nil {
				return err
			}
		}
		b.WriteString("}")
	}
	b.WriteString("},\n")
	return nil
}

// What notes say of a directive that is taken and does nothing.
var (
	idle   = regexp.MustCompile(`since ([\d.]+) accepted but has no effect`)
	python = regexp.MustCompile(`needs (?:a free-threaded )?Python ([\d.]+)\+`)
)

// registered is the name in the command table.
func (d directive) registered() string {
	if d.Section {
		return "<" + d.Name
	}
	return d.Name
}

// constant is a default that is a number and the same in all releases.
var constant = regexp.MustCompile(`^(\d+)(?: \([^)]*\))?$`)

func (o option) write(b *strings.Builder) error {
	v, err := o.value()
	if err != nil {
		return fmt.Errorf("option %s: %w", o.Name, err)
	}
	fmt.Fprintf(b, "{Name: %q", o.Name)
	if o.SinceRelease != "" {
		fmt.Fprintf(b, ", Since: %s", release(o.SinceRelease))
	}
	if o.RemovedRelease != "" {
		fmt.Fprintf(b, ", Removed: %s", release(o.RemovedRelease))
	}
	if v != "" {
		fmt.Fprintf(b, ", Value: %s", v)
		text(b, "Refusal", first(matching(o.Messages, "Invalid ")))
		text(b, "Range", first(matching(o.Messages, " must be ")))
	}
	if m := constant.FindStringSubmatch(o.Default); m != nil && !strings.Contains(o.Default, "since") {
		text(b, "Default", m[1])
	}
	text(b, "Successor", successor(o.Note))
	b.WriteString("},\n")
	return nil
}

// words is how many words stand before the options in a directive's syntax.
func words(syntax string) int {
	for i, w := range strings.Fields(syntax) {
		if strings.ContainsAny(w, "[=") {
			return i
		}
	}
	return 0
}

// python3 is the first release whose builds for Python 3 have the directive, or would if it had not been removed; empty where all do.
func (d directive) python3() string {
	periods := d.History
	if len(periods) == 0 {
		periods = []period{{Ifdef: d.Ifdef}}
	}
	for i, p := range slices.Backward(periods) {
		condition := strings.Join(p.Ifdef, " ")
		if !strings.Contains(condition, "PY_MAJOR_VERSION == 2") || strings.Contains(condition, "PY_MAJOR_VERSION == 3") {
			continue
		}
		if i+1 < len(periods) {
			return release(periods[i+1].Since)
		}
		return release(d.Removed)
	}
	return ""
}

var replaced = regexp.MustCompile(`(?:replaced by|renamed to) ([\w-]+)`)

// successor is what a note says has taken the place of the thing.
func successor(note string) string {
	if m := replaced.FindStringSubmatch(note); m != nil {
		return m[1]
	}
	return ""
}

var numbers = regexp.MustCompile(`^\d+(?:\.\d+)*`)

// release is a release as a Go literal; "6.0.0dev1" counts as 6.0.0.
func release(s string) string {
	return "Release{" + strings.ReplaceAll(numbers.FindString(s), ".", ", ") + "}"
}

func text(b *strings.Builder, field, s string) {
	if s != "" {
		fmt.Fprintf(b, ", %s: %q", field, s)
	}
}

func list(b *strings.Builder, field string, all []string) {
	if len(all) > 0 {
		fmt.Fprintf(b, ", %s: %#v", field, all)
	}
}

// matching are the messages that hold one of the texts, each up to the end of its first sentence.
func matching(messages []string, texts ...string) []string {
	var found []string
	for _, m := range messages {
		if slices.ContainsFunc(texts, func(t string) bool { return strings.Contains(m, t) }) {
			m, _, _ = strings.Cut(m, ". ")
			found = append(found, strings.TrimSuffix(m, ", ..."))
		}
	}
	return found
}

func first(all []string) string {
	if len(all) == 0 {
		return ""
	}
	return all[0]
}
