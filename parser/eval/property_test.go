package eval_test

import (
	"io/fs"
	"math/rand/v2"
	"os"
	"path"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
)

// host is a machine that has the tree in /c.
func (c tree) host() eval.Host {
	fill := strings.NewReplacer("%DIR%", "/c", "%MODULES%", "/m")
	files := fstest.MapFS{}
	for _, dir := range c.dirs {
		files[path.Join("c", dir)] = &fstest.MapFile{Mode: fs.ModeDir | 0o755}
	}
	for name, text := range c.files {
		files[path.Join("c", name)] = &fstest.MapFile{Data: []byte(fill.Replace(text)), Mode: 0o644}
	}
	for name, target := range c.links {
		files[path.Join("c", name)] = &fstest.MapFile{Data: []byte(target), Mode: fs.ModeSymlink | 0o777}
	}
	h := closed
	h.Files, h.ServerRoot, h.Env, h.Flags = files, "/c", c.env, c.flags
	return h
}

// words are the arguments of every directive.
func words(c *eval.Config) (all [][]string) {
	for _, d := range c.Directives {
		line := []string{d.Name}
		for _, a := range d.Args() {
			line = append(line, a.Value)
		}
		all = append(all, line)
	}
	return all
}

// TestExactWordsCanBeReplaced writes other words where Exact says that nothing but the word stands, and reads again: only that
// word may have changed.
func TestExactWordsCanBeReplaced(t *testing.T) {
	replaced := 0
	for seed := range uint64(400) {
		r := rand.New(rand.NewPCG(seed, 2))
		host := generate(seed).host()
		before := eval.Read(host, "/c/httpd.conf")
		for range min(5, len(before.Directives)) {
			i := r.IntN(len(before.Directives))
			args := before.Directives[i].Args()
			if len(args) == 0 {
				continue
			}
			k := r.IntN(len(args))
			a := args[k]
			if !a.Exact() || len(a.At().Text()) < 3 {
				continue
			}
			value := strings.Repeat("k", len(a.At().Text()))
			word := value
			if a.Quote != 0 {
				value = value[2:]
				word = parser.Quote(value, a.Quote)
			}
			text, err := source.Apply(a.At().File.Text, []source.Edit{{Span: a.At(), New: word}})
			if err != nil {
				t.Fatal(err)
			}
			changed := host
			changed.Files = with(host.Files.(fstest.MapFS), a.At().File.Name, text)
			want := words(before)
			want[i][k+1] = value
			if diff := cmp.Diff(want, words(eval.Read(changed, "/c/httpd.conf"))); diff != "" {
				t.Fatalf("seed %d: %q of %q: %s", seed, a.At().Text(), before.Directives[i].Syntax.Text(), diff)
			}
			replaced++
		}
	}
	if replaced < 200 {
		t.Errorf("only %d words were replaced", replaced)
	}
}

// with is a file system with another text for one file, which may be named by way of a link to a folder.
func with(files fstest.MapFS, name, text string) fstest.MapFS {
	name = strings.TrimPrefix(path.Clean(name), "/")
	for range 10 {
		for at := name; at != "."; at = path.Dir(at) {
			if f := files[at]; f != nil && f.Mode&fs.ModeSymlink != 0 {
				name = path.Join(path.Dir(at), string(f.Data), strings.TrimPrefix(name, at))
			}
		}
	}
	changed := fstest.MapFS{}
	for n, f := range files {
		changed[n] = f
	}
	changed[name] = &fstest.MapFile{Data: []byte(text), Mode: 0o644}
	return changed
}

// FuzzRead reads any text in an open and in a closed world, and checks that what comes out holds together.
func FuzzRead(f *testing.F) {
	for seed := range uint64(40) {
		f.Add(generate(seed).files["httpd.conf"], seed%2 == 0, seed%5 == 0)
	}
	f.Add("<Macro m @a>\nA @a\n</Macro>\nUse m \"\\\\\\\\@a\"\n", false, false)
	f.Fuzz(func(t *testing.T, text string, open, htaccess bool) {
		h := tree{files: map[string]string{"httpd.conf": text, "a.conf": "A 1\n"}}.host()
		h.Open, h.Htaccess = open, htaccess
		c := eval.Read(h, "/c/httpd.conf")
		for _, d := range slices.Concat(c.Directives, c.ReadTime) {
			sound(t, d)
		}
		held := 0
		for _, d := range c.Directives {
			if body := c.Body(d); len(body) > 0 && !d.IsSection() || slices.ContainsFunc(body, func(b *eval.Directive) bool { return b.In != d }) {
				t.Errorf("%s holds %d directives that stand elsewhere", d.Name, len(body))
			}
			if held += len(c.Body(d)); d.In == nil {
				held++
			}
		}
		if len(c.Problems) == 0 && held != len(c.Directives) {
			t.Errorf("sections hold %d of %d directives", held, len(c.Directives))
		}
		for _, p := range c.Problems {
			_ = p.At.Text()
			if p.Message == "" || p.Fatal && p.Label == "" {
				t.Errorf("%+v", p)
			}
		}
		for _, w := range c.Warnings {
			_ = w.At.Text()
		}
	})
}

// sound checks a directive: where it and its words stand.
func sound(t *testing.T, d *eval.Directive) {
	t.Helper()
	for i, a := range d.Args() {
		if got := d.Arg(i); got.Value != a.Value || got.At() != a.At() {
			t.Errorf("argument %d is %+v, and %+v", i, got, a)
		}
		text := a.At().Text()
		if !a.Exact() || strings.ContainsAny(text, "\n\x00") {
			continue
		}
		if w, _ := parser.CutWord(text, 0); w.Value != a.Value {
			t.Errorf("%q stands where %q should", text, a.Value)
		}
	}
	depth := 0
	for in := d.In; in != nil; in = in.In {
		if depth++; depth > parser.MaxDepth {
			t.Fatal("too deep")
		}
	}
}

// TestEnvironmentIsUntouched keeps the tests above honest: they must not see this machine.
func TestEnvironmentIsUntouched(t *testing.T) {
	t.Setenv("EVAL_TEST", "leaked")
	c := read(closed, "A ${EVAL_TEST}\n")
	if got := c.Directives[0].RawArgs(); got != "${EVAL_TEST}" || os.Getenv("EVAL_TEST") == "" {
		t.Errorf("got %q", got)
	}
}
