package report

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestVisible(t *testing.T) {
	for text, want := range map[string]string{
		"plain/path-1.conf": "plain/path-1.conf",
		"a\tb\nc\rd":        `a\tb\nc\rd`,
		"\x1b[31m\x00\x7f":  `\x1b[31m\x00\x7f`,
		"\u009b31m\u0085":   `\u009b31m\u0085`, // C1
		"\xe9\xff ok":       `\xe9\xff ok`,
		"é 日本 😀 ́":          "é 日本 😀 ́",
		"\u202e\u2066\u200f\u200b\u00ad\ufeff\u2028\u00a0": `\u202e\u2066\u200f\u200b\u00ad\ufeff\u2028\u00a0`,
		"\U000e0041\U0010ffff":                             `\U000e0041\U0010ffff`,
		"\ufffd":                                           "\ufffd", // the character itself is harmless
	} {
		if got := Visible(text); got != want {
			t.Errorf("Visible(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestWidth(t *testing.T) {
	for text, want := range map[string]int{
		"": 0, "abc": 3, "é": 1, "e\u0301": 1, "日本": 4, "한국": 4, "\u1112\u1161\u11ab": 2, "😀": 2, "ｆｕｌｌ": 8, "ﾊ": 1, "Ω": 1, "→": 1, "⚡": 2, "…": 1,
	} {
		if got := width(text); got != want {
			t.Errorf("width(%q) = %d, want %d", text, got, want)
		}
	}
}

func TestWrap(t *testing.T) {
	for _, tt := range []struct {
		text  string
		cells int
		want  string
	}{
		{"one two three", 7, "one two|three"},
		{"one two three", 13, "one two three"},
		{"one two three", 1, "one|two|three"},
		{"日本 日本 日本", 9, "日本 日本|日本"},
		{"first\n\nsecond part", 20, "first||second part"},
		{"  many   blanks ", 20, "many blanks"},
		{"", 5, ""},
		{"esc \x1b x", 8, `esc \x1b|x`},
	} {
		if got := strings.Join(wrap(tt.text, tt.cells), "|"); got != tt.want {
			t.Errorf("wrap(%q, %d) = %q, want %q", tt.text, tt.cells, got, tt.want)
		}
	}
}

// randomText is text of all that is hard to show.
func randomText(r *rand.Rand, most int) string {
	parts := []string{"a", "bc", " ", "\t", "\x1b[31m", "\x00", "\x7f", "\xe9", "\xf0\x9f", "é", "日", "e\u0301", "\u202e", "\u009b", "😀", "\u200b", "\r", "\\", `"`}
	var b strings.Builder
	for range r.IntN(most) {
		b.WriteString(parts[r.IntN(len(parts))])
	}
	return b.String()
}

// checkShown fails where text could steer a terminal.
func checkShown(t *testing.T, text string) {
	t.Helper()
	if !utf8.ValidString(text) {
		t.Fatalf("%q is not UTF-8", text)
	}
	for _, c := range text {
		if c != '\n' && !unicode.IsPrint(c) {
			t.Fatalf("%q holds %U", text, c)
		}
	}
}

// TestExcerpt checks that the cells an excerpt marks hold the marked bytes, and that it is never too wide.
func TestExcerpt(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for range 20000 {
		before, part, after := randomText(r, 60), randomText(r, 20), randomText(r, 60)
		line, cells := before+part+after, 40+r.IntN(80)
		e := excerptOf(line, len(before), len(before)+len(part), cells)
		checkShown(t, e.text)
		if width(e.text) > cells {
			t.Fatalf("%q is %d cells wide, not %d", e.text, width(e.text), cells)
		}
		_, rest := cutCells(e.text, e.at)
		got, rest := cutCells(rest, e.n)
		want := expand(part, e.at)
		if part == "" {
			continue
		}
		if rest == ellipsis && strings.HasPrefix(want, strings.TrimRight(got, " ")) && got != "" {
			continue // the part is cut
		}
		if got != want {
			t.Fatalf("excerpt %q of %q marks %q, want %q", e.text, line, got, want)
		}
	}
}

// cutCells cuts text behind the given number of cells, and what joins the last one.
func cutCells(text string, cells int) (head, rest string) {
	for i, c := range text {
		if cells -= runeWidth(c); cells < 0 {
			return text[:i], text[i:]
		}
	}
	return text, ""
}

func TestExcerptOfHugeLine(t *testing.T) {
	for _, filler := range []string{"x", "\u0301", "\t", "\x00", "日"} {
		line := strings.Repeat(filler, 1<<20) + "HERE" + strings.Repeat(filler, 1<<20)
		at := strings.Index(line, "HERE")
		e := excerptOf(line, at, at+4, 80)
		if width(e.text) > 80 || len(e.text) > 3*80*maxBytes {
			t.Errorf("of %q: %d cells, %d bytes", filler, width(e.text), len(e.text))
		}
		if _, rest := cutCells(e.text, e.at); !strings.HasPrefix(strings.TrimLeft(rest, "\u0301"), "HERE") || e.n < 4 {
			t.Errorf("of %q: %q marks %d cells at %d", filler, e.text, e.n, e.at)
		}
	}
}

// TestWrapEven checks that texts which are cut at their blanks are wrapped as all others are.
func TestWrapEven(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 20_000 {
		text := make([]byte, 1+r.IntN(60))
		for i := range text {
			text[i] = "abc "[r.IntN(4)]
		}
		words := strings.Join(strings.Fields(string(text)), " ")
		cells := r.IntN(30)
		if got, want := wrap(words, cells), wrap(" "+words, cells); !slices.Equal(got, want) {
			t.Fatalf("wrap(%q, %d) = %q, want %q", words, cells, got, want)
		}
		cells += 3
		first := r.IntN(cells)
		if got, want := hang(words, cells, first, 2), hang(" "+words, cells, first, 2); !slices.Equal(got, want) {
			t.Fatalf("hang(%q, %d, %d) = %q, want %q", words, cells, first, got, want)
		}
	}
}
