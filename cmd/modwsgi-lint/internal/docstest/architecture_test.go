package docstest

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestArchitecture checks that docs/architecture.md knows every package, and names none that is not there.
func TestArchitecture(t *testing.T) {
	text, err := os.ReadFile(root + "/docs/architecture.md")
	if err != nil {
		t.Fatal(err)
	}
	for folder := range packages(t) {
		name := strings.TrimPrefix(folder, "cmd/modwsgi-lint/")
		if !regexp.MustCompile(`\b` + regexp.QuoteMeta(name) + `\b`).Match(text) {
			t.Errorf("docs/architecture.md does not know package %s", folder)
		}
	}
	for _, m := range regexp.MustCompile(`\b(?:parser|rules|cmd|docs)/[\w/.-]*\w`).FindAllString(string(text), -1) {
		if _, err := os.Stat(filepath.Join(root, m)); err != nil {
			t.Errorf("docs/architecture.md names %s, which is not there", m)
		}
	}
}

// packages are the folders with Go code, generators and test data aside.
func packages(t *testing.T) map[string]bool {
	found := map[string]bool{}
	for _, top := range []string{"cmd", "docs", "parser", "rules"} {
		err := filepath.WalkDir(filepath.Join(root, top), func(path string, e fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case e.IsDir() && (e.Name() == "testdata" || e.Name() == "gen"):
				return filepath.SkipDir
			case filepath.Ext(path) == ".go":
				folder, err := filepath.Rel(root, filepath.Dir(path))
				found[filepath.ToSlash(folder)] = true
				return err
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return found
}
