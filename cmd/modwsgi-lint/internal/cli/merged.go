package cli

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"net/netip"
	"slices"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/cmd/modwsgi-lint/internal/report"
	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model/trace"
)

// A merged configuration is the lines that count for one virtual host or for one URL.
type merged struct {
	Version int           `json:"version"`
	Title   string        `json:"for"`
	Layers  []mergedLayer `json:"layers"`
	Unknown []string      `json:"unknown"`
}

// A mergedLayer is the lines of one place. A later one is stronger.
type mergedLayer struct {
	Section    *string          `json:"section"` // null for the main server
	Location   *report.Location `json:"location"`
	Certain    bool             `json:"certain"`
	Directives []mergedLine     `json:"directives"`
}

type mergedLine struct {
	Name         string           `json:"name"`
	Args         string           `json:"args"`
	Location     *report.Location `json:"location"`
	OverriddenBy *report.Location `json:"overridden_by"`
	Directives   []mergedLine     `json:"directives,omitempty"` // of a container
}

// mergedFor gives what --vhost or --for asks for: several where several virtual hosts have the name.
func mergedFor(s *subject, vhost, url, files string) ([]merged, error) {
	config := model.Build(s.config)
	var machine fs.ReadLinkFS
	if asksFiles(files, s.Own) {
		machine = s.Disk
	}
	tracer := trace.New(config, machine)
	if url != "" {
		t, layers := tracer.Layers(trace.Request{URL: url, Listen: netip.AddrPort{}})
		if t.Host.Server == nil {
			return nil, usage("--for %s: %s", url, strings.Join(t.Unknown, "; "))
		}
		return []merged{s.merged(url, layers, t.Unknown)}, nil
	}
	var all []merged
	for _, server := range config.Servers {
		if isNamed(server, vhost) {
			all = append(all, s.merged(server.Title(), tracer.LayersOf(server), nil))
		}
	}
	if len(all) == 0 {
		return nil, unknown("virtual host", vhost, titles(config))
	}
	return all, nil
}

// isNamed reports whether a server is the one that the user means: by its ServerName, a ServerAlias or an address; "main" is the main server.
func isNamed(s *model.Server, name string) bool {
	if s.IsMain() {
		return name == "main"
	}
	host, _ := s.HostName()
	if strings.EqualFold(host, name) || slices.Contains(s.Addresses, name) {
		return true
	}
	return slices.ContainsFunc(s.Aliases, func(a model.Value) bool { return strings.EqualFold(a.Value, name) })
}

func titles(c *model.Config) []string {
	all := []string{"main"}
	for _, s := range c.Servers[1:] {
		if host, _ := s.HostName(); host != "" && !slices.Contains(all, host) {
			all = append(all, host)
		}
	}
	return all
}

func (s *subject) merged(title string, layers []trace.Layer, unknown []string) merged {
	m := merged{Version: 1, Title: title, Layers: []mergedLayer{}, Unknown: append([]string{}, unknown...)}
	for _, l := range layers {
		out := mergedLayer{Certain: !l.Perhaps, Directives: []mergedLine{}}
		if l.Decl != nil {
			tag := report.Line(l.Decl)
			out.Section, out.Location = &tag, report.LocationOf(l.Decl, s.show)
		}
		for _, line := range l.Lines {
			one := s.mergedLine(line.Directive)
			if line.By != nil {
				one.OverriddenBy = report.LocationOf(line.By, s.show)
			}
			out.Directives = append(out.Directives, one)
		}
		m.Layers = append(m.Layers, out)
	}
	return m
}

func (s *subject) mergedLine(d *eval.Directive) mergedLine {
	line := mergedLine{Name: d.Name, Args: strings.TrimSpace(d.RawArgs()), Location: report.LocationOf(d, s.show)}
	for _, in := range s.config.Body(d) {
		line.Directives = append(line.Directives, s.mergedLine(in))
	}
	return line
}

// writeMerged writes the layers one after the other, each line below the place it comes from. What is overridden is shown as a comment.
func writeMerged(w io.Writer, all []merged) error {
	var b bytes.Buffer
	for i, m := range all {
		if i > 0 {
			b.WriteByte('\n')
		}
		writeLine(&b, 0, "# What counts for ", m.Title)
		for _, why := range m.Unknown {
			writeLine(&b, 0, "# not known: ", why)
		}
		for _, l := range m.Layers {
			l.write(&b)
		}
	}
	return flush(w, &b)
}

func (l *mergedLayer) write(b *bytes.Buffer) {
	if len(l.Directives) == 0 {
		return
	}
	b.WriteByte('\n')
	depth := 0
	if l.Section != nil {
		perhaps := ""
		if !l.Certain {
			perhaps = ", which may not apply"
		}
		writeLine(b, 0, "# ", at(l.Location), perhaps)
		writeLine(b, 0, *l.Section)
		depth = 1
	} else {
		writeLine(b, 0, "# The main server")
	}
	for _, d := range l.Directives {
		d.write(b, depth)
	}
	if l.Section != nil {
		writeLine(b, 0, closing(*l.Section))
	}
}

func (d *mergedLine) write(b *bytes.Buffer, depth int) {
	text := strings.TrimSpace(d.Name + " " + d.Args)
	if d.OverriddenBy != nil {
		writeLine(b, depth, "# ", at(d.Location), ", overridden by ", at(d.OverriddenBy), ":")
		writeLine(b, depth, "# ", text)
		return
	}
	writeLine(b, depth, "# ", at(d.Location))
	writeLine(b, depth, text)
	for _, in := range d.Directives {
		in.write(b, depth+1)
	}
	if strings.HasPrefix(d.Name, "<") {
		writeLine(b, depth, closing(d.Name))
	}
}

func at(l *report.Location) string { return fmt.Sprintf("%s:%d", l.File, l.Line) }

// closing is the tag that closes what a tag opens.
func closing(tag string) string {
	name, _, _ := strings.Cut(strings.TrimSuffix(strings.TrimPrefix(tag, "<"), ">"), " ")
	return "</" + name + ">"
}
