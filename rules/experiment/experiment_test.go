package experiment

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/modwsgi-lint/modwsgi-lint/parser/httpdtest"
)

// TestRun performs experiments that hold: the faults of the five mission rules and what the
// syntax can say beside them.
func TestRun(t *testing.T) {
	t.Parallel()
	httpd := httpdtest.Need(t, "wsgi")
	for _, path := range fixtures(t, "testdata/right") {
		t.Run(filepath.Base(path), func(t *testing.T) {
			t.Parallel()
			Run(t, httpd, path)
		})
	}
}

// TestRunNoticesWhatIsWrong performs experiments of which no step holds.
func TestRunNoticesWhatIsWrong(t *testing.T) {
	t.Parallel()
	httpd := httpdtest.Need(t, "wsgi")
	for _, path := range fixtures(t, "testdata/wrong") {
		t.Run(filepath.Base(path), func(t *testing.T) {
			t.Parallel()
			e, f, err := open(path)
			if err != nil {
				t.Fatal(err)
			}
			complaints := e.perform(t, httpd, f)
			if len(complaints) != len(e.Steps) {
				t.Errorf("%d of %d steps complained: %v", len(complaints), len(e.Steps), complaints)
			}
			for _, complaint := range complaints {
				if !strings.HasPrefix(complaint.Error(), path+":") {
					t.Errorf("names no place: %v", complaint)
				}
			}
		})
	}
}

func fixtures(t *testing.T, dir string) []string {
	t.Helper()
	found, err := find(dir)
	if err != nil || len(found) == 0 {
		t.Fatalf("%s: %d fixtures, %v", dir, len(found), err)
	}
	return found
}
