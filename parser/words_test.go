package parser

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCutWords(t *testing.T) {
	tests := []struct {
		text string
		want []string
	}{
		{"", nil},
		{" \t\v ", nil},
		{"a  b\tc", []string{"a", "b", "c"}},
		{`"a b" 'c d'`, []string{"a b", "c d"}},
		{`a"b c"`, []string{`a"b`, `c"`}},
		{`"a"b'c'`, []string{"a", "b'c'"}},
		{`"" ''`, []string{"", ""}},
		{`"not closed \`, []string{`not closed \`}},
		{`"`, []string{""}},
		{`"C:\dir\"  b`, []string{`C:\dir"  b`}},
		{`"C:\dir\\"  b`, []string{`C:\dir\`, "b"}},
		{`C:\dir\ b`, []string{`C:\dir\`, "b"}},
		{`a\\b a\b \\\`, []string{`a\b`, `a\b`, `\\`}},
		{`"a\'b" 'a\"b' "\n"`, []string{`a\'b`, `a\"b`, `\n`}},
		{"a\\\x00b", []string{"a\\\x00b"}},
		{"a\u00a0b é", []string{"a\u00a0b", "é"}},
	}
	for _, tt := range tests {
		var got []string
		for _, w := range CutWords(tt.text, 0) {
			got = append(got, w.Value)
		}
		if d := cmp.Diff(tt.want, got); d != "" {
			t.Errorf("words of %s (-want +got):\n%s", tt.text, d)
		}
	}
}

func TestQuote(t *testing.T) {
	tests := []struct {
		value string
		quote byte
		want  string
	}{
		{"a", 0, "a"},
		{"a", '"', `"a"`},
		{"a", '\'', `'a'`},
		{"", 0, `""`},
		{"a b", 0, `"a b"`},
		{`a"b`, 0, `a"b`},
		{`"a`, 0, `"\"a"`},
		{`'a`, 0, `"'a"`},
		{`C:\dir`, 0, `C:\dir`},
		{`C:\dir\`, 0, `"C:\\dir\\"`},
		{`\\server\share`, 0, `\\\\server\\share`},
		{`a\"b`, '"', `"a\\\"b"`},
		{`it's`, '\'', `'it\'s'`},
	}
	for _, tt := range tests {
		if got := Quote(tt.value, tt.quote); got != tt.want {
			t.Errorf("Quote(%s, %q) = %s, want %s", tt.value, tt.quote, got, tt.want)
		}
	}
}

// FuzzQuote checks that what is quoted is one word wherever it stands, gives the value back, and does not continue the line.
func FuzzQuote(f *testing.F) {
	f.Fuzz(func(t *testing.T, value string) {
		for _, quote := range []byte{0, '"', '\''} {
			q := Quote(value, quote)
			if strings.HasSuffix(q, `\`) {
				t.Errorf("Quote(%q, %q) = %s, which continues a line it ends", value, quote, q)
			}
			w, next := CutWord("a "+q+" b", 2)
			if w.Value != value || w.Start != 2 || w.End != 2+len(q) || next != w.End+1 {
				t.Errorf("Quote(%q, %q) = %s, cut as %+v", value, quote, q, w)
			}
			if quote != 0 && w.Quote != quote {
				t.Errorf("Quote(%q, %q) = %s", value, quote, q)
			}
			if strings.ContainsAny(value, "\n\x00") {
				continue // cannot be written
			}
			args := parse("Name " + q + "\nName\n").Line(0).Args()
			if len(args) != 1 || args[0].Value != value {
				t.Errorf("%q quoted is %s, in a line %+v", value, q, args)
			}
		}
	})
}

// FuzzCutWord checks that words are cut in order and that nothing but white space lies between them.
func FuzzCutWord(f *testing.F) {
	f.Fuzz(func(t *testing.T, text string) {
		at := 0
		for {
			w, next := CutWord(text, at)
			if w.Start < at || strings.Trim(text[at:w.Start], " \t\n\v\f\r") != "" || w.End < w.Start || next < w.End {
				t.Fatalf("%q is cut from %d to %+v, then %d", text, at, w, next)
			}
			if w.Start == w.End {
				if next != len(text) || w.End != next || w.Value != "" {
					t.Fatalf("%q ends with %+v, then %d", text, w, next)
				}
				return
			}
			if quoted := text[w.Start] == '"' || text[w.Start] == '\''; quoted != (w.Quote != 0) {
				t.Fatalf("%q is cut to %+v", text, w)
			}
			at = next
		}
	})
}

func TestDirectiveName(t *testing.T) {
	for word, want := range map[string]string{
		"Alias": "Alias", "ServerAdmin>": "ServerAdmin", "<Location>": "<Location", "<Location>>": "<Location>", ">": "", "": "",
		"</Location>": "</Location>", "a/>": "a/>", "<>": "<",
	} {
		if got := DirectiveName(word); got != want {
			t.Errorf("DirectiveName(%q) = %q, want %q", word, got, want)
		}
	}
}
