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

		inOrder := func(what string, places []int) {
			if len(places) < hosts || !slices.IsSorted(places) {
				t.Errorf("%s: %d %s, in the order of the text: %v", name, len(places), what, slices.IsSorted(places))
			}
		}
		at := func(d *eval.Directive) int { return d.Syntax.Span().Start }
		places := map[string][]int{}
		for _, s := range c.Servers[1:] {
			places["servers"] = append(places["servers"], at(s.Decl))
			if len(s.Mounts) != 1 || len(s.Sections) != 1 || len(s.Handlers) != 1 || len(s.Mappings) != 1 || s.Main != c.Main {
				t.Errorf("%s: %s has %d mounts, %d sections", name, s.Title(), len(s.Mounts), len(s.Sections))
				continue
			}
			if m := s.Mounts[0]; m.Server != s || m.URL.Value != "/a"+s.Name.Value[1:] || c.Directives[m.Order] != m.Decl {
				t.Errorf("%s: %s has the mount %s", name, s.Title(), m.URL.Value)
			}
		}
		for _, g := range c.Groups {
			places["groups"] = append(places["groups"], at(g.Decl))
			if found := c.GroupsNamed(g.Name.Value); len(found) != 1 || found[0] != g {
				t.Errorf("%s: %d groups are called %s", name, len(found), g.Name.Value)
			}
		}
		for _, d := range c.Own {
			places["own lines"] = append(places["own lines"], at(d))
		}
		for _, s := range c.Imports {
			places["imports"] = append(places["imports"], at(s.Decl))
		}
		for _, h := range c.Homes {
			places["homes"] = append(places["homes"], at(h.Decl))
		}
		for _, p := range c.Paths {
			places["paths"] = append(places["paths"], at(p.Decl))
		}
		for _, a := range c.Access {
			places["access"] = append(places["access"], at(a.Lines[0]))
		}
		for _, d := range c.ScriptHandlers {
			places["handlers"] = append(places["handlers"], at(d))
		}
		for what, all := range places {
			inOrder(what, all)
		}
		if len(c.Main.Mounts) != 2 || len(places["groups"]) != len(c.Servers) {
			t.Errorf("%s: the main server has %d mounts, and all have %d groups", name, len(c.Main.Mounts), len(places["groups"]))
		}
	}
}
