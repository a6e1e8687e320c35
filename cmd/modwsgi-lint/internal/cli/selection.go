package cli

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/modwsgi-lint/modwsgi-lint/rules"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
)

// known are all rules there are, the built-in ones first.
func known() []*lint.Rule { return slices.Concat(lint.Builtin(), rules.All()) }

// selectionFlags say which rules run, and how bad their findings are.
type selectionFlags struct {
	selected, ignored, severities []string
	failOn                        string
}

func (s *selectionFlags) add(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringArrayVar(&s.selected, "select", nil, "run only these `RULES`: ids, families, or all")
	f.StringArrayVar(&s.ignored, "ignore", nil, "do not run these `RULES`: ids, families, or all")
	f.StringArrayVar(&s.severities, "severity", nil, "give a rule's findings another severity, `RULE=LEVEL`: error, warning, info, off")
	f.StringVar(&s.failOn, "fail-on", "warning", "the lowest severity, `LEVEL`, that makes the exit code 1: error, warning, info, never")
}

// A selection is what the flags say.
type selection struct {
	rules      []*lint.Rule
	severities map[string]lint.Severity
	failOn     lint.Severity // above Error for never
}

func (s *selectionFlags) selection() (selection, error) {
	var sel selection
	var err error
	if sel.failOn, err = failOn(s.failOn); err != nil {
		return sel, err
	}
	if sel.severities, err = severities(s.severities); err != nil {
		return sel, err
	}
	on, err := matching(s.selected)
	if err != nil {
		return sel, err
	}
	off, err := matching(s.ignored)
	if err != nil {
		return sel, err
	}
	for _, r := range known() {
		level, given := sel.severities[r.ID]
		chosen := on[r.ID] || len(s.selected) == 0 && r.Severity > lint.Off || given && level > lint.Off
		if off[r.ID] {
			sel.severities[r.ID] = lint.Off
		} else if chosen {
			sel.rules = append(sel.rules, r)
		}
	}
	return sel, nil
}

func failOn(level string) (lint.Severity, error) {
	if level == "never" {
		return lint.Error + 1, nil
	}
	v, err := lint.ParseSeverity(level)
	if err != nil || v == lint.Off {
		return v, usage("--fail-on %q: use error, warning, info or never", level)
	}
	return v, nil
}

func severities(given []string) (map[string]lint.Severity, error) {
	levels := map[string]lint.Severity{}
	for _, one := range given {
		id, level, ok := strings.Cut(one, "=")
		if !ok {
			return nil, usage("--severity %q: write RULE=LEVEL", one)
		}
		v, err := lint.ParseSeverity(level)
		if err != nil {
			return nil, usage("--severity %s: %w", one, err)
		}
		if !slices.ContainsFunc(known(), func(r *lint.Rule) bool { return r.ID == id }) {
			return nil, unknown("rule", id, ids())
		}
		levels[id] = v
	}
	return levels, nil
}

// matching returns the ids of the rules that ids, families and "all" name, which may be joined by commas.
func matching(names []string) (map[string]bool, error) {
	found := map[string]bool{}
	for name := range strings.SplitSeq(strings.Join(names, ","), ",") {
		name = strings.TrimSpace(name)
		if name == "" {
			continue
		}
		any := false
		for _, r := range known() {
			if name == "all" || name == r.ID || name == r.Family {
				found[r.ID], any = true, true
			}
		}
		if !any {
			return nil, unknown("rule or family", name, append(ids(), families()...))
		}
	}
	return found, nil
}

func ids() []string {
	var all []string
	for _, r := range known() {
		all = append(all, r.ID)
	}
	return all
}

func families() []string {
	all := []string{"all"}
	for _, r := range known() {
		if !slices.Contains(all, r.Family) {
			all = append(all, r.Family)
		}
	}
	return all
}

// unknown is the error of a name that nothing has, with the one that was probably meant.
func unknown(what, name string, among []string) error {
	if meant := lint.Nearest(name, slices.Values(among)); meant != "" {
		return usage("no %s %q; did you mean %s?", what, name, meant)
	}
	return usage("no %s %q; there is %s", what, name, strings.Join(among, ", "))
}
