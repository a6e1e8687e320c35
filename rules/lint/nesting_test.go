package lint

import (
	"fmt"
	"slices"
	"testing"
)

// refusalsOf is what httpd refuses of a text.
func refusalsOf(text string) []refusal {
	var all []refusal
	for _, p := range read(text).Problems {
		all = append(all, refusal{p, problem(p, false)})
	}
	return all
}

// TestJoinTags makes one finding of what one tag makes two of.
func TestJoinTags(t *testing.T) {
	tests := []struct {
		text string
		want []string
	}{
		{"<VirtualHost *:80>\n<Files b>\n<Location /a>\n</Files>\n</Location>\n</VirtualHost>\n", []string{
			"3: Expected </Location> but saw </Files>; the <Location> opened on line 3 is still open at line 4",
		}}, // out of place
		{"<VirtualHost *:80>\nRequire local\n</Location>\n<Location /a>\n</VirtualHost>\n", []string{
			"4: Expected </Location> but saw </VirtualHost>; the <Location> opened on line 4 is still open at line 5",
		}}, // out of place, further down
		{"<IfDefine A>\n</IfDefnie>\n", []string{
			"2: Expected </IfDefine> but saw </IfDefnie>; no <IfDefnie> is open here; did you mean </IfDefine>?",
		}}, // misspelt
		{"<VirtualHost *:80>\n<VirtualHost>\n", []string{
			"2: <VirtualHost> was not closed; it must be closed in the file that opens it; did you mean </VirtualHost>?",
		}}, // opens where it should close; httpd tells the outermost first
		{"<Files a>\n<IfModule !a.c>\n</Ifodule>\n</Files>\n", []string{
			"3: </Ifodule> without matching <Ifodule> section; did you mean </IfModule>?",
		}}, // misspelt so that what it was to close is open further down
		{"<VirtualHost *:80>\n<VirtualHost *:81>\n</Files>\n", []string{
			"3: Expected </VirtualHost> but saw </Files>; no <Files> is open here; did you mean </VirtualHost>?",
			"1: <VirtualHost> was not closed; it must be closed in the file that opens it",
		}}, // two mistakes
		{"<Directory /a>\nRequire local\n</Files>\n<Directory /b>\n</Directory>\n", []string{
			"3: Expected </Directory> but saw </Files>; no <Files> is open here; did you mean </Directory>?",
		}}, // of another section's name
		{"<IfModule !a.c>\n<VirtualHost *:80>\n</IfModule>\n</VirtualHost>\n</IfModule>\n", []string{
			"2: Expected </VirtualHost> but saw </IfModule>; the <VirtualHost> opened on line 2 is still open at line 3",
		}}, // its opening is lost, so that it closes what is around
		{"<VirtualHost *:80>\n<IfModule !a.c>\n</VirtualHost>\nUseCanonicalName On\n</VirtualHost>\n", []string{
			"3: </VirtualHost> without matching <VirtualHost> section; <IfModule> on line 2 is still open here",
		}}, // of the name of what is around
		{"#<VirtualHost *:80>\n#<Files a>\nRequire local\n</Files>\n</VirtualHost>\n", []string{
			"4: </Files> without matching <Files> section; no <Files> is open here",
		}}, // the openings are lost
		{"<VirtualHost *:80>\n<Files a>\n#</Files>\n#</VirtualHost>\n", []string{
			"1: <VirtualHost> was not closed; it must be closed in the file that opens it",
		}}, // the ends are lost
		{"<VirtualHost *:80>\n</Files>\n</VirtualHost>\n<VirtualHost *:81>\n</Location>\n</VirtualHost>\n", []string{
			"2: Expected </VirtualHost> but saw </Files>; no <Files> is open here",
			"5: Expected </VirtualHost> but saw </Location>; no <Location> is open here",
		}}, // two mistakes
		{"<VirtualHost *:80>\n<Directory /a>\n<IfVersion > 2>\nRequire local\n</IfVersion>\n</Location>\n<Files b>\n</Files>\n</VirtualHost>\n", []string{
			"6: Expected </Directory> but saw </Location>; no <Location> is open here; did you mean </Directory>?",
		}}, // of another name
		{"<VirtualHost *:80>\nServerName x\n</Directory>\n</VirtualHost>\n", []string{
			"3: Expected </VirtualHost> but saw </Directory>; no <Directory> is open here",
		}}, // one too many
	}
	for _, tt := range tests {
		var got []string
		for _, d := range joinTags(refusalsOf(tt.text)) {
			got = append(got, fmt.Sprintf("%d: %s", d.At.From().Line, d.Message))
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%q: %q, want %q", tt.text, got, tt.want)
		}
	}
}

// TestJoinNoNames makes one finding of neighbouring lines that begin with no directive's name for the same reason.
func TestJoinNoNames(t *testing.T) {
	got := joinPlaces(read("// a\n// b\nthreads=5\nhome=/a\nServerName a\nthreads=5\n").Refused())
	if len(got) != 3 || len(got[0]) != 2 || len(got[1]) != 2 || len(got[2]) != 1 {
		t.Errorf("%d findings: %+v", len(got), got)
	}
}

// TestJoinMacros makes one finding of what is said alike of all uses of a macro.
func TestJoinMacros(t *testing.T) {
	if got := joinMacros(refusalsOf("<Macro c>\nUse A b\n</Macro>\nUse A b\nUse A c\nUse B c\n")); len(got) != 2 || len(got[0].Related) != 1 {
		t.Errorf("%d findings: %+v", len(got), got)
	}
}

// TestJoinPlaces puts neighbours of one section together.
func TestJoinPlaces(t *testing.T) {
	got := joinPlaces(read("<Location /a>\nServerName a0\n\nServerName a1\n</Location>\n" +
		"<Files b>\nServerName a2\nLimitRequestBody 1 2\nLimitRequestBody 1 2\n\n\nServerName a3\n</Files>\n").Refused())
	var sizes []int
	for _, together := range got {
		sizes = append(sizes, len(together))
	}
	if want := []int{2, 1, 1, 1, 1}; !slices.Equal(sizes, want) {
		t.Errorf("put together %v, want %v", sizes, want)
	}
}
