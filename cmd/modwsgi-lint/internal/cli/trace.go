package cli

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/netip"
	"strings"

	"github.com/spf13/cobra"

	"github.com/modwsgi-lint/modwsgi-lint/cmd/modwsgi-lint/internal/report"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model/trace"
)

// traceFlags are the flags of trace.
type traceFlags struct {
	machineFlags
	outputFlags
	format, listen, method, files string
	headers                       []string
	stdin                         bool
}

func (a *app) traceCommand() *cobra.Command {
	flags := &traceFlags{}
	cmd := &cobra.Command{
		Use:   "trace [flags] URL [PATH]",
		Short: "Show which lines decide the answer to a URL: host, mapping, sections, access, process group, interpreter",
		Args:  arguments(cobra.RangeArgs(0, 2)),
	}
	flags.machineFlags.add(cmd)
	flags.addColor(cmd)
	f := cmd.Flags()
	f.StringVar(&flags.format, "format", "text", "`NAME` of the format: text or json")
	f.StringVar(&flags.listen, "listen", "", "the `ADDR:PORT` that the connection arrives at, else the URL's port on any address")
	f.StringVar(&flags.method, "method", "GET", "the request's `METHOD`")
	f.StringArrayVar(&flags.headers, "header", nil, "a `'NAME: VALUE'` that the client sends; repeatable")
	f.BoolVar(&flags.stdin, "stdin", false, "read URLs from standard input, one a line, and give no URL as an argument")
	addFiles(cmd, &flags.files, ownNames)
	cmd.RunE = func(_ *cobra.Command, args []string) error { return a.trace(flags, args) }
	return cmd
}

// trace answers for one URL, or for those of standard input.
func (a *app) trace(flags *traceFlags, args []string) error {
	request, paths, err := flags.request(args)
	if err != nil {
		return err
	}
	s, err := a.one(&flags.machineFlags, paths)
	if err != nil {
		return err
	}
	var files fs.ReadLinkFS
	if asksFiles(flags.files, s.Own) {
		files = s.Disk
	}
	tracer := trace.New(model.Build(s.config), files)
	out := &report.TraceWriter{Show: s.show, Compact: flags.stdin}
	options := report.Options{Color: flags.colored(isTerminal(a.stdout)), Width: terminalWidth(a.stdout)}
	write := func(w io.Writer, t *trace.Trace) error {
		if flags.format == "json" {
			return out.JSON(w, t)
		}
		return out.Text(w, t, options)
	}
	return a.print(func(w io.Writer) error {
		if !flags.stdin {
			return write(w, tracer.Trace(request))
		}
		follow := func(url string) *trace.Trace {
			request.URL = url
			return tracer.Trace(request)
		}
		return eachURL(a.stdin, w, follow, write)
	})
}

// request reads the flags and splits the arguments into the URL and what PATH is.
func (flags *traceFlags) request(args []string) (r trace.Request, paths []string, err error) {
	if err := oneOf("format", flags.format, "text", "json"); err != nil {
		return r, nil, err
	}
	if err := errors.Join(flags.checkColor(), checkFiles(flags.files)); err != nil {
		return r, nil, err
	}
	switch {
	case flags.stdin && len(args) > 1:
		return r, nil, usage("with --stdin the URLs come from standard input: give a PATH only")
	case flags.stdin:
		paths = args
	case len(args) == 0:
		return r, nil, usage("no URL: write trace http://HOST/PATH, or --stdin")
	default:
		r.URL, paths = args[0], args[1:]
		if err := trace.ParseURL(r.URL); err != nil {
			return r, nil, usageError{err}
		}
	}
	if flags.stdin && len(paths) == 1 && paths[0] == "-" {
		return r, nil, usage("standard input holds the URLs: it cannot be the configuration too")
	}
	r.Method = strings.ToUpper(flags.method)
	for _, h := range flags.headers {
		name, value, ok := strings.Cut(h, ":")
		if !ok || name == "" {
			return r, nil, usage("--header %q: write 'NAME: VALUE'", h)
		}
		r.Header = append(r.Header, trace.Field{Name: name, Value: strings.TrimSpace(value)})
	}
	if flags.listen != "" {
		if r.Listen, err = listenAt(flags.listen); err != nil {
			return r, nil, err
		}
	}
	return r, paths, nil
}

// listenAt reads ADDR:PORT, where ADDR may be missing or *.
func listenAt(text string) (netip.AddrPort, error) {
	if port, ok := strings.CutPrefix(text, "*:"); ok || strings.HasPrefix(text, ":") {
		text = "0.0.0.0:" + strings.TrimPrefix(port, ":")
	}
	at, err := netip.ParseAddrPort(text)
	if err != nil || at.Port() == 0 {
		return at, usage("--listen %q: write ADDR:PORT, such as 127.0.0.1:8080 or [::1]:80", text)
	}
	return at, nil
}

// maxURL is the longest line read, in bytes: httpd itself takes no request line of more than 8190.
const maxURL = 1 << 16

// ahead is how many answers may wait to be written.
const ahead = 256

// eachURL reads one URL a line, and writes what becomes of each, while the next ones are followed. Empty lines are nothing.
func eachURL(from io.Reader, to io.Writer, follow func(string) *trace.Trace, write func(io.Writer, *trace.Trace) error) error {
	answers, stop := make(chan *trace.Trace, ahead), make(chan struct{})
	var failed error // to read
	var broken any   // a panic, for whom it would have met without a goroutine
	go func() {
		defer close(answers)
		defer func() { broken = recover() }()
		lines := bufio.NewScanner(from)
		lines.Buffer(make([]byte, 0, 4096), maxURL)
		for lines.Scan() {
			url := strings.TrimSpace(lines.Text())
			if url == "" {
				continue
			}
			select {
			case answers <- follow(url):
			case <-stop:
				return
			}
		}
		failed = lines.Err()
	}()
	out := bufio.NewWriterSize(to, bufferSize)
	for t := range answers {
		if err := write(out, t); err != nil {
			close(stop)
			return err
		}
	}
	if broken != nil {
		panic(broken)
	}
	if failed != nil {
		return errors.Join(out.Flush(), fmt.Errorf("standard input: %w", failed))
	}
	return out.Flush()
}
