package layout

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/modwsgi-lint/modwsgi-lint/cmd/modwsgi-lint/internal/disk"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

// TestManyAbsentFiles reads a fragment that includes more files than there are, which only linear work does in time on a busy machine.
func TestManyAbsentFiles(t *testing.T) {
	const includes = 60_000
	var text strings.Builder
	for i := range includes {
		fmt.Fprintf(&text, "Include absent/%d.conf\n", i)
	}
	c := fragment(t, text.String())
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

// TestAbsentFileIsUnread reads a fragment that includes a file which only the server has: nobody knows what that says, and nothing is refused for it.
func TestAbsentFileIsUnread(t *testing.T) {
	config, err := fragment(t, "<VirtualHost *:80>\nInclude /etc/apache2/absent/groups.conf\n</VirtualHost>\n").Read()
	if err != nil {
		t.Fatal(err)
	}
	if len(config.Problems) > 0 || !model.Build(config).Unread() {
		t.Errorf("problems %v, and read %v", config.Problems, config.Elsewhere)
	}
}

// fragment is a file of this text, which belongs to no server.
func fragment(t *testing.T, text string) *Configuration {
	t.Helper()
	file := filepath.Join(t.TempDir(), "site.conf")
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
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
	return m.Fragment(p)
}
