package docstest

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/modwsgi-lint/modwsgi-lint/cmd/modwsgi-lint/internal/cli"
	"github.com/modwsgi-lint/modwsgi-lint/parser/httpdtest"
)

const (
	readme   = root + "/README.md"
	mainJob  = "go run ./cmd/modwsgi-lint fixtures/sites/demo/etc/apache2"
	allTests = "go test ./..."
)

// TestReadme compares the screen and the rules in the README with what the command prints and knows.
func TestReadme(t *testing.T) {
	text := read(t, readme)
	for _, command := range []string{mainJob, allTests} {
		if !strings.Contains(text, "```sh\n"+command+"\n```") {
			t.Errorf("the README does not say: %s", command)
		}
	}
	want := withBlock(t, text, "screen", fence("text", screen(t)))
	want = withBlock(t, want, "rules", ruleTable("docs/rules/"))
	if *update {
		if err := os.WriteFile(readme, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if d := cmp.Diff(want, text); d != "" {
		t.Errorf("README.md is out of date: run go generate ./... (-want +got)\n%s", d)
	}
}

// withBlock puts content between the comments <!-- name --> and <!-- end -->.
func withBlock(t *testing.T, text, name, content string) string {
	open, end := "<!-- "+name+" -->\n", "<!-- end -->"
	before, rest, ok := strings.Cut(text, open)
	_, after, closed := strings.Cut(rest, end)
	if !ok || !closed {
		t.Fatalf("there is no block %s", name)
	}
	return before + open + strings.TrimRight(content, "\n") + "\n" + end + after
}

// elapsed is the only part of the output that differs between runs.
var elapsed = regexp.MustCompile(`in \d+ ms\n`)

// screen is what the main job prints: the first finding, the last, and the summary.
func screen(t *testing.T) string {
	out, code := run(t, strings.Fields(mainJob)[3:]...)
	parts := strings.Split(elapsed.ReplaceAllString(out, "in 1 ms\n"), "\n\n")
	if code != 1 || len(parts) < 4 {
		t.Fatalf("the main job exits with %d and prints:\n%s", code, out)
	}
	last := len(parts) - 2
	return strings.Join([]string{parts[0], "[…]", parts[last], parts[last+1]}, "\n\n")
}

// run runs the command in the top folder, as people do who follow the README.
func run(t *testing.T, args ...string) (stdout string, code int) {
	t.Setenv("NO_COLOR", "1")
	was, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(root)
	defer t.Chdir(was)
	var out, complaints bytes.Buffer
	code = cli.Main(args, strings.NewReader(""), &out, &complaints)
	if complaints.Len() > 0 {
		t.Errorf("modwsgi-lint %s: %s", strings.Join(args, " "), &complaints)
	}
	return out.String(), code
}

// invocation is the command in a line of a block of code, up to a comment or what the shell does with it.
var invocation = regexp.MustCompile(`(?m)^[ -]*(?:run: |entry: )?modwsgi-lint( [^#>|\n]*)?(?:$| *[#>|])`)

// TestInvocations checks that the command knows every command and flag that the documents use.
func TestInvocations(t *testing.T) {
	known := 0
	for _, name := range []string{"README.md", "docs/adding-a-rule.md", "docs/trace-and-graph.md", ".pre-commit-hooks.yaml"} {
		for _, m := range invocation.FindAllStringSubmatch(read(t, filepath.Join(root, name)), -1) {
			known++
			if _, code := run(t, append(strings.Fields(m[1]), "--help")...); code != 0 {
				t.Errorf("%s: %q is refused", name, m[0])
			}
		}
	}
	if known < 15 {
		t.Errorf("only %d commands were found", known)
	}
}

// TestConfigtest checks what the README says of Apache: it calls the demonstration server's configuration "Syntax OK".
func TestConfigtest(t *testing.T) {
	httpd := httpdtest.Need(t, "wsgi", "macro", "access_compat")
	dir := httpdtest.Dir(t)
	if err := os.CopyFS(filepath.Join(dir, "apache2"), os.DirFS(root+"/fixtures/sites/demo/etc/apache2")); err != nil {
		t.Fatal(err)
	}
	loads, err := filepath.Glob(filepath.Join(dir, "apache2/mods-enabled/*.load"))
	if err != nil || len(loads) == 0 {
		t.Fatal(err, loads)
	}
	for _, load := range loads {
		line := "LoadModule " + strings.TrimSuffix(filepath.Base(load), ".load")
		name := strings.TrimSuffix(filepath.Base(load), ".load")
		if err := os.WriteFile(load, []byte(line+"_module "+httpd.Module(name)+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	server := *httpd
	server.Env = []string{"APACHE_RUN_USER=www-data", "APACHE_RUN_GROUP=www-data", "APACHE_PID_FILE=" + dir + "/pid", "APACHE_RUN_DIR=" + dir, "APACHE_LOG_DIR=" + dir}
	ok, output := server.Check(filepath.Join(dir, "apache2/apache2.conf"), "-d", filepath.Join(dir, "apache2"))
	if !ok || !strings.Contains(output, "Syntax OK") {
		t.Errorf("Apache does not accept the demonstration server:\n%s", output)
	}
}

func read(t *testing.T, name string) string {
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
