package eval

import (
	"fmt"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/directives"
)

// closeSection is the end of ap_build_config_sub: word is a closing tag, which must fit the innermost section. Where it does not,
// recovery assumes that whoever wrote the tag meant the section of that name.
func (lv *level) closeSection(l line, word string) {
	f := &fault{kind: Unpaired}
	top := lv.top()
	switch {
	case top == nil || top.cond != nil:
		f.message = word + " without matching <" + word[2:] + " section"
	case word[len(word)-1] != '>':
		f.kind, f.message = Other, word+"> directive missing closing '>'"
	case !parser.SameName(word[2:len(word)-1], top.name[1:]):
		f.message = "Expected </" + top.name[1:] + "> but saw " + word
	default:
		lv.closes(l)
		lv.pop()
		return
	}
	lv.recoverClose(l, word, f)
}

// recoverClose goes on behind a closing tag that httpd refuses.
func (lv *level) recoverClose(l line, word string, f *fault) {
	name := "<" + closedName(word)
	i := lv.openIndex(name)
	if top := lv.top(); top != nil && top.section != nil && directives.Lookup(top.name) == nil && slips(top.name, name) {
		i = len(lv.open) - 1
	}
	if split := splitName(l); lv.openIndex(split) >= 0 {
		i, f.hint = lv.openIndex(split), noBlank(split)
	}
	if top := lv.top(); i < 0 && top != nil && top.cond == nil && (directives.Lookup(name) == nil) != (directives.Lookup(top.name) == nil) {
		i = len(lv.open) - 1 // one of the two is misspelt
	}
	if strings.Contains(word, "><") {
		f.hint = "each tag needs a line of its own"
	}
	switch {
	case i < 0 && lv.owed[parser.LowerName(name)] > 0:
		lv.owed[parser.LowerName(name)]--
		return
	case i < 0:
		f.hint, f.closes = "no "+name+"> is open here", name
		lv.failAt(l, f)
		return
	}
	lv.endUnclosed(i+1, l, f)
	if o := &lv.open[i]; o.meant != "" && parser.SameName(o.meant, name) {
		f.blames, f.hint = o.section, "did you mean "+o.meant+">?"
	}
	if !f.told {
		lv.failAt(l, f)
	}
	lv.closes(l)
	lv.pop()
}

// closes notes the closing tag of what is innermost, if that is a condition, or is thought to be one.
func (lv *level) closes(l line) {
	top := lv.top()
	for _, c := range []*Condition{top.cond, top.guessed} {
		if c != nil {
			c.Close = l.syntax
		}
	}
}

// openIndex is the index of the innermost open section or condition of a name; -1 where there is none.
func (lv *level) openIndex(name string) int {
	for i := len(lv.open) - 1; i >= max(0, len(lv.open)-maxOpen); i-- {
		if o := &lv.open[i]; parser.SameName(o.name, name) || o.meant != "" && parser.SameName(o.meant, name) {
			return i
		}
	}
	return -1
}

// endUnclosed ends what is open from index i on, which the closing tag at l shows to be unclosed. The first problem is httpd's own, f;
// it blames the section that was not closed.
func (lv *level) endUnclosed(i int, l line, f *fault) {
	for len(lv.open) > i {
		o := lv.top()
		if o.cond != nil {
			f.hint, f.open = fmt.Sprintf("%s> on line %d is still open here", o.name, o.cond.Syntax.Number()), o.name[1:]
			lv.owe(o.name)
			lv.pop()
			continue
		}
		b := &fault{kind: Unpaired, message: o.name + "> was not closed.", blames: o.section}
		if !f.told {
			b.kind, b.message, f.told = f.kind, f.message, true
		}
		_, line := o.section.Place()
		b.hint = fmt.Sprintf("the %s> opened on line %d is still open at line %d", o.name, line, l.number())
		lv.failAt(l, b)
		lv.pop()
	}
}

// owe notes that the closing tag of a condition may still come: then it is not one too many.
func (lv *level) owe(name string) {
	if lv.owed == nil {
		lv.owed = map[string]int{}
	}
	lv.owed[parser.LowerName(name)]++
}

// closedName is the name in a closing tag, however it ends.
func closedName(word string) string {
	name := strings.TrimPrefix(word, "</")
	if i := strings.IndexByte(name, '>'); i >= 0 {
		name = name[:i]
	}
	return strings.TrimRight(name, "/")
}

func noBlank(name string) string { return "write </" + name[1:] + "> without a blank" }

// maxSplit is how long the line of a closing tag may be in which blanks are looked for.
const maxSplit = 64

// splitName is the name of the section, with its "<", that a closing tag would close without the blanks in it; empty where it has none, or more than
// a tag stands there.
func splitName(l line) string {
	if len(l.text) > maxSplit || !strings.ContainsAny(l.text, " \t") || !strings.HasSuffix(l.text, ">") {
		return ""
	}
	return "<" + closedName(strings.NewReplacer(" ", "", "\t", "").Replace(l.text))
}

// end is the end of the file. httpd does not mind a true condition that is still open, nor sections open in its body.
func (lv *level) end() {
	if len(lv.soak) > 0 {
		lv.endSoak()
	}
	sections := len(lv.open)
	for i, o := range lv.open {
		if o.cond != nil {
			sections = i
			break
		}
	}
	for len(lv.open) > sections {
		lv.pop()
	}
	if sections > 0 {
		lv.unclosed()
	}
	for len(lv.open) > 0 {
		lv.pop()
	}
}

// unclosed reports the sections still open at the end of the file. httpd tells them all in one message, innermost first, and
// gives it the place of the outermost.
func (lv *level) unclosed() {
	var all []string
	for i := len(lv.open) - 1; i >= 0; i-- {
		label, line := lv.open[i].section.Place()
		all = append(all, fmt.Sprintf("%s:%d: %s", label, line, lv.open[i].notClosed()))
	}
	for i := range lv.open {
		o := &lv.open[i]
		message := all[len(all)-1-i]
		if i == 0 {
			message = strings.Join(all, "\n")
		}
		label, line := o.section.Place()
		lv.report(Problem{
			Kind: Unpaired, At: o.section.At(), Label: label, Line: line, Message: message, Own: o.notClosed(), Fatal: true,
			Hint: "it must be closed in the file that opens it", Via: o.section.Via, When: o.section.When,
		})
	}
}

func (o *opened) notClosed() string { return o.section.Name + "> was not closed." }
