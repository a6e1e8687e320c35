package model

import (
	"iter"
	"path"
	"slices"
	"sort"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/directives"
	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model/wsgi"
)

// A Guard is an <IfModule> that by mistake does not ask what it is meant to.
type Guard struct {
	*eval.Condition
	Meant  string       // the name that was meant, where it asks for one that no module has; else empty
	Loaded *parser.Line // where the module is loaded, further down
}

// Guards are the configuration's, in order.
func (c *Config) Guards() []Guard { return c.guards() }

// Never reports whether the section is never read, whatever is loaded.
func (g *Guard) Never() bool { return g.Meant != "" && !g.Negated }

// KeepsOut reports whether a directive with the given first word, or with any word where that is empty, stands where it looks as if it were
// read and is not: under one of the Guards, below a backslash that ends a comment or a directive, or behind the > of a tag.
// What is missing for want of it is the mistake of that, and a matter of the rules about it.
func (c *Config) KeepsOut(directive, first string) bool {
	return c.unseen().named[parser.LowerName(directive)+" "+first]
}

// KeepsOutGrant reports whether what KeepsOut speaks of may grant a folder: a <Directory> for it or for one around it, or a Require for nobody knows what.
func (c *Config) KeepsOutGrant(folder string) bool {
	out := c.unseen()
	for at := folder; !out.anywhere; at = path.Dir(at) {
		if out.folders[at] {
			return true
		}
		if at == path.Dir(at) {
			return false
		}
	}
	return true
}

// keptOut are the directives that guards, backslashes and tags keep out.
type keptOut struct {
	named    map[string]bool // names, and names with first words
	folders  map[string]bool // that a <Directory> is for
	anywhere bool            // some <Directory> or Require may be for any folder

	folder string // that of the lines which come next, as far as they tell
}

func (c *Config) findKeptOut() *keptOut {
	out := &keptOut{named: map[string]bool{}, folders: map[string]bool{}}
	for _, g := range c.Guards() {
		if inside, ok := c.Inside(g.Condition); ok && !g.Negated {
			out.folder = ""
			if g.In != nil && g.In.Is("<Directory") {
				out.folder = plainFolder(g.In.SectionArgs())
			}
			for l := range inside {
				out.keep(l.Text())
			}
		}
	}
	for _, f := range c.Files {
		for i := range f.NumLines() {
			l := f.Line(i)
			if !l.Joined() && !strings.HasPrefix(l.Text(), "<") {
				continue
			}
			switch kind := l.Kind(); kind {
			case parser.Comment, parser.Directive:
				_, below, _ := strings.Cut(l.Span().Text(), "\n")
				if below == "" || kind == parser.Directive && !counts(l.Name().Value) {
					continue
				}
				out.folder = ""
				for text := range strings.Lines(below) {
					if kind == parser.Comment || begins(text) {
						out.keep(text)
					}
				}
			case parser.Open, parser.Close:
				tag, behind := l.Text(), strings.LastIndexByte(l.Text(), '>')+1
				if kind == parser.Close {
					behind = strings.IndexByte(tag, '>') + 1
				}
				if strings.TrimSpace(tag[behind:]) == "" {
					continue
				}
				out.folder = ""
				if name, args := parser.CutWord(tag[:behind], 0); parser.SameName(name.Value, "<Directory") {
					out.folder = plainFolder(strings.TrimSuffix(tag[args:behind], ">"))
				}
				out.keep(tag[behind:])
			}
		}
	}
	return out
}

// keep notes a line.
func (out *keptOut) keep(text string) {
	text = strings.TrimSpace(text)
	name, next := parser.CutWord(text, 0)
	first, _ := parser.CutWord(text, next)
	lower := parser.LowerName(name.Value)
	out.named[lower+" "], out.named[lower+" "+first.Value] = true, true
	switch {
	case lower == "<directory":
		out.folder = plainFolder(strings.TrimSuffix(text[next:], ">"))
		out.folders[out.folder] = true
		out.anywhere = out.anywhere || out.folder == ""
	case strings.HasPrefix(lower, "<"):
		out.folder = ""
	case lower == "require":
		out.folders[out.folder] = true
		out.anywhere = out.anywhere || out.folder == ""
	}
}

// plainFolder is the folder that a <Directory> of these words is for; "" where that may be more than one.
func plainFolder(args string) string {
	word, next := parser.CutWord(args, 0)
	if next < len(args) || !path.IsAbs(word.Value) || strings.ContainsAny(word.Value, "*?[$") {
		return ""
	}
	return path.Clean(word.Value)
}

// counts reports whether the directive of the given name is refused with more words than it takes, or has options of mod_wsgi's, so that what a
// backslash makes a part of it is told of.
func counts(name string) bool {
	if known := wsgi.Lookup(name); known != nil && len(known.Options) > 0 {
		return true
	}
	known := directives.Lookup(name)
	return known != nil && strings.HasPrefix(string(known.Args), "TAKE") && known.Args != directives.TakeArgv
}

// begins reports whether a line below a backslash begins with a directive's name, so that it was hardly meant to go on with the one above.
func begins(text string) bool {
	name, _ := parser.CutWord(strings.TrimSpace(text), 0)
	return directives.Lookup(parser.DirectiveName(name.Value)) != nil
}

func (c *Config) findGuards() []Guard {
	modules := modulesOf(c)
	holds := map[*parser.Line]bool{}
	for _, k := range c.Conditions {
		holds[k.Syntax] = holds[k.Syntax] || k.Truth == eval.Yes
	}
	var found []Guard
	for _, k := range c.Conditions {
		if k.Kind != "IfModule" {
			continue
		}
		g := Guard{Condition: k, Meant: modules.intended(k.Test)}
		if at := modules.loaded[k.Test]; g.Meant == "" && at != nil && c.Closed() && !k.Negated && !holds[k.Syntax] {
			g.Loaded = at
		}
		if g.Meant != "" || g.Loaded != nil {
			found = append(found, g)
		}
	}
	return found
}

// Inside gives the lines between a condition's tags, if both stand in one file.
func (c *Config) Inside(k *eval.Condition) (lines iter.Seq[*parser.Line], ok bool) {
	at := k.Syntax.Span()
	i := slices.IndexFunc(c.Files, func(f *parser.File) bool { return f.Source == at.File })
	if i < 0 || k.Close == nil || k.Close.Span().File != at.File {
		return nil, false
	}
	f := c.Files[i]
	first := sort.Search(f.NumLines(), func(n int) bool { return f.Line(n).Span().Start >= at.End })
	return func(yield func(*parser.Line) bool) {
		for n := first; n < f.NumLines() && f.Line(n) != k.Close && yield(f.Line(n)); n++ {
		}
	}, true
}
