package lint

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
)

// A spot is a text that a rule finds fault with.
type spot struct {
	rule *Rule
	at   source.Span
}

// A saying is what a rule says of a text of a macro.
type saying struct {
	uses    map[*eval.Frame]bool // in which it says something
	first   *eval.Frame
	message string // of the first
	differs bool   // it says something else in another
	at      int    // where the first is kept
	more    int    // how many uses are told of with the first
}

// maxUses is how many further uses of a macro a finding points at.
const maxUses = 4

// joinUses makes one finding of those about a text that is wrong in every use of the macro it stands in: then the mistake is the macro's,
// whatever the arguments are. Where some use is right, or the text is nothing but an argument, each use is told of.
func joinUses(c *eval.Config, found []*Diagnostic) []*Diagnostic {
	said := map[spot]*saying{}
	for _, d := range found {
		if !inMacro(d) {
			continue
		}
		at := spot{d.Rule, d.At}
		if said[at] == nil {
			said[at] = &saying{uses: map[*eval.Frame]bool{}, first: d.Via, message: d.Message}
		}
		said[at].uses[d.Via] = true
		said[at].differs = said[at].differs || d.Message != said[at].message
	}
	if len(said) == 0 {
		return found
	}
	uses := map[string]int{} // by the macro's name
	for _, d := range c.ReadTime {
		if d.Is("Use") {
			uses[parser.LowerName(d.Arg(0).Value)]++
		}
	}
	kept := found[:0]
	for _, d := range found {
		s := said[spot{d.Rule, d.At}]
		switch {
		case s == nil || !inMacro(d) || !s.differs || len(s.uses) < uses[d.Via.Macro]:
			kept = append(kept, d)
		case d.Via == s.first:
			s.at = len(kept)
			kept = append(kept, d)
		case s.uses[d.Via]:
			s.uses[d.Via] = false // told
			s.more++
			first := kept[s.at]
			first.Severity = max(first.Severity, d.Severity)
			if s.more <= maxUses {
				by := d.Via.By
				first.Related = append(slices.Clip(first.Related), Related{At: by.At(0, len(by.Text())), Message: "the same in this use"})
			}
		}
	}
	for _, s := range said {
		if s.more > 0 {
			kept[s.at].Message += fmt.Sprintf("; the same in %s of macro %s", times(s.more, "more use"), s.first.Macro)
		}
	}
	return kept
}

func times(n int, what string) string {
	if n > 1 {
		what += "s"
	}
	return fmt.Sprintf("%d %s", n, what)
}

// inMacro reports whether a finding is about a text of a macro. One that is wholly a parameter is not, but where advice hangs on it, or it is the name of a
// group, which is right or wrong by what else the macro says.
func inMacro(d *Diagnostic) bool {
	return d.Via != nil && d.Via.Macro != "" && (d.Rule.Severity <= Info || d.Rule.Family == "groups" || !isParameter(d.At.Text()))
}

// isParameter reports whether a text of a macro is one parameter and nothing else.
func isParameter(text string) bool {
	text = strings.Trim(text, `"'`)
	return text != "" && strings.ContainsRune("$@%", rune(text[0])) && !strings.ContainsAny(text[1:], "/.:;,=-$@% \t")
}

// A cause is what several findings have in common: the place where a variable, or a parameter of a macro, is given a value that is wrong in itself, or else
// what a rule says of a text that a variable is a part of.
type cause struct {
	value         source.Span
	rule          *Rule
	text, message string
}

// joinVariables makes one finding of those that have one cause, and can mend none: the mistake is the variable's.
func joinVariables(c *eval.Config, files Files, found []*Diagnostic) []*Diagnostic {
	causes := map[*Diagnostic]cause{}
	first, more := map[cause]*Diagnostic{}, map[*Diagnostic]int{}
	wrong := wrongValues(c, files, found)
	for _, d := range found {
		w := cause{value: wrong[d]}
		if w.value.IsZero() {
			if !joinable(d) || !strings.Contains(d.At.Text(), "${") {
				continue
			}
			w = cause{rule: d.Rule, text: d.At.Text(), message: d.Message}
		}
		causes[d] = w
		if one := first[w]; one == nil || d.Severity > one.Severity {
			first[w] = d
		}
	}
	kept := found[:0]
	for _, d := range found {
		w, caused := causes[d]
		one := first[w]
		if !caused || one == d {
			kept = append(kept, d)
			continue
		}
		if more[one]++; more[one] == 1 && !w.value.IsZero() {
			one.Related = append(slices.Clip(one.Related), Related{At: w.value, Message: "this value is wrong"})
		}
		if more[one] <= maxUses {
			one.Related = append(slices.Clip(one.Related), Related{At: d.At, Message: "the same here"})
		}
	}
	for d, n := range more {
		if w := causes[d]; w.value.IsZero() {
			d.Message += fmt.Sprintf("; the same in %d more of %s", n, w.text)
		} else {
			d.Message += fmt.Sprintf("; the fault is the value %q, and shows in %s", w.value.Text(), times(n, "more place"))
		}
	}
	return kept
}

// joinable reports whether a finding may be one of several of a variable: it cannot be mended where it is, and is more than advice.
func joinable(d *Diagnostic) bool {
	return d.At.File != nil && len(d.Fixes) == 0 && d.Severity > Info && d.At.End-d.At.Start <= maxWording
}

// maxWording is how long a text may be that is looked for elsewhere.
const maxWording = 200

// values finds where variables and parameters of macros are given their values.
type values struct {
	config *eval.Config
	files  Files                        // nil where the file system may not be asked
	lines  map[string][]*eval.Directive // Define and <Macro, by name and first word
	uses   map[step]*eval.Directive     // Use
}

// A step is a line and the way to it.
type step struct {
	line *parser.Line
	via  *eval.Frame
}

// minMissing is of how many paths that begin with a folder which is there none may be there, for the folder to be the wrong one.
const minMissing = 3

// maxDoubted is how many such folders are looked at, and maxDefines how many definitions of one variable.
const (
	maxDoubted = 64
	maxDefines = 64
)

// wrongValues are the values that findings come of, each where it is given to a variable: a path of nothing, one from no root, or of a folder that holds
// nothing of what is looked for there.
func wrongValues(c *eval.Config, files Files, found []*Diagnostic) map[*Diagnostic]source.Span {
	v := values{config: c, files: files}
	wrong, doubted := map[*Diagnostic]source.Span{}, map[source.Span][]*Diagnostic{}
	used := map[source.Span]func() bool{}
	for _, d := range found {
		if !joinable(d) {
			continue
		}
		text := strings.TrimLeft(d.At.Text(), `"'`)
		value, rest := v.of(d, text)
		if !value.IsSet() || rest != "" && !strings.ContainsRune(`/:"'`, rune(rest[0])) {
			continue
		}
		at, name := value.At(), value.Value
		switch {
		case path.IsAbs(name) && (files == nil || files.Exists(path.Clean(name))):
			if files != nil && d.Rule.Needs&FileSystem != 0 {
				doubted[at] = append(doubted[at], d)
				used[at] = func() bool { return v.leads(text[:len(text)-len(rest)], name, d.Via) }
			}
		case path.IsAbs(name), (strings.HasPrefix(rest, "/") || strings.Contains(name, "/")) && !strings.Contains(name, "://"):
			wrong[d] = at
		}
	}
	if len(doubted) > maxDoubted {
		return wrong
	}
	for at, all := range doubted {
		if len(all) >= minMissing && !used[at]() {
			for _, d := range all {
				wrong[d] = at
			}
		}
	}
	return wrong
}

// of is the value that a finding's text begins with, and what follows the variable or the parameter in the text.
func (v *values) of(d *Diagnostic, text string) (value eval.Arg, rest string) {
	if name, is := strings.CutPrefix(text, "${"); is {
		name, rest, _ = strings.Cut(name, "}")
		return v.defined(d, name), rest
	}
	if d.Via != nil && d.Via.Macro != "" {
		return v.passed(d.Via, text)
	}
	return eval.Arg{}, ""
}

// leads reports whether some path that a variable begins leads somewhere.
func (v *values) leads(variable, folder string, via *eval.Frame) bool {
	for _, d := range v.config.Directives {
		if !strings.Contains(d.Syntax.Text(), variable) || via != nil && via.Macro != "" && d.Via != via {
			continue
		}
		for _, rest := range strings.Split(d.RawArgs(), folder+"/")[1:] {
			end := strings.IndexAny(rest+" ", " \t\"':>")
			if v.files.Exists(path.Join(folder, rest[:end])) && path.Join(folder, rest[:end]) != path.Clean(folder) {
				return true
			}
		}
	}
	return false
}

// defined is the value of a variable at a finding: what the one Define gives it, or of several the last above in the same file.
func (v *values) defined(d *Diagnostic, name string) eval.Arg {
	var last eval.Arg
	all := v.named("define", name)
	if len(all) > maxDefines {
		return last
	}
	for _, line := range all {
		at := line.At()
		if line.When != nil {
			return eval.Arg{}
		}
		if len(all) == 1 || at.File == d.At.File && at.Start < d.At.Start && (d.Via == nil || d.Via.Macro == "") {
			last = line.Arg(1)
		}
	}
	return last
}

// passed is what a use of a macro gives the parameter that a text begins with, and what follows that in the text.
func (v *values) passed(use *eval.Frame, text string) (value eval.Arg, rest string) {
	heads := v.named("<macro", use.Macro)
	if len(heads) != 1 {
		return eval.Arg{}, ""
	}
	for i, param := range heads[0].Args() {
		after, begins := strings.CutPrefix(text, param.Value)
		if i == 0 || !begins {
			continue
		}
		if line := v.uses[step{use.By, use.Outer}]; line != nil {
			return line.Arg(i), after
		}
	}
	return eval.Arg{}, ""
}

func (v *values) named(directive, name string) []*eval.Directive {
	if v.lines == nil {
		v.lines, v.uses = map[string][]*eval.Directive{}, map[step]*eval.Directive{}
		for _, d := range v.config.ReadTime {
			switch {
			case d.Is("Use"):
				v.uses[step{d.Syntax, d.Via}] = d
			case d.Is("Define"), d.Is("<Macro"):
				key := parser.LowerName(d.Name + " " + d.Arg(0).Value)
				v.lines[key] = append(v.lines[key], d)
			}
		}
	}
	return v.lines[parser.LowerName(directive+" "+name)]
}
