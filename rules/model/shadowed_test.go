package model

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// TestShadowed asks which mounts hide which, each by its URL.
func TestShadowed(t *testing.T) {
	const listen, host, end = "Listen 80\n", "<VirtualHost *:80>\n", "</VirtualHost>\n"
	tests := map[string]string{
		"WSGIScriptAlias / /a\nWSGIScriptAlias /b /b\nWSGIScriptAlias /c /c":                       "/b by /, /c by /",
		"WSGIScriptAlias /b /b\nWSGIScriptAlias / /a":                                              "",
		"WSGIScriptAlias /b /b\nWSGIScriptAlias /b/c /c\nWSGIScriptAlias /bc /c":                   "/b/c by /b",
		"WSGIScriptAliasMatch ^/b /b\nWSGIScriptAlias /bc /c":                                      "/bc by ^/b",
		"WSGIScriptAliasMatch ^(.*)$ /b\nWSGIScriptAlias /c /c":                                    "/c by ^(.*)$",
		"WSGIScriptAliasMatch ^(/b)? /b\nWSGIScriptAlias /c /c":                                    "",
		"WSGIScriptAliasMatch (/$)? /b\nWSGIScriptAlias /c /c":                                     "",
		"WSGIScriptAlias /b /b\nWSGIScriptAliasMatch ^/b/c /c":                                     "^/b/c by /b",
		"WSGIScriptAlias /b /b\nWSGIScriptAliasMatch ^/b.c /c":                                     "",
		"<IfDefine X>\nWSGIScriptAlias / /a\n</IfDefine>\nWSGIScriptAlias /b /b":                   "",
		"WSGIScriptAliasMatch ^/x /x\nWSGIScriptAlias / /a\nWSGIScriptAlias /x/y /c":               "/x/y by ^/x",
		listen + "WSGIScriptAlias /b /b\n" + host + "WSGIScriptAlias / /a\n" + end:                 "/b by /",
		listen + "WSGIScriptAlias /b /b\n" + host + "WSGIScriptAlias /c /a\n" + end:                "",
		"Listen 81\n" + listen + "WSGIScriptAlias /b /b\n" + host + "WSGIScriptAlias / /a\n" + end: "",
	}
	for text, want := range tests {
		var got []string
		build(text, strings.Contains(text, "IfDefine")).Shadowed(func(m *Mount, by []*Mount) {
			got = append(got, m.URL.Value+" by "+by[0].URL.Value)
		})
		if strings.Join(got, ", ") != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// TestShadowedBounded has more mounts than can be compared with one another.
func TestShadowedBounded(t *testing.T) {
	var same, expressions strings.Builder
	for i := range 20000 {
		same.WriteString("WSGIScriptAlias /a /a\n")
		if i < 1000 {
			fmt.Fprintf(&expressions, "WSGIScriptAliasMatch ^/x%d/(a|b)+$ /a\n", i)
		}
	}
	for text, want := range map[string]int{same.String(): 19999, expressions.String(): 0} {
		c := build(text, true)
		found, start := 0, time.Now()
		c.Shadowed(func(*Mount, []*Mount) { found++ })
		if found != want || time.Since(start) > 30*time.Second {
			t.Errorf("%d mounts are hidden, want %d; %v", found, want, time.Since(start))
		}
	}
}
