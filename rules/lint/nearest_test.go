package lint

import (
	"slices"
	"testing"
)

func TestNearest(t *testing.T) {
	tests := []struct {
		name  string
		among []string
		want  string
	}{
		{"blgo", []string{"wiki", "blog"}, "blog"},
		{"blog", []string{"Blog", "blogs"}, "Blog"},
		{"BLOG", []string{"blog"}, "blog"},
		{"blog", []string{"blog"}, ""},
		{"blog3", []string{"blog1", "blog2"}, ""},
		{"blog3", []string{"blog1", "blog1"}, "blog1"},
		{"app", []string{"app-prod"}, ""},
		{"ap", []string{"app"}, ""},
		{"Ap", []string{"ap"}, "ap"},
		{"wiki", []string{"blog", "shop"}, ""},
		{"%{global}", []string{"%{GLOBAL}", "%{SERVER}"}, "%{GLOBAL}"},
		{"intranet-produciton", []string{"intranet-production"}, "intranet-production"},
		{"", []string{"blog"}, ""},
	}
	for _, tt := range tests {
		if got := Nearest(tt.name, slices.Values(tt.among)); got != tt.want {
			t.Errorf("%q among %q: got %q, want %q", tt.name, tt.among, got, tt.want)
		}
	}
}
