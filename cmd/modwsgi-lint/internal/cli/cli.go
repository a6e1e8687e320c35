// Package cli is the command line: it reads flags, finds what the paths are, lints and fixes it, and has the outcome shown.
package cli

import (
	"errors"
	"fmt"
	"io"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/modwsgi-lint/modwsgi-lint/cmd/modwsgi-lint/internal/report"
)

// The exit codes, the same for every command and format.
const (
	exitClean    = 0 // nothing at or above --fail-on
	exitFindings = 1
	exitUsage    = 2 // bad usage or bad settings
	exitFailed   = 3 // could not do the job
)

// A usageError is the user's mistake in calling the command.
type usageError struct{ error }

func usage(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

// An app is one run of the command.
type app struct {
	stdin  io.Reader
	stdout io.Writer
	stderr io.Writer
	code   int // where no error says otherwise
}

// Main runs the command with the given arguments and returns its exit code. It never panics.
func Main(args []string, stdin io.Reader, stdout, stderr io.Writer) (code int) {
	defer func() {
		if v := recover(); v != nil {
			fmt.Fprintf(stderr, "modwsgi-lint: internal error: %q; please report it with the configuration at hand\n", fmt.Sprint(v))
			code = exitFailed
		}
	}()
	a := &app{stdin: stdin, stdout: stdout, stderr: stderr}
	root := a.rootCommand()
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	return a.exit(root.Execute())
}

// exit says an error and gives the exit code. Nothing is said of a reader that has gone away: it knows.
func (a *app) exit(err error) int {
	var bad usageError
	switch {
	case err == nil, errors.Is(err, syscall.EPIPE):
		return a.code
	case errors.As(err, &bad):
		fmt.Fprintf(a.stderr, "modwsgi-lint: %s\nSee modwsgi-lint --help.\n", report.Visible(err.Error()))
		return exitUsage
	}
	a.complain(err)
	return exitFailed
}

// complain says an error of the run, each of several joined ones on its own line.
func (a *app) complain(err error) {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, e := range joined.Unwrap() {
			a.complain(e)
		}
		return
	}
	fmt.Fprintf(a.stderr, "modwsgi-lint: %s\n", report.Visible(err.Error()))
}

func (a *app) rootCommand() *cobra.Command {
	root := a.checkCommand("modwsgi-lint [flags] [PATH...]", false)
	root.Short = "Find the mistakes in Apache's configuration of mod_wsgi sites, and rewrite them"
	root.Long = rootHelp
	root.SilenceErrors, root.SilenceUsage = true, true
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usageError{err} })
	root.AddCommand(
		a.checkCommand("check [flags] [PATH...]", false), a.checkCommand("fix [flags] [PATH...]", true),
		a.explainCommand(), a.rulesCommand(), a.effectiveCommand(), a.traceCommand(), a.graphCommand(), a.versionCommand(),
	)
	root.InitDefaultCompletionCmd()
	for _, c := range root.Commands() {
		c.SilenceErrors, c.SilenceUsage = true, true
		if c.Name() == "completion" {
			c.Args = cobra.ArbitraryArgs
			c.RunE = func(*cobra.Command, []string) error {
				return usage("completion: name a shell: bash, fish, powershell or zsh")
			}
		}
	}
	return root
}

const rootHelp = `modwsgi-lint reads a whole Apache server as httpd would, finds the mistakes that keep mod_wsgi sites from working, and shows
rewrites that apply. It runs nothing, asks no network, and writes only with --fix.

PATH is a server's configuration folder or main file, one file of a server (the whole server is read, and what touches the file is
shown), a fragment such as a virtual host or an .htaccess, or - for standard input. Without PATH it is the
settings' root, or else /etc/apache2 or /etc/httpd of this machine, or the working folder.

A server's folder need not lie where the server runs. DIR/etc/apache2, DIR/etc/httpd and the like are read as captured with the root
DIR, and a folder whose ServerRoot is another one as a copy of that, unless its main file names the folder it lies in. -v says what was
assumed; --root and --server-root say otherwise.

Exit codes: 0 nothing at or above --fail-on, 1 findings, 2 bad usage, 3 the job could not be done.`

// arguments makes cobra's complaints of arguments ours.
func arguments(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if err := check(cmd, args); err != nil {
			return usageError{err}
		}
		return nil
	}
}
