package layout

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/modwsgi-lint/modwsgi-lint/cmd/modwsgi-lint/internal/disk"
)

// TestManyAbsentFiles reads a fragment that includes more files than there are, which only linear work does in time on a busy machine.
func TestManyAbsentFiles(t *testing.T) {
	const includes = 60_000
	var text strings.Builder
	for i := range includes {
		fmt.Fprintf(&text, "Include absent/%d.conf\n", i)
	}
	file := filepath.Join(t.TempDir(), "site.conf")
	if err := os.WriteFile(file, []byte(text.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	m, err := NewMachine(Options{Texts: disk.NewTexts()})
	if err != nil {
		t.Fatal(err)
	}
	p, err := m.Path(file)
	if err != nil {
		t.Fatal(err)
	}
	c := m.Fragment(p)
	start := time.Now()
	config, err := c.Read()
	if err != nil {
		t.Fatal(err)
	}
	if took := time.Since(start); took > time.Minute {
		t.Errorf("took %v", took)
	}
	if n := len(c.Absent); n != 10_000 || c.Absent[n-1] != "absent/9999.conf" {
		t.Errorf("%d files are absent, want as many as problems are told", n)
	}
	if len(config.Problems) != 1 {
		t.Errorf("problems %v, want one that says that there are more", config.Problems)
	}
}
