package model

import (
	"regexp"
	"regexp/syntax"
	"strings"
	"sync"
	"sync/atomic"
)

// URLs is a set of URL paths, as a mapping directive or a Location section describes one. Paths are what httpd
// compares: decoded, beginning with a slash, without two slashes in a row.
type URLs struct {
	kind   urlsKind
	prefix string // of an expression what every path begins with, as far as that is plain
	*expression
	but *exception // of an expression: paths that are not in the set, though it matches them
}

// An exception is paths that are not in a set, and more of them; nil is none.
type exception struct {
	URLs
	more *exception
}

// some reports whether one of the exceptions is so.
func (x *exception) some(is func(URLs) bool) bool {
	for ; x != nil; x = x.more {
		if is(x.URLs) {
			return true
		}
	}
	return false
}

// An expression is a regular expression that is looked for anywhere in a text.
type expression struct {
	text string
	prog *syntax.Prog
	find func() *regexp.Regexp
	void func() bool // certainly no path is matched
	told sync.Map    // the answers to comparisons with it: hosts that are alike ask the same
	many atomic.Int32
}

// maxTold is how many answers an expression remembers.
const maxTold = 1 << 10

// A comparison asks whether every path of the second set is in the first, or else whether any is in both.
type comparison struct {
	kinds         [2]urlsKind
	first, second string // the text of an expression, or a prefix
	whole         bool
}

type answer struct{ yes, known bool }

// compare answers where one of the sets is an expression.
func (u URLs) compare(o URLs, whole bool) answer {
	e, question := u.expression, comparison{[2]urlsKind{u.kind, o.kind}, u.name(), o.name(), whole}
	if e == nil {
		e = o.expression
	}
	if told, ok := e.told.Load(question); ok {
		return told.(answer)
	}
	var a answer
	if whole {
		a.yes, a.known = includes(u.program(), o.program())
	} else {
		a.yes, a.known = intersects(u.program(), o.program())
	}
	if e.many.Add(1) <= maxTold {
		e.told.Store(question, a)
	}
	return a
}

// name tells a set from others of its kind.
func (u URLs) name() string {
	if u.kind == urlsRegexp {
		return u.text
	}
	return u.prefix
}

func newExpression(text string) (*expression, error) {
	re, err := syntax.Parse(text, syntax.Perl|syntax.DotNL)
	if err != nil {
		return nil, err
	}
	prog, err := syntax.Compile(re.Simplify())
	find := sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile("(?s)" + text) })
	void := sync.OnceValue(func() bool {
		yes, known := intersects(URLsBelow("/").program(), prog)
		return known && !yes
	})
	return &expression{text: text, prog: prog, find: find, void: void}, err
}

type urlsKind uint8

const (
	urlsNone   urlsKind = iota // nothing, or not known
	urlsPrefix                 // the prefix itself and what lies below it, see alias_matches
	urlsRegexp
)

// URLsBelow is the set an Alias, a WSGIScriptAlias or a Location of this prefix takes (alias_matches of mod_alias and mod_wsgi): the
// prefix as whole path components, so /api takes /api and /api/x but not /apix; /api/ does not take /api. A prefix that begins with
// no slash takes nothing.
func URLsBelow(prefix string) URLs {
	if !strings.HasPrefix(prefix, "/") {
		return URLs{}
	}
	return URLs{kind: urlsPrefix, prefix: MergeSlashes(prefix)}
}

// MergeSlashes is a path with one slash for several (ap_no2slash).
func MergeSlashes(path string) string {
	for strings.Contains(path, "//") {
		path = strings.ReplaceAll(path, "//", "/")
	}
	return path
}

// URLsMatching is the set a regular expression takes anywhere in the path, as AliasMatch and LocationMatch look for it. An
// expression that cannot be understood, or is still to be filled in, gives a set of which nothing is known.
func URLsMatching(expr string) URLs {
	if Unfinished(expr) {
		return URLs{}
	}
	if begin, not, rest, ok := cutLookahead(expr); ok {
		return URLsMatching(begin + rest).except(URLsMatching(begin + "(?:" + not + ")"))
	}
	e, err := newExpression(expr)
	if err != nil {
		return URLs{}
	}
	return URLs{kind: urlsRegexp, prefix: beginning(e.prog), expression: e}
}

// lookahead finds "does not go on with" behind plain text that begins the path, and so can match in one place alone.
var lookahead = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^(?:\(\?i\))?\^(?:[/\w\-]|\\[.\-/])*\(\?!`) })

// cutLookahead parts an expression such as ^/(?!static|media)(.*) into what stands before the parenthesis, in it and behind it. Groups in it are
// put behind it, empty as they always are there, for they are counted too.
func cutLookahead(expr string) (begin, not, rest string, ok bool) {
	opener := lookahead().FindString(expr)
	if opener == "" {
		return "", "", "", false
	}
	inside, depth, groups := expr[len(opener):], 1, ""
	for i := 0; i < len(inside); i++ {
		switch inside[i] {
		case '\\':
			i++
		case '[':
			return "", "", "", false // it may hold parentheses
		case '(':
			depth++
			if !strings.HasPrefix(inside[i:], "(?") {
				groups += "()"
			}
		case ')':
			if depth--; depth == 0 {
				rest = inside[i+1:]
				plain := !strings.Contains(rest, "|") && strings.IndexAny(rest, "*+?{") != 0 // else it may match without what stands before it
				return strings.TrimSuffix(opener, "(?!"), inside[:i], groups + rest, plain
			}
		}
	}
	return "", "", "", false
}

// except is the set without the paths of o.
func (u URLs) except(o URLs) URLs {
	if !u.Known() || !o.Known() {
		return URLs{}
	}
	u.but = &exception{o, u.but}
	return u
}

// matching is URLsMatching, asked once for each expression.
func (b *builder) matching(expr string) URLs {
	u, ok := b.sets[expr]
	if !ok {
		u = URLsMatching(expr)
		b.sets[expr] = u
	}
	return u
}

// URLsGlob is the set a Location with shell wildcards takes: the whole path, with no wildcard matching a slash.
func URLsGlob(glob string) URLs {
	var re strings.Builder
	re.WriteString("^")
	for i := 0; i < len(glob); i++ {
		switch c := glob[i]; c {
		case '*':
			re.WriteString("[^/]*")
		case '?':
			re.WriteString("[^/]")
		case '[':
			end := strings.IndexByte(glob[i:], ']')
			if end < 0 {
				return URLs{}
			}
			re.WriteString(strings.Replace(glob[i:i+end+1], "[!", "[^", 1))
			i += end
		default:
			re.WriteString(quoteMeta(c))
		}
	}
	re.WriteString("$")
	return URLsMatching(re.String())
}

// andBelow is the set of all that begins as a path of u does, for a u that ends in "$".
func (u URLs) andBelow() URLs {
	if u.kind != urlsRegexp {
		return u
	}
	return URLsMatching(strings.TrimSuffix(u.text, "$"))
}

func quoteMeta(c byte) string {
	if strings.IndexByte(`\.+*?()|[]{}^$`, c) >= 0 {
		return `\` + string(rune(c))
	}
	return string(rune(c))
}

// Known reports whether anything is known of the set.
func (u URLs) Known() bool { return u.kind != urlsNone }

// Prefix returns the prefix the set lies below, and whether it is such a set.
func (u URLs) Prefix() (string, bool) {
	if u.kind != urlsPrefix {
		return "", false
	}
	return u.prefix, true
}

// apart reports whether the paths of two sets begin in different ways.
func (u URLs) apart(o URLs) bool {
	return !strings.HasPrefix(u.prefix, o.prefix) && !strings.HasPrefix(o.prefix, u.prefix)
}

// All reports whether the set certainly is every URL of the server.
func (u URLs) All() bool { return u.Covers(URLsBelow("/")) }

// Covers reports whether every URL of o is certainly in u, and o is not known to have none.
func (u URLs) Covers(o URLs) bool {
	if u.kind == urlsNone || o.kind == urlsNone || u.apart(o) {
		return false
	}
	if u.but.some(func(x URLs) bool { return !x.Disjoint(o) }) {
		return false
	}
	if u.kind == urlsPrefix && o.kind == urlsPrefix {
		return prefixCovers(u.prefix, o.prefix)
	}
	if o.kind == urlsRegexp && o.void() {
		return false
	}
	if u.kind == urlsPrefix && u.prefix == "/" || u.kind == urlsRegexp && o.kind == urlsRegexp && u.text == o.text {
		return true
	}
	a := u.compare(o, true)
	return a.yes && a.known
}

// Disjoint reports whether certainly no URL is in both sets.
func (u URLs) Disjoint(o URLs) bool {
	if u.kind == urlsNone || o.kind == urlsNone {
		return false
	}
	if u.kind == urlsPrefix && o.kind == urlsPrefix {
		return !prefixCovers(u.prefix, o.prefix) && !prefixCovers(o.prefix, u.prefix)
	}
	if u.apart(o) || u.but.some(func(x URLs) bool { return x.Covers(o) }) || o.but.some(func(x URLs) bool { return x.Covers(u) }) {
		return true
	}
	a := u.compare(o, false)
	return a.known && !a.yes
}

// Anchored reports whether an expression takes a path only by what it begins with: putting ^ in front would change nothing. All sets but
// expressions are anchored; known is false where that could not be decided.
func (u URLs) Anchored() (anchored, known bool) {
	if u.kind != urlsRegexp {
		return u.Known(), u.Known()
	}
	begun := URLsMatching("^(?:" + u.text + ")")
	if !begun.Known() {
		return false, false
	}
	if u.prefix != "" {
		return true, true
	}
	anchored, known = includes(begun.prog, u.prog)
	return anchored && known, known
}

// Matcher returns what takes one path: it gives the bytes that the set's directive takes of it, begin and end, and behind them those of an
// expression's groups, as regexp.FindStringSubmatchIndex does; nil for a path that is not in the set. It is nil itself where nothing is
// known of the set.
func (u URLs) Matcher() func(path string) []int {
	switch u.kind {
	case urlsPrefix:
		return func(path string) []int {
			if end := prefixTakes(u.prefix, path); end > 0 {
				return []int{0, end}
			}
			return nil
		}
	case urlsRegexp:
		return func(path string) []int {
			if u.but.some(func(x URLs) bool { return x.find().MatchString(path) }) {
				return nil
			}
			return u.find().FindStringSubmatchIndex(path)
		}
	}
	return nil
}

// matches reports whether an expression matches a name; known is false where Go's and httpd's expressions may not agree on that.
func (u URLs) matches(name string) (yes, known bool) {
	return u.Matcher()(name) != nil, understood(u.prog)
}

// prefixTakes is how many bytes of a path a prefix takes, several slashes counting as one; 0 for none (alias_matches).
func prefixTakes(prefix, path string) int {
	at := 0
	for i := range len(prefix) {
		if at == len(path) || path[at] != prefix[i] {
			return 0
		}
		at++
		for prefix[i] == '/' && at < len(path) && path[at] == '/' {
			at++
		}
	}
	if !strings.HasSuffix(prefix, "/") && at < len(path) && path[at] != '/' {
		return 0
	}
	return at
}

func prefixCovers(p, q string) bool {
	rest, ok := strings.CutPrefix(q, p)
	return ok && (rest == "" || rest[0] == '/' || strings.HasSuffix(p, "/"))
}

// program is the set as a regular expression's program.
func (u URLs) program() *syntax.Prog {
	if u.kind == urlsRegexp {
		return u.prog
	}
	var re strings.Builder
	re.WriteString("^")
	for i := range len(u.prefix) {
		re.WriteString(quoteMeta(u.prefix[i]))
	}
	if !strings.HasSuffix(u.prefix, "/") {
		re.WriteString("(/|$)")
	}
	return URLsMatching(re.String()).prog
}
