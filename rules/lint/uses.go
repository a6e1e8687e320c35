package lint

import (
	"fmt"
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
		if !ofMacro(d) {
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
		case s == nil || !ofMacro(d) || !s.differs || len(s.uses) < uses[d.Via.Macro]:
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
			what := "use"
			if s.more > 1 {
				what = "uses"
			}
			kept[s.at].Message += fmt.Sprintf("; the same in %d more %s of macro %s", s.more, what, s.first.Macro)
		}
	}
	return kept
}

// ofMacro reports whether a finding is about a text of a macro. One that is wholly a parameter is not, but where advice hangs on it.
func ofMacro(d *Diagnostic) bool {
	return d.Via != nil && d.Via.Macro != "" && (d.Rule.Severity <= Info || !isParameter(d.At.Text()))
}

// isParameter reports whether a text of a macro is one parameter and nothing else.
func isParameter(text string) bool {
	text = strings.Trim(text, `"'`)
	return text != "" && strings.ContainsRune("$@%", rune(text[0])) && !strings.ContainsAny(text[1:], "/.:=-$@% \t")
}

// A wording is what a rule says of a text that a variable is a part of.
type wording struct {
	rule          *Rule
	text, message string
}

// joinVariables makes one finding of those that say the same of the same text with a variable in it, and can mend none: the mistake is the variable's.
func joinVariables(found []*Diagnostic) []*Diagnostic {
	first, more := map[wording]*Diagnostic{}, map[*Diagnostic]int{}
	kept := found[:0]
	for _, d := range found {
		if d.At.File == nil || len(d.Fixes) > 0 || d.At.End-d.At.Start > maxWording || !strings.Contains(d.At.Text(), "${") {
			kept = append(kept, d)
			continue
		}
		w := wording{d.Rule, d.At.Text(), d.Message}
		switch one := first[w]; one {
		case nil:
			first[w] = d
			kept = append(kept, d)
		default:
			one.Severity = max(one.Severity, d.Severity)
			if more[one]++; more[one] <= maxUses {
				one.Related = append(slices.Clip(one.Related), Related{At: d.At, Message: "the same here"})
			}
		}
	}
	for d, n := range more {
		d.Message += fmt.Sprintf("; the same in %d more of %s", n, d.At.Text())
	}
	return kept
}

// maxWording is how long a text may be that is looked for elsewhere.
const maxWording = 200
