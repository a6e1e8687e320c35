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
	"github.com/modwsgi-lint/modwsgi-lint/parser/directives"
	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model/wsgi"
)

// Rules are the family's rules, in the order of the catalogue.
func Rules() []*lint.Rule {
	return []*lint.Rule{
		&directiveUnknown, &directiveRemoved, &directiveTooNew, &directiveMisplaced, &directiveValue,
		&daemonOptionUnknown, &daemonOptionSyntax, &daemonOptionValue, &numberWithUnit, &optionRepeated, &daemonNameMissing,
		&aliasOptionUnknown, &directiveWithoutEffect,
	}
}

// target is the release a configuration is judged by.
func target(p *lint.Pass) wsgi.Release {
	if !p.Target.ModWSGI.Known() {
		return wsgi.Newest
	}
	return wsgi.Release(p.Target.ModWSGI)
}

// A standing is what is known of a directive of some release.
type standing uint8

const (
	current standing = iota
	removed
	tooNew
)

// stands tells whether the build judged by has a directive that some release has, and else the release that changed that; the zero Release
// where the kind of build did.
func stands(p *lint.Pass, known *wsgi.Directive) (standing, wsgi.Release) {
	entry, r := directives.Lookup(known.Name), target(p)
	since, gone := releaseOf(entry.Since), releaseOf(entry.Removed)
	python3 := p.Target.Python.Known() && !p.Target.Python.Less(lint.Version{3})
	switch {
	case entry.Removed != "" && !r.Before(gone):
		return removed, gone
	case r.Before(since):
		return tooNew, since
	case known.Apache20 && p.Target.HTTPD.Known() && !p.Target.HTTPD.Less(lint.Version{2, 2}):
		return removed, wsgi.Release{}
	case python3 && known.Python3Since == gone && entry.Removed != "":
		return removed, wsgi.Release{}
	case python3 && r.Before(known.Python3Since):
		return tooNew, known.Python3Since
	}
	return current, wsgi.Release{}
}

// releaseOf reads a release as package directives writes it.
func releaseOf(s string) wsgi.Release {
	v, err := lint.ParseVersion(s)
	if err != nil {
		return wsgi.Release{}
	}
	return wsgi.Release(v)
}

// absent reports each directive that some release has, but not the build judged by, where the reason is the given one. What stands in a
// section that is absent itself is left out.
func absent(p *lint.Pass, why standing, report func(d *eval.Directive, known *wsgi.Directive, changed wsgi.Release)) {
	for _, d := range p.Own {
		known := wsgi.Lookup(d.Name)
		if known == nil || optional(d) || d.In != nil && wsgi.Lookup(d.In.Name) != nil && own(p, d.In) == nil {
			continue
		}
		if s, changed := stands(p, known); s == why {
			report(d, known, changed)
		}
	}
}

// own returns what is known of d, where the build judged by has it; nil where it does not.
func own(p *lint.Pass, d *eval.Directive) *wsgi.Directive {
	known := wsgi.Lookup(d.Name)
	if known == nil {
		return nil
	}
	if s, _ := stands(p, known); s != current {
		return nil
	}
	return known
}

// meant is the one word that name was probably meant to be: the nearest by edits, else the only one that goes on where name ends. It is empty
// where there is none.
func meant(name string, among iter.Seq[string]) string {
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
