package cli

import (
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/modwsgi-lint/modwsgi-lint/cmd/modwsgi-lint/internal/report"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
)

// checkFlags are the flags of check and fix.
type checkFlags struct {
	machineFlags
	selectionFlags
	outputFlags
	settingsFlags
	diff, fix, unsafe bool
	allowEmpty        bool
	files             string
	baseline          string
}

func (a *app) checkCommand(use string, fix bool) *cobra.Command {
	flags := &checkFlags{fix: fix}
	cmd := &cobra.Command{Use: use, Args: cobra.ArbitraryArgs}
	cmd.Short = "Lint servers and fragments; the same as without a command"
	if fix {
		cmd.Short = "Lint, and apply fixes; the same as check --fix"
	}
	flags.machineFlags.add(cmd)
	flags.selectionFlags.add(cmd)
	flags.outputFlags.add(cmd)
	flags.settingsFlags.add(cmd)
	f := cmd.Flags()
	f.BoolVar(&flags.diff, "diff", false, "print one unified diff of all fixes that would be applied, and write nothing")
	if !fix {
		f.BoolVar(&flags.fix, "fix", false, "apply safe fixes: each file is replaced in one step")
	}
	f.BoolVar(&flags.unsafe, "unsafe-fixes", false, "apply, or with --diff print, unsafe fixes as well as safe ones:\nthe site may behave differently")
	f.BoolVar(&flags.allowEmpty, "allow-empty", false, "it is no error if nothing under the paths is Apache's, as in a hook that is given files by their names")
	f.StringVar(&flags.baseline, "baseline", "", "report, and fix, only what is not in `FILE`, which --format json=FILE has written for the same paths")
	addFiles(cmd, &flags.files, installed)
	cmd.RunE = func(cmd *cobra.Command, paths []string) error {
		paths, err := flags.apply(cmd, paths, flags.stdinName)
		if err != nil {
			return err
		}
		return flags.blame(a.check(flags, paths))
	}
	return cmd
}

// check lints what the paths stand for, fixes it if asked, and shows the outcome.
func (a *app) check(flags *checkFlags, paths []string) error {
	start := time.Now()
	r, err := flags.run(a, paths)
	if err != nil {
		return err
	}
	outputs, err := flags.outputs(flags.diff)
	if err != nil {
		return err
	}
	if err := flags.keepBaseline(outputs); err != nil {
		return err
	}
	if err := r.addAll(paths); err != nil {
		return err
	}
	if err := r.lint(flags.rewriting(outputs)); err != nil {
		return err
	}
	if flags.writing() {
		if err := r.write(); err != nil {
			return err
		}
	}
	result := r.result()
	result.Elapsed = time.Since(start)
	if flags.verbose {
		if flags.applied != "" {
			fmt.Fprintf(a.stderr, "%s: settings\n", report.Visible(flags.applied))
		}
		a.tell(r)
	}
	a.code = r.exitCode(result)
	return errors.Join(append(r.errs, a.show(outputs, result, flags))...)
}

// run makes ready what the flags ask for, and says what is wrong with them.
func (flags *checkFlags) run(a *app, paths []string) (*run, error) {
	if err := checkFiles(flags.files); err != nil {
		return nil, err
	}
	for _, p := range paths {
		if p == "-" && flags.writing() {
			return nil, usage("standard input cannot be fixed in place: use --diff")
		}
	}
	sel, err := flags.selection()
	if err != nil {
		return nil, err
	}
	var baseline map[string]bool
	if flags.baseline != "" {
		if baseline, err = readBaseline(flags.baseline); err != nil {
			return nil, err
		}
	}
	c, err := a.collection(&flags.machineFlags)
	if err != nil {
		return nil, err
	}
	c.allowEmpty = flags.allowEmpty
	return &run{flags: flags, selection: sel, baseline: baseline, collection: c, before: map[string]string{}, after: map[string]string{}}, nil
}

// writing reports whether files are to be changed.
func (flags *checkFlags) writing() bool { return (flags.fix || flags.unsafe) && !flags.diff }

// rewriting returns the lowest safety of the fixes to make, on disk or only to be shown; more than lint.Safe for none.
func (flags *checkFlags) rewriting(outputs []output) lint.Safety {
	shown := flags.diff
	for _, o := range outputs {
		shown = shown || o.format == "diff"
	}
	switch {
	case flags.unsafe && (shown || flags.writing()):
		return lint.Unsafe
	case shown || flags.writing():
		return lint.Safe
	}
	return lint.Safe + 1
}

// exitCode follows the findings, or for a diff whether there is one.
func (r *run) exitCode(result *report.Result) int {
	if r.flags.diff {
		if len(result.Changes) > 0 {
			return exitFindings
		}
		return exitClean
	}
	for _, d := range result.Findings {
		if d.Severity >= r.failOn {
			return exitFindings
		}
	}
	return exitClean
}
