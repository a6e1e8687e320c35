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

// TestHoldsPlaceholder checks that it says what Placeholder does, for all short texts of the characters that placeholders are made of.
func TestHoldsPlaceholder(t *testing.T) {
	const letters = "{}<>@%A\n"
	for n := range 1 << 21 {
		text := make([]byte, 7)
		for i := range text {
			text[i] = letters[n>>(3*i)&7]
		}
		if start, _ := Placeholder(string(text), 0); HoldsPlaceholder(string(text)) != (start >= 0) {
			t.Fatalf("%q: it is at %d", text, start)
		}
	}
}
