package main

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/modwsgi-lint/modwsgi-lint/parser/httpdtest"
)

// TestPreCommit makes commits in a repository whose hooks are this one's, with the real pre-commit. It builds the command
// as pre-commit does, with the modules that are at hand.
func TestPreCommit(t *testing.T) {
	if _, err := exec.LookPath("pre-commit"); err != nil {
		if os.Getenv(httpdtest.Required) == "1" {
			t.Fatalf("%s=1, but %v", httpdtest.Required, err)
		}
		t.Skip(err)
	}
	cache, err := exec.Command("go", "env", "GOMODCACHE").Output()
	if err != nil {
		t.Fatal(err)
	}
	home := t.TempDir()
	for name, value := range map[string]string{
		"GOMODCACHE": strings.TrimSpace(string(cache)), "PRE_COMMIT_HOME": filepath.Join(home, "pre-commit"), "PRE_COMMIT_COLOR": "never",
		"GIT_CONFIG_GLOBAL": os.DevNull, "GIT_CONFIG_NOSYSTEM": "1", "NO_COLOR": "1",
		"GIT_AUTHOR_NAME": "Ann", "GIT_AUTHOR_EMAIL": "ann@blog.example", "GIT_COMMITTER_NAME": "Ann", "GIT_COMMITTER_EMAIL": "ann@blog.example",
	} {
		t.Setenv(name, value)
	}
	hooks := repository{t, filepath.Join(home, "hooks")}
	hooks.copy("cmd", "docs", "go.mod", "go.sum", "parser", "rules", ".pre-commit-hooks.yaml")
	hooks.must("git", "init", "-q")
	hooks.must("git", "add", ".")
	hooks.must("git", "commit", "-qm", "the linter")
	rev := strings.TrimSpace(hooks.must("git", "rev-parse", "HEAD"))

	site := repository{t, filepath.Join(home, "site")}
	use := func(hook string) {
		site.write(".pre-commit-config.yaml", "repos: [{repo: 'file://"+hooks.dir+"', rev: "+rev+", hooks: [{id: "+hook+"}]}]\n")
	}
	use("modwsgi-lint")
	site.must("git", "init", "-q")
	site.must("pre-commit", "install")

	const good = "WSGIDaemonProcess blog python-home=/srv/blog/venv\n"
	bad := strings.Replace(good, "venv", "venv/bin/python3", 1)
	site.write("apache/blog.conf", bad)
	site.commit(false, "error[python-home-executable]", "--> apache/blog.conf:1:36", "exit code: 1")
	site.write("apache/blog.conf", good)
	site.commit(true, "modwsgi-lint", "Passed")
	site.write("nginx/nginx.conf", "server {\n    listen 80;\n}\n")
	site.commit(true, "modwsgi-lint", "Passed")
	site.write("sites-available/shop", "WSGIScriptAlias / /srv/shop.wsgi\nWSGIScriptAlias /api /srv/api.wsgi\n")
	site.commit(false, "error[mount-shadowed]")
	site.must("git", "rm", "-fq", "sites-available/shop")

	use("modwsgi-lint-fix")
	site.write("apache/blog.conf", bad)
	site.commit(false, "files were modified by this hook")
	if text, err := os.ReadFile(filepath.Join(site.dir, "apache/blog.conf")); err != nil || string(text) != good {
		t.Errorf("the hook leaves %q, %v", text, err)
	}
	site.write("apache/.htaccess", "Require all granted\n")
	site.commit(true, "Passed")
}

// A repository is a folder that git looks after.
type repository struct {
	t   *testing.T
	dir string
}

// copy copies files and folders of this repository.
func (r repository) copy(names ...string) {
	for _, name := range names {
		from, to := filepath.Join("../..", name), filepath.Join(r.dir, name)
		info, err := os.Stat(from)
		if err == nil && info.IsDir() {
			err = os.CopyFS(to, os.DirFS(from))
		} else if err == nil {
			var text []byte
			if text, err = os.ReadFile(from); err == nil {
				r.write(name, string(text))
			}
		}
		if err != nil {
			r.t.Fatal(err)
		}
	}
}

func (r repository) write(name, text string) {
	path := filepath.Join(r.dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		r.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		r.t.Fatal(err)
	}
}

// commit commits everything. The hooks must let it through or not, and say every text.
func (r repository) commit(accepted bool, says ...string) {
	r.t.Helper()
	r.must("git", "add", "-A")
	out, err := r.run("git", "commit", "-m", "a change")
	if (err == nil) != accepted {
		r.t.Errorf("commit: %v, want accepted: %v\n%s", err, accepted, out)
	}
	for _, text := range says {
		if !strings.Contains(out, text) {
			r.t.Errorf("the hooks do not say %q:\n%s", text, out)
		}
	}
}

func (r repository) must(name string, args ...string) string {
	r.t.Helper()
	out, err := r.run(name, args...)
	if err != nil {
		r.t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
	return out
}

// patience is how long one command of the test may take: pre-commit builds the linter.
const patience = 2 * time.Minute

func (r repository) run(name string, args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(r.t.Context(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir, cmd.WaitDelay = r.dir, time.Second
	out, err := cmd.CombinedOutput()
	return string(out), err
}
