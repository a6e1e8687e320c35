package disk

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
)

// tree makes files in a new folder: a text, or "-> target" for a symbolic link, or "/" for a folder.
func tree(t *testing.T, files map[string]string) string {
	t.Helper()
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		at := filepath.Join(root, name)
		err := os.MkdirAll(filepath.Dir(at), 0o755)
		if target, ok := strings.CutPrefix(text, "-> "); ok && err == nil {
			err = os.Symlink(target, at)
		} else if text == "/" && err == nil {
			err = os.MkdirAll(at, 0o755)
		} else if err == nil {
			err = os.WriteFile(at, []byte(text), 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func open(t *testing.T, root string) *Disk {
	t.Helper()
	d, err := New(root)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestLinksStayInTheRoot(t *testing.T) {
	d := open(t, tree(t, map[string]string{
		"etc/a.conf":      "inside",
		"srv/other":       "other",
		"relative":        "-> etc/a.conf",
		"absolute":        "-> /etc/a.conf",
		"up":              "-> ../../../../etc/a.conf",
		"etc/enabled":     "-> /srv",
		"etc/chain":       "-> ../absolute",
		"etc/through-dot": "-> enabled/../etc/a.conf",
		"self":            "-> self",
		"ping":            "-> pong",
		"pong":            "-> ping",
		"dangling":        "-> /etc/passwd",
	}))
	for name, want := range map[string]string{
		"relative": "inside", "absolute": "inside", "up": "inside", "etc/enabled/other": "other", "etc/chain": "inside",
		"etc/through-dot": "inside",
	} {
		if text, err := d.ReadFile(name); string(text) != want || err != nil {
			t.Errorf("%s: %q, %v; want %q", name, text, err, want)
		}
	}
	for _, name := range []string{"self", "ping", "self/x"} {
		if _, err := d.Stat(name); err == nil || errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: %v, want a loop", name, err)
		}
	}
	if _, err := d.ReadFile("dangling"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("dangling: %v; the machine's own file was read?", err)
	}
	if real, err := d.Real("etc/enabled/other"); real != filepath.Join(d.root, "srv/other") || err != nil {
		t.Errorf("Real: %q, %v", real, err)
	}
}

func TestLay(t *testing.T) {
	root := tree(t, map[string]string{
		"image/etc/httpd/old":        "old",
		"copy/conf/httpd.conf":       "main",
		"copy/conf.d/a.conf":         "-> ../available/a.conf",
		"copy/available/a.conf":      "a",
		"copy/absolute":              "-> /etc/httpd/available/a.conf",
		"image/etc/httpd-other/file": "other",
	})
	d, err := open(t, root+"/image").Lay("etc/httpd", root+"/copy")
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"etc/httpd/conf/httpd.conf": "main", "etc/httpd/conf.d/a.conf": "a", "etc/httpd/absolute": "a", "etc/httpd-other/file": "other",
	} {
		if text, err := d.ReadFile(name); string(text) != want || err != nil {
			t.Errorf("%s: %q, %v; want %q", name, text, err, want)
		}
	}
	if _, err := d.Stat("etc/httpd/old"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("what is laid over shows through: %v", err)
	}
}

func TestErrorsNameTheFileInTheRoot(t *testing.T) {
	d := open(t, tree(t, map[string]string{"dir/file": "x"}))
	for name, want := range map[string]string{
		"dir/none":                       "open /dir/none: no such file or directory",
		"dir/file/x":                     "open /dir/file/x: not a directory",
		"dir":                            "read /dir: is a directory",
		"/dir":                           "open /dir: invalid argument",
		"dir/../dir":                     "open dir/../dir: invalid argument",
		strings.Repeat("a/", 9000) + "a": "file name too long",
	} {
		if _, err := d.ReadFile(name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.20s: %v, want %s", name, err, want)
		}
	}
	if !d.IsDir("/dir") || d.IsDir("/dir/file") || !d.IsFile("/dir/file") || d.IsFile("/dir") {
		t.Error("IsDir or IsFile is wrong")
	}
}

func TestNamesNeedNotBeUTF8(t *testing.T) {
	d := open(t, tree(t, map[string]string{"caf\xe9 \"x\"/a\n.conf": "x"}))
	if text, err := d.ReadFile("caf\xe9 \"x\"/a\n.conf"); string(text) != "x" || err != nil {
		t.Errorf("%q, %v", text, err)
	}
}

func TestIsAFileSystem(t *testing.T) {
	root := tree(t, map[string]string{"a/b.conf": "text", "a/link": "-> b.conf", "empty": "/", "c": ""})
	if err := fstest.TestFS(open(t, root), "a/b.conf", "a/link", "c"); err != nil {
		t.Error(err)
	}
}

func TestOverlay(t *testing.T) {
	root := tree(t, map[string]string{"a/b.conf": "text", "a/link": "-> b.conf", "c": "same"})
	o := Overlay{open(t, root), NewTexts()}
	o.Texts.Set(root+"/a/b.conf", "a longer text")
	for name, want := range map[string]string{"a/b.conf": "a longer text", "a/link": "a longer text", "c": "same"} {
		if text, err := o.ReadFile(name); string(text) != want || err != nil {
			t.Errorf("%s: %q, %v; want %q", name, text, err, want)
		}
		f, err := o.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		text, _ := io.ReadAll(f)
		opened, _ := f.Stat()
		named, _ := o.Stat(name)
		if string(text) != want || opened.Size() != int64(len(want)) || named.Size() != opened.Size() {
			t.Errorf("%s opened: %q of %d bytes; Stat says %d", name, text, opened.Size(), named.Size())
		}
		f.Close()
	}
	o.Texts.Remove(root + "/a/b.conf")
	if text, err := o.ReadFile("a/link"); string(text) != "text" || err != nil {
		t.Errorf("after Remove: %q, %v", text, err)
	}
}
