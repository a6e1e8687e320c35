// Package linttest runs rules over fixtures that say in their own comments what a rule must find.
//
// A fixture is a file, fixtures/rules/FAMILY/ID/NAME.conf, or a folder that starts at httpd.conf. Below a directive
// stand the findings wanted on it:
//
//	WSGIDaemonProcess blog python-home=/srv/venv/bin/python
//	# want `/srv/venv/bin/python`: must be the environment's folder
//
// The text in backquotes is exactly the flagged span; what follows the colon is a part of the message. `# want info`, `# want unsafe` and
// `# want info unsafe` give the severity, and the class of the first fix, where it is not the rule's own. A fixture without wants must stay silent.
//
// The first line may set the machine, `# host: closed define=PROD env=HOME=/root module=ssl_module without=wsgi_module
// target-httpd=2.2.34 target-mod-wsgi=3.3`. A file is read as a fragment unless it says closed; a folder is always a whole server.
//
// With the word `files` rules may ask the file system: it has what the `# server:` lines of the experiment make (see package experiment), and
// what the host line adds, `# host: files folder=/srv/shop file=/srv/shop/wsgi.py`. A venv of no named Python is one of 3.11. A file that a line copies
// from beside the fixture has its own wants, and its own fixed form. What no `owner` line gives away is root's. Apache runs as the fixture's own User
// and Group.
//
// Beside NAME.conf stands NAME.conf.fixed, the text after all fixes (those that only a person may apply too, as offered) have been
// applied until none is left, without the comments that speak to this package or to package experiment.
package linttest

import (
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing/fstest"

	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
)

// A want is a finding a fixture asks for.
type want struct {
	file     string // below the fixture's root, or the absolute name of a copied file
	line     int    // of the last line above it that stays in the text
	severity string // empty for the rule's own
	safety   string // of the first fix; empty for the rule's own, or none
	text     string
	message  string
	met      bool
}

// A Fixture is a configuration with what it wants of a rule.
type Fixture struct {
	Path  string            // of the file or folder
	files map[string]string // by name below the root, or by absolute name
	from  map[string]string // where each was read
	host  string
	disk  disk
	wants []*want
}

var wantLine = regexp.MustCompile("^\\s*# want ?(error|warning|info)? ?(safe|unsafe|manual)? `(.*)`(?:: (.*))?\\s*$")

var serverLine = regexp.MustCompile(`(?m)^\s*# server:(.*)$`)

// private are the comments that the fixture's own readers understand and that no page shows.
var private = regexp.MustCompile(`^\s*# (host|server|before|after|always|observed|source):`)

// Load reads a fixture. An error names the file.
func Load(at string) (*Fixture, error) {
	f := &Fixture{Path: at, files: map[string]string{}, from: map[string]string{}, disk: disk{fstest.MapFS{}}}
	f.disk.addAccounts()
	info, err := os.Stat(at)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		return f, f.add("httpd.conf", at)
	}
	f.host = "closed"
	return f, filepath.WalkDir(at, func(name string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasSuffix(name, ".fixed") || filepath.Ext(name) == ".py" {
			return err
		}
		rel, err := filepath.Rel(at, name)
		if err != nil {
			return err
		}
		return f.add(filepath.ToSlash(rel), name)
	})
}

// Of is a text that is no fixture: nothing in it is meant for this package. It is read as a fragment.
func Of(text string) *Fixture {
	return &Fixture{files: map[string]string{"httpd.conf": text}, disk: disk{fstest.MapFS{}}}
}

func (f *Fixture) add(name, at string) error {
	text, err := os.ReadFile(at)
	if err != nil {
		return err
	}
	for _, m := range serverLine.FindAllStringSubmatch(string(text), -1) {
		if err := f.require(m[1], filepath.Dir(at)); err != nil {
			return fmt.Errorf("%s: %w", at, err)
		}
	}
	f.files[name], f.from[name] = f.strip(name, string(text)), at
	return nil
}

// require makes what a `server:` line makes, from the folder that it stands in.
func (f *Fixture) require(line, dir string) error {
	if words := strings.Fields(line); len(words) == 3 && words[0] == "copy" {
		return f.add(words[1], filepath.Join(dir, words[2]))
	}
	return f.disk.require(line)
}

// Copied are the absolute names of the files that are copied to the machine, in order.
func (f *Fixture) Copied() []string {
	var names []string
	for _, name := range slices.Sorted(maps.Keys(f.files)) {
		if path.IsAbs(name) {
			names = append(names, name)
		}
	}
	return names
}

// Golden is where the fixed form of a file of the fixture stands.
func (f *Fixture) Golden(name string) string { return f.from[name] + ".fixed" }

// strip takes the comments meant for machines out of the text, and notes them.
func (f *Fixture) strip(name, text string) string {
	var kept strings.Builder
	line := 0
	for _, l := range strings.SplitAfter(text, "\n") {
		bare := strings.TrimRight(l, "\r\n")
		if m := wantLine.FindStringSubmatch(bare); m != nil {
			f.wants = append(f.wants, &want{file: name, line: line, severity: m[1], safety: m[2], text: m[3], message: m[4]})
			continue
		}
		if host, ok := strings.CutPrefix(bare, "# host:"); ok && name == "httpd.conf" {
			f.host += " " + strings.TrimSpace(host)
			continue
		}
		if private.MatchString(bare) {
			continue
		}
		kept.WriteString(l)
		line++
	}
	return strings.TrimLeft(kept.String(), "\n")
}

// Text is the fixture's main file as a page shows it.
func (f *Fixture) Text() string { return f.files["httpd.conf"] }

// Wants reports whether the fixture asks for a finding.
func (f *Fixture) Wants() bool { return len(f.wants) > 0 }

// meets reports whether a finding at the given place is the one wanted. It must stand in the logical line above the want.
func (w *want) meets(file string, at source.Span, severity, safety, message string) bool {
	return !w.met && w.file == file && w.text == at.Text() && at.To().Line <= w.line && strings.Contains(message, w.message) && w.severity == severity &&
		w.safety == safety
}

// Unfixed is the text of a file as the rule sees it, by its name below the fixture.
func (f *Fixture) Unfixed(name string) string { return f.files[name] }
