package eval

import (
	"slices"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/directives"
)

// condition opens a conditional section (start_cond_section): it ends at the last ">", may be negated, and reads one word.
func (lv *level) condition(d *Directive, l line) *fault {
	args := d.RawArgs()
	c := &Condition{Kind: d.Name[1:], Negated: strings.HasPrefix(args, "!"), Truth: Maybe}
	end := strings.LastIndexByte(args, '>')
	if end < 0 {
		return lv.refuseTag(c, d, l, &fault{message: d.Name + "> directive missing closing '>'"})
	}
	args = args[:end]
	if c.Negated {
		args = args[1:]
	}
	word, _ := parser.CutWord(args, 0)
	if word.Value == "" {
		return lv.refuseTag(c, d, l, &fault{message: d.Name + "> directive requires additional arguments"})
	}
	c.Test = word.Value
	c.Truth = lv.test(c)
	if c.Negated {
		c.Truth = Yes - c.Truth
	}
	lv.enter(c, d, l)
	return nil
}

// refuseTag goes on behind the tag of a condition that httpd refuses. A bare one was to close the innermost, if that is of its kind.
func (lv *level) refuseTag(c *Condition, d *Directive, l line, f *fault) *fault {
	top := lv.top()
	if d.RawArgs() != ">" || top == nil || top.cond == nil || top.name != d.Name {
		c.Refused = true
		lv.enter(c, d, l)
		return f
	}
	f.hint = "did you mean </" + d.Name[1:] + ">?"
	lv.closes(l)
	lv.pop()
	return f
}

// test is the truth of what a condition asks, before negation.
func (lv *level) test(c *Condition) Truth {
	switch c.Kind {
	case "IfModule":
		return lv.hasModule(c.Test)
	case "IfDefine":
		return lv.isDefined(c.Test)
	case "IfFile":
		return lv.hasFile(c.Test)
	case "IfDirective":
		return lv.hasDirective(c.Test)
	default:
		return lv.hasDirective("<" + c.Test)
	}
}

func (r *reader) isDefined(name string) Truth {
	if t, ok := r.flags[name]; ok {
		return t
	}
	return r.unknown()
}

// unknown is the truth of what is not known to be so.
func (r *reader) unknown() Truth {
	if r.host.Open {
		return Maybe
	}
	return No
}

// hasFile asks for a file or a folder (test_iffile_section).
func (r *reader) hasFile(name string) Truth {
	switch {
	case r.host.Open:
		return Maybe
	case r.files.exists(r.absolute(name)):
		return Yes
	}
	return No
}

// hasDirective asks for a name in the tables of the modules loaded so far.
func (r *reader) hasDirective(name string) Truth {
	e := r.lookup(name)
	if e.known == nil {
		return r.unknown()
	}
	return r.registered(e.known)
}

// enter begins the body of a condition: it is read where the condition is true or may be, and skipped where it is false.
func (lv *level) enter(c *Condition, d *Directive, l line) {
	c.Syntax, c.Via, c.Outer, c.In = l.syntax, l.from.via, lv.when, lv.in
	lv.cfg.Conditions = append(lv.cfg.Conditions, c)
	if c.Truth == No {
		lv.skipped = c
		lv.skip(d.Name)
		return
	}
	lv.open = append(lv.open, opened{name: d.Name, cond: c, in: lv.in, when: lv.when, grown: lv.grown})
	lv.grown = false
	if c.Truth == Maybe {
		lv.when = c
	}
}

// skipBody skips the body of a read-time section that is not configuration, such as mod_lua's.
func (lv *level) skipBody(d *Directive, l line) *fault {
	lv.skipped = &Condition{Kind: d.Name[1:], Syntax: l.syntax} // no condition of the configuration's
	lv.skip(d.Name)
	return nil
}

// perl is mod_perl's section. That module is not part of httpd, but a program read as configuration would be full of mistakes.
var perl = &directives.Directive{Name: "<Perl", Args: directives.RawArgs, Override: directives.OrAll, ReadTime: true, Modules: []string{"mod_perl.c"}}

// skipPerl is modperl_cmd_perl: it takes all lines up to one that is "</Perl>", or to the end of the file.
func (lv *level) skipPerl(*Directive, line) *fault {
	for {
		if l, ok := lv.nextLine(); !ok || l.text == "</Perl>" {
			return nil
		}
	}
}

// String says the condition and those around it that could not be decided either, the outermost first: "IfModule mod_ssl.c, IfDefine !Debug".
func (c *Condition) String() string {
	var all []string
	for ; c != nil; c = c.Outer {
		not := ""
		if c.Negated {
			not = "!"
		}
		all = append(all, c.Kind+" "+not+c.Test)
	}
	slices.Reverse(all)
	return strings.Join(all, ", ")
}
