package eval

import (
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/directives"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
)

// A level is the reading of one file, with the macros used in it: what one call of httpd's ap_build_config reads. Sections and
// conditions begin and end in one level.
type level struct {
	*reader
	input   *input
	own     input // of the level's file
	open    []opened
	soak    []container    // what is being skipped of a false condition, outermost first; the first is the condition itself
	skipped *Condition     // that is the first of soak
	last    *Directive     // the last directive executed while reading, whose place errors without one borrow
	owed    map[string]int // closing tags that may still come for conditions that another closing tag has ended
	grown   bool           // the read buffer

	// What includes the file, and the words that name it; nothing for the main file.
	by        *Frame
	including *Directive
	at        source.Span
}

// An opened section or condition, with what to return to at its end.
type opened struct {
	name    string     // with its "<"
	meant   string     // what the section was meant to be, if that is one that is asked while reading; see guess
	guessed *Condition // that it was then meant to be
	section *Directive // nil for a condition
	cond    *Condition
	in      *Directive
	when    *Condition
	grown   bool
	deeper  bool // the section counts in sections
}

// read reads the level's input to its end.
func (lv *level) read() {
	for {
		l, ok := lv.nextLine()
		if !ok {
			break
		}
		if l.text == "" || l.text[0] == '#' {
			continue
		}
		lv.readLine(l)
	}
	lv.end()
}

// readLine is httpd's ap_build_config_sub, and the tests that its callers make before.
func (lv *level) readLine(l line) {
	if len(lv.soak) > 0 {
		lv.soakLine(l)
		return
	}
	if lv.closesCondition(l) {
		return
	}
	lv.expand(&l)
	word, next := parser.CutWord(l.text, 0)
	if word.Value == "" {
		return
	}
	name := parser.DirectiveName(word.Value)
	isOpen := strings.HasPrefix(name, "<")
	if strings.HasPrefix(name, "</") {
		lv.closeSection(l, name)
		_, second, two := strings.Cut(name, "><")
		if !two {
			return
		}
		// httpd refuses two tags on a line. So that this is all there is to tell, the second is read too.
		name = parser.DirectiveName("<" + second)
		if strings.HasPrefix(second, "/") {
			lv.closeSection(l, name)
			return
		}
	}
	e := lv.lookup(name)
	d := lv.directive(l, &e.Spelling, next)
	if e.run != nil {
		lv.execute(e, d, l)
		return
	}
	lv.add(d)
	if isOpen {
		lv.openSection(d, l)
	}
}

// add puts a directive into the stream.
func (r *reader) add(d *Directive) {
	d.index = int32(len(r.cfg.Directives))
	r.cfg.Directives = append(r.cfg.Directives, d)
}

// execute runs a read-time directive (execute_now).
func (lv *level) execute(e *entry, d *Directive, l line) {
	lv.last = d
	if !strings.HasPrefix(d.Name, "<") || d.Is("<Macro") {
		lv.cfg.ReadTime = append(lv.cfg.ReadTime, d)
	}
	var f *fault
	if lv.host.Htaccess && e.known.Override&directives.OrAll == 0 {
		f = &fault{message: d.Name + " not allowed here", hint: "an .htaccess file cannot use it"}
	} else {
		f = e.run(lv, d, l)
	}
	if f != nil {
		lv.fail(d, l, f)
	}
}

func (lv *level) openSection(d *Directive, l line) {
	o := opened{name: d.Name, section: d, in: lv.in, when: lv.when}
	if parser.SameName(d.Name, virtualHost) {
		// A virtual host cannot stand in another. It is read as standing beside it, so that one missing closing tag costs one problem.
		for in := lv.in; in != nil; in = in.In {
			if parser.SameName(in.Name, virtualHost) {
				d.In = in.In
				lv.cfg.lifted = append(lv.cfg.lifted, lifted{d, in})
			}
		}
	}
	if lv.sections < maxSections {
		lv.in, o.deeper = d, true
		lv.sections++
	} else {
		lv.refuse("sections", tooDeep, l)
	}
	lv.guess(&o, d, l)
	lv.open = append(lv.open, o)
}

const virtualHost = "<VirtualHost"

// closesCondition ends the innermost condition where the line is its closing tag: written out, nothing behind it, and no section open in
// its body (ap_build_cont_config).
func (lv *level) closesCondition(l line) bool {
	top := lv.top()
	if top == nil || top.cond == nil || len(l.text) != len(top.name)+2 {
		return false
	}
	if l.text[:2] != "</" || l.text[len(l.text)-1] != '>' || !parser.SameName(l.text[2:len(l.text)-1], top.name[1:]) {
		return false
	}
	top.cond.Close = l.syntax
	lv.pop()
	return true
}

func (lv *level) top() *opened {
	if len(lv.open) == 0 {
		return nil
	}
	return &lv.open[len(lv.open)-1]
}

// pop ends the innermost section or condition.
func (lv *level) pop() {
	o := lv.open[len(lv.open)-1]
	lv.open = lv.open[:len(lv.open)-1]
	lv.in, lv.when = o.in, o.when
	if o.deeper {
		lv.sections--
	}
	if o.cond != nil {
		lv.grown = o.grown
	}
}
