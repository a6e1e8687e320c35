package eval

import (
	"slices"
	"strconv"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/directives"
)

// isNoName reports whether no module's directive can be called so: a character that no name has stands where a name goes on, and it is not one that begins
// what an engine of templates or a shell replaces.
func isNoName(name string) bool {
	i := strings.IndexFunc(name, func(r rune) bool {
		return (r|0x20 < 'a' || 'z' < r|0x20) && (r < '0' || '9' < r) && !strings.ContainsRune("_-.:+", r)
	})
	return i >= 0 && strings.IndexByte(`=/\&;*`, name[i]) >= 0
}

// misspellings are the directives that unknown names are but for a slip; "" for none.
type misspellings map[string]string

// of says what a name that no module has may have been meant for, and whether it is certainly wrong, whatever modules there are.
func (s misspellings) of(name string) (hint string, kind Kind, certain bool) {
	if isNoName(name) {
		return insteadOf(name), NoName, true
	}
	meant, asked := s[name]
	if !asked {
		meant = misspelt(name)
		s[name] = meant
	}
	if meant == "" {
		return "", Other, false
	}
	return "did you mean " + meant + "?", Other, true
}

// minSlip is how long the name of a directive must be, so that another with a slip in it is no word of its own.
const minSlip = 6

// misspelt is the one directive of httpd's modules that a name is but for a slip of the hand: a letter more, less or wrong, or two in wrong order. It is empty
// where there is none. No other module is known to have directives that are so near.
func misspelt(name string) string {
	near := ""
	for d := range directives.All() {
		if len(d.Name) < minSlip || slices.Contains(d.Modules, "mod_wsgi.c") || !isSlip(name, d.Name) {
			continue
		}
		if near != "" {
			return ""
		}
		near = d.Name
	}
	if strings.HasPrefix(near, "<") {
		near += ">"
	}
	return near
}

// isSlip reports whether a name differs from a known one by that. A letter of an acronym is none: DBM is not DB, nor H2 H3.
func isSlip(name, known string) bool {
	if len(name) > len(known)+1 || len(known) > len(name)+1 {
		return false
	}
	for name != "" && known != "" && name[0]|0x20 == known[0]|0x20 {
		name, known = name[1:], known[1:]
	}
	for name != "" && known != "" && name[len(name)-1]|0x20 == known[len(known)-1]|0x20 {
		name, known = name[:len(name)-1], known[:len(known)-1]
	}
	differ := known
	if differ == "" {
		differ = name
	}
	if strings.Trim(differ, "abcdefghijklmnopqrstuvwxyz") != "" {
		return false
	}
	return len(name) <= 1 && len(known) <= 1 || len(name) == 2 && len(known) == 2 && name[0] == known[1] && name[1] == known[0]
}

// insteadOf tells what a word that is no directive's name may have been meant for; empty where that is not clear.
func insteadOf(name string) string {
	before, _, assigned := strings.Cut(name, "=")
	known := directives.Lookup(before)
	switch {
	case strings.HasPrefix(name, "//"), strings.HasPrefix(name, "/*"), strings.HasPrefix(name, `\#`), strings.HasPrefix(name, ";"), strings.HasPrefix(name, "*"):
		return "a comment begins with #"
	case assigned && known != nil && known.Name == before: // user= is an option
		return "a blank ends the name of " + before
	case assigned, strings.HasPrefix(name, "/"):
		return "to go on with the line above, that one must end with a backslash"
	}
	return ""
}

// wrongServerName is what httpd says of a ServerName that is a pattern, or has a port that is none (server_hostname_port); empty where it may be replaced.
func wrongServerName(args string) string {
	word, _ := parser.CutWord(args, 0)
	if strings.ContainsAny(word.Value, "$%@{[<") {
		return ""
	}
	if i := strings.IndexAny(word.Value, "*?"); i == 0 || i > 0 && word.Value[i-1] != '\\' {
		return `Invalid ServerName "` + word.Value + `" use ServerAlias to set multiple server names.`
	}
	_, host, schemed := strings.Cut(word.Value, "://")
	if !schemed {
		host = word.Value
	}
	if _, port, ok := strings.Cut(host, ":"); ok {
		port = strings.TrimPrefix(port, "+")
		digits := port[:len(port)-len(strings.TrimLeft(port, "0123456789"))]
		if n, _ := strconv.Atoi(digits); n < 1 || n > 65535 {
			return `The port number "` + word.Value + `" is outside the appropriate range (i.e., 1..65535).`
		}
	}
	return ""
}
