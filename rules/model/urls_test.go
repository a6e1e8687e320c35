package model

import (
	"math/rand/v2"
	"path"
	"regexp"
	"strings"
	"testing"
)

func urls(s string) URLs {
	if re, ok := strings.CutPrefix(s, "~"); ok {
		return URLsMatching(re)
	}
	if glob, ok := strings.CutPrefix(s, "*:"); ok {
		return URLsGlob(glob)
	}
	return URLsBelow(s)
}

func TestURLsCovers(t *testing.T) {
	tests := []struct {
		u, o string
		want bool
	}{
		{"/", "/api", true},
		{"/", "/", true},
		{"//", "/api", true},
		{"/api", "/api", true},
		{"/api", "/api/", true},
		{"/api", "/api/v1", true},
		{"/api", "/apix", false},
		{"/api", "/API", false},
		{"/api/", "/api", false},
		{"/api/", "/api/v1", true},
		{"/api/v1", "/api", false},
		{"/", "api", false},
		{"~^/", "/api", true},
		{"~/", "/api", true},
		{"~^/(.*)$", "/api", true},
		{"~^/api", "/api", true},
		{"~^/api", "/apix", true},
		{"~^/api(/.*)?$", "/api", true},
		{"~^/api(/|$)", "/api", true},
		{"~^/api/", "/api", false},
		{"~^/api/", "/api/", true},
		{"~^/api$", "/api", false},
		{"~^/(api|admin)", "/admin", true},
		{"~^/(api|admin)", "/static", false},
		{"~api", "/v1/api", true},
		{"~(?i)^/API", "/api", true},
		{"/", "~^/api", true},
		{"/", "~api", true},
		{"/api", "~^/api/v[0-9]+", true},
		{"/api", "~^/api", false},
		{"~^/api", "~^/api/v[0-9]+", true},
		{"~^/a(?=b)", "/ab", false},
		{`~\bapi`, "/api", false},
		{"*:/media/*", "/media/", false},
		{"~^/(?!static|media)", "/app", true},
		{"~^/(?!static|media)", "/static", false},
		{"~^/(?!static|media)", "/mediate", false},
		{"~^/(?!static|media)", "/", false},
		{"~^/(?!static$)", "/static/x", true},
		{"~^(?!/static)", "/app", true},
		{"~^/(?!(en|de)/)([a-z]+)", "/app", true},
		{"~^/(?!(en|de)/)([a-z]+)", "/en", false},
		{"~^/(?!en)(?!de)", "/app", true},
		{"~^/(?!en)(?!de)", "/de", false},
		{"~(?i)^/(?!API)", "/api", false},
		{"~^/(?!en)", "~^/(?!en)", true},
		{"~^/(?!en|de)", "~^/(?!en)", false},
		{"~^/", "~^/(?!en)", true},
		{"~^/(?!en)|^/x", "/app", false},
		{"~^/(?!en)*", "/en", false},
		{"~^/?(?!en)", "/en", false},
		{"/", "~^api", false},
		{"/", "~/a$b", false},
		{"~${X}", "/app", false},
		{"/", "~${X}", false},
	}
	for _, tt := range tests {
		if got := urls(tt.u).Covers(urls(tt.o)); got != tt.want {
			t.Errorf("%s covers %s: %v, want %v", tt.u, tt.o, got, tt.want)
		}
	}
}

func TestURLsDisjoint(t *testing.T) {
	tests := []struct {
		u, o string
		want bool
	}{
		{"/media", "/server-status", true},
		{"/media", "/media/img", false},
		{"/", "/media", false},
		{"~^/media/", "/server-status", true},
		{"~^/media/", "/media", false},
		{"~media", "/server-status", false},
		{"~^/(media|static)/", "~^/admin", true},
		{"*:/media/*", "/media/x", false},
		{"~^/(?!static|media)", "/static", true},
		{"~^/(?!static|media)", "/stati", false},
		{"/media", "~^/(?!static|media)", true},
		{"~^/(?!static)", "~^/(?!media)", false},
		{"*:/media/*", "/media/x/y", true},
		{"~(", "/media", false},
	}
	for _, tt := range tests {
		if got := urls(tt.u).Disjoint(urls(tt.o)); got != tt.want {
			t.Errorf("%s disjoint from %s: %v, want %v", tt.u, tt.o, got, tt.want)
		}
		if got := urls(tt.o).Disjoint(urls(tt.u)); got != tt.want {
			t.Errorf("%s disjoint from %s: %v, want %v", tt.o, tt.u, got, tt.want)
		}
	}
}

// TestURLsAgainstRegexp asks random paths of random sets: a path in o is in u where u covers o, and in one of them only where they are disjoint.
func TestURLsAgainstRegexp(t *testing.T) {
	sets := []string{"/", "/a", "/a/", "/a/b", "/ab", "~^/a", "~a", "~^/a/?$", "~^/(a|b)/", "~b$", "~^/a(/.*)?$", "~^/[ab]+/a", "~^/.*b", "*:/a/*", "*:/?b"}
	rng := rand.New(rand.NewPCG(1, 2))
	in := func(set, path string) bool {
		u := urls(set)
		if p, ok := u.Prefix(); ok {
			return prefixCovers(p, path)
		}
		return regexp.MustCompile(u.text).MatchString(path)
	}
	for range 20000 {
		path := "/"
		for range rng.IntN(7) {
			c := "ab/"[rng.IntN(3)]
			if c == '/' && strings.HasSuffix(path, "/") {
				continue
			}
			path += string(c)
		}
		u, o := sets[rng.IntN(len(sets))], sets[rng.IntN(len(sets))]
		if in(o, path) && !in(u, path) && urls(u).Covers(urls(o)) {
			t.Fatalf("%s is said to cover %s, but %s is only in the second", u, o, path)
		}
		if in(o, path) && in(u, path) && urls(u).Disjoint(urls(o)) {
			t.Fatalf("%s is said to be disjoint from %s, but %s is in both", u, o, path)
		}
	}
}

func TestURLsAnchored(t *testing.T) {
	tests := map[string]struct{ anchored, known bool }{
		"/api": {true, true}, "~^/api": {true, true}, "~/api": {false, true}, "~(?i)^/api": {true, true},
		"~.*/api": {true, true}, "~^/a|/b": {false, true}, "~^(/a|/b)": {true, true}, "~/": {true, true}, "~/$": {false, true},
		`~\bapi`: {false, false}, "~(": {false, false},
	}
	for set, want := range tests {
		if anchored, known := urls(set).Anchored(); anchored != want.anchored || known != want.known {
			t.Errorf("%s is anchored: %v, known: %v; want %v", set, anchored, known, want)
		}
	}
}

// TestClean compares Clean with path.Clean for all short names of the characters that matter.
func TestClean(t *testing.T) {
	for n := range 1 << 14 {
		name := make([]byte, n%8)
		for i := range name {
			name[i] = "/.a/"[n>>(2*i)&3]
		}
		if got, want := Clean(string(name)), path.Clean(string(name)); got != want {
			t.Fatalf("Clean(%q) = %q, want %q", name, got, want)
		}
	}
}
