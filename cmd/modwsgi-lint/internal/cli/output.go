package cli

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/modwsgi-lint/modwsgi-lint/cmd/modwsgi-lint/internal/report"
)

// outputFlags say how the outcome is shown.
type outputFlags struct {
	formats        []string
	color          string
	quiet, verbose bool
}

func (o *outputFlags) add(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringArrayVar(&o.formats, "format", nil, "show findings as `NAME[=FILE]`, one of "+strings.Join(report.Formats(), ", ")+"; repeatable")
	o.addColor(cmd)
	f.BoolVarP(&o.quiet, "quiet", "q", false, "only findings")
	f.BoolVarP(&o.verbose, "verbose", "v", false, "say what was read, skipped and assumed, and all advice in full")
}

func (o *outputFlags) addColor(cmd *cobra.Command) {
	cmd.Flags().StringVar(&o.color, "color", "auto", "use colours: `WHEN` auto, always or never")
}

// An output is a format and where it goes.
type output struct {
	format string
	file   string // "" for standard output
}

// outputs reads the flags. At most one format goes to standard output, the usual one where none is named, and one to a file.
func (o *outputFlags) outputs(diff bool) ([]output, error) {
	var all []output
	if err := o.checkColor(); err != nil {
		return nil, err
	}
	if diff {
		all = append(all, output{format: "diff"})
	}
	for _, given := range o.formats {
		name, file, toFile := strings.Cut(given, "=")
		if !slices.Contains(report.Formats(), name) {
			return nil, unknown("format", name, report.Formats())
		}
		if toFile && file == "" {
			return nil, usage("--format %s= names no file", name)
		}
		if toFile && slices.ContainsFunc(all, func(o output) bool { return o.file == file }) {
			return nil, usage("more than one format would be written to %s", file)
		}
		all = append(all, output{format: name, file: file})
	}
	printed := 0
	for _, one := range all {
		if one.file == "" {
			printed++
		}
	}
	if printed > 1 {
		return nil, usage("more than one format would be printed: give all but one a file, as in --format json=FILE")
	}
	if len(all) == 0 {
		all = append(all, output{format: report.Formats()[0]})
	}
	return all, nil
}

func (o *outputFlags) checkColor() error {
	switch o.color {
	case "auto", "always", "never":
		return nil
	}
	return usage("--color %q: use auto, always or never", o.color)
}

// show writes the result to every output, whatever becomes of the others.
func (a *app) show(outputs []output, result *report.Result, flags *checkFlags) error {
	var errs []error
	for _, o := range outputs {
		options := report.Options{Quiet: flags.quiet, Verbose: flags.verbose}
		if o.file != "" {
			options.Color = flags.colored(false)
			errs = append(errs, o.replace(result, options))
			continue
		}
		options.Terminal = isTerminal(a.stdout)
		options.Color = flags.colored(options.Terminal)
		options.Width = terminalWidth(a.stdout)
		errs = append(errs, a.print(func(w io.Writer) error { return report.Write(w, o.format, result, options) }))
	}
	return errors.Join(errs...)
}

// replace writes the result to the output's file, in one step.
func (o output) replace(result *report.Result, options report.Options) error {
	var text bytes.Buffer
	if err := report.Write(&text, o.format, result, options); err != nil {
		return err
	}
	err := replaceFile(o.file, text.Bytes())
	if failed, ok := errors.AsType[*fs.PathError](err); ok {
		return fmt.Errorf("%s: %w", o.file, failed.Err) // and not the name that it has until it is whole
	}
	return err
}

// print writes to standard output in large pieces.
func (a *app) print(write func(io.Writer) error) error {
	w := bufio.NewWriterSize(a.stdout, 1<<16)
	if err := write(w); err != nil {
		return err
	}
	return w.Flush()
}

// colored decides on colours for one output: the flag first, then NO_COLOR and FORCE_COLOR, then whether a person looks on.
func (o *outputFlags) colored(terminal bool) bool {
	force := os.Getenv("FORCE_COLOR")
	switch {
	case o.color != "auto":
		return o.color == "always"
	case os.Getenv("NO_COLOR") != "":
		return false
	case force != "":
		return force != "0" && force != "false"
	}
	return terminal && os.Getenv("TERM") != "dumb"
}
