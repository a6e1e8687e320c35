package model

import (
	"path"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/directives"
	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
)

// A Section is a section that applies to some requests: Directory, Files, Location, their Match forms, If and Proxy.
type Section struct {
	Decl   *eval.Directive
	Server *Server
	Outer  *Section // nil where it stands in the server
	Before *Section // of an ElseIf or Else, the If or ElseIf that must not hold first
	// Arg is what it applies to, without the "~" of a regular expression.
	Arg  Value
	Kind SectionKind
	// Regexp says that Arg is a regular expression; Glob that it has shell wildcards.
	Regexp, Glob bool
	// Garbled says that Arg is not what was meant, as other rules tell, so that nobody knows what the section applies to.
	Garbled bool
	// URLs are the paths a Location takes; nothing is known of other kinds.
	URLs URLs

	// names are the files a section with wildcards or an expression applies to: of a Directory by their absolute names, of a Files with an expression by
	// their base names; nil for all others.
	names *URLs
	// folder is Arg of a Directory without dots and doubled slashes.
	folder string
}

// A SectionKind is what a section looks at.
type SectionKind uint8

// The kinds, in the order httpd merges them.
const (
	Directory SectionKind = iota
	Files
	Location
	If
	Elsewhere // Proxy, Limit and what is not known
)

var sectionKinds = map[string]SectionKind{
	"<directory": Directory, "<directorymatch": Directory,
	"<files": Files, "<filesmatch": Files,
	"<location": Location, "<locationmatch": Location,
	"<if": If, "<elseif": If, "<else": If,
}

func (b *builder) section(d *eval.Directive, s *Server, outer *Section) {
	kind, ok := sectionKinds[b.lower]
	if !ok {
		kind = Elsewhere
	}
	sec := b.sections.add(Section{Decl: d, Server: s, Outer: outer, Kind: kind, Arg: d.Arg(0), Regexp: strings.HasSuffix(b.lower, "match")})
	if sec.Arg.Value == "~" && kind <= Location {
		sec.Regexp = true
		sec.Arg = d.Arg(1)
	}
	sec.Glob = !sec.Regexp && strings.ContainsAny(sec.Arg.Value, "*?[")
	sec.Garbled = Garbled(sec.Arg.Value) || d.Overfull() || cutShort(d)
	switch {
	case kind == Location:
		sec.URLs = b.locationURLs(sec)
	case kind == Directory:
		sec.folder = Clean(sec.Arg.Value)
		if sec.Regexp || sec.Glob {
			names := b.patternNames(sec)
			sec.names = &names
		}
	case kind == Files && sec.Regexp:
		names := b.matching(sec.Arg.Value)
		sec.names = &names
	}
	if kind == If {
		in := b.in()
		if b.lower != "<if" {
			sec.Before = in.test
		}
		in.test = sec
	}
	b.around = append(b.around, place{decl: d, server: s, section: sec})
	s.Sections = append(s.Sections, sec)
}

// cutShort reports whether the ">" of a section stands before the end of its argument, it seems: what is behind is a path, or a part of one, and no
// directive.
func cutShort(d *eval.Directive) bool {
	i := strings.LastIndexByte(d.RawArgs(), '>')
	if i < 0 {
		return false
	}
	word, _ := parser.CutWord(d.RawArgs()[i+1:], 0)
	return word.Value != "" && strings.ContainsAny(word.Value[:1], pathBytes) && directives.Lookup(word.Value) == nil
}

// pathBytes are those that a name in a path begins with.
const pathBytes = "/._-abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

// locationURLs is the set of a <Location>. Unlike an Alias, <Location /app/> is said to take what begins so.
func (b *builder) locationURLs(s *Section) URLs {
	switch {
	case s.Regexp:
		return b.matching(s.Arg.Value)
	case s.Glob:
		return URLsGlob(s.Arg.Value)
	}
	if strings.Contains(s.Arg.Value, "//") && strings.HasPrefix(s.Arg.Value, "/") {
		return URLs{kind: urlsPrefix, prefix: s.Arg.Value} // as it is written: no path that httpd compares has two slashes in a row
	}
	return URLsBelow(s.Arg.Value)
}

// patternNames is the set of names a Directory with wildcards or an expression applies to (ap_directory_walk). Wildcards are compared with as many
// folders of the name as they have, so that all below is taken too; an expression with the file's whole name, and not with its folder's.
func (b *builder) patternNames(s *Section) URLs {
	switch {
	case Unfinished(s.Arg.Value):
		return URLs{}
	case s.Regexp:
		return b.matching(s.Arg.Value)
	}
	return URLsGlob(s.folder + "/").andBelow()
}

// Depth is what httpd sorts Directory sections by, before their order: the slashes of what they are for, be it an expression (dirsection,
// reorder_sorter). Expressions come behind all others.
func (s *Section) Depth() int {
	switch {
	case s.Regexp:
		return 1<<20 + strings.Count(s.Arg.Value, "/")
	case s.folder == "/":
		return 0
	}
	return strings.Count(s.folder, "/")
}

// CoversPath reports whether a Directory section may apply to the file of the given absolute name; certain says that it does, or does not.
func (s *Section) CoversPath(name string) (covers, certain bool) {
	switch {
	case s.Kind != Directory:
		return true, false
	case !s.Regexp && !s.Glob:
		return below(s.folder, Clean(name)), true
	case !s.names.Known():
		return true, false
	}
	return s.names.matches(name)
}

// AppliesInFolder reports whether a Directory section without an expression applies to the files of a folder, by the folder's absolute name and
// its own alone; what lies above the folder is asked for by itself (ap_directory_walk).
func (s *Section) AppliesInFolder(folder string) bool {
	if s.Glob {
		ok, _ := path.Match(s.folder, folder)
		return ok
	}
	return s.folder == folder
}

// CoversName reports whether a Files section applies to a file of the given base name; certain says whether that could be decided.
func (s *Section) CoversName(base string) (covers, certain bool) {
	if s.Kind != Files {
		return true, false
	}
	if !s.Regexp {
		ok, err := path.Match(s.Arg.Value, base)
		return ok, err == nil
	}
	if !s.names.Known() {
		return true, false
	}
	return s.names.matches(base)
}

// Apart reports whether two sections certainly have no file in common: they are, or stand in, Directory sections of which none lies in the other.
func (s *Section) Apart(o *Section) bool {
	for a := s; a != nil; a = a.Outer {
		for b := o; b != nil; b = b.Outer {
			if a.plainFolder() && b.plainFolder() && !below(a.folder, b.folder) && !below(b.folder, a.folder) {
				return true
			}
		}
	}
	return false
}

// Holds reports whether a section for a plain folder certainly applies to all that o does.
func (s *Section) Holds(o *Section) bool {
	if s == nil || s.Outer != nil || !s.plainFolder() || s.Garbled {
		return false
	}
	for ; o != nil; o = o.Outer {
		if o.plainFolder() && below(s.folder, o.folder) {
			return true
		}
	}
	return false
}

// TakesBelow reports whether the section is a Location for every request to the mount but those for its bare URL, such as /app/ for /app.
func (s *Section) TakesBelow(m *Mount) bool {
	prefix, plain := m.URLs.Prefix()
	return s != nil && plain && s.URLs.Covers(URLsBelow(prefix+"/"))
}

func (s *Section) plainFolder() bool { return s.Kind == Directory && !s.Regexp && !s.Glob }

// Below reports whether the absolute path name is folder or lies in it.
func Below(folder, name string) bool { return below(Clean(folder), Clean(name)) }

// Clean is path.Clean, made faster for names that are clean, as most are.
func Clean(name string) string {
	if strings.HasPrefix(name, "/") && !strings.HasSuffix(name, "/") && !strings.Contains(name, "//") && !strings.Contains(name, "/.") {
		return name
	}
	return path.Clean(name)
}

// below is Below for clean paths.
func below(folder, name string) bool {
	rest, ok := strings.CutPrefix(name, folder)
	return folder == "/" || ok && (rest == "" || rest[0] == '/')
}

// A Handler is a SetHandler.
type Handler struct {
	Decl    *eval.Directive
	Server  *Server
	Section *Section // nil at server level
	Name    Value
}

// IsNone reports whether the line is SetHandler None, in any letter case.
func (h *Handler) IsNone() bool { return strings.EqualFold(h.Name.Value, "none") }

func (b *builder) handler(d *eval.Directive, s *Server, in *Section) {
	if b.strayed[d] {
		return
	}
	b.scriptHandler(d, s, in)
	if name := d.Arg(0); name.IsSet() {
		s.Handlers = append(s.Handlers, &Handler{Decl: d, Server: s, Section: in, Name: name})
	}
}
