package directives

import (
	"fmt"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model/wsgi"
)

// A slip is a part of a line that mod_wsgi does not read as the option it is meant for. Places are bytes of RawArgs.
type slip struct {
	start, end int
	message    string
	write      string // what should stand there; empty where that is not known
	from       int    // where the text that it replaces begins: at start, or before
	settles    int    // where what is misread for it begins, if before from; else 0
	safety     lint.Safety
	broken     bool // a backslash that continues nothing, for a blank follows it
	swallows   bool // a backslash that continues into the next directive
}

// report is the finding.
func (s slip) report(p *lint.Pass, d *eval.Directive, severity lint.Severity, symptom string) lint.Diagnostic {
	at, _ := span(d, s.start, s.end)
	all, _ := span(d, s.from, s.end)
	if s.settles > 0 {
		all, _ = span(d, s.settles, s.end)
	}
	report := lint.Diagnostic{At: at, Severity: severity, Message: s.message, Symptom: symptom, Via: d.Via, Cause: lint.Settling(all)}
	if at, exact := span(d, s.from, s.end); exact && s.write != "" {
		report.Fixes = []lint.Fix{{Title: "Write " + s.write, Safety: s.safety, Edits: []source.Edit{{Span: at, New: s.write}}}}
	}
	next, ok := lint.GoesOn(all)
	switch {
	case s.broken:
		mendContinuation(d, &report)
	case s.swallows:
		endLine(p.Config.Config, d, &report)
		if lost := lostLines.Of(p)[at.File]; len(lost) == 1 { // one of the two was moved, or the line stands between them
			report.Settle(lost[0])
			report.Related = append(report.Related, lint.Related{At: lost[0], Message: "this line was to go on there"})
		}
	case ok && strings.TrimSpace(d.RawArgs()[s.end:]) == "": // for what stands there in the place of a backslash
		report.Settle(next)
	}
	return report
}

// lostLines are the lines of each file that begin with an option.
var lostLines = lint.Fact[map[*source.File][]source.Span]{Find: func(p *lint.Pass) map[*source.File][]source.Span {
	lost := map[*source.File][]source.Span{}
	for _, d := range p.Directives {
		if model.IsOption(d.Name) {
			at := d.At()
			lost[at.File] = append(lost[at.File], at)
		}
	}
	return lost
}}

// mendContinuation makes the finding of a backslash with blanks behind it that of the next line too, if that was to be a part of d.
func mendContinuation(d *eval.Directive, report *lint.Diagnostic) {
	if !lint.Movable(d) {
		return
	}
	blanks := source.Span{File: report.At.File, Start: report.At.End, End: report.At.End}
	for blanks.End < len(blanks.File.Text) && strings.IndexByte(" \t\v\f", blanks.File.Text[blanks.End]) >= 0 {
		blanks.End++
	}
	all := blanks
	all.Start = len(strings.TrimRight(all.File.Text[:report.At.Start], " \t"))
	fix := lint.Fix{Title: "Remove the backslash", Safety: lint.Safe, Edits: []source.Edit{{Span: all}}}
	if next, ok := lint.GoesOn(report.At); ok {
		fix.Title, fix.Edits = "Remove the blank behind the backslash", []source.Edit{{Span: blanks}}
		report.Settle(next)
	}
	report.Fixes = []lint.Fix{fix}
}

// endLine removes the backslash above the line that was swallowed. If that is a tag, the one that is too many or missing for it is explained.
func endLine(c *eval.Config, d *eval.Directive, report *lint.Diagnostic) {
	f := report.At.File
	name, closes := strings.CutPrefix(strings.TrimPrefix(report.At.Text(), "<"), "/")
	if strings.HasPrefix(report.At.Text(), "<") {
		report.Explains = lint.Unbalanced(c, strings.TrimRight(name, ">"), closes, report.At)
	}
	if report.Explains != nil {
		report.Symptom = "Apache does not start, for an opening or closing tag is missing"
	}
	above := f.Line(report.At.From().Line - 1)
	body := strings.TrimRight(above.Text(), "\r\n")
	if lint.Movable(d) {
		cut := source.Span{File: f, Start: above.Start + len(strings.TrimRight(body, "\\ \t")), End: above.Start + len(body)}
		report.Fixes = []lint.Fix{{Title: "End the line above", Safety: lint.Safe, Edits: []source.Edit{{Span: cut}}}}
	}
}

// slips are those of a line that mod_wsgi refuses, in order. Some are left to other rules.
func slips(known *wsgi.Directive, d *eval.Directive, all []piece) []slip {
	var found []slip
	for i := 0; i < len(all); {
		s, n := slipAt(known, d, all, i)
		if s.message != "" {
			found = append(found, s)
		}
		i += n
	}
	return found
}

// slipAt looks at piece i, and returns how many pieces its slip is about.
func slipAt(known *wsgi.Directive, d *eval.Directive, all []piece, i int) (slip, int) {
	p := &all[i]
	s := slip{start: p.start, end: p.end(), from: p.start, safety: lint.Safe}
	switch p.kind {
	case option:
		return slip{}, 1
	case swallowed:
		s.swallows = true
		s.message = fmt.Sprintf("the backslash above makes this line a part of %s; end the line above without it", d.Name)
		return s, 1
	case spaced:
		s.message = fmt.Sprintf("no blank may stand before the \"=\" of %s", p.name)
		if p.raw() != "" {
			s.write = p.name + "=" + p.raw()
		}
		return s, 1
	case quoted:
		if unclosed(d, p.value) {
			return slip{}, 1 // rule quote-not-closed
		}
		if i+1 < len(all) && all[i+1].kind == bare && all[i+1].start == p.end() && p.value.Value == "" { // "NAME="VALUE"
			next := &all[i+1]
			s.end = next.end()
			s.write = p.name + "=" + parser.Quote(strings.Trim(next.raw(), `"'`), 0)
			s.message = fmt.Sprintf("quotes belong around the value of %s, and one of the three is too many", p.name)
			return s, 2
		}
		s.write = p.name + "=" + parser.Quote(strings.TrimSpace(p.value.Value), 0)
		s.message = fmt.Sprintf("quotes belong around the value of %s, not around the whole option", p.name)
		return s, 1
	}
	if p.value.Value == `\` && i+1 == len(all) {
		if strings.TrimSpace(d.RawArgs()[p.end():]) == "" { // else rule trailing-comment
			s.broken, s.message = true, "a backslash continues the line only where nothing follows it, not even a blank"
		}
		return s, 1
	}
	if p.value.Quote != 0 && unclosed(d, p.value) {
		return slip{}, 1 // rule quote-not-closed
	}
	if s, n := withoutEquals(known, all[i:], s); n > 0 {
		return s, n
	}
	if parted(known, all[i:]) {
		next := &all[i+1]
		s.end = next.end()
		s.write = p.value.Value + next.text()
		s.message = fmt.Sprintf("no blank may stand in the name of %s%s=", p.value.Value, next.name)
		return s, 2
	}
	n := 1
	for i+n < len(all) && all[i+n].kind == bare && all[i+n].after == all[i+n-1].end() && known.Option(all[i+n].value.Value) == nil {
		n++
	}
	s.end = all[i+n-1].end()
	if s, ok := goesOn(known, d, all[:i], s, p.after); ok {
		return s, n
	}
	s.end = p.end()
	if i > 0 && all[i-1].value.Quote != 0 && strings.IndexByte(p.text(), all[i-1].value.Quote) >= 0 {
		s.settles = all[i-1].start // its value ends at a quote that was to open this one, or close it
	}
	s.message = fmt.Sprintf("%q is no option: options are written NAME=VALUE", p.value.Value)
	return s, n
}

// parted reports whether a blank stands in the name of an option that begins with the first of the pieces: `thre ads=5`.
func parted(known *wsgi.Directive, all []piece) bool {
	return len(all) > 1 && all[0].kind == bare && all[0].value.Quote == 0 && all[1].kind == option && all[1].after == all[0].end() &&
		known.Option(all[1].name) == nil && known.Option(all[0].value.Value+all[1].name) != nil
}

// withoutEquals looks at bare pieces that begin with an option's name: `threads 5`, `threads:5`, `threads`. It returns how many they are, 0
// for none.
func withoutEquals(known *wsgi.Directive, all []piece, s slip) (slip, int) {
	p := &all[0]
	text := p.value.Value
	name, value, colon := strings.Cut(text, ":")
	switch {
	case strings.HasPrefix(text, "="):
		s.message = "the name of an option is missing before the \"=\""
	case known.Option(text) != nil && len(all) > 1 && all[1].kind == bare && known.Option(all[1].value.Value) == nil:
		s.write, s.end = text+"="+all[1].raw(), all[1].end()
		s.message = fmt.Sprintf("%s is an option and needs a \"=\"", text)
		return s, 2
	case known.Option(text) != nil:
		s.message = fmt.Sprintf("%s is an option and needs a value: %s=VALUE", text, text)
	case colon && value != "" && known.Option(name) != nil:
		s.write = name + "=" + parser.Quote(value, 0)
		if p.value.Quote == 0 {
			s.write = name + "=" + p.raw()[len(name)+1:]
		}
		s.message = fmt.Sprintf("%s is an option and needs a \"=\", not a colon", name)
	default:
		return s, 0
	}
	return s, 1
}

// goesOn looks at bare words that may belong to the path before them, which ends at after: the value of the last option, or the last of the
// directive's words.
func goesOn(known *wsgi.Directive, d *eval.Directive, before []piece, s slip, after int) (slip, bool) {
	value, name, kind := parser.Word{}, "the path", wsgi.Path
	if len(before) > 0 {
		last := &before[len(before)-1]
		o := known.Option(last.name)
		if last.kind != option || o == nil || last.end() != after {
			return s, false
		}
		value, name, kind = last.value, "the value of "+o.Name, o.Value.Kind
	} else if words := parser.CutWords(d.RawArgs()[:s.start], 0); known.Name != "WSGIDaemonProcess" && len(words) == known.Words {
		value = words[known.Words-1]
	}
	rest := d.RawArgs()[s.start:s.end]
	absolute := strings.HasPrefix(rest, "/")
	s.from, s.safety = value.Start, lint.Unsafe
	switch {
	case value.Value == "" || value.Quote != 0:
		return s, false
	case kind == wsgi.Paths && (strings.ContainsAny(value.Value[len(value.Value)-1:], ":;,") || strings.ContainsAny(rest[:1], ":;,")):
		return slip{}, true // rule python-path-separator
	case kind == wsgi.Paths && absolute:
		s.message = fmt.Sprintf("%s ends at the blank; the entries of a path are kept apart by colons", name)
		s.write = value.Value + ":" + strings.Join(strings.Fields(rest), ":")
		return s, true
	case kind != wsgi.Path && kind != wsgi.Paths && kind != wsgi.Absolute || absolute || len(before) == 0 && !strings.ContainsAny(rest, "/."):
		return s, false
	}
	s.message = fmt.Sprintf("%s ends at the blank; a path with blanks stands in quotes", name)
	if strings.Contains(rest, "/") || len(before) > 0 { // else a slash may have been meant for the blank
		s.write = parser.Quote(d.RawArgs()[value.Start:s.end], '"')
	}
	return s, true
}
