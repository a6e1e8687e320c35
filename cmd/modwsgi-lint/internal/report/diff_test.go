package report

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// tools apply a patch from standard input in a folder, and ask nothing.
func tools(t *testing.T) map[string][]string {
	t.Helper()
	all := map[string][]string{"git": {"git", "apply", "-"}, "patch": {"patch", "-p1", "-s", "-f"}}
	for name, args := range all {
		if _, err := exec.LookPath(args[0]); err != nil {
			t.Skipf("%s is not installed", name)
		}
	}
	return all
}

// diffOf writes changes as a diff.
func diffOf(t *testing.T, changes ...Change) string {
	t.Helper()
	var b strings.Builder
	if err := Unified(&b, changes); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// apply runs a tool on a diff of changes in a fresh folder and compares every file. The folder may lie below one that has a repository.
func apply(t *testing.T, tool []string, dir string, changes []Change) {
	t.Helper()
	for _, c := range changes {
		file := filepath.Join(dir, c.Path)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(c.Before), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	diff := diffOf(t, changes...)
	cmd := exec.Command(tool[0], tool[1:]...)
	cmd.Dir = dir
	cmd.Stdin = strings.NewReader(diff)
	cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CEILING_DIRECTORIES="+filepath.Dir(dir))
	if out, err := cmd.CombinedOutput(); err != nil && diff != "" {
		t.Fatalf("%v: %v\n%s\n%s", tool, err, out, diff)
	}
	for _, c := range changes {
		got, err := os.ReadFile(filepath.Join(dir, c.Path))
		if err != nil || string(got) != c.After {
			t.Fatalf("%v on %q: %q, %v; want %q\n%s", tool, c.Path, got, err, c.After, diff)
		}
	}
	for _, left := range []string{".orig", ".rej"} {
		if found, _ := filepath.Glob(filepath.Join(dir, "*", "*"+left)); len(found) > 0 {
			t.Errorf("%v left %s", tool, found)
		}
	}
}

func numbered(from, to int) string {
	var b strings.Builder
	for i := from; i < to; i++ {
		fmt.Fprintf(&b, "line %d\n", i)
	}
	return b.String()
}

func TestDiffApplies(t *testing.T) {
	ten := numbered(0, 10)
	var changes []Change
	for name, pair := range map[string][2]string{
		"middle":                  {ten, strings.Replace(ten, "line 5\n", "new\n", 1)},
		"first":                   {ten, strings.Replace(ten, "line 0\n", "new\n", 1)},
		"last":                    {ten, strings.Replace(ten, "line 9\n", "new\n", 1)},
		"both ends":               {ten, "new\n" + ten + "new\n"},
		"deleted at the start":    {ten, numbered(2, 10)},
		"deleted at the end":      {ten, numbered(0, 8)},
		"moved":                   {ten, numbered(5, 10) + numbered(0, 5)},
		"context touches":         {numbered(0, 30), strings.NewReplacer("line 10\n", "x\n", "line 17\n", "y\n").Replace(numbered(0, 30))},
		"context does not touch":  {numbered(0, 30), strings.NewReplacer("line 10\n", "x\n", "line 18\n", "y\n").Replace(numbered(0, 30))},
		"no final newline before": {"a\nb\nc", "a\nb\nc\n"},
		"no final newline after":  {"a\nb\nc\n", "a\nb\nc"},
		"no final newline":        {"a\nb\nc", "a\nX\nc"},
		"no final newline, last":  {"a\nb\nc", "a\nb\nX"},
		"added behind the end":    {"a\nb\nc", "a\nb\nc\nd"},
		"one line":                {"a", "b"},
		"from nothing":            {"", "a\nb\n"},
		"from nothing to no end":  {"", "a"},
		"to nothing":              {"a\nb\n", ""},
		"CRLF":                    {"a\r\nb\r\nc\r\n", "a\r\nX\r\nc\r\n"},
		"CRLF and none":           {"a\r\nb\r\nc", "a\r\nX\r\nc\r"},
		"CRLF becomes LF":         {"a\r\nb\r\nc\r\n", "a\r\nb\nc\r\n"},
		"first line CRLF only":    {"a\r\nb\nc\n", "a\r\nX\nc\n"},
		"lone CR":                 {"a\rb\nc\n", "a\rX\nc\r\n"},
		"Latin-1":                 {"caf\xe9\nb\n", "caf\xe9\n\xfcber\n"},
		"Latin-1 against UTF-8":   {"caf\xe9\n\xe8\n", "caf\xe8\n\xe9\n"},
		"replacement character":   {"\ufffd\n\xff\n", "\xff\n\ufffd\n"},
		"control bytes":           {"a\x1b[31m\n\x0c\n\v\n", "a\x1b[31m\n\x0c\nX\x7f\n"},
		"NUL":                     {"a\x00b\nc\nd\n", "a\x00b\nX\x00\nd\n"},
		"looks like a header":     {"-- a/x\n++ b/x\n@@ -1 +1 @@\n", "-- a/x\n-- b/x\n++ b/x\n@@ -1,2 +1 @@\n"},
		"looks like a note":       {"\\ No newline at end of file\na\n", "\\ No newline at end of file\nb"},
		"blank lines":             {"\n\n\na\n\n\n", "\n\nb\n\n\n\n"},
		"trailing blanks":         {"a  \nb\t\n", "a \nb\t\t\n"},
		"nothing changed":         {ten, ten},
	} {
		changes = append(changes, Change{Path: name + "/apache2.conf", Before: pair[0], After: pair[1]})
	}
	for name, tool := range tools(t) {
		t.Run(name, func(t *testing.T) { apply(t, tool, t.TempDir(), changes) })
	}
}

func TestDiffNames(t *testing.T) {
	names := []string{
		"apache2.conf", "sites-enabled/000-default.conf", "my site.conf", " leading and trailing ", "a  b", "tab\tin.conf", "new\nline.conf",
		`quote".conf`, `"quoted"`, `back\slash.conf`, `\n.conf`, "café.conf", "caf\xe9.conf", "日本/サイト.conf", "esc\x1b[31m.conf", "del\x7f.conf", "bell\a.conf",
		"--- a", "it's.conf", "x 2024-01-01 00:00:00.000000000 +0000", "x\t1970-01-01 00:00:00", "trailing\\", "#.conf", "dev/null", "a/b/a/b/c.conf", "%20.conf",
	}
	var changes []Change
	for i, name := range names {
		changes = append(changes, Change{Path: name, Before: numbered(0, i), After: numbered(1, i+2)})
	}
	for name, tool := range tools(t) {
		t.Run(name, func(t *testing.T) { apply(t, tool, t.TempDir(), changes) })
	}
}

// TestDiffInRepository applies diffs at the top of a repository and in a folder of one, where names start at that folder.
func TestDiffInRepository(t *testing.T) {
	git := tools(t)["git"]
	for _, below := range []string{".", "ansible", "ansible/files/apache"} {
		top := t.TempDir()
		if out, err := exec.Command("git", "init", "-q", top).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		apply(t, git, filepath.Join(top, below), []Change{
			{Path: "sites/a b.conf", Before: "a\nb", After: "a\nc"}, {Path: "apache2.conf", Before: "a\r\n", After: "b\r\n"},
		})
	}
}

func TestDiffPathWithoutSlash(t *testing.T) {
	diff := diffOf(t, Change{Path: "/etc/apache2/apache2.conf", Before: "a\n", After: "b\n"})
	const want = "--- a/etc/apache2/apache2.conf\n+++ b/etc/apache2/apache2.conf\n@@ -1,1 +1,1 @@\n-a\n+b\n"
	if diff != want {
		t.Errorf("diff is\n%s\nwant\n%s", diff, want)
	}
}

// randomPair gives a text of few different lines, and what some edits make of it.
func randomPair(r *rand.Rand) (string, string) {
	line := func() string {
		return []string{"", "a", "b", "c", "- a", "+ b", "\xe9", "x\r", "\\", "@@ -1 +1 @@", " "}[r.IntN(11)] + "\n"
	}
	var a []string
	for range r.IntN(40) {
		a = append(a, line())
	}
	b := append([]string(nil), a...)
	for range r.IntN(6) {
		if i := r.IntN(len(b) + 1); i == len(b) || r.IntN(2) == 0 {
			b = append(b[:i], append([]string{line()}, b[i:]...)...)
		} else {
			b = append(b[:i], b[i+1:]...)
		}
	}
	text := func(lines []string) string {
		s := strings.Join(lines, "")
		if r.IntN(3) == 0 {
			s = strings.TrimSuffix(s, "\n")
		}
		return s
	}
	return text(a), text(b)
}

func TestDiffRandom(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	for _, tool := range tools(t) {
		for range 10 {
			var changes []Change
			for i := range 40 {
				a, b := randomPair(r)
				changes = append(changes, Change{Path: fmt.Sprintf("d%d/f.conf", i), Before: a, After: b})
			}
			apply(t, tool, t.TempDir(), changes)
		}
	}
}

// rebuilt puts the new text together from the old one and the regions.
func rebuilt(a, b []string, regions []region) string {
	var out strings.Builder
	at := 0
	for _, r := range regions {
		out.WriteString(strings.Join(a[at:r.a0], "") + strings.Join(b[r.b0:r.b1], ""))
		at = r.a1
	}
	out.WriteString(strings.Join(a[at:], ""))
	return out.String()
}

// TestChangedIsRight compares texts too large for go-diff alone, in a time that a quadratic way does not keep.
func TestChangedIsRight(t *testing.T) {
	lines := func(n int, f func(i int) string) []string {
		out := make([]string, n)
		for i := range out {
			out[i] = f(i) + "\n"
		}
		return out
	}
	plain := func(i int) string { return fmt.Sprint("line ", i) }
	for name, tt := range map[string]struct {
		a, b        []string
		least, most int // regions
	}{
		"both ends of 300,000": {lines(3e5, plain), lines(3e5, func(i int) string {
			if i == 0 || i == 3e5-1 {
				return "new"
			}
			return plain(i)
		}), 2, 2},
		"every tenth of 200,000": {lines(2e5, plain), lines(2e5, func(i int) string {
			if i%10 == 5 {
				return plain(i) + " new"
			}
			return plain(i)
		}), 2e4, 2e4},
		"all of 20,000":                    {lines(2e4, plain), lines(2e4, func(i int) string { return plain(i) + " new" }), 1, 1},
		"20,000 backwards":                 {lines(2e4, plain), lines(2e4, func(i int) string { return plain(2e4 - i) }), 1, 2e4},
		"70,000 lines of two, turned over": {lines(7e4, func(i int) string { return fmt.Sprint(i % 2) }), lines(7e4, func(i int) string { return fmt.Sprint((i + 1) % 2) }), 1, 2},
		"surrogates if lines were runes": {lines(6e4, plain), lines(6e4, func(i int) string {
			if i > 0xd7f0 && i < 0xe010 && i%3 == 0 {
				return "new"
			}
			return plain(i)
		}), 100, 1e3},
	} {
		start := time.Now()
		regions := changed(tt.a, tt.b)
		if took := time.Since(start); took > 10*time.Second {
			t.Errorf("%s: took %v", name, took)
		} else {
			t.Logf("%s: %d regions in %v", name, len(regions), took)
		}
		if len(regions) < tt.least || len(regions) > tt.most {
			t.Errorf("%s: %d regions, want %d to %d", name, len(regions), tt.least, tt.most)
		}
		if rebuilt(tt.a, tt.b, regions) != strings.Join(tt.b, "") {
			t.Errorf("%s: the regions do not make the new text", name)
		}
	}
}

func TestChangedRandom(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 5))
	for range 5000 {
		before, after := randomPair(r)
		a, b := splitLines(before), splitLines(after)
		regions := changed(a, b)
		if rebuilt(a, b, regions) != after {
			t.Fatalf("%q to %q: regions %v", before, after, regions)
		}
		for i := 1; i < len(regions); i++ {
			if regions[i].a0 <= regions[i-1].a1 {
				t.Fatalf("%q to %q: regions %v touch", before, after, regions)
			}
		}
	}
}

// TestDiffFormat checks that a diff is exact unless a person looks on.
func TestDiffFormat(t *testing.T) {
	r := &Result{Changes: []Change{{Path: "/srv/a.conf", Before: "a\x1b\xe9\tb", After: "a\x1b\xe9\tc"}}}
	if got, want := written(t, "diff", r, Options{Color: true}), diffOf(t, r.Changes...); got != want || !strings.Contains(got, "-a\x1b\xe9\tb\n\\ No newline at end of file\n") {
		t.Errorf("diff is %q, want %q", got, want)
	}
	const shown = "--- a/srv/a.conf\n+++ b/srv/a.conf\n@@ -1,1 +1,1 @@\n-a\\x1b\\xe9   b\n\\ No newline at end of file\n+a\\x1b\\xe9   c\n\\ No newline at end of file\n"
	if got := written(t, "diff", r, Options{Terminal: true}); got != shown {
		t.Errorf("on a terminal the diff is\n%s\nwant\n%s", got, shown)
	}
	if got := written(t, "diff", r, Options{Color: true, Terminal: true}); sgr.ReplaceAllString(got, "") != shown || !strings.Contains(got, "\x1b[31m-a") {
		t.Errorf("in colour the diff is %q", got)
	}
}
