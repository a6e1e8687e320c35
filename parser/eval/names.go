package eval

import (
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
