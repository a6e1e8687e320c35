package model

import (
	"slices"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/rules/model/account"
)

// IsApacheUser reports whether a user is the one that Apache's own processes run as: by the User directive, or where nothing here says, by custom.
func (c *Config) IsApacheUser(user string) bool {
	if c.User.IsSet() {
		return c.User.Value == user
	}
	return slices.Contains([]string{"www-data", "apache", "wwwrun", "www", "_www", "http", "httpd", "daemon", "nobody"}, user)
}

// RunsAs is whom the processes of a daemon group run as, and for nil Apache's own: its options, and else User and Group. A group without user= has
// Apache's user, and one without group= has Apache's group, whatever its user (wsgi_add_daemon_process).
func (c *Config) RunsAs(g *DaemonGroup) account.Who {
	who := account.Who{User: certain(c.User), Group: certain(c.Group)}
	if g == nil {
		return who
	}
	if user := g.Option("user"); user.IsSet() {
		who.User = user.Value
	}
	if group := g.Option("group"); group.IsSet() {
		who.Group = group.Value
	}
	if others := g.Option("supplementary-groups"); others.IsSet() {
		who.Supplementary = strings.Split(others.Value, ",")
	}
	return who
}

// certain is the text of a setting that holds whatever else does; empty where there is none.
func certain(v Value) string {
	if !v.IsSet() || v.Decl.When != nil {
		return ""
	}
	return v.Value
}
