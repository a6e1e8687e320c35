package eval_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"testing/fstest"
	"time"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
)

// in is a closed server whose files are given by name; what begins with "->" is a link.
func in(files map[string]string) eval.Host {
	m := fstest.MapFS{}
	for name, text := range files {
		f := &fstest.MapFile{Data: []byte(text), Mode: 0o644}
		if target, ok := strings.CutPrefix(text, "->"); ok {
			f = &fstest.MapFile{Data: []byte(target), Mode: fs.ModeSymlink | 0o777}
		}
		m[strings.TrimPrefix(name, "/")] = f
	}
	h := closed
	h.Files = m
	return h
}

// soon fails a test that takes longer than any configuration should.
func soon(t *testing.T, do func()) {
	t.Helper()
	start := time.Now()
	do()
	if took := time.Since(start); took > 20*time.Second {
		t.Errorf("it took %v", took)
	}
}

// unreadable returns the problems of files that cannot be read.
func unreadable(c *eval.Config) (all []string) {
	for _, p := range c.Problems {
		if p.Unreadable {
			all = append(all, p.Message)
		}
	}
	return all
}

func TestCycleIsOneProblem(t *testing.T) {
	h := in(map[string]string{
		"/etc/a.conf": "A 1\nInclude b.conf\nInclude b.conf\n",
		"/etc/b.conf": "B 1\nInclude a.conf\nInclude a.conf\nB 2\n",
	})
	var c *eval.Config
	soon(t, func() { c = eval.Read(h, "/etc/a.conf") })
	if len(c.Problems) != 1 {
		t.Fatalf("%q", faults(c))
	}
	p := c.Problems[0]
	if p.Message != "Exceeded maximum include depth of 128, There appears to be a recursion." || !p.Unreadable || !p.Fatal {
		t.Errorf("%+v", p)
	}
	if !strings.HasSuffix(p.Hint, "is included again while it is being read") {
		t.Errorf("hint %q", p.Hint)
	}
	if len(c.Includes) != 130 { // 128 deep, and b.conf once more
		t.Errorf("%d files were opened", len(c.Includes))
	}
}

func TestIncludeBombEnds(t *testing.T) {
	files := map[string]string{}
	for i := range 60 {
		files[fmt.Sprintf("/etc/%d.conf", i)] = fmt.Sprintf("A %d\nInclude %d.conf\nInclude %[2]d.conf\n", i, i+1)
	}
	files["/etc/60.conf"] = "A 60\n"
	var c *eval.Config
	soon(t, func() { c = eval.Read(in(files), "/etc/0.conf") })
	if len(c.Problems) != 1 || c.Problems[0].Fatal || !strings.Contains(c.Problems[0].Message, "gave up after") {
		t.Errorf("%q", faults(c))
	}
}

func TestMacroBombEnds(t *testing.T) {
	var text strings.Builder
	text.WriteString("<Macro m0>\nA 1\n</Macro>\n")
	for i := range 60 {
		fmt.Fprintf(&text, "<Macro x%d->\nUse %[2]s\nUse %[2]s\n</Macro>\n", i+1, map[bool]string{true: "m0", false: fmt.Sprintf("x%d-", i)}[i == 0])
	}
	text.WriteString("Use x60-\n")
	var c *eval.Config
	soon(t, func() { c = read(closed, text.String()) })
	if len(unreadable(c)) != 1 || !strings.Contains(unreadable(c)[0], "gave up after") {
		t.Errorf("%q", faults(c))
	}
}

func TestVariableBombEnds(t *testing.T) {
	text := "Define A aaaaaaaaaaaaaaaa\n" + strings.Repeat("Define A ${A}${A}\n", 60) + "B ${A}\n"
	var c *eval.Config
	soon(t, func() { c = read(closed, text) })
	if len(c.Problems) != 1 || !strings.Contains(c.Problems[0].Message, "gave up after") {
		t.Errorf("%q", faults(c))
	}
}

func TestFoldersThatHoldThemselvesEnd(t *testing.T) {
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"x", "y"} {
		if err := os.Symlink(".", filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	h := closed
	h.Files, h.ServerRoot = os.DirFS("/").(fs.ReadLinkFS), dir
	var c *eval.Config
	soon(t, func() { c = read(h, "Include x\nA 1\n") })
	if len(unreadable(c)) == 0 || outline(c) != "A 1\n" {
		t.Errorf("%q", faults(c))
	}
}

func TestNotAFile(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mkfifo(filepath.Join(dir, "pipe"), 0o600); err != nil {
		t.Skip(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "big"), make([]byte, 2000), 0o600); err != nil {
		t.Fatal(err)
	}
	h := closed
	h.Files, h.ServerRoot, h.MaxFileSize = os.DirFS("/").(fs.ReadLinkFS), dir, 1000
	for name, want := range map[string]string{
		"pipe":          "not a regular file",
		"big":           "2000 bytes, more than the 1000 that are read",
		"/dev/zero":     "not a file on a disk",
		"/proc/self/fd": "not a file on a disk",
	} {
		var c *eval.Config
		soon(t, func() { c = read(h, "Include "+name+"\nA 1\n") })
		if got := unreadable(c); len(got) == 0 || !strings.Contains(got[0], want) || !strings.Contains(got[0], name) || outline(c) != "A 1\n" {
			t.Errorf("%s: %q", name, got)
		}
		if len(c.Problems) > 0 && c.Problems[0].Fatal != (name == "pipe") {
			t.Errorf("%s: fatal %v", name, c.Problems[0].Fatal)
		}
	}
	if c := read(h, "Include /dev/null\nA 1\n"); len(c.Problems) > 0 {
		t.Errorf("%q", faults(c))
	}
}

// TestTooMuchText reads five files where there is room for four.
func TestTooMuchText(t *testing.T) {
	disk := fstest.MapFS{}
	for _, name := range []string{"a", "b", "c", "d", "e"} {
		disk["srv/"+name+".conf"] = &fstest.MapFile{Data: []byte("A " + strings.Repeat(name, 98))}
	}
	h := closed
	h.Files, h.ServerRoot, h.MaxFileSize = disk, "/srv", 100
	c := read(h, "Include *.conf\nB 2\n")
	if got := unreadable(c); len(got) != 1 || !strings.Contains(got[0], "all files together have more than the 400 bytes") {
		t.Errorf("%q", got)
	}
	if got := strings.Count(outline(c), "\n"); got != 5 {
		t.Errorf("%d directives are read, want those of four files and the one behind", got)
	}
}

func TestDeepSections(t *testing.T) {
	const n = 100_000
	text := strings.Repeat("<If x>\n", n) + "A 1\n" + strings.Repeat("</If>\n", n) + "B 2\n"
	var c *eval.Config
	soon(t, func() { c = read(closed, text) })
	if len(c.Problems) != 1 || c.Problems[0].Fatal || !c.Problems[0].Unreadable {
		t.Fatalf("%q", faults(c))
	}
	last := c.Directives[len(c.Directives)-1]
	if last.Name != "B" || last.In != nil {
		t.Errorf("%+v", last)
	}
	depth := 0
	for in := c.Directives[n].In; in != nil; in = in.In {
		depth++
	}
	if depth != parser.MaxDepth {
		t.Errorf("depth %d", depth)
	}
	c = read(closed, strings.Repeat("<IfModule env_module>\n", n)+"A 1\n"+strings.Repeat("<IfModule none>\n", n))
	if outline(c) != "A 1\n" {
		t.Errorf("%q", faults(c))
	}
}

func TestLongLines(t *testing.T) {
	for _, test := range []struct {
		n        int
		htaccess bool
		problem  string
	}{
		{1<<24 - 1, false, ""},
		{1 << 24, false, "Error reading /t.conf at line 2: Line too long"},
		{8190, true, ""},
		{8195, true, "Error reading /t.conf at line 2: Line too long"},
	} {
		h := closed
		h.Htaccess = test.htaccess
		c := read(h, "A 1\n#"+strings.Repeat("x", test.n-1)+"\nB 2\n")
		if got := strings.Join(messagesOf(c), "|"); got != test.problem || outline(c) != "A 1\nB 2\n" {
			t.Errorf("%d bytes: %q", test.n, got)
		}
	}
}

func messagesOf(c *eval.Config) (all []string) {
	for _, p := range c.Problems {
		all = append(all, p.Message)
	}
	return all
}

func TestSelfIncludeOfAText(t *testing.T) {
	h := in(map[string]string{"/etc/x.conf": "X 1\n"})
	c := eval.ReadText(h, source.NewFile("/etc/x.conf", "A 1\n<IfDefine !ONCE>\nDefine ONCE\nInclude x.conf\n</IfDefine>\n"))
	if len(c.Directives) != 2 {
		t.Fatal(outline(c))
	}
	for _, d := range c.Directives {
		if d.Arg(0).Exact() {
			t.Error("a word of a file that is read twice is exact")
		}
	}
}
