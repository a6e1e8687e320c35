// Package account tells what processes may do with the files of a Unix machine: by its /etc/passwd and /etc/group, and by the owners and modes of
// its files. It asks no name service and runs nothing.
//
// Names of files are absolute; the file system has them without the leading slash.
package account

import (
	"bufio"
	"io"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// Files is a file system that knows whom its files belong to.
type Files interface {
	fs.ReadLinkFS
	// Owner returns the numbers of the user and the group that a file belongs to, out of what Stat or Lstat say of it. It is not ok where the
	// file system knows none.
	Owner(info fs.FileInfo) (uid, gid uint32, ok bool)
	// HasACL reports whether more than owner and mode may decide about a file, named as in io/fs: an access control list.
	HasACL(name string) bool
}

// A Who is whom processes run as, in the words of a configuration: names, or numbers such as #33. A word that is not known is empty.
type Who struct {
	User, Group string
	// Supplementary are the groups beside Group; nil for those of /etc/group.
	Supplementary []string
}

// An Identity is a Who on one machine. It is never root: httpd's children are not, nor are mod_wsgi's processes. Of the zero Identity nothing more
// is known.
type Identity struct {
	// Name is the user's, Home the user's home folder; empty where the machine does not know the user.
	Name, Home string

	key       string // tells the identities of a Reader apart
	isUser    bool   // uid is known
	uid       uint32
	groups    []uint32
	all       bool // groups are all of them
	everybody bool // the one who has the rights of others alone
}

// An entry is a line of a list of accounts: a user or a group.
type entry struct {
	name, home string
	id         uint32
}

// A list is /etc/passwd or /etc/group. Of entries with one name or number the first counts.
type list struct {
	named    map[string]entry
	numbered map[uint32]entry
}

func (l *list) add(e entry) {
	if l.named == nil {
		l.named, l.numbered = map[string]entry{}, map[uint32]entry{}
	}
	if _, again := l.named[e.name]; !again {
		l.named[e.name] = e
	}
	if _, again := l.numbered[e.id]; !again {
		l.numbered[e.id] = e
	}
}

// find is the entry of a name, or of #NUMBER (ap_uname2id, ap_gname2id).
func (l *list) find(name string) (entry, bool) {
	digits, numbered := strings.CutPrefix(name, "#")
	if !numbered {
		e, ok := l.named[name]
		return e, ok
	}
	id, ok := number(digits)
	e, found := l.numbered[id]
	return e, ok && found
}

// called is the name of a number.
func (l *list) called(id uint32) string {
	if e, ok := l.numbered[id]; ok {
		return e.name
	}
	return strconv.FormatUint(uint64(id), 10)
}

// A Reader knows the accounts of one machine, and where its folders lead for each identity. It may be used by several goroutines.
type Reader struct {
	disk          Files
	mutex         sync.Mutex // of what follows
	loaded        bool
	genuine       bool
	users, groups list
	members       map[string][]uint32 // the groups that list a user, by the user's name
	known         map[string]Identity
	folders       map[folder]way
}

// NewReader returns a Reader of the machine whose file system it is given. It has read nothing.
func NewReader(files Files) *Reader {
	return &Reader{disk: files, members: map[string][]uint32{}, known: map[string]Identity{}, folders: map[folder]way{}}
}

// load reads the lists of accounts, once.
func (r *Reader) load() {
	if r.loaded {
		return
	}
	r.loaded = true
	r.genuine = genuine(r.disk)
	for fields := range read(r.disk, "etc/passwd", 7) {
		if id, ok := number(fields[2]); ok {
			r.users.add(entry{name: fields[0], home: fields[5], id: id})
		}
	}
	for fields := range read(r.disk, "etc/group", 4) {
		id, ok := number(fields[2])
		if !ok {
			continue
		}
		r.groups.add(entry{name: fields[0], id: id})
		for name := range strings.SplitSeq(fields[3], ",") {
			r.members[name] = append(r.members[name], id)
		}
	}
}

// genuine reports whether owners and modes are those of the machine itself, and not of somebody who unpacked or copied its files for himself, or of a
// file system that has none: the list of accounts, the folder it lies in, or for want of both the root folder, is root's, who alone may change it.
func genuine(files Files) bool {
	found := false
	for _, at := range []struct {
		name string
		open fs.FileMode // what everybody may do with it
	}{{"etc/passwd", 0o004}, {"etc", 0o001}, {".", 0}} {
		info, err := fs.Stat(files, at.name)
		if err != nil || at.name == "." && found {
			continue
		}
		found = true
		uid, _, ok := files.Owner(info)
		if !ok || uid != 0 || info.Mode()&at.open != at.open || info.Mode()&0o002 != 0 {
			return false
		}
	}
	return found
}

// maxText is how much is read of a list of accounts, in bytes.
const maxText = 4 << 20

// read yields the lines of a list of accounts, cut into so many fields.
func read(files fs.FS, name string, fields int) func(yield func([]string) bool) {
	return func(yield func([]string) bool) {
		f, err := files.Open(name)
		if err != nil {
			return
		}
		defer f.Close()
		text := bufio.NewScanner(io.LimitReader(f, maxText))
		text.Buffer(nil, maxText) // a group may have many members
		for text.Scan() {
			if found := strings.Split(text.Text(), ":"); len(found) == fields && !yield(found) {
				return
			}
		}
	}
}

func number(text string) (uint32, bool) {
	n, err := strconv.ParseUint(text, 10, 32)
	return uint32(n), err == nil
}

// Identity finds out who that is on the machine, as httpd's and mod_wsgi's processes become it: the user, the group named, and the groups that
// initgroups(3) adds. The user's own group in /etc/passwd is not among them, unless it is the one named.
func (r *Reader) Identity(w Who) Identity {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.load()
	key := strings.Join(append([]string{w.User, w.Group}, w.Supplementary...), "\x00")
	if w.Supplementary != nil {
		key += "\x00"
	}
	id, ok := r.known[key]
	if !ok {
		id = r.identify(w)
		id.key = key
		r.known[key] = id
	}
	return id
}

func (r *Reader) identify(w Who) Identity {
	user, ok := r.users.find(w.User)
	if !ok || user.id == 0 {
		return Identity{}
	}
	id := Identity{Name: user.name, Home: user.home, isUser: true, uid: user.id, all: true}
	if w.Supplementary == nil {
		id.groups = slices.Clone(r.members[user.name])
	}
	for _, name := range append([]string{w.Group}, w.Supplementary...) {
		group, ok := r.groups.find(name)
		if digits, numbered := strings.CutPrefix(name, "#"); numbered {
			group.id, ok = number(digits) // needs no name
		}
		id.all = id.all && ok
		if ok {
			id.groups = append(id.groups, group.id)
		}
	}
	return id
}

// inside is the name a file system has for an absolute path.
func inside(name string) string {
	if !path.IsAbs(name) {
		name = "/" + name
	}
	if name = path.Clean(name)[1:]; name == "" {
		return "."
	}
	return name
}
