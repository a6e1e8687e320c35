package directives

import (
	"iter"

	"github.com/modwsgi-lint/modwsgi-lint/parser/directives"
	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model/wsgi"
)

// target is the release a configuration is judged by.
func target(p *lint.Pass) wsgi.Release {
	if !p.Target.ModWSGI.Known() {
		return wsgi.Newest
	}
	return wsgi.Release(p.Target.ModWSGI)
}

// A build is the build of mod_wsgi that a configuration is judged by, and what it makes of the configuration's lines.
type build struct {
	missing map[*wsgi.Directive]change // the directives that it has not
	own     []ownLine                  // of directives that it has
	absents []absentLine               // of others
}

// An ownLine is a line of one of mod_wsgi's own directives.
type ownLine struct {
	*eval.Directive
	known *wsgi.Directive
	entry *directives.Directive
}

// An absentLine is a line that the build does not know, and why.
type absentLine struct {
	ownLine
	change
}

// A change is why a build has not a directive that others have, and the release that changed that; the zero Release where the kind of build did.
type change struct {
	standing
	wsgi.Release
}

// builds is the build of a run.
var builds = lint.Fact[*build]{Find: func(p *lint.Pass) *build {
	b := &build{missing: map[*wsgi.Directive]change{}, own: make([]ownLine, 0, len(p.Own))}
	for known := range wsgi.All() {
		if s, changed := stands(p, known); s != current {
			b.missing[known] = change{s, changed}
		}
	}
	lines := map[string]ownLine{} // by name as written, what is known of it
	for _, d := range p.Own {
		line, ok := lines[d.Name]
		if !ok {
			line = ownLine{known: wsgi.Lookup(d.Name), entry: directives.Lookup(d.Name)}
			lines[d.Name] = line
		}
		line.Directive = d
		if c, missing := b.missing[line.known]; missing {
			b.absents = append(b.absents, absentLine{line, c})
		} else if line.known != nil {
			b.own = append(b.own, line)
		}
	}
	return b
}}

// has reports whether the build has d's directive.
func (b *build) has(d *eval.Directive) bool {
	known := wsgi.Lookup(d.Name)
	_, missing := b.missing[known]
	return known != nil && !missing
}

// names are the directives the build has.
func (b *build) names() iter.Seq[string] {
	return func(yield func(string) bool) {
		for known := range wsgi.All() {
			if _, missing := b.missing[known]; !missing && !yield(known.Name) {
				return
			}
		}
	}
}

// absent reports each directive that some release has, but not the build, where the reason is the given one. What stands in a section that
// is absent itself is left out.
func (b *build) absent(why standing, report func(d *eval.Directive, known *wsgi.Directive, changed wsgi.Release)) {
	for _, l := range b.absents {
		if l.standing == why && !optional(l.Directive) && (l.In == nil || wsgi.Lookup(l.In.Name) == nil || b.has(l.In)) {
			report(l.Directive, l.known, l.Release)
		}
	}
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
