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
