package eval

import (
	"fmt"
	"iter"
	"strings"
	"unicode/utf8"
)

// A Dump is what httpd says of a configuration when it is asked to test it: `httpd -t` with DUMP_CONFIG and DUMP_INCLUDES.
type Dump struct {
	// Accepted says that nothing wrong was found: all that httpd refuses while reading, and of what it refuses when it executes what it has
	// read, names, places and numbers of words.
	Accepted bool          `json:"accepted"`
	Error    *DumpError    `json:"error"`
	Warnings []DumpWarning `json:"warnings"`
	// Includes are the files opened, up to the error.
	Includes []DumpInclude `json:"includes"`
	// Defines are the names defined in the end, with their values; nil where the configuration is not accepted.
	Defines map[string]*string `json:"defines"`
}

// A DumpError is the error httpd stops at.
type DumpError struct {
	Phase   string      `json:"phase"` // "read", "exec", or "other" where it has no place
	Code    *string     `json:"code"`
	File    *string     `json:"file"`
	Line    *int        `json:"line"`
	Message string      `json:"message"`
	Chain   []DumpPlace `json:"chain"` // the including lines, outermost first; of a long chain the first two
	Length  int         `json:"chain_length,omitempty"`
}

// A DumpPlace is a line of a file.
type DumpPlace struct {
	File string `json:"file"`
	Line int    `json:"line"`
}

// A DumpWarning is a message that httpd logs.
type DumpWarning struct {
	Code    string `json:"code"`
	Level   string `json:"level"`
	Message string `json:"message"`
}

// A DumpInclude is an opening of a file, by the Include on a line; nil for the main file.
type DumpInclude struct {
	Depth int    `json:"depth"`
	Line  *int   `json:"line"`
	File  string `json:"file"`
}

// A DumpDirective is a directive of the tree that httpd executes.
type DumpDirective struct {
	File  string   `json:"file"`
	Line  int      `json:"line"`
	Depth int      `json:"depth"`
	Path  []string `json:"path"` // the sections around, outermost first, each with its arguments
	Name  string   `json:"name"`
	Args  string   `json:"args"`
}

// Effective renders a configuration as httpd would dump it, but for the directives: see [Config.Dumped]. Bytes that are not UTF-8 are
// written \xNN, and messages are escaped as httpd's log is.
func Effective(c *Config) Dump {
	d := Dump{Warnings: []DumpWarning{}, Includes: []DumpInclude{}}
	warnings, includes := c.Warnings, c.Includes
	if p := c.refusal(); p != nil {
		d.Error = dumpError(p)
		warnings, includes = warnings[:p.warnings], includes[:p.includes]
	} else if p := c.executionError(); p != nil {
		d.Error = dumpError(p)
		code := "AH00526"
		d.Error.Phase, d.Error.Code, d.Error.Chain = "exec", &code, []DumpPlace{}
	}
	d.Accepted = d.Error == nil
	for _, w := range warnings {
		d.Warnings = append(d.Warnings, DumpWarning{w.Code, "warn", escapeLog(w.Message)})
	}
	for _, i := range includes {
		inc := DumpInclude{Depth: i.Depth, File: escapeBytes(i.File.Source.Name)}
		if i.By != nil {
			inc.Line = &i.Line
		}
		d.Includes = append(d.Includes, inc)
	}
	if !d.Accepted {
		return d
	}
	d.Defines = map[string]*string{}
	for name := range c.Flags {
		d.Defines[escapeBytes(name)] = nil
		if v, ok := c.Variables[name]; ok {
			v = escapeBytes(v)
			d.Defines[escapeBytes(name)] = &v
		}
	}
	return d
}

// refusal is the first error httpd stops at; nil where there is none, or none that is certain.
func (c *Config) refusal() *Problem {
	for i := range c.Problems {
		if p := &c.Problems[i]; p.Fatal && p.When.known() == nil {
			return p
		}
	}
	return nil
}

func dumpError(p *Problem) *DumpError {
	e := &DumpError{Phase: "other", Message: escapeLog(p.Message), Chain: []DumpPlace{}}
	if p.Line == 0 {
		return e
	}
	file := escapeLog(p.Label)
	e.Phase, e.File, e.Line = "read", &file, &p.Line
	for via := p.Via; via != nil; via = via.Outer {
		if label, line := via.place(); via.Kind != useFrame {
			e.Chain = append([]DumpPlace{{escapeLog(label), line}}, e.Chain...)
		}
	}
	if n := len(e.Chain); n > 8 {
		e.Length, e.Chain = n, e.Chain[:2]
	}
	return e
}

// Dumped gives the directives as httpd would dump them if it accepts the configuration. There may be very many, so none is kept. The lines
// of Host.Before are left out. Bytes that are not UTF-8 are written \xNN.
func (c *Config) Dumped() iter.Seq[DumpDirective] {
	return func(yield func(DumpDirective) bool) {
		var open []*Directive
		path := []string{}
		for _, d := range c.Directives {
			label, line := d.Place()
			if label == commandLine {
				continue
			}
			for len(open) > 0 && open[len(open)-1] != d.In {
				open, path = open[:len(open)-1], path[:len(path)-1:len(path)-1]
			}
			if !yield(DumpDirective{escapeBytes(label), line, len(path), path, escapeBytes(d.Name), escapeBytes(d.RawArgs())}) {
				return
			}
			if d.IsSection() {
				open = append(open, d)
				path = append(path, escapeBytes(strings.TrimRight(d.Name+" "+d.RawArgs(), " ")))
			}
		}
	}
}

// escapeBytes writes bytes that are not UTF-8 as \xNN.
func escapeBytes(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	var out strings.Builder
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && n == 1 {
			fmt.Fprintf(&out, `\x%02x`, s[i])
		} else {
			out.WriteString(s[i : i+n])
		}
		i += n
	}
	return out.String()
}

// escapeLog escapes a message as httpd's error log does (ap_escape_errorlog_item).
func escapeLog(s string) string {
	var out strings.Builder
	for i := range len(s) {
		switch c := s[i]; c {
		case '\b':
			out.WriteString(`\b`)
		case '\n':
			out.WriteString(`\n`)
		case '\r':
			out.WriteString(`\r`)
		case '\t':
			out.WriteString(`\t`)
		case '\v':
			out.WriteString(`\v`)
		case '\\':
			out.WriteString(`\\`)
		default:
			if c < ' ' || c > '~' {
				fmt.Fprintf(&out, `\x%02x`, c)
			} else {
				out.WriteByte(c)
			}
		}
	}
	return out.String()
}
