// Package directives holds the rules about mod_wsgi's own directives and options: which there are, in which release, where they may
// stand, and what they take.
//
// One mistake gives one finding, by this order. A directive that no release has, or the one judged by has not, is only that; of others the
// place, the words and the options are mistakes of their own. Each option is the first of: written wrong, unknown, refused, repeated,
// a number with something behind it. What other families know better is left to them: a comment or a typographic quote behind the
// arguments (server), a home that is not absolute and the user root (groups), how the entries of a path are kept apart (python).
package directives

import (
	"iter"
	"slices"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
)

// Rules are the family's rules, in the order of the catalogue.
func Rules() []*lint.Rule {
	return []*lint.Rule{
		&directiveUnknown, &directiveRemoved, &directiveTooNew, &directiveMisplaced, &directiveValue,
		&daemonOptionUnknown, &daemonOptionSyntax, &daemonOptionValue, &numberWithUnit, &optionRepeated, &daemonNameMissing,
		&aliasOptionUnknown, &directiveWithoutEffect,
	}
}

// maxName is how long a name is that is compared with others: longer than any.
const maxName = 48

// meant is the one word that name was probably meant to be: the nearest by edits, else the only one that goes on where name ends. It is empty
// where there is none.
func meant(name string, among iter.Seq[string]) string {
	if len(name) > maxName {
		return ""
	}
	if near := lint.Nearest(name, among); near != "" || len(name) < 4 {
		return near
	}
	longer := ""
	for word := range among {
		if len(word) > len(name) && strings.EqualFold(word[:len(name)], name) {
			if longer != "" {
				return ""
			}
			longer = word
		}
	}
	return longer
}

// nameAt is the name of d as written. It may be what a variable or a macro's argument stands in.
func nameAt(d *eval.Directive) source.Span {
	name := d.Syntax.Name()
	at := d.Syntax.At(name.Start, name.End)
	if text := at.Text(); strings.HasPrefix(text, "<") {
		at.Start++
	}
	return at
}

// shown is a directive's name as people write it: a section's in its brackets.
func shown(name string) string {
	if strings.HasPrefix(name, "<") {
		return name + ">"
	}
	return name
}

// optional reports whether d is meant for some servers only: it stands in an <IfDirective> that asks for it, or below a name or a file
// that may or may not be there.
func optional(d *eval.Directive) bool {
	for c := d.When; c != nil; c = c.Outer {
		if c.Kind != "IfModule" && c.Kind != "IfVersion" {
			return true
		}
	}
	for s := d.Syntax.In(); s != nil; s = s.In() {
		if s.Name() == "ifdirective" && slices.ContainsFunc(s.Open.Args(), func(w parser.Word) bool { return d.Is(w.Value) }) {
			return true
		}
	}
	return false
}

// refuses is the symptom of a line that httpd refuses, with what it says.
func refuses(p *lint.Pass, says string) string {
	if p.Host.Htaccess {
		return "every request below the folder of the .htaccess file answers 500; the error log says \"" + says + "\""
	}
	return "Apache does not start; `apachectl configtest` says \"" + says + "\""
}
