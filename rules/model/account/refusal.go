package account

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
)

// A Right is what somebody would do with a file or folder, as in a mode; rights add up.
type Right fs.FileMode

// The rights. To reach what lies in a folder one must enter it, to list it one must read it. Nobody enters a file.
const (
	None  Right = 0
	Enter Right = 1
	Read  Right = 4
)

// A Refusal is where processes are stopped on their way to a file.
type Refusal struct {
	// At is the folder on the way, or the file itself, free of symbolic links.
	At string
	// Right is Enter or Read.
	Right Right

	who   Identity
	owner string
	mode  fs.FileMode
}

// String says who is refused what: `www-data may not enter "/home/deploy" (0700, of deploy:deploy)`.
func (f *Refusal) String() string {
	verb := map[Right]string{Enter: "enter", Read: "read"}[f.Right]
	if !f.who.isUser {
		return fmt.Sprintf("only root may %s %q", verb, f.At)
	}
	return fmt.Sprintf("%s may not %s %q (%04o, of %s)", f.who.Name, verb, f.At, uint32(f.mode), f.owner)
}

// maxLinks is how many symbolic links one name may lead through, maxName how long it may be, as in Linux.
const (
	maxLinks = 40
	maxName  = 4096
)

type folder struct{ who, name string }

// A way is where a name leads for somebody: to the file of a name without symbolic links, or to where it ends.
type way struct {
	at      string
	refusal *Refusal
}

// Refuses follows a name as the kernel does, through symbolic links, and returns where the identity is certainly stopped: at a folder on the way,
// or at the end, for want of a right. It is nil where the way may be free; what is not there stops nobody.
func (r *Reader) Refuses(who Identity, name string, want Right) *Refusal {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	links := 0
	return r.follow(who, path.Clean(name), want, &links).refusal
}

func (r *Reader) follow(who Identity, name string, want Right, links *int) way {
	if name == "/" || !path.IsAbs(name) || len(name) > maxName {
		return way{at: name} // what stands for the root folder need not have its mode
	}
	dir := r.enter(who, path.Dir(name), links)
	if dir.refusal != nil {
		return dir
	}
	at := path.Join(dir.at, path.Base(name))
	f := r.look(at)
	if f.mode.Type() == fs.ModeSymlink {
		if *links++; f.target == "" || *links > maxLinks {
			return way{at: at}
		}
		if path.IsAbs(f.target) {
			return r.follow(who, path.Clean(f.target), want, links)
		}
		return r.follow(who, path.Join(dir.at, f.target), want, links)
	}
	for _, right := range []Right{Enter, Read} {
		if want&right != 0 && (right == Read || f.mode.IsDir()) && r.denies(who, at, f, right) {
			owner := r.users.called(f.uid) + ":" + r.groups.called(f.gid)
			return way{at, &Refusal{At: at, Right: right, who: who, mode: f.mode.Perm(), owner: owner}}
		}
	}
	return way{at: at}
}

// enter is the way into a folder, which is gone once.
func (r *Reader) enter(who Identity, name string, links *int) way {
	key := folder{who.key, name}
	w, ok := r.folders[key]
	if !ok {
		w = r.follow(who, name, Enter, links)
		r.folders[key] = w
	}
	return w
}

// A file is what is known of the owner and the mode of one, or of a folder, or where a symbolic link leads. The zero file is not there.
type file struct {
	mode     fs.FileMode
	uid, gid uint32
	owned    bool // uid and gid are known
	target   string
}

// look looks at a file. Root's home is root's, whoever unpacked it.
func (r *Reader) look(at string) (f file) {
	if info, err := r.disk.Lstat(inside(at)); err == nil {
		f.mode, f.owned = info.Mode(), at == "/root"
		if r.genuine {
			f.uid, f.gid, f.owned = r.disk.Owner(info)
		}
	}
	if f.mode.Type() == fs.ModeSymlink {
		f.target, _ = r.disk.ReadLink(inside(at))
	}
	return f
}

// denies reports whether mode and owner certainly keep a right from somebody, in whatever part of him is not known: as the owner, else as one of the
// group, else as one of the others. An access control list grants nobody more than its mask, which a mode shows in the place of the group's rights.
func (r *Reader) denies(who Identity, at string, f file, want Right) bool {
	granted := func(shift int) bool { return Right(f.mode.Perm()>>shift)&want != 0 }
	owner, group, others := granted(6), granted(3), granted(0)
	switch {
	case who.everybody:
		return !others
	case !f.owned:
		return false
	case who.isUser && who.uid == f.uid:
		return !owner
	case slices.Contains(who.groups, f.gid):
		return !group
	case !who.isUser && f.uid != 0 && owner, !who.all && group:
		return false
	}
	return !others && !(group && r.disk.HasACL(inside(at)))
}

// OpenToAll returns, of a file and of the folders that it and a symbolic link to it lie in, the first that every account of the machine may change;
// "" where there certainly is none. Where not everybody gets to the file nothing is open. In a folder with the sticky bit nobody replaces what is
// another's. Where the root folder itself is open the file system has no modes, or they were lost.
func (r *Reader) OpenToAll(name string) string {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.load()
	links := 0
	who := Identity{key: "\x00everybody", everybody: true}
	w := r.follow(who, path.Clean(name), None, &links)
	if r.look("/").mode&0o002 != 0 || w.refusal != nil {
		return ""
	}
	for _, at := range []string{w.at, path.Dir(w.at), r.enter(who, path.Dir(path.Clean(name)), &links).at} {
		f := r.look(at)
		if f.mode&0o002 != 0 && f.mode.Type() != fs.ModeSymlink && (at == w.at || f.mode&fs.ModeSticky == 0) {
			return at
		}
	}
	return ""
}
