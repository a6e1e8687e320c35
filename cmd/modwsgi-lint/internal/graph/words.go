package graph

import (
	"fmt"
	"strings"
)

// nothing is what is drawn of a configuration that gives mod_wsgi nothing to do.
const nothing = "nothing runs under mod_wsgi here: no WSGIScriptAlias, no WSGIDaemonProcess"

// Remarks.
const (
	unsent    = "nothing here names it"                                 // of a daemon group
	inherited = "virtual hosts have these mounts too, behind their own" // of the main server
)

// title names a server: by its ServerName, or by what it is. A fragment's main server may in truth be a part of a virtual host.
func (g *Graph) title(s *Server) string {
	switch {
	case s.Main && !g.Whole:
		return join("outside of virtual hosts", string(s.Name))
	case s.Main:
		return join("main server", string(s.Name))
	case s.Name == "":
		return "(no ServerName)"
	}
	return string(s.Name)
}

// where are the addresses of a server.
func (s *Server) where() string { return strings.Join(s.Addresses, " ") }

// How much of what there may be a lot of is drawn.
const (
	maxNames   = 6  // aliases of a server
	maxLines   = 5  // mappings of a kind in a server
	maxServers = 20 // servers drawn alike
)

// shares reports whether the server is the main server and has mounts that virtual hosts have too.
func (s *Server) shares(g *Graph) bool { return s.Main && len(s.Mounts) > 0 && len(g.Servers) > 1 }

// also are the other names of a server.
func (s *Server) also() string {
	if len(s.Aliases) == 0 {
		return ""
	}
	if left := len(s.Aliases) - maxNames; left > 1 {
		return "also " + strings.Join(s.Aliases[:maxNames], " ") + fmt.Sprintf(" and %d more", left)
	}
	return "also " + strings.Join(s.Aliases, " ")
}

// A remark is a line that is drawn beside the mounts.
type remark struct {
	text string
	at   Origin
}

// remarks are the mappings as they are drawn: the first few of each kind, and RewriteRules by their number. First are those that come before
// the mounts.
func (s *Server) remarks() (first, last []remark) {
	for from := 0; from < len(s.Mappings); {
		kind, to := s.Mappings[from].Kind, from
		for to < len(s.Mappings) && s.Mappings[to].Kind == kind {
			to++
		}
		some := remarksOf(s.Mappings[from:to])
		if kind == userdir {
			last = append(last, some...)
		} else {
			first = append(first, some...)
		}
		from = to
	}
	return first, last
}

func remarksOf(mappings []Mapping) []remark {
	first := mappings[0]
	if first.Kind == rewrite && len(mappings) > 1 {
		return []remark{{count(len(mappings), "RewriteRule"), first.Origin}}
	}
	var all []remark
	for i, m := range mappings {
		if left := len(mappings) - i; i >= maxLines && left > 1 {
			return append(all, remark{text: fmt.Sprintf("and %d more like %s", left, m.Directive)})
		}
		all = append(all, remark{m.words(), m.Origin})
	}
	return all
}

func (m *Mapping) words() string {
	text := join(m.Directive, string(m.URL))
	if m.Section != "" {
		text += " in " + string(m.Section)
	}
	if m.Target != "" {
		text += " → " + string(m.Target)
	}
	return text
}

// words say why a mount is never reached.
func (t *Taker) words() string {
	switch {
	case t.Hosts > 0:
		return "✗ never reached: every virtual host mounts an application over it"
	case t.Mount != "":
		return "✗ never reached: " + string(t.URL) + " above takes every URL of it"
	}
	return "✗ never reached: " + join(t.Directive, string(t.URL)) + " comes first"
}

// how says what selects a group; empty where there is nothing to select.
func (g *Graph) how(r *Run) string {
	switch {
	case r.By == byDefault && !g.Whole:
		return "no group selected here"
	case r.By == byDefault:
		return "no group selected"
	case r.Section != "":
		return string(r.By) + " in " + string(r.Section)
	case r.By == option:
		return "option"
	}
	return string(r.By)
}

// fault says what is wrong with a way to a group, "?" where that is not known; empty where it can be gone.
func (r *Run) fault(g *Group) string {
	switch {
	case g.Kind == undefined:
		return "✗ not defined"
	case r.Usable == nil:
		return "?"
	case !*r.Usable && g.Kind == embedded:
		return "✗ WSGIRestrictEmbedded"
	case !*r.Usable:
		return "✗ another virtual host's"
	}
	return ""
}

// more tells of the ways that are left out.
func more(w Ways) string { return fmt.Sprintf("and %d more, by WSGIProcessGroup in sections", w.More) }

// words name a group.
func (g *Group) words() string {
	switch {
	case g.Kind == embedded:
		return "embedded"
	case g.Name == "":
		return "some group"
	}
	return string(g.Name)
}

// facts say how a group is set up, the most important first.
func (g *Group) facts() []string {
	var all []string
	switch g.Kind {
	case daemon:
		all = append(all, count(int(*g.Processes), "process")+" × "+count(int(*g.Threads), "thread"))
	case embedded:
		all = append(all, "in Apache's own processes")
	case undefined:
		return []string{"✗ no WSGIDaemonProcess defines it"}
	case elsewhere:
		return []string{"? not defined here"}
	case unknown:
		return []string{"? chosen for each request"}
	}
	if g.User != "" {
		all = append(all, "user "+string(g.User))
	}
	if g.UserGroup != "" {
		all = append(all, "group "+string(g.UserGroup))
	}
	if g.Home != "" {
		all = append(all, "home "+string(g.Home))
	}
	if g.DisplayName != "" {
		all = append(all, "shown as "+string(g.DisplayName))
	}
	return all
}

// words say what Python's modules are found by.
func (g *Graph) words(e *Environment) []string {
	home := "mod_wsgi's own Python"
	switch {
	case e.Home != "":
		home = "Python home " + string(e.Home)
	case !g.Whole:
		home = "no Python home here"
	}
	if len(e.Path) == 0 {
		return []string{home}
	}
	return []string{home, "Python path " + strings.Join(e.Path, ":")}
}

// count is "1 mount", "2 mounts".
func count(n int, noun string) string {
	switch {
	case n == 1:
		return "1 " + noun
	case strings.HasSuffix(noun, "s"):
		return fmt.Sprintf("%d %ses", n, noun)
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// join puts a blank between two texts, if there are two.
func join(a, b string) string { return strings.TrimSpace(a + " " + b) }
