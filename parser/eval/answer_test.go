package eval_test

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
)

// How `httpd -t` writes its log, its errors and its dumps.
var (
	logLine    = regexp.MustCompile(`(?s)^\[[^\]]*\] \[[\w.-]*:(\w+)\] \[pid [^\]]*\] (?:\(\d+\)[^:]*: )?(?:(AH\d{5}): )?(.*)$`)
	plainLine  = regexp.MustCompile(`(?s)^(?:\(\d+\)[^:]*: )?(AH\d{5}): (.*)$`)
	fatalLine  = regexp.MustCompile(`(?s)^(?:/\S*/)?(?:apache2|httpd): (.*)$`)
	syntaxHead = regexp.MustCompile(`(?s)^Syntax error on line (\d+) of (.+?): `)
	execHead   = regexp.MustCompile(`(?s)^Syntax error on line (\d+) of (.*):$`)
	dumpHead   = regexp.MustCompile(`^((?:  )*)#\s*(\d+):$`)
	dumpInc    = regexp.MustCompile(`^((?:  )+)\((\*|\d+)\) (.*)$`)
)

// An answer is all that httpd says of a configuration, or eval.
type answer struct {
	eval.Dump
	Directives []eval.DumpDirective `json:"directives"` // nil where it is not accepted
}

func answerOf(c *eval.Config) answer {
	a := answer{Dump: eval.Effective(c)}
	if a.Accepted {
		a.Directives = slices.AppendSeq([]eval.DumpDirective{}, c.Dumped())
	}
	return a
}

// httpdAnswer is what httpd said.
func httpdAnswer(ok bool, stdout, stderr string) answer {
	d := answer{Dump: eval.Dump{Accepted: ok, Includes: dumpedIncludes(stdout)}}
	d.Warnings, d.Error = logged(ok, escapeLatin(stderr))
	if ok {
		d.Defines = dumpedDefines(stdout)
		d.Directives = dumpedDirectives(stdout)
	}
	return d
}

// A message is one entry of what httpd writes to standard error.
type message struct{ kind, level, code, text string }

func messages(stderr string) (all []message) {
	for line := range strings.SplitSeq(stderr, "\n") {
		if m := logLine.FindStringSubmatch(line); m != nil {
			all = append(all, message{"log", m[1], m[2], m[3]})
		} else if m := plainLine.FindStringSubmatch(line); m != nil {
			all = append(all, message{"plain", "", m[1], m[2]})
		} else if m := fatalLine.FindStringSubmatch(line); m != nil {
			all = append(all, message{"fatal", "", "", m[1]})
		} else if n := len(all); line != "Syntax OK" && n > 0 {
			all[n-1].text += "\n" + line
		}
	}
	return all
}

func logged(ok bool, stderr string) (warnings []eval.DumpWarning, failed *eval.DumpError) {
	for _, m := range messages(stderr) {
		text := strings.TrimRight(m.text, "\n")
		switch {
		case m.code == "AH00558":
		case m.kind == "log" && !slices.Contains([]string{"emerg", "alert", "crit"}, m.level), m.kind == "plain" && ok:
			warnings = append(warnings, eval.DumpWarning{Code: m.code, Level: m.level, Message: text})
		case failed == nil:
			failed = failure(m, text)
		}
	}
	return warnings, failed
}

func failure(m message, text string) *eval.DumpError {
	e := &eval.DumpError{Phase: "other", Message: text}
	place := func(line, file string) eval.DumpPlace {
		n, _ := strconv.Atoi(line)
		return eval.DumpPlace{File: file, Line: n}
	}
	if m.code == "AH00526" {
		first, rest, _ := strings.Cut(text, "\n")
		if h := execHead.FindStringSubmatch(first); h != nil {
			p := place(h[1], h[2])
			return &eval.DumpError{Phase: "exec", File: &p.File, Line: &p.Line, Message: rest}
		}
	}
	for {
		h := syntaxHead.FindStringSubmatch(e.Message)
		if h == nil {
			break
		}
		e.Message = e.Message[len(h[0]):]
		e.Chain = append(e.Chain, place(h[1], h[2]))
	}
	if n := len(e.Chain); n > 0 {
		inner := e.Chain[n-1]
		e.Phase, e.File, e.Line, e.Chain = "read", &inner.File, &inner.Line, e.Chain[:n-1]
	}
	if n := len(e.Chain); n > 8 {
		e.Length, e.Chain = n, e.Chain[:2]
	}
	return e
}

func dumpedIncludes(out string) (all []eval.DumpInclude) {
	for line := range strings.SplitSeq(out, "\n") {
		m := dumpInc.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		inc := eval.DumpInclude{Depth: len(m[1])/2 - 1, File: m[3]}
		if n, err := strconv.Atoi(m[2]); err == nil {
			inc.Line = &n
		}
		all = append(all, inc)
	}
	return all
}

func dumpedDefines(out string) map[string]*string {
	all := map[string]*string{}
	for line := range strings.SplitSeq(out, "\n") {
		text, ok := strings.CutPrefix(line, "Define: ")
		name, value, valued := strings.Cut(text, "=")
		if !ok || strings.HasPrefix(name, "DUMP_") {
			continue
		}
		name, value = escapeLatin(name), escapeLatin(value)
		all[name] = nil
		if valued {
			all[name] = &value
		}
	}
	return all
}

func dumpedDirectives(out string) (all []eval.DumpDirective) {
	var path []string
	file, depth, number := "", -1, 0
	for line := range strings.SplitSeq(out, "\n") {
		if depth >= 0 {
			name, args, _ := strings.Cut(line[2*depth:], " ")
			path = path[:depth:depth]
			if file != "-c/-C directives" {
				all = append(all, eval.DumpDirective{File: file, Line: number, Depth: depth, Path: path, Name: escapeLatin(name), Args: escapeLatin(args)})
			}
			path = append(path, escapeLatin(strings.TrimRight(name+" "+args, " ")))
			depth = -1
			continue
		}
		if name, ok := strings.CutPrefix(line, "# In file: "); ok {
			file = name
		} else if m := dumpHead.FindStringSubmatch(line); m != nil {
			depth = len(m[1]) / 2
			number, _ = strconv.Atoi(m[2])
		}
	}
	return all
}

// escapeLatin writes bytes that are not UTF-8 as \xNN, as eval.Effective does.
func escapeLatin(s string) string {
	var out strings.Builder
	for _, r := range strings.SplitAfter(s, "") {
		if r == "\uFFFD" || len(r) > 1 || r < "\x80" {
			out.WriteString(r)
		} else {
			out.WriteString(`\x` + strconv.FormatInt(int64(r[0])|0x100, 16)[1:])
		}
	}
	return out.String()
}
