package model

import (
	"regexp/syntax"
	"slices"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser/directives"
	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/parser/options"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model/wsgi"
)

// A Mount is a WSGIScriptAlias or WSGIScriptAliasMatch.
type Mount struct {
	Decl   *eval.Directive
	Server *Server
	Order  int // place in Config.Directives
	// URL is the first word, Script the file it is mounted from.
	URL, Script Value
	// URLs are the paths the mount takes if nothing before it does.
	URLs    URLs
	Options options.Arguments

	folder  folder
	strayed bool // it is not meant to stand where it does
}

// A folder is what Mount.Folder tells, once it was looked for.
type folder struct {
	name          string
	known, looked bool
}

func (b *builder) mount(d *eval.Directive, s *Server, in *Section) {
	m := &Mount{Decl: d, Server: s, Order: b.order, URL: d.Arg(0), Script: d.Arg(1), Options: options.Read(d.RawArgs(), 2)}
	if !m.URL.IsSet() || !m.Script.IsSet() {
		b.m.misread = true
		return
	}
	m.strayed = b.strayed[d] || in != nil && (in.Kind != Elsewhere || directives.Lookup(in.Decl.Name) == nil) // which is a host's tag misspelt, perhaps
	switch {
	case m.Parted(): // it may be the URL that a blank parts
	case d.Is("WSGIScriptAliasMatch"):
		m.URLs = b.urlsOfMatch(m.URL.Value)
	default:
		m.URLs = URLsBelow(m.URL.Value)
	}
	m.folder = m.findFolder()
	s.Mounts = append(s.Mounts, m)
}

// urlsOfMatch is the set a WSGIScriptAliasMatch takes. mod_wsgi does not count what an expression finds where it takes no part of the path, so of
// one that may do so nothing is known. Every path begins with a slash, so ^(.*)$ always takes some of it.
func (b *builder) urlsOfMatch(expr string) URLs {
	u := b.matching(expr)
	if empty := b.matching("^(?:" + expr + ")/"); empty.Known() && empty.find().MatchString("/") && !u.takeSlash() {
		return URLs{}
	}
	return u
}

// takeSlash reports whether what an expression finds in a path certainly begins with its first slash: it prefers to take that of "/", and does
// not ask for what stands behind, so it takes that of every path.
func (u URLs) takeSlash() bool {
	const before = syntax.EmptyBeginText | syntax.EmptyBeginLine
	asksBehind := func(i syntax.Inst) bool { return i.Op == syntax.InstEmptyWidth && syntax.EmptyOp(i.Arg)&^before != 0 }
	return u.kind == urlsRegexp && !slices.ContainsFunc(u.prog.Inst, asksBehind) && u.find().FindString("/") == "/"
}

// IsRoot reports whether the mount is `WSGIScriptAlias /`, which takes every URL of its server.
func (m *Mount) IsRoot() bool {
	p, ok := m.URLs.Prefix()
	return ok && p == "/"
}

// Parted reports whether a word that is no option stands right behind the script, as where a blank parts a path, so that nobody knows what the
// script is meant to be. Rule alias-option-unknown names that.
func (m *Mount) Parted() bool { return m.Options.Junk != nil && len(m.Options.Options) == 0 }

// Miswritten reports whether mod_wsgi refuses an option of the mount's line, or one has become a part of another's value, as rules tell, so that
// the line may be meant to have any option.
func (m *Mount) Miswritten() bool {
	known := wsgi.Lookup(m.Decl.Name)
	return RefusesOption(m.Decl, &m.Options) || slices.ContainsFunc(m.Options.Options, func(o options.Option) bool {
		_, held := known.Held(o.Value.Value)
		return o.Value.Value == "" || held != "" && o.Value.Quote == 0
	})
}

// RefusesOption reports whether mod_wsgi refuses one of the options of its directive d: a word that is none, or one of a name that d has not.
func RefusesOption(d *eval.Directive, all *options.Arguments) bool {
	known := wsgi.Lookup(d.Name)
	return all.Junk != nil || slices.ContainsFunc(all.Options, func(o options.Option) bool { return known.Option(o.Name) == nil })
}

// Option returns the value of the option of the given name that counts; the zero Value where there is none.
func (m *Mount) Option(name string) Value { return optionValue(m.Decl, &m.Options, name) }

// optionValue is the value of the option that counts, with its place.
func optionValue(d *eval.Directive, a *options.Arguments, name string) Value {
	o, _, ok := a.Last(name)
	if !ok {
		return Value{}
	}
	return Value{Value: o.Value.Value, Decl: d, Start: o.Value.Start, End: o.Value.End, Quote: o.Value.Quote}
}

// within reports whether every URL of the mount is in the set. Under MergeSlashes Off an expression need not match a URL with two slashes in a row, as a
// prefix does (alias_matches).
func (m *Mount) within(u URLs) bool {
	return u.Covers(m.URLs) && (u.kind == urlsPrefix || !m.Server.keepsSlashes())
}

// keepsSlashes reports whether two slashes in a row may stay two in what URLs are compared with.
func (s *Server) keepsSlashes() bool {
	lines := s.Settings("mergeslashes")
	if len(lines) == 0 && s.Main != nil {
		lines = s.Main.Settings("mergeslashes")
	}
	return slices.ContainsFunc(lines, func(l *Setting) bool { return !strings.EqualFold(l.Value().Value, "on") })
}
