package model

import (
	"fmt"
	"path"
	"strings"
	"testing"
)

func TestScriptNames(t *testing.T) {
	c := build(`WSGIAuthUserScript /srv/../srv/auth.py
WSGIDispatchScript relative.py
WSGIHandlerScript blog /srv/handler.py
<VirtualHost *:80>
WSGIImportScript /srv/import.py process-group=a application-group=b
WSGIScriptAlias /folder /srv/folder/
WSGIScriptAliasMatch ^/(.*)$ /srv/$1.py
WSGIScriptAlias /a /srv/a.py
WSGIScriptAlias /again /srv/a.py
</VirtualHost>
WSGIScriptAlias /main /srv/main.py
`, true)
	var got []string
	for named := range c.ScriptNames() {
		if text := named.At.Text(); path.Clean(text) != named.File || named.Mount != nil && named.Mount.Script.At() != named.At {
			t.Errorf("%s is named by %q", named.File, text)
		}
		got = append(got, fmt.Sprint(named.File, " ", named.Mount != nil))
	}
	want := "/srv/main.py true\n/srv/a.py true\n/srv/a.py true\n/srv/import.py false\n/srv/handler.py false\n/srv/auth.py false\nrelative.py false"
	if strings.Join(got, "\n") != want {
		t.Errorf("%s", strings.Join(got, "\n"))
	}
}
