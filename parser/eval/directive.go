package eval

import (
	"iter"
	"slices"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/directives"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
)

// Is reports whether the directive has the given name, in any letter case, as httpd compares names. A section's begins with "<".
func (d *Directive) Is(name string) bool { return strings.EqualFold(d.Name, name) }

// IsSection reports whether d opens a section.
func (d *Directive) IsSection() bool { return strings.HasPrefix(d.Name, "<") }

// text is the expanded line.
func (d *Directive) text() string {
	if d.expansion != nil && d.expansion.text != "" {
		return d.expansion.text
	}
	return d.Syntax.Text()
}

// RawArgs is what follows the name, variables expanded and words uncut; of a section the closing ">" is a part, which httpd gives to one without
// arguments.
func (d *Directive) RawArgs() string {
	args := d.text()[d.args:]
	if args == "" && d.IsSection() {
		return ">"
	}
	return args
}

// SectionArgs is RawArgs of a section up to its last ">", as its handler cuts it; RawArgs itself for a plain directive.
func (d *Directive) SectionArgs() string {
	args := d.RawArgs()
	if !d.IsSection() {
		return args
	}
	if i := strings.LastIndexByte(args, '>'); i >= 0 {
		return args[:i]
	}
	return args
}

// Args cuts the directive's words as ap_getword_conf does, each with its place in the text.
func (d *Directive) Args() []Arg {
	args := make([]Arg, 0, min(1+strings.Count(d.RawArgs(), " "), 8)) // mostly as many
	return slices.AppendSeq(args, d.EachArg())
}

// EachArg yields the words that Args cuts.
func (d *Directive) EachArg() iter.Seq[Arg] {
	return func(yield func(Arg) bool) {
		for w := range parser.Words(d.SectionArgs(), 0) {
			if !yield(d.arg(w)) {
				return
			}
		}
	}
}

// Arg returns word i of the arguments, the zero Arg where there are fewer.
func (d *Directive) Arg(i int) Arg {
	for w := range parser.Words(d.SectionArgs(), 0) {
		if i == 0 {
			return d.arg(w)
		}
		i--
	}
	return Arg{}
}

func (d *Directive) arg(w parser.Word) Arg {
	return Arg{Value: w.Value, Decl: d, Start: w.Start, End: w.End, Quote: w.Quote}
}

// IsSet reports whether there is such a word.
func (a Arg) IsSet() bool { return a.Decl != nil }

// At is the text the word came from: the word itself, quotes included, or what the variable stands in. It is nowhere for the zero Arg.
func (a Arg) At() source.Span {
	if a.Decl == nil {
		return source.Span{}
	}
	at, _ := a.Decl.Origin(a.Start, a.End)
	return at
}

// Exact says that At is this word and nothing else, so a fix may replace it. It is false for what came out of a variable or a macro, where a
// variable is not defined here, and in a file that is read more than once.
func (a Arg) Exact() bool {
	if a.Decl == nil {
		return false
	}
	_, exact := a.Decl.Origin(a.Start, a.End)
	return exact && !strings.Contains(a.Decl.RawArgs()[a.Start:a.End], "${")
}

// At is the directive's text: the whole logical line, from its first word to its last byte.
func (d *Directive) At() source.Span { return d.Syntax.At(0, len(d.Syntax.Text())) }

// Order is d's place in Config.Directives.
func (d *Directive) Order() int { return int(d.index) }

// Within reports whether d stands, at any depth, in section s.
func (d *Directive) Within(s *Directive) bool {
	for in := d.In; in != nil; in = in.In {
		if in == s {
			return true
		}
	}
	return false
}

// Body returns what a section holds, in order.
func (c *Config) Body(section *Directive) []*Directive {
	var body []*Directive
	for _, d := range c.extent(section) {
		if d.In == section {
			body = append(body, d)
		}
	}
	return body
}

// extent is what stands in a section at any depth, in order.
func (c *Config) extent(section *Directive) []*Directive {
	below := c.Directives[section.index+1:]
	for i, d := range below {
		if !d.Within(section) {
			return below[:i]
		}
	}
	return below
}

// HoldsWith reports whether d is certainly read wherever o is: every undecided condition d stands under, o stands under too, or it asks for the
// module that o is a directive of, without which httpd refuses o.
func (d *Directive) HoldsWith(o *Directive) bool {
	for c := d.When; c != nil; c = c.Outer {
		if !o.under(c) && !o.needs(c) {
			return false
		}
	}
	return true
}

// HoldsWithModule reports what HoldsWith does where the module that d is a directive of is loaded: a guard that asks for it says nothing then, unless o
// stands under its opposite.
func (d *Directive) HoldsWithModule(o *Directive) bool {
	for c := d.When; c != nil; c = c.Outer {
		if !o.under(c) && !o.needs(c) && (!d.needs(c) || o.underOpposite(c)) {
			return false
		}
	}
	return true
}

// UnderRefused reports whether d stands under a condition whose tag httpd refuses, so that nobody knows when d is meant to be read.
func (d *Directive) UnderRefused() bool {
	for c := d.When; c != nil; c = c.Outer {
		if c.Refused {
			return true
		}
	}
	return false
}

// under reports whether d stands under the condition, or one that asks the same.
func (d *Directive) under(c *Condition) bool {
	for k := d.When; k != nil; k = k.Outer {
		if k == c || k.Negated == c.Negated && k.asksAs(c) {
			return true
		}
	}
	return false
}

// underOpposite reports whether d stands under a condition that asks the contrary.
func (d *Directive) underOpposite(c *Condition) bool {
	for k := d.When; k != nil; k = k.Outer {
		if k.Negated != c.Negated && k.asksAs(c) {
			return true
		}
	}
	return false
}

// asksAs reports whether two conditions ask the same, one of them perhaps in the negative: a module's identifier and its source are one.
func (c *Condition) asksAs(o *Condition) bool {
	if c.Kind != o.Kind || c.Test == o.Test || c.Kind != "IfModule" {
		return c.Kind == o.Kind && c.Test == o.Test
	}
	source := func(name string) string {
		if s, ok := directives.ModuleSource(name); ok {
			return s
		}
		return name
	}
	return source(c.Test) == source(o.Test)
}

// needs reports whether the condition asks for the one module that has the directive.
func (d *Directive) needs(c *Condition) bool {
	if c.Kind != "IfModule" || c.Negated {
		return false
	}
	known := directives.Lookup(d.Name)
	if known == nil || len(known.Modules) != 1 {
		return false
	}
	source, ok := directives.ModuleSource(c.Test)
	return known.Modules[0] == c.Test || ok && known.Modules[0] == source
}
