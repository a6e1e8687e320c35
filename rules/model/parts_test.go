package model_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

// TestParts checks that virtual hosts which are built at the same time stand in the model in the order of the text, each with its own lines, and
// lines of the main server between them with the main server.
func TestParts(t *testing.T) {
	const hosts = 1500
	host := func(i int, inner string) string {
		return fmt.Sprintf(`<VirtualHost *:80>
ServerName h%[1]d
WSGIDaemonProcess g%[1]d python-home=/srv/%[1]d python-path=/lib/%[1]d
WSGIScriptAlias /a%[1]d /srv/%[1]d.wsgi process-group=g%[1]d
WSGIImportScript /srv/%[1]d.wsgi process-group=g%[1]d application-group=x
Alias /b%[1]d /srv/static
<Directory /srv/%[1]d>
SetHandler wsgi-script
Require all granted
</Directory>
%[2]s</VirtualHost>
`, i, inner)
	}
	for name, lifted := range map[string]string{"plain": "", "a host in a host": host(hosts, "")} {
		var text strings.Builder
		text.WriteString("WSGIScriptAlias /first /srv/first.wsgi\n")
		for i := range hosts {
			inner := ""
			if i == hosts/2 {
				inner = lifted
			}
			text.WriteString(host(i, inner))
			if i%1000 == 999 {
				text.WriteString("WSGIScriptAlias /main /srv/main.wsgi\nWSGIDaemonProcess main" + fmt.Sprint(i) + "\n")
			}
		}
		c := model.Build(eval.ReadText(eval.Host{Open: true}, source.NewFile("/etc/apache2.conf", text.String())))

		places := placesOf(c)
		for what, all := range places {
			if len(all) < hosts || !slices.IsSorted(all) {
				t.Errorf("%s: %d %s, in the order of the text: %v", name, len(all), what, slices.IsSorted(all))
			}
		}
		for _, s := range c.Servers[1:] {
			if len(s.Mounts) != 1 || len(s.Sections) != 1 || len(s.Handlers) != 1 || len(s.Mappings) != 1 || s.Main != c.Main {
				t.Errorf("%s: %s has %d mounts, %d sections", name, s.Title(), len(s.Mounts), len(s.Sections))
				continue
			}
			if m := s.Mounts[0]; m.Server != s || m.URL.Value != "/a"+s.Name.Value[1:] || c.Directives[m.Order] != m.Decl {
				t.Errorf("%s: %s has the mount %s", name, s.Title(), m.URL.Value)
			}
		}
		for _, g := range c.Groups {
			if found := c.GroupsNamed(g.Name.Value); len(found) != 1 || found[0] != g {
				t.Errorf("%s: %d groups are called %s", name, len(found), g.Name.Value)
			}
		}
		if len(c.Main.Mounts) != 2 || len(places["groups"]) != len(c.Servers) {
			t.Errorf("%s: the main server has %d mounts, and all have %d groups", name, len(c.Main.Mounts), len(places["groups"]))
		}
	}
}

// placesOf are the places in the text of all there is of a kind, in the order of the model.
func placesOf(c *model.Config) map[string][]int {
	places := map[string][]int{}
	add := func(what string, d *eval.Directive) { places[what] = append(places[what], d.Syntax.Span().Start) }
	for _, s := range c.Servers[1:] {
		add("servers", s.Decl)
	}
	for _, g := range c.Groups {
		add("groups", g.Decl)
	}
	for _, d := range c.Own {
		add("own lines", d)
	}
	for _, s := range c.Imports {
		add("imports", s.Decl)
	}
	for _, h := range c.Homes {
		add("homes", h.Decl)
	}
	for _, p := range c.Paths {
		add("paths", p.Decl)
	}
	for _, a := range c.Access {
		add("access", a.Lines[0])
	}
	for _, d := range c.ScriptHandlers {
		add("handlers", d)
	}
	return places
}
