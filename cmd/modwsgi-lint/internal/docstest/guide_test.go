package docstest

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	// wholeFiles are blocks under the name of a file, listed the rule to name in a family's list.
	wholeFiles = regexp.MustCompile("(?ms)^`([^`\n]+)`:\n\n```\\w+\n(.*?)^```$")
	listed     = regexp.MustCompile("family's list[^`]+`Rules`[^`]+`([^`]+)`: `([^`]+)`")
	shell      = regexp.MustCompile("(?ms)^```sh\n(.*?)^```$")
)

// TestAddingARule follows docs/adding-a-rule.md to the letter in a copy of this repository.
func TestAddingARule(t *testing.T) {
	if testing.Short() {
		t.Skip("it builds a copy of the repository")
	}
	text := read(t, root+"/docs/adding-a-rule.md")
	for _, m := range wholeFiles.FindAllStringSubmatch(text, -1) {
		if _, err := os.Stat(filepath.Join(root, m[1])); err == nil {
			t.Skipf("somebody follows it here: %s is there", m[1])
		}
	}
	dir := t.TempDir()
	for _, name := range []string{"cmd", "docs", "parser", "rules", "fixtures/rules", "fixtures/sites"} {
		if err := os.CopyFS(filepath.Join(dir, name), os.DirFS(filepath.Join(root, name))); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"go.mod", "go.sum", "README.md", ".pre-commit-hooks.yaml"} {
		put(t, dir, name, read(t, filepath.Join(root, name)))
	}
	for _, m := range wholeFiles.FindAllStringSubmatch(text, -1) {
		put(t, dir, m[1], m[2])
	}
	list, before := listed.FindStringSubmatch(text), "[]*lint.Rule{"
	if list == nil || !strings.Contains(read(t, filepath.Join(dir, list[1])), before) {
		t.Fatalf("the guide names no list that is there: %q", list)
	}
	put(t, dir, list[1], strings.Replace(read(t, filepath.Join(dir, list[1])), before, before+list[2]+", ", 1))
	commands := shell.FindAllStringSubmatch(text, -1)
	if len(commands) != 5 {
		t.Fatalf("the guide has %d blocks of commands", len(commands))
	}
	for i, m := range commands {
		script := strings.ReplaceAll(m[1], allTests, "go test ./rules ./docs ./cmd/modwsgi-lint/internal/docstest -run 'TestRules|TestNames|TestPages|TestReadme'")
		cmd := exec.Command("sh", "-c", script)
		cmd.Dir = dir
		out, err := cmd.CombinedOutput()
		switch {
		case strings.Contains(string(out), "no tests to run") && i != 4:
			t.Errorf("%s runs nothing:\n%s", script, out)
		case i == 0 && (err == nil || !strings.Contains(string(out), "no golden for the fixed text")):
			t.Errorf("%s does not fail as the guide says:\n%s", script, out)
		case i == 1: // git diff exits with 1 where it shows something
			if !strings.Contains(string(out), "+    WSGIScriptAliasMatch ^/api /srv/blog/api.wsgi") {
				t.Errorf("%s shows no fix:\n%s", script, out)
			}
		case i > 1 && err != nil:
			t.Fatalf("%s fails: %v\n%s", script, err, out)
		}
	}
}

func put(t *testing.T, dir, name, text string) {
	path := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
