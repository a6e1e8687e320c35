package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/modwsgi-lint/modwsgi-lint/cmd/modwsgi-lint/internal/report"
	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model/trace"
)

func (a *app) effectiveCommand() *cobra.Command {
	var flags machineFlags
	var format, vhost, url, files string
	cmd := &cobra.Command{
		Use:   "effective [flags] PATH",
		Short: "Show the configuration as httpd reads it: includes, defines, conditions and macros resolved",
		Args:  arguments(cobra.MaximumNArgs(1)),
	}
	flags.add(cmd)
	cmd.Flags().StringVar(&format, "format", "text", "`NAME` of the format: text or json")
	cmd.Flags().StringVar(&vhost, "vhost", "", "show what counts for the virtual host `NAME` alone: its ServerName, an alias or an address; main for the main server")
	cmd.Flags().StringVar(&url, "for", "", "show what counts for `URL` alone, sections in the order httpd merges them")
	addFiles(cmd, &files, ownNames)
	cmd.RunE = func(_ *cobra.Command, paths []string) error {
		if vhost == "" && url == "" {
			return a.effective(&flags, format, paths)
		}
		return a.merged(&flags, format, vhost, url, files, paths)
	}
	return cmd
}

// merged shows what counts for one virtual host or one URL.
func (a *app) merged(flags *machineFlags, format, vhost, url, files string, paths []string) error {
	if err := errors.Join(oneOf("format", format, "text", "json"), checkFiles(files)); err != nil {
		return err
	}
	if vhost != "" && url != "" {
		return usage("--vhost and --for: give one of them")
	}
	if url != "" {
		if err := trace.ParseURL(url); err != nil {
			return usageError{err}
		}
	}
	s, err := a.one(flags, paths)
	if err != nil {
		return err
	}
	all, err := mergedFor(s, vhost, url, files)
	if err != nil {
		return err
	}
	return a.print(func(w io.Writer) error {
		if format == "text" {
			return writeMerged(w, all)
		}
		if len(all) == 1 {
			return report.WriteObject(w, all[0])
		}
		return report.WriteObject(w, all)
	})
}

func (a *app) effective(flags *machineFlags, format string, paths []string) error {
	if err := oneOf("format", format, "text", "json"); err != nil {
		return err
	}
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400) // nearly all that is made here is kept to the end
	}
	wanted, err := a.one(flags, paths)
	if err != nil {
		return err
	}
	return a.print(func(w io.Writer) error {
		if format == "json" {
			return writeDump(w, wanted.config)
		}
		return writeEffective(w, wanted)
	})
}

// writeDump writes a dump as one object, a directive a line: there may be hundreds of thousands.
func writeDump(w io.Writer, c *eval.Config) error {
	dump := eval.Effective(c)
	head, err := json.MarshalIndent(dump, "", "  ")
	if err != nil {
		return err
	}
	var b bytes.Buffer
	b.Write(bytes.TrimSuffix(head, []byte("\n}")))
	b.WriteString(",\n  \"directives\": ")
	if !dump.Accepted {
		b.WriteString("null\n}\n")
		return flush(w, &b)
	}
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	b.WriteByte('[')
	separator := ""
	var one eval.DumpDirective // in one place for all, for it is not kept
	for one = range c.Dumped() {
		b.WriteString(separator)
		separator = ","
		if err := e.Encode(&one); err != nil {
			return err
		}
		if b.Len() > bufferSize {
			if err := flush(w, &b); err != nil {
				return err
			}
		}
	}
	b.WriteString("]\n}\n")
	return flush(w, &b)
}

// bufferSize is how many bytes of a long text are written at a time.
const bufferSize = 1 << 16

func flush(w io.Writer, b *bytes.Buffer) error {
	_, err := w.Write(b.Bytes())
	b.Reset()
	return err
}

// writeEffective writes the directives as httpd executes them, each with the place it comes from; then what cannot be read.
func writeEffective(w io.Writer, s *subject) error {
	var b bytes.Buffer
	var open []*eval.Directive
	closeTo := func(in *eval.Directive) {
		for len(open) > 0 && open[len(open)-1] != in {
			last := len(open) - 1
			writeLine(&b, last, "</"+strings.TrimPrefix(open[last].Name, "<")+">")
			open = open[:last]
		}
	}
	names := map[*source.File]string{} // shown, escaped
	for _, d := range s.config.Directives {
		closeTo(d.In)
		f := d.Syntax.Span().File
		name, ok := names[f]
		if !ok {
			name = report.Visible(s.show(f))
			names[f] = name
		}
		condition := ""
		if d.When != nil {
			condition = ", if " + d.When.String()
		}
		writeLine(&b, len(open), "# ", name, ":", strconv.Itoa(d.Syntax.Number()), condition)
		writeLine(&b, len(open), strings.TrimSpace(d.Name+" "+d.RawArgs()))
		if d.IsSection() {
			open = append(open, d)
		}
		if b.Len() > bufferSize {
			if err := flush(w, &b); err != nil {
				return err
			}
		}
	}
	closeTo(nil)
	for _, p := range s.config.Problems {
		fmt.Fprintf(&b, "# %s:%d: %s\n", report.Visible(p.Label), p.Line, report.Visible(p.Message))
	}
	return flush(w, &b)
}

// writeLine writes one line at the given depth of sections.
func writeLine(b *bytes.Buffer, depth int, parts ...string) {
	for range depth {
		b.WriteString("    ")
	}
	for _, part := range parts {
		b.WriteString(report.Visible(part))
	}
	b.WriteByte('\n')
}
