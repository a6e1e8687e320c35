package settings

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func write(t *testing.T, text string, path ...string) string {
	t.Helper()
	file := filepath.Join(path...)
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestFind(t *testing.T) {
	dir := t.TempDir()
	outside, above, inside := write(t, "", dir, Name), write(t, "", dir, "repo", "conf", Name), write(t, "", dir, "repo", "conf", "a", Name)
	write(t, "", dir, "repo", ".git", "HEAD")
	write(t, "", dir, "repo", "conf", "b", "c", "x.conf")
	for folder, want := range map[string]string{
		"repo/conf/a": inside, "repo/conf/b/c": above, "repo/conf": above, "repo": "", "": outside, "other/deep": outside,
	} {
		if got := Find(filepath.Join(dir, folder)); got != want {
			t.Errorf("%s: %q, want %q", folder, got, want)
		}
	}
}

func TestRead(t *testing.T) {
	dir := t.TempDir()
	s, err := Read(write(t, `# a repository
root: apache2
select: [python, mounts]
ignore:
  - mount-shadowed
severity: {b: off, a: error}
files: on
define: [SSL, ROOT=/srv]
env-file: /etc/envvars
baseline: known.json
target-python: 3.10 # not 3.1
target-mod-wsgi: "5.0"
`, dir, Name))
	if err != nil {
		t.Fatal(err)
	}
	if s.Root != filepath.Join(dir, "apache2") {
		t.Errorf("root %q", s.Root)
	}
	var got []string
	for flag, value := range s.Flags() {
		got = append(got, flag+" "+value)
	}
	want := []string{
		"select python", "select mounts", "ignore mount-shadowed", "severity a=error", "severity b=off", "files on", "define SSL", "define ROOT=/srv",
		"env-file /etc/envvars", "baseline " + filepath.Join(dir, "known.json"), "target-mod-wsgi 5.0", "target-python 3.10",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("flags (-want +got):\n%s", diff)
	}
}

func TestReadRefuses(t *testing.T) {
	for text, want := range map[string]string{
		"rot: x\n":                     `line 1, column 1: unknown field "rot"`,
		"root: x\nroot: y\n":           `line 2, column 1: mapping key "root" already defined`,
		"\nselect: python\n":           "line 2, column 9: string was used where sequence is expected",
		"select: [a\n":                 "line 1, column 9",
		"- a\n":                        "line 1, column 1: sequence was used where mapping is expected",
		"files: on\n---\nfiles: off\n": "more than one document",
		"\x00\x01":                     "line 1, column 1",
		"a: &a [*a]\n":                 "line 1, column ",
		strings.Repeat("#", maxSize+1): "larger than 16 KiB",
	} {
		if s, err := Read(write(t, text, t.TempDir(), Name)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.20q: %v, %v; want %q", text, s, err, want)
		}
	}
	for _, text := range []string{"", "# nothing\n", "---\n", "\ufefffail-on: never\r\n"} {
		if _, err := Read(write(t, text, t.TempDir(), Name)); err != nil {
			t.Errorf("%q: %v", text, err)
		}
	}
	if _, err := Read(filepath.Join(t.TempDir(), Name)); err == nil {
		t.Error("a file that is not there was read")
	}
}
