package model

import (
	"path"
	"slices"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
)

// A Setting is a line of a directive of which one is in force for a request, such as WSGIProcessGroup. It may stand in a server or in a section.
type Setting struct {
	Decl    *eval.Directive
	Server  *Server
	Section *Section // the innermost around it; nil at server level
	Order   int      // place in Config.Directives

	access *AccessControl // of a line of one
}

func (b *builder) setting(d *eval.Directive, s *Server, in *Section) {
	b.set(Setting{Decl: d, Server: s, Section: in, Order: b.order})
}

func (b *builder) processGroup(d *eval.Directive, s *Server, in *Section) {
	b.m.misread = b.m.misread || !d.Arg(0).IsSet()
	b.setting(d, s, in)
}

// fewNames is for how many names of settings a server has room at first.
const fewNames = 8

func (b *builder) set(one Setting) {
	x := one.Server.settingsOf(b.lower)
	if x == nil {
		if one.Server.settings == nil {
			one.Server.settings = make([]settings, 0, fewNames)
		}
		one.Server.settings = append(one.Server.settings, settings{name: b.lower})
		x = &one.Server.settings[len(one.Server.settings)-1]
	}
	x.all = append(x.all, b.settings.add(one))
}

// Value is the line's first argument.
func (s *Setting) Value() Value { return s.Decl.Arg(0) }

// IsFor reports whether an AddHandler or RemoveHandler is for files of the given name by their extension, as mod_mime reads it: in any letter
// case, with or without its dot.
func (s *Setting) IsFor(name string) bool {
	ext, args := strings.TrimPrefix(path.Ext(name), "."), s.Decl.RawArgs()
	if ext == "" {
		return false
	}
	from := 0
	if !s.Decl.Is("RemoveHandler") {
		_, from = parser.CutWord(args, 0)
	}
	for w := range parser.Words(args, from) {
		if strings.EqualFold(strings.TrimPrefix(w.Value, "."), ext) {
			return true
		}
	}
	return false
}

// Settings are the server's lines of the directive of the given name, in lower case, in file order.
func (s *Server) Settings(name string) []*Setting {
	if x := s.settingsOf(name); x != nil {
		return x.all
	}
	return nil
}

// settingsOf are the settings of a name; nil for none. A server has few names.
func (s *Server) settingsOf(name string) *settings {
	for i := range s.settings {
		if s.settings[i].name == name {
			return &s.settings[i]
		}
	}
	return nil
}

// A Held is a setting and the requests it holds for, where no stronger one does.
type Held struct {
	*Setting
	Reach Reach // Perhaps, Some or All

	strength strength
}

// meantForAll reports whether a Location that holds for some of the requests does not begin below the mount's own URL: `<Location /app>` for
// WSGIScriptAliasMatch ^/app, which takes /apple too, or `<Location /app/>` for /app.
func (h Held) meantForAll(m *Mount) bool {
	if h.Reach != Some || h.Section == nil || h.Section.Kind != Location {
		return false
	}
	prefix, plain := h.Section.URLs.Prefix()
	return plain && m.URLs.Matcher()(path.Dir(strings.TrimSuffix(prefix, "/"))) == nil
}

// InForce returns the lines of a directive, by its name in lower case, that may hold for requests that s sends to the mount, the strongest first.
// It ends at the first that certainly holds for all of them. Where very many may hold, some of them are returned and none is certain. As httpd merges them, If is stronger than Location, then come Files, Directory by the
// length of its path, the virtual host and the main server; of equals the later one is stronger.
func (s *Server) InForce(name string, m *Mount) []Held {
	var held holding
	return slices.Clone(held.inForce(s, name, m))
}

// Overrides reports whether s counts wherever it applies and o does too.
func (s *Setting) Overrides(o *Setting) bool {
	return s.strength().compare(o.strength()) > 0
}

// A strength orders settings as httpd merges them.
type strength [4]int32

func (s strength) compare(o strength) int { return slices.Compare(s[:], o[:]) }

func (s *Setting) strength() strength {
	kind, depth := -1, 0
	for in := s.Section; in != nil; in = in.Outer {
		if in.Kind == Directory {
			depth = in.Depth()
			if in.Garbled {
				depth = 1 << 21 // what is not known may be behind all others
			}
		}
		kind = max(kind, int(in.Kind))
	}
	host := 1
	if s.Server.IsMain() {
		host = 0
	}
	return strength{int32(kind), int32(depth), int32(host), int32(s.Order)}
}

// settings are the lines of one directive in one server.
type settings struct {
	name  string // in lower case
	all   []*Setting
	index *settingIndex // where they are many
}

// A settingIndex finds those in a plain <Location> or <Directory> by its path, so that a server with thousands of them costs no more than the
// length of the paths. Of those outside all sections the last counts.
type settingIndex struct {
	server        []*Setting
	urls, folders byPath
	others        []*Setting
}

// maxCompared is how many sections that only comparing one by one can judge are compared with each mount.
const maxCompared = 16

// finish makes the index where it is worth it.
func (x *settings) finish() {
	if len(x.all) <= maxCompared {
		return
	}
	x.index = &settingIndex{}
	for _, s := range x.all {
		x.index.add(s)
	}
	x.index.urls.sort()
	x.index.folders.sort()
}

func (x *settingIndex) add(s *Setting) {
	in := s.Section
	switch {
	case in == nil:
		x.server = append(x.server, s)
	case in.Outer != nil || in.Regexp || in.Glob || in.Garbled:
		x.others = append(x.others, s)
	case in.Kind == Location && strings.HasPrefix(in.Arg.Value, "/"):
		prefix, _ := in.URLs.Prefix()
		x.urls.add(prefix, s)
	case in.Kind == Directory:
		x.folders.add(in.folder, s)
	default:
		x.others = append(x.others, s)
	}
}

// maxPerhaps is how many lines that perhaps hold are told of each mount.
const maxPerhaps = 64

// A holding collects the lines that may hold for requests to a mount. Mostly they are few, and it can stay on the stack.
type holding struct {
	few     [4]Held
	n       int // of few
	many    []Held
	perhaps int
	more    bool // some are left out
}

// inForce is InForce. What it returns is h's own.
func (h *holding) inForce(s *Server, name string, m *Mount) []Held {
	for at := s; at != nil; at = at.Main {
		if x := at.settingsOf(name); x != nil {
			h.add(x, m)
		}
	}
	found := h.few[:h.n]
	if len(h.many) > 0 {
		found = append(slices.Clip(found), h.many...)
	}
	slices.SortStableFunc(found, func(a, b Held) int { return b.strength.compare(a.strength) })
	closeChains(found, m)
	if h.more {
		for i := range found {
			found[i].Reach = Perhaps
		}
	}
	if i := slices.IndexFunc(found, func(h Held) bool { return h.Reach == All }); i >= 0 {
		found = found[:i+1]
	}
	return found
}

// closeChains looks for an Else of which each branch has a line, so that one of them holds: the If's does where no other.
func closeChains(found []Held, m *Mount) {
	ofBranch := func(branch *Section) *Held {
		i := slices.IndexFunc(found, func(h Held) bool { return h.Section == branch })
		if i < 0 || !found[i].Decl.HoldsWith(m.Decl) {
			return nil
		}
		return &found[i]
	}
	for _, h := range found {
		if h.Section == nil || !h.Section.Decl.Is("<Else") {
			continue
		}
		last, branch := ofBranch(h.Section), h.Section
		for last != nil && branch.Before != nil {
			branch = branch.Before
			last = ofBranch(branch)
		}
		if last != nil && branch.Decl.Is("<If") && (branch.Outer == nil || branch.Outer.Reach(m) == All) {
			last.Reach = All
		}
	}
}

// consider adds a line, and returns the requests to the mount that it holds for as it is read where the mount is.
func (h *holding) consider(s *Setting, m *Mount, reach Reach) Reach {
	if reach == All && !s.Decl.HoldsWith(m.Decl) {
		reach = Perhaps
	}
	if reach == None {
		return reach
	}
	if reach == Perhaps {
		h.perhaps++
		h.more = h.more || h.perhaps > maxPerhaps
	}
	switch one := (Held{s, reach, s.strength()}); {
	case h.more:
	case h.n < len(h.few):
		h.few[h.n] = one
		h.n++
	default:
		h.many = append(h.many, one)
	}
	return reach
}

func (h *holding) add(x *settings, m *Mount) {
	if x.index == nil {
		h.addEach(x.all, m)
		return
	}
	for _, s := range slices.Backward(x.index.server) {
		if h.more || h.consider(s, m, All) == All {
			break
		}
	}
	h.addEach(x.index.others, m)
	visit := func(s *Setting) bool {
		h.consider(s, m, s.Section.Reach(m))
		return !h.more
	}
	prefix, plain := m.URLs.Prefix()
	folder, known := m.Folder()
	if !h.more && x.index.urls.near(prefix, plain && !Unfinished(prefix), visit) {
		x.index.folders.near(folder, known && !Unfinished(folder), visit)
	}
}

func (h *holding) addEach(all []*Setting, m *Mount) {
	for i, s := range all {
		switch {
		case h.more:
			return
		case s.Section == nil:
			h.consider(s, m, All)
		case i < maxCompared:
			h.consider(s, m, s.Section.Reach(m))
		default:
			h.consider(s, m, Perhaps)
		}
	}
}

// byPath are settings by the path of their section, sorted by Build.
type byPath []pathSetting

type pathSetting struct {
	path string
	*Setting
}

func (x *byPath) add(p string, s *Setting) { *x = append(*x, pathSetting{p, s}) }

func (x byPath) sort() {
	slices.SortStableFunc(x, func(a, b pathSetting) int { return strings.Compare(a.path, b.path) })
}

// from is the index of the first path that is not less than p.
func (x byPath) from(p string) int {
	i, _ := slices.BinarySearchFunc(x, p, func(s pathSetting, p string) int { return strings.Compare(s.path, p) })
	return i
}

// near visits the settings at p, above it and below it, all of them where p is not known, until visit returns false.
func (x byPath) near(p string, known bool, visit func(*Setting) bool) bool {
	if !known {
		p = ""
	}
	for i := 1; i < len(p); i++ {
		if p[i] == '/' || p[i-1] == '/' {
			for k := x.from(p[:i]); k < len(x) && x[k].path == p[:i]; k++ {
				if !visit(x[k].Setting) {
					return false
				}
			}
		}
	}
	for k := x.from(p); k < len(x) && strings.HasPrefix(x[k].path, p); k++ {
		if !visit(x[k].Setting) {
			return false
		}
	}
	return true
}
