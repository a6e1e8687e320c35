//go:build linux

package disk

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/modwsgi-lint/modwsgi-lint/rules/model/account"
)

// TestRefusesAsTheKernelDoes makes trees of random owners, modes and links, and asks a process of the user what it may do in them.
func TestRefusesAsTheKernelDoes(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("files of several owners want root")
	}
	random := rand.New(rand.NewPCG(1, 2))
	for i := range 20 {
		root, names := randomTree(t, random)
		files := (&Overlay{open(t, root), NewTexts()}).Snapshot()
		accounts := account.NewReader(files)
		for who, as := range map[*account.Who]*syscall.Credential{
			{User: "one", Group: "one"}:                                        {Uid: 5001, Gid: 5001, Groups: []uint32{5002}},
			{User: "two", Group: "one"}:                                        {Uid: 5002, Gid: 5001},
			{User: "#5002", Group: "#5003"}:                                    {Uid: 5002, Gid: 5003},
			{User: "one", Group: "two", Supplementary: []string{"one", "two"}}: {Uid: 5001, Gid: 5002, Groups: []uint32{5001, 5002}},
		} {
			may := allowed(t, root, names, as)
			for _, name := range names {
				for right, letter := range map[account.Right]string{account.Enter: "x", account.Read: "r"} {
					if right == account.Enter && files.IsFile("/"+name) {
						continue // x is to execute it
					}
					refusal := accounts.Refuses(accounts.Identity(*who), "/"+name, right)
					if question := letter + " " + name; may[question] == (refusal != nil) {
						t.Fatalf("tree %d, %+v: %s: the kernel allows it: %v; refused: %v", i, *who, question, may[question], refusal)
					}
				}
			}
		}
	}
}

// randomTree makes a tree that its root's accounts use, and returns the names in it.
func randomTree(t *testing.T, random *rand.Rand) (root string, names []string) {
	root, err := os.MkdirTemp("", "modes-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(root) })
	must := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	must(os.Chmod(root, 0o755))
	must(os.Mkdir(filepath.Join(root, "etc"), 0o755))
	must(os.WriteFile(filepath.Join(root, "etc/passwd"), []byte("one:x:5001:1::/:/bin/sh\ntwo:x:5002:5002::/:/bin/sh\n"), 0o644))
	must(os.WriteFile(filepath.Join(root, "etc/group"), []byte("one:x:5001:\ntwo:x:5002:one\n"), 0o644))
	folders := []string{"."}
	for i := range 40 {
		name := filepath.Join(folders[random.IntN(len(folders))], fmt.Sprint(i))
		at := filepath.Join(root, name)
		switch random.IntN(4) {
		case 0, 1:
			must(os.Mkdir(at, 0o755))
			folders = append(folders, name)
		case 2:
			must(os.WriteFile(at, nil, 0o644))
		case 3:
			target := "gone"
			if len(names) > 0 {
				if target, err = filepath.Rel(filepath.Dir(name), names[random.IntN(len(names))]); err != nil {
					t.Fatal(err)
				}
			}
			must(os.Symlink(target, at))
		}
		names = append(names, name)
	}
	for _, name := range names {
		at := filepath.Join(root, name)
		if info, err := os.Lstat(at); err == nil && info.Mode().Type() == os.ModeSymlink {
			continue
		}
		owners := []int{0, 5001, 5002, 5003}
		must(os.Chown(at, owners[random.IntN(4)], owners[random.IntN(4)]))
		modes := []os.FileMode{0o755, 0o711, 0o750, 0o700, 0o770, 0o070, 0o007, 0o705, 0o644, 0o640}
		must(os.Chmod(at, modes[random.IntN(len(modes))]))
	}
	return root, existing(root, names)
}

// existing leaves the names that lead somewhere.
func existing(root string, names []string) []string {
	var found []string
	for _, name := range names {
		if _, err := os.Stat(filepath.Join(root, name)); err == nil {
			found = append(found, name)
		}
	}
	return found
}

// allowed asks the kernel, in the words "r NAME" and "x NAME".
func allowed(t *testing.T, root string, names []string, as *syscall.Credential) map[string]bool {
	script := `for f; do [ -r "$f" ] && echo "r $f"; [ -x "$f" ] && echo "x $f"; done; exit 0`
	cmd := exec.Command("/bin/sh", append([]string{"-c", script, "sh"}, names...)...)
	cmd.Dir = root
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: as}
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	found := map[string]bool{}
	for line := range strings.Lines(string(bytes.TrimSpace(out))) {
		found[strings.TrimSuffix(line, "\n")] = true
	}
	return found
}

// TestACL grants one more user what the mode of a folder does not tell of.
func TestACL(t *testing.T) {
	root := tree(t, map[string]string{"plain": "/", "listed": "/"})
	// Version 2; user::rwx, user:5001:--x, group::---, mask::--x, other::---
	list := "\x02\x00\x00\x00" + "\x01\x00\x07\x00\xff\xff\xff\xff" + "\x02\x00\x01\x00\x89\x13\x00\x00" + "\x04\x00\x00\x00\xff\xff\xff\xff" +
		"\x10\x00\x01\x00\xff\xff\xff\xff" + "\x20\x00\x00\x00\xff\xff\xff\xff"
	if err := syscall.Setxattr(root+"/listed", "system.posix_acl_access", []byte(list), 0); err != nil {
		t.Skipf("the file system has no access control lists: %v", err)
	}
	d := open(t, root)
	if info, err := d.Stat("listed"); err != nil || info.Mode().Perm() != 0o710 {
		t.Errorf("the mode is %v, %v, not that of the mask", info.Mode(), err)
	}
	if d.HasACL("plain") || !d.HasACL("listed") || d.HasACL("none") {
		t.Error("HasACL is wrong")
	}
}
