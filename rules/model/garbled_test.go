package model

import "testing"

func TestGarbled(t *testing.T) {
	for value, want := range map[string]bool{
		"": false, "/srv/blog/wsgi.py": false, "/srv/l’été": false, "\xff": false, "%{GLOBAL}": false, "ann@blog.example": false, "{2}": false,
		"“/srv/blog": true, "/srv/blog”": true, "‘blog’": true, "/srv/blog\u00a0": true, "/srv\u200b/blog": true,
		"${BLOG}/wsgi.py": true, "{{ blog }}": true, "@BLOG@/wsgi.py": true, "/srv/%BLOG%": true,
	} {
		if got := Garbled(value); got != want {
			t.Errorf("Garbled(%q) = %v, want %v", value, got, want)
		}
	}
}

func TestPlaceholder(t *testing.T) {
	for text, want := range map[string]string{
		"Listen {{ port }}":                "{{ port }}",
		"{% if tls %} x":                   "{% if tls %}",
		"<%= root %>/a":                    "<%= root %>",
		"<% if a > b %>":                   "<% if a > b %>",
		"/srv/@@web_root@@/x":              "@@web_root@@",
		"{ @A1@":                           "@A1@",
		"100% %PORT_2%":                    "%PORT_2%",
		"{{ a {{ b }}":                     "{{ b }}",
		"x{{2}} {{}} {{ } @A@ %AB% @1A@":   "",
		"ann@blog@example %{Host}i %E4%B8": "",
		"{% \n %} {{ a \n }}":              "",
		"{%":                               "", "@@": "", "@": "", "%": "", "": "",
	} {
		got := ""
		if start, end := Placeholder(text, 0); start >= 0 {
			got = text[start:end]
		}
		if got != want {
			t.Errorf("Placeholder(%q) = %q, want %q", text, got, want)
		}
	}
}
