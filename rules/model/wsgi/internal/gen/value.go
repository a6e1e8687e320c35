package main

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// value is what the only argument of a directive may be, as a Go literal; empty for any text.
func (d directive) value() string {
	if len(d.Values) == 0 || len(d.InnerOptions) > 0 || d.Removed != "" && !slices.Equal(d.Values, []string{"On", "Off"}) {
		return ""
	}
	plain := regexp.MustCompile(`^[A-Za-z]+$`)
	words := !slices.ContainsFunc(d.Values, func(v string) bool { return !plain.MatchString(v) })
	switch first := d.Values[0]; {
	case words && strings.Contains(d.Syntax, "..."):
		return fmt.Sprintf("Value{Kind: Flags, Words: %#v}", d.Values)
	case words && len(d.Values) > 1:
		return choice(d.Values)
	case first == "random" && len(d.Values) == 2:
		least, most, _ := strings.Cut(d.Values[1], "..")
		return fmt.Sprintf("Value{Kind: Whole, Words: []string{%q}, Limits: []Limit{{Least: %s, Most: %s}}}", first, least, most)
	case strings.HasPrefix(first, "integer read with atoi; never an error"):
		return "Value{Kind: Integer}"
	case strings.HasPrefix(first, "number >= 0 (atof"):
		return "Value{Kind: Seconds}"
	case first == "float > 0":
		return "Value{Kind: Seconds, Limits: []Limit{{Above: true}}}"
	}
	return ""
}

func choice(words []string) string { return fmt.Sprintf("Value{Kind: Choice, Words: %#v}", words) }

// value is what an option's value may be, as a Go literal; empty for any text. A check that is not understood is an error.
func (o option) value() (string, error) {
	unit := ""
	if o.Unit != "" {
		unit = fmt.Sprintf(", Unit: %q", o.Unit)
	}
	switch {
	case o.Type == "On|Off":
		return choice([]string{"On", "Off"}), nil
	case o.Type == "name", strings.HasPrefix(o.Type, "user name"), strings.HasPrefix(o.Type, "group name"):
		return "Value{Kind: Name}", nil
	case o.Type == "absolute path":
		return "Value{Kind: Absolute}", nil
	case o.Type == "octal integer":
		return "Value{Kind: Octal}", nil
	case o.Type == "float" && o.Check == "strtod, whole text must parse, > 0":
		return "Value{Kind: Float, Limits: []Limit{{Above: true}}" + unit + "}", nil
	case o.Type == "directory", o.Type == "file":
		return "Value{Kind: Path}", nil
	case strings.HasPrefix(o.Type, "directories separated by"):
		return "Value{Kind: Paths}", nil
	case o.Type == "text", o.Type == "locale name", strings.HasPrefix(o.Type, "comma-separated"):
		return "", nil
	case o.Type != "integer":
		return "", fmt.Errorf("type %q is not understood", o.Type)
	}
	kind := "Integer"
	if strings.HasPrefix(o.Check, "64-bit") {
		kind = "Integer64"
	}
	limits, err := o.limits()
	if limits != "" {
		limits = ", Limits: []Limit{" + limits + "}"
	}
	return fmt.Sprintf("Value{Kind: %s%s%s}", kind, limits, unit), err
}

var (
	orZero = regexp.MustCompile(`; 0 or >= (\d+)`)
	least  = regexp.MustCompile(`(?:must be|64-bit integer) >= (\d+)`)
	above  = regexp.MustCompile(`must be > 0`)
	below  = regexp.MustCompile(`^\w+ < (\d+)(?: \|\| \w+ >= WSGI_STACK_LAST-1)?$`)
)

// stackLast is WSGI_STACK_LAST of mod_wsgi's wsgi_thread.h.
const stackLast = 65535

// limits are the numbers accepted, release by release, as Go literals.
func (o option) limits() (string, error) {
	if m := orZero.FindStringSubmatch(o.Check); m != nil {
		return fmt.Sprintf("{Least: %s, OrZero: true}", m[1]), nil
	}
	if len(o.CheckHistory) > 0 {
		return o.history()
	}
	switch m := least.FindStringSubmatch(o.Check); {
	case m != nil:
		return fmt.Sprintf("{Least: %s}", m[1]), nil
	case above.MatchString(o.Check):
		return "{Least: 1}", nil
	case o.Check == "atoi, no range check":
		return "", nil
	}
	return "", fmt.Errorf("check %q is not understood", o.Check)
}

func (o option) history() (string, error) {
	var all, last string
	for _, c := range o.CheckHistory {
		m := below.FindStringSubmatch(c.Tests[len(c.Tests)-1])
		if m == nil {
			return "", fmt.Errorf("tests %q are not understood", c.Tests)
		}
		limit := "Least: " + m[1]
		if strings.Contains(m[0], "STACK") {
			limit += fmt.Sprintf(", Most: %d", stackLast-2)
		}
		switch {
		case last == "":
			all = "{" + limit + "}, "
		case limit != last:
			all += fmt.Sprintf("{Since: %s, %s}, ", release(c.Since), limit)
		}
		last = limit
	}
	return strings.TrimSuffix(all, ", "), nil
}
