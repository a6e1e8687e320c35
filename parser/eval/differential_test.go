package eval_test

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/parser/httpdtest"
)

// fuzzCases names the environment variable that asks for so many fresh cases. Without it a fixed few hundred are run.
const fuzzCases = "MODWSGI_LINT_FUZZ_CASES"

// loaded are the modules of the differential test, as mod_so and as <IfModule> know them.
var loaded = []struct{ name, source string }{
	{"mpm_event", "event.c"}, {"authz_core", "mod_authz_core.c"}, {"macro", "mod_macro.c"}, {"env", "mod_env.c"}, {"dir", "mod_dir.c"},
}

// TestDifferential reads random configurations and compares with the real server.
func TestDifferential(t *testing.T) {
	needs := []string{"info", "alias", "setenvif"}
	for _, m := range loaded {
		needs = append(needs, m.name)
	}
	server := httpdtest.Need(t, needs...)
	seeds := make([]uint64, 300, 308)
	for i := range seeds {
		seeds[i] = uint64(i)
	}
	seeds = append(seeds,
		3522806274819649209,  // a macro's line makes the read buffer grow
		4053593852301659851,  // a name that is not UTF-8
		5421181942784521476,  // lines counted on from a macro that ends into another macro
		6113403761462688046,  // blank lines of a macro joined behind a carriage return
		10193557841506515385, // a macro that ends in two backslashes, used at the end of another
		5187007069798695190,  // a macro that goes on into another file than it was used in
		7595989899534848820,  // and into the end of a file that ends in a backslash
		11606180772360932986) // a backslash that makes the read buffer grow
	if n, err := strconv.Atoi(os.Getenv(fuzzCases)); err == nil {
		seeds = make([]uint64, n)
		fresh := httpdtest.Fresh()
		for i := range seeds {
			seeds[i] = fresh.Uint64()
		}
	}
	c := court{server: server, phases: map[string]int{}}
	var group sync.WaitGroup
	next := make(chan uint64)
	for range 4 * runtime.GOMAXPROCS(0) {
		group.Go(func() {
			dir := httpdtest.Dir(t)
			for seed := range next {
				c.judge(t, dir, seed)
			}
		})
	}
	for _, seed := range seeds {
		next <- seed
	}
	close(next)
	group.Wait()
	t.Logf("%d cases, httpd's answers: %v", len(seeds), c.phases)
}

// maxReported is how many disagreements are made small and shown.
const maxReported = 5

// A court counts cases and shows the first disagreements.
type court struct {
	server *httpdtest.Binary
	sync.Mutex
	phases   map[string]int
	reported int
}

func (c *court) judge(t *testing.T, dir string, seed uint64) {
	small := generate(seed)
	diff, phase := disagreement(t, c.server, dir, small)
	c.Lock()
	c.phases[phase]++
	show := diff != "" && c.reported < maxReported
	if show {
		c.reported++
	}
	c.Unlock()
	if diff == "" {
		return
	}
	if !show {
		t.Errorf("seed %d disagrees too", seed)
		return
	}
	small = minimise(small, func(smaller tree) bool {
		d, _ := disagreement(t, c.server, dir, smaller)
		return d != ""
	})
	diff, _ = disagreement(t, c.server, dir, small)
	t.Errorf("seed %d\n%s\n(-httpd +eval)\n%s", seed, small, diff)
}

// lay writes the tree into an empty folder.
func (c tree) lay(t *testing.T, root, modules string) {
	must := func(err error) {
		if err != nil {
			t.Error(err)
		}
	}
	must(os.RemoveAll(root))
	for _, dir := range append([]string{"."}, c.dirs...) {
		must(os.MkdirAll(filepath.Join(root, dir), 0o755))
	}
	fill := strings.NewReplacer("%DIR%", root, "%MODULES%", modules)
	for name, text := range c.files {
		must(os.MkdirAll(filepath.Dir(filepath.Join(root, name)), 0o755))
		must(os.WriteFile(filepath.Join(root, name), []byte(fill.Replace(text)), 0o644))
	}
	for link, target := range c.links {
		must(os.MkdirAll(filepath.Dir(filepath.Join(root, link)), 0o755))
		must(os.Symlink(target, filepath.Join(root, link)))
	}
}

// cutTwice finds a NUL in a line that is longer than httpd's read buffer: what the buffer has no room for is another line to httpd then, and lost to eval.
var cutTwice = regexp.MustCompile(`(?m)^(?:[^\x00\n]*\x00.{200,}|.{200,}\x00.*)$`)

// disagreement reads a tree in both ways and tells the difference, and the phase in which httpd refused it.
func disagreement(t *testing.T, server *httpdtest.Binary, dir string, c tree) (diff, phase string) {
	for _, text := range c.files {
		if cutTwice.MatchString(text) {
			return "", "not comparable"
		}
	}
	root := filepath.Join(dir, "case")
	c.lay(t, root, server.Modules)
	host := eval.Host{
		Files: os.DirFS("/").(fs.ReadLinkFS), ServerRoot: root, Flags: c.flags, Env: c.env, HTTPD: "2.4.71", ModuleFiles: true,
		Before: []string{"ErrorLog /dev/null", "ServerName localhost"},
	}
	for _, m := range []struct{ id, source string }{{"core", "core.c"}, {"so", "mod_so.c"}, {"http", "http_core.c"}, {"version", "mod_version.c"},
		{"unixd", "mod_unixd.c"}, {"log_config", "mod_log_config.c"}, {"logio", "mod_logio.c"}, {"watchdog", "mod_watchdog.c"}} {
		host.Modules = append(host.Modules, eval.Module{ID: m.id + "_module", Source: m.source})
	}
	args := []string{"-d", root, "-D", "DUMP_INCLUDES", "-D", "DUMP_RUN_CFG"}
	for _, m := range loaded {
		host.Modules = append(host.Modules, eval.Module{ID: m.name + "_module", Source: m.source, File: server.Module(m.name)})
		args = append(args, "-C", "LoadModule "+m.name+"_module "+server.Module(m.name))
	}
	for _, line := range host.Before {
		args = append(args, "-C", line)
	}
	for _, name := range c.flags {
		args = append(args, "-D", name)
	}
	run := *server
	run.Env = nil
	for name, value := range c.env {
		run.Env = append(run.Env, name+"="+value)
	}
	want := httpdAnswer(run.DumpConfig(filepath.Join(root, "httpd.conf"), args...))
	got := answerOf(eval.Read(host, filepath.Join(root, "httpd.conf")))
	if want.Error != nil && strings.HasPrefix(want.Error.Message, "Can't locate API module structure") {
		return "", "not comparable"
	}
	phase = "accepted"
	if want.Error != nil {
		phase = "refused: " + want.Error.Phase
	}
	return difference(want, got), phase
}

// difference compares what can be compared: where httpd fails only when executing, what it had opened by then.
func difference(want, got answer) string {
	if want.Error != nil && want.Error.Phase == "exec" {
		want = answer{Dump: eval.Dump{Includes: want.Includes, Warnings: readWarnings(want.Warnings)}}
		got = answer{Dump: eval.Dump{Includes: got.Includes, Warnings: got.Warnings, Error: got.Error}}
		if got.Error != nil && got.Error.Phase == "exec" {
			got.Error = nil // httpd may have stopped sooner
		}
	}
	want.Warnings = readWarnings(want.Warnings)
	if got.Defines != nil {
		got.Defines = asDumped(got.Defines)
	}
	if want.Error != nil && got.Error != nil && strings.HasPrefix(got.Error.Message, "Exceeded maximum include depth") {
		want.Error, got.Error = nil, nil // the message does not fit into httpd's log
	}
	options := cmp.Options{cmpopts.EquateEmpty(), cmpopts.IgnoreFields(eval.DumpError{}, "Code"), cmpopts.IgnoreFields(eval.DumpWarning{}, "Level")}
	return cmp.Diff(want, got, options)
}

// asDumped are definitions as they come back from httpd's dump, which does not tell a "=" in a name from the one behind it.
func asDumped(defines map[string]*string) map[string]*string {
	var out strings.Builder
	for name, value := range defines {
		out.WriteString("Define: " + name)
		if value != nil {
			out.WriteString("=" + *value)
		}
		out.WriteString("\n")
	}
	return dumpedDefines(out.String())
}

// readWarnings are those that httpd logs while reading.
func readWarnings(all []eval.DumpWarning) (of []eval.DumpWarning) {
	for _, w := range all {
		if w.Code == "AH00111" || w.Code == "AH01574" || w.Code == "AH02989" || w.Code >= "AH02793" && w.Code <= "AH02805" {
			of = append(of, w)
		}
	}
	return of
}

// minimise makes a tree smaller as long as it stays wrong: files, links and lines first, then bytes.
func minimise(t tree, wrong func(tree) bool) tree {
	try := func(smaller tree) bool {
		if !wrong(smaller) {
			return false
		}
		t = smaller
		return true
	}
	// ServerRoot / or Include / would make the whole machine the case.
	safe := func(smaller tree) bool {
		for _, text := range smaller.files {
			if wholeMachine.MatchString(text) {
				return false
			}
		}
		return try(smaller)
	}
	for _, cut := range []string{"\n", "\n", ""} {
		for name := range t.files {
			if name == "httpd.conf" || !safe(t.without(name)) {
				shrink(t.files[name], cut, func(text string) bool { return safe(t.with(name, text)) })
			}
		}
		for name := range t.links {
			try(t.without(name))
		}
		for name := range t.env {
			try(t.without(name))
		}
	}
	return t
}

var wholeMachine = regexp.MustCompile(`(?i)(?:serverroot|include|includeoptional)[\s\\]*["']?[.\s\\]*/[/.\s\\]*["']?(\s|$)`)

// shrink leaves out ever smaller runs of parts of a text.
func shrink(text, cut string, try func(string) bool) {
	parts := strings.SplitAfter(text, cut)
	for size := len(parts); size > 0; size /= 2 {
		for at := 0; at+size <= len(parts); {
			left := slices.Concat(parts[:at], parts[at+size:])
			if try(strings.Join(left, "")) {
				parts = left
			} else {
				at += size
			}
		}
	}
}

// with is the tree with another text for a file.
func (c tree) with(name, text string) tree {
	c.files = maps.Clone(c.files)
	c.files[name] = text
	return c
}

// without is the tree without a file, a link, or a variable of the environment.
func (c tree) without(name string) tree {
	c.files, c.links, c.env = maps.Clone(c.files), maps.Clone(c.links), maps.Clone(c.env)
	delete(c.files, name)
	delete(c.links, name)
	delete(c.env, name)
	return c
}

func (c tree) String() string {
	var out strings.Builder
	for name, text := range c.files {
		fmt.Fprintf(&out, "-- %s\n", name)
		for _, line := range strings.SplitAfter(text, "\n") {
			fmt.Fprintf(&out, "   %q\n", line)
		}
	}
	fmt.Fprintf(&out, "links %q env %q flags %q", c.links, c.env, c.flags)
	return out.String()
}
