package model

import "slices"

// IsApacheUser reports whether a user is the one that Apache's own processes run as: by the User directive, or where nothing here says, by custom.
func (c *Config) IsApacheUser(user string) bool {
	if c.User.IsSet() {
		return c.User.Value == user
	}
	return slices.Contains([]string{"www-data", "apache", "wwwrun", "www", "_www", "http", "httpd", "daemon", "nobody"}, user)
}
