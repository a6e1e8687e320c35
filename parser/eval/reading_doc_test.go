package eval_test

import (
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/parser/httpdtest"
)

var updateDoc = flag.Bool("update-doc", false, "write what is read of the examples of docs/httpd-reading.md into the page")

const readingDoc = "../../docs/httpd-reading.md"

var docExample = regexp.MustCompile("(?s)```apache\n(.*?)```\n\n```text\n(.*?)```")

// TestReadingDoc reads the examples of docs/httpd-reading.md and compares with what the page says of each.
func TestReadingDoc(t *testing.T) {
	page, err := os.ReadFile(readingDoc)
	if err != nil {
		t.Fatal(err)
	}
	examples := 0
	fresh := docExample.ReplaceAllStringFunc(string(page), func(block string) string {
		examples++
		m := docExample.FindStringSubmatch(block)
		got := readExample(t, docTree(m[1]))
		if d := cmp.Diff(m[2], got); d != "" && !*updateDoc {
			t.Errorf("example %d (-page +read):\n%s", examples, d)
		}
		return "```apache\n" + m[1] + "```\n\n```text\n" + got + "```"
	})
	if examples != 20 {
		t.Errorf("%d examples, want 20", examples)
	}
	if *updateDoc {
		if err := os.WriteFile(readingDoc, []byte(fresh), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// TestReadingDocOnHTTPD asks the real server about the same examples.
func TestReadingDocOnHTTPD(t *testing.T) {
	server := httpdtest.Need(t, "info", "alias", "setenvif", "mpm_event", "authz_core", "macro", "env", "dir")
	page, err := os.ReadFile(readingDoc)
	if err != nil {
		t.Fatal(err)
	}
	dir := httpdtest.Dir(t)
	for i, m := range docExample.FindAllStringSubmatch(string(page), -1) {
		if diff, _ := disagreement(t, server, dir, docTree(m[1])); diff != "" {
			t.Errorf("example %d (-httpd +eval):\n%s", i+1, diff)
		}
	}
}

// docTree cuts an example into its files.
func docTree(text string) tree {
	c := tree{files: map[string]string{}}
	name := "httpd.conf"
	for _, l := range strings.SplitAfter(text, "\n") {
		if other, ok := strings.CutPrefix(strings.TrimRight(l, "\n"), "#== "); ok {
			name = other
			continue
		}
		c.files[name] += l
	}
	return c
}

// readExample reads an example on a machine with its files and says what was read, a line a directive.
func readExample(t *testing.T, c tree) string {
	root := filepath.Join(t.TempDir(), "server")
	c.lay(t, root, "/modules")
	host := eval.Host{Files: os.DirFS("/").(fs.ReadLinkFS), ServerRoot: root, HTTPD: "2.4.71", Env: map[string]string{}}
	for _, id := range []string{"core", "so", "version"} {
		host.Modules = append(host.Modules, eval.Module{ID: id + "_module", Source: strings.Replace("mod_"+id+".c", "mod_core", "core", 1)})
	}
	for _, m := range loaded {
		host.Modules = append(host.Modules, eval.Module{ID: m.name + "_module", Source: m.source})
	}
	config := eval.Read(host, filepath.Join(root, "httpd.conf"))
	var b strings.Builder
	for _, w := range config.Warnings {
		fmt.Fprintf(&b, "warning %s, line %d: %s\n", w.Code, w.Line, strings.ReplaceAll(w.Message, root+"/", ""))
	}
	for _, d := range config.Directives {
		if len(config.Problems) > 0 {
			break // httpd executes nothing of what it refuses to read
		}
		file, line := d.Place()
		place := fmt.Sprint(line)
		if file = strings.TrimPrefix(file, root+"/"); file != "httpd.conf" {
			place = strings.ReplaceAll(file, root+"/", "") + ":" + place
		}
		depth := 0
		for in := d.In; in != nil; in = in.In {
			depth++
		}
		fmt.Fprintf(&b, "%s: %s%s %s\n", place, strings.Repeat("    ", depth), d.Name, d.RawArgs())
	}
	for _, p := range config.Problems {
		file := strings.TrimPrefix(p.Label, root+"/")
		fmt.Fprintf(&b, "refused, line %d of %s: %s\n", p.Line, file, strings.ReplaceAll(p.Message, root+"/", ""))
	}
	return b.String()
}
