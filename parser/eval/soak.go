package eval

import (
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/directives"
)

// A container is a section that is being skipped, with its "<". Each has a read buffer of its own; grown is that of what is around.
type container struct {
	name  string
	grown bool
}

// skip begins to skip a container's body.
func (lv *level) skip(name string) {
	lv.soak = append(lv.soak, container{name, lv.grown})
	lv.grown = false
}

// soakLine reads a line of a false condition's body, where only the nesting of containers counts (ap_soak_end_container).
func (lv *level) soakLine(l line) {
	word, next := parser.CutWord(l.text, 0)
	w := word.Value
	switch {
	case !strings.HasPrefix(w, "<"):
	case strings.HasPrefix(w, "</"):
		lv.soakClose(l, w)
	default:
		if next == len(l.text) {
			w = strings.TrimSuffix(w, ">")
		}
		lv.skip(w)
	}
}

// soakClose drops the last byte of a closing tag unseen, as httpd does, and compares the rest with the innermost container.
func (lv *level) soakClose(l line, w string) {
	saw := w[:len(w)-1]
	name := ""
	if len(saw) > 2 {
		name = saw[2:]
	}
	expected := lv.soak[len(lv.soak)-1].name[1:]
	if parser.SameName(name, expected) {
		lv.unsoak(len(lv.soak)-1, l)
		return
	}
	c := lv.skipped
	f := &fault{kind: Unpaired, message: "Expected </" + expected + "> but saw " + saw + ">", at: l.at()}
	// Recovery: a container of that name that is being skipped ends; else one that is open around ends the condition; else the tag is stray.
	meant, split := "<"+closedName(w), splitName(l)
	i, last := lv.soakIndex(meant), lv.soak[len(lv.soak)-1].name
	if directives.Lookup(last) == nil && slips(last, meant) {
		i = len(lv.soak) - 1
	}
	f.hint = "in the part that is skipped"
	if k := lv.soakIndex(split); k >= 0 {
		i, f.hint = k, noBlank(split)
	}
	if i >= 0 {
		lv.fail(lv.last, l, f)
		lv.unsoak(i, l)
		return
	}
	if lv.openIndex(meant) >= 0 {
		f.at, f.hint = c.Syntax.At(0, len(c.Syntax.Text())), "it is still open at the closing tag of "+meant+">"
		lv.fail(lv.last, l, f)
		lv.owe(lv.soak[0].name)
		lv.leave(0)
		lv.readLine(l)
		return
	}
	f.hint = "no " + meant + "> is open here"
	lv.fail(lv.last, l, f)
}

// soakIndex is the index of the innermost container of a name that is being skipped; -1 where there is none.
func (lv *level) soakIndex(name string) int {
	for i := len(lv.soak) - 1; i >= max(0, len(lv.soak)-maxOpen); i-- {
		if parser.SameName(strings.TrimSuffix(lv.soak[i].name, ">"), name) {
			return i
		}
	}
	return -1
}

// unsoak ends the skipped containers from index i on at a closing tag; the first is the condition itself.
func (lv *level) unsoak(i int, l line) {
	if i == 0 {
		lv.skipped.Close = l.syntax
	}
	lv.leave(i)
}

// leave ends the skipped containers from index i on.
func (lv *level) leave(i int) {
	lv.grown = lv.soak[i].grown
	lv.soak = lv.soak[:i]
}

// endSoak is the end of the file in a false condition's body.
func (lv *level) endSoak() {
	c := lv.skipped
	lv.fail(lv.last, line{}, &fault{
		kind:    Unpaired,
		message: "Expected </" + lv.soak[len(lv.soak)-1].name[1:] + "> before end of configuration",
		hint:    "everything from here to the end of the file is skipped",
		at:      c.Syntax.At(0, len(c.Syntax.Text())),
	})
	lv.leave(0)
}
