package linttest

import (
	"cmp"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing/fstest"
)

// A disk is the file system of a fixture.
type disk struct{ fstest.MapFS }

// require makes what a `server:` line of the fixture's experiment makes, as far as rules can see it: a venv of no named Python is one of 3.11, and
// every kind that is not listed in the package's description is a file.
func (d disk) require(line string) error {
	kind, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
	name, text, _ := strings.Cut(strings.TrimSpace(rest), " ")
	if kind == "file" {
		unquoted, err := strconv.Unquote(strings.TrimSpace(text))
		if err != nil {
			return fmt.Errorf("%s: %w", line, err)
		}
		text = unquoted
	}
	text = strings.TrimSpace(text)
	if kind == "mode" || kind == "owner" {
		return d.change(kind, name, text)
	}
	d.add(kind, name, text)
	return nil
}

// change gives what is there another mode or owner. Folders that nothing but a file in them made are there too.
func (d disk) change(kind, name, text string) error {
	at := strings.TrimPrefix(path.Clean(name), "/")
	info, err := d.Lstat(at)
	if err != nil {
		return err
	}
	file := d.MapFS[at]
	if file == nil {
		file = &fstest.MapFile{Mode: info.Mode()&fs.ModeType | 0o755}
		d.MapFS[at] = file
	}
	if kind == "mode" {
		bits, err := strconv.ParseUint(text, 8, 12)
		file.Mode = file.Mode&fs.ModeType | fs.FileMode(bits)&fs.ModePerm
		if bits&0o1000 != 0 {
			file.Mode |= fs.ModeSticky
		}
		return err
	}
	user, group, _ := strings.Cut(text, ":")
	uid, ok := accounts[user]
	if !ok {
		return fmt.Errorf("%s %s: the machine has no user %q", kind, name, user)
	}
	gid, ok := accounts[cmp.Or(group, user)]
	if !ok {
		return fmt.Errorf("%s %s: the machine has no group %q", kind, name, group)
	}
	file.Sys = owner{uid, gid}
	return nil
}

// An owner is whom a file of a fixture belongs to; those that have none are root's.
type owner struct{ uid, gid uint32 }

// accounts are users of the fixture's machine, Debian's, each with a group of the same name and number.
var accounts = map[string]uint32{"root": 0, "daemon": 1, "www-data": 33, "backup": 34, "nobody": 65534}

// addAccounts makes the lists of accounts.
func (d disk) addAccounts() {
	homes := map[string]string{"root": "/root", "daemon": "/usr/sbin", "www-data": "/var/www", "backup": "/var/backups", "nobody": "/nonexistent"}
	var users, groups strings.Builder
	for _, name := range slices.Sorted(maps.Keys(accounts)) {
		fmt.Fprintf(&users, "%s:x:%d:%d:%s:%s:/usr/sbin/nologin\n", name, accounts[name], accounts[name], name, homes[name])
		fmt.Fprintf(&groups, "%s:x:%d:\n", name, accounts[name])
	}
	d.add("", "/etc/passwd", users.String())
	d.add("", "/etc/group", groups.String())
}

// Owner is whom a file belongs to.
func (d disk) Owner(info fs.FileInfo) (uid, gid uint32, ok bool) {
	o, _ := info.Sys().(owner)
	return o.uid, o.gid, true
}

// HasACL is never so.
func (d disk) HasACL(string) bool { return false }

func (d disk) add(kind, name, text string) {
	at := strings.TrimPrefix(path.Clean(name), "/")
	switch kind {
	case "without": // names a module
	case "folder":
		d.MapFS[at] = &fstest.MapFile{Mode: fs.ModeDir | 0o755}
	case "package":
		d.add("file", path.Join(name, "mw_probe/__init__.py"), "")
	case "link":
		d.MapFS[at] = &fstest.MapFile{Data: []byte(fromFolder(name, text)), Mode: fs.ModeSymlink | 0o777}
	case "script":
		d.add("file", name, "def application(environ, start_response):\n    return []\n")
	case "venv":
		series := cmp.Or(text, "3.11")
		d.add("file", path.Join(name, "pyvenv.cfg"), "home = /usr/bin\nversion = "+series+".2\n")
		d.add("file", path.Join(name, "bin/python3"), "")
		d.add("package", path.Join(name, "lib/python"+series+"/site-packages"), "")
	default:
		d.MapFS[at] = &fstest.MapFile{Data: []byte(text), Mode: 0o644}
	}
}

// fromFolder makes the absolute target of a link relative to its folder: the test's file system knows no others.
func fromFolder(name, target string) string {
	if rel, err := filepath.Rel(path.Dir(name), target); err == nil && path.IsAbs(target) {
		return filepath.ToSlash(rel)
	}
	return target
}

func (d disk) stat(name string) fs.FileInfo {
	info, err := d.Stat(cmp.Or(strings.TrimPrefix(path.Clean(name), "/"), "."))
	if err != nil {
		return nil
	}
	return info
}

// IsDir reports whether the fixture has the folder.
func (d disk) IsDir(name string) bool { info := d.stat(name); return info != nil && info.IsDir() }

// IsFile reports whether the fixture has the file.
func (d disk) IsFile(name string) bool { info := d.stat(name); return info != nil && !info.IsDir() }

// Exists reports whether the fixture has something of that name.
func (d disk) Exists(name string) bool { return d.stat(name) != nil }
