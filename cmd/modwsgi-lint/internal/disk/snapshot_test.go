package disk

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

func snapshot(t *testing.T, root string) *Snapshot {
	t.Helper()
	return (&Overlay{open(t, root), NewTexts()}).Snapshot()
}

func TestSnapshotAnswersAsTheDisk(t *testing.T) {
	root := tree(t, map[string]string{
		"srv/blog/wsgi.py": "text", "srv/empty": "/", "srv/link": "-> blog", "srv/script": "-> blog/wsgi.py", "srv/lost": "-> none/x",
		"srv/loop": "-> loop",
	})
	s := snapshot(t, root)
	names := []string{".", "srv", "srv/blog/wsgi.py", "srv/blog/wsgi.py/x", "srv/empty", "srv/empty/x/y", "srv/link", "srv/link/wsgi.py",
		"srv/script", "srv/lost", "srv/lost/y", "srv/loop", "srv/loop/x", "none", "none/x", "", "/srv", "srv/", "srv//blog", "../x",
		strings.Repeat("srv/", maxName) + "x"}
	same := func(question, name string, is, was fs.FileInfo, isErr, wasErr error) {
		t.Helper()
		if fmt.Sprint(isErr) != fmt.Sprint(errors.Unwrap(wasErr)) || isErr == nil && !os.SameFile(is, was) {
			t.Errorf("%s %q: %v, want %v", question, name, isErr, wasErr)
		}
	}
	for range 2 { // asked of the system, and remembered
		for _, name := range names {
			is, isErr := s.Stat(name)
			was, wasErr := s.Overlay.Stat(name)
			same("stat", name, is, was, isErr, wasErr)
			is, isErr = s.Lstat(name)
			was, wasErr = s.Overlay.Lstat(name)
			same("lstat", name, is, was, isErr, wasErr)
			got, isErr := fs.ReadDir(s, name)
			want, wasErr := s.Overlay.ReadDir(name)
			if (isErr == nil) != (wasErr == nil) || fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("%q holds %v, %v, want %v, %v", name, got, isErr, want, wasErr)
			}
			text, isErr := fs.ReadFile(s, name)
			wanted, wasErr := s.Overlay.ReadFile(name)
			if (isErr == nil) != (wasErr == nil) || string(text) != string(wanted) {
				t.Errorf("%q is %q, %v, want %q, %v", name, text, isErr, wanted, wasErr)
			}
		}
	}
	if !s.Exists("/srv/./link/") || !s.IsDir("/srv/link/../") || !s.IsDir("/") || s.IsDir("") {
		t.Error("what is not in its shortest form is not found")
	}
	if s.Exists("/none") || !s.Exists("/srv/link") || !s.IsDir("/srv/link") || s.IsDir("/srv/script") || !s.IsFile("/srv/script") ||
		s.IsFile("/srv") || !s.IsDir("/srv/") || !s.IsDir("//srv/./link") || !s.Exists("/none/../srv") || s.Exists("/none/") {
		t.Error("IsDir, IsFile or Exists is wrong")
	}
}

func TestSnapshotAsksOnce(t *testing.T) {
	root := tree(t, map[string]string{"srv/wsgi.py": "text", "srv/link": "-> wsgi.py"})
	s := snapshot(t, root)
	look := func(s *Snapshot) string {
		entries, _ := s.ReadDir("srv")
		return fmt.Sprint(s.IsFile("/srv/wsgi.py"), s.IsFile("/srv/link"), s.IsFile("/srv/new.py"), len(entries))
	}
	before := look(s)
	err := errors.Join(os.Remove(filepath.Join(root, "srv/wsgi.py")), os.WriteFile(filepath.Join(root, "srv/new.py"), nil, 0o644))
	if err != nil {
		t.Fatal(err)
	}
	if after := look(s); before != "true true false 2" || after != before {
		t.Errorf("%s, then %s", before, after)
	}
	if now := look(s.Snapshot()); now != "false false true 2" {
		t.Errorf("the next snapshot has %s", now)
	}
}

func TestSnapshotKeepsAFewNames(t *testing.T) {
	root := tree(t, map[string]string{"many": "/", "few/a": "", "few/b": ""})
	for i := range maxListed + 1 {
		if err := os.WriteFile(filepath.Join(root, "many", fmt.Sprint(i)), nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	s := snapshot(t, root)
	s.left = 4
	for range 2 {
		if entries, err := s.ReadDir("many"); len(entries) != maxListed || !errors.Is(err, errTooMany) {
			t.Errorf("%d entries, %v", len(entries), err)
		}
		for i := range maxListed {
			if !s.Exists(fmt.Sprint("/many/", i)) || s.Exists(fmt.Sprint("/few/", i)) {
				t.Fatalf("%d is wrong", i)
			}
		}
	}
	kept := len(s.folders) + len(s.places)
	for _, p := range s.places {
		kept += len(p.names)
	}
	if kept > 4 {
		t.Errorf("%d names are kept", kept)
	}
}

func TestSnapshotReadsAFolderInPieces(t *testing.T) {
	s := snapshot(t, tree(t, map[string]string{"srv/a": "", "srv/b": "", "srv/c": ""}))
	for range 2 {
		f, err := s.Open("srv")
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for {
			entries, err := f.(fs.ReadDirFile).ReadDir(2)
			if err != nil {
				if !errors.Is(err, io.EOF) || len(entries) > 0 {
					t.Errorf("it ends with %v, %v", entries, err)
				}
				break
			}
			for _, e := range entries {
				names = append(names, e.Name())
			}
			clear(entries)
		}
		if slices.Sort(names); !slices.Equal(names, []string{"a", "b", "c"}) {
			t.Errorf("%q", names)
		}
	}
}

func TestSnapshotIsSharedByGoroutines(t *testing.T) {
	s := snapshot(t, tree(t, map[string]string{"srv/wsgi.py": "", "srv/link": "-> wsgi.py"}))
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for i := range 100 {
				entries, _ := s.ReadDir("srv")
				if !s.IsFile("/srv/link") || s.Exists(fmt.Sprint("/srv/", i)) || len(entries) != 2 {
					t.Error("an answer is wrong")
				}
			}
		})
	}
	all.Wait()
}

func TestSnapshotHasTheTexts(t *testing.T) {
	root := tree(t, map[string]string{"wsgi.py": "old", "link": "-> wsgi.py"})
	o := &Overlay{open(t, root), NewTexts()}
	o.Texts.Set(filepath.Join(root, "wsgi.py"), "the new")
	s := o.Snapshot()
	for _, name := range []string{"wsgi.py", "link"} {
		text, err := fs.ReadFile(s, name)
		info, err2 := fs.Stat(s, name)
		if err != nil || err2 != nil || string(text) != "the new" || info.Size() != 7 {
			t.Errorf("%s: %q, %v, %v", name, text, err, err2)
		}
	}
}
