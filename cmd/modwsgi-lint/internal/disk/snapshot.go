package disk

import (
	"errors"
	"io"
	"io/fs"
	"slices"
	"strings"
	"sync"
	"syscall"
	"unicode/utf8"
)

// A Snapshot is an overlay for the length of one run over files that do not change meanwhile: what it was asked once it does not ask
// the system again, however many rules want to know. It may be used by several goroutines.
type Snapshot struct {
	*Overlay
	mutex   sync.Mutex          // of what follows; the system is asked without it
	places  map[string]*place   // folders in which names were asked for
	folders map[string]*listing // folders that were listed
	left    int                 // names that may still be kept; what is more is asked each time
}

// How much a snapshot keeps at most: names in all, and of one folder. The files are not trusted.
const (
	maxKept   = 1 << 20
	maxListed = 4096
)

// smallFolder is how many bytes a folder has of itself that is listed where a name in it is asked for: to list a few names takes as long as
// to ask for four, and most of those asked for are not there.
const smallFolder = 4096

// errTooMany ends the list of a folder that has more names.
var errTooMany = errors.New("more names than are read of a folder")

// Snapshot returns the overlay as it is now.
func (o *Overlay) Snapshot() *Snapshot {
	return &Snapshot{Overlay: o, places: map[string]*place{}, folders: map[string]*listing{}, left: maxKept}
}

// A place is a folder as those see it who ask for names in it.
type place struct {
	gone  bool               // it is not there
	small *listing           // all that is in it; nil where that is not known
	names map[string]*answer // under the mutex
}

// An answer is what the system says of a name: of a symbolic link itself, and of where it leads once that is asked.
type answer struct {
	info fs.FileInfo
	err  error
	end  *answer // of a symbolic link, once asked; under the mutex
}

// gone is the answer for all that is not there.
var gone = &answer{err: syscall.ENOENT}

func newAnswer(info fs.FileInfo, err error) *answer {
	if errors.Is(err, fs.ErrNotExist) {
		return gone
	}
	if pe, ok := errors.AsType[*fs.PathError](err); ok {
		err = pe.Err
	}
	return &answer{info: info, err: err}
}

// look is Lstat.
func (s *Snapshot) look(name string) *answer {
	dir, base := "", name
	if slash := strings.LastIndexByte(name, '/'); slash > 0 {
		dir, base = name[:slash], name[slash+1:]
	}
	p := s.place(dir)
	if p.gone || p.small != nil && p.small.lacks(base) {
		return gone
	}
	s.mutex.Lock()
	a := p.names[base]
	s.mutex.Unlock()
	if a != nil {
		return a
	}
	a = newAnswer(s.Overlay.look("lstat", name, false))
	s.mutex.Lock()
	if s.left > 0 {
		s.left--
		if p.names == nil {
			p.names = map[string]*answer{}
		}
		p.names[base] = a
	}
	s.mutex.Unlock()
	return a
}

// place looks at a folder before names in it are asked for. What lies in one that is not there is not there either.
func (s *Snapshot) place(dir string) *place {
	s.mutex.Lock()
	p, full := s.places[dir], s.left == 0
	s.mutex.Unlock()
	if p != nil {
		return p
	}
	p = &place{}
	if full || dir == "" || len(dir) >= maxName {
		return p
	}
	if a := s.follow(dir); a == gone {
		p.gone = true
	} else if a.err == nil && a.info.IsDir() && a.info.Size() <= smallFolder {
		if l := s.list(dir); errors.Is(l.end, io.EOF) {
			p.small = l
		}
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if known := s.places[dir]; known != nil {
		return known
	}
	if s.left > 0 {
		s.left--
		s.places[dir] = p
	}
	return p
}

// follow is Stat.
func (s *Snapshot) follow(name string) *answer {
	a := s.look(name)
	if a.err != nil || a.info.Mode()&fs.ModeSymlink == 0 {
		return a
	}
	s.mutex.Lock()
	end := a.end
	s.mutex.Unlock()
	if end == nil {
		end = newAnswer(s.Overlay.look("stat", name, true))
		s.mutex.Lock()
		a.end = end
		s.mutex.Unlock()
	}
	return end
}

// Stat implements fs.StatFS. An error is the system's alone: most names asked for are not there, and who asks knows them.
func (s *Snapshot) Stat(name string) (fs.FileInfo, error) {
	a := s.follow(name)
	return a.info, a.err
}

// Lstat implements fs.ReadLinkFS, with such errors.
func (s *Snapshot) Lstat(name string) (fs.FileInfo, error) {
	a := s.look(name)
	return a.info, a.err
}

// ReadLink implements fs.ReadLinkFS, with such errors. Most names are no links.
func (s *Snapshot) ReadLink(name string) (string, error) {
	switch a := s.look(name); {
	case a.err != nil:
		return "", a.err
	case a.info.Mode()&fs.ModeSymlink == 0:
		return "", syscall.EINVAL
	}
	return s.Overlay.ReadLink(name)
}

// IsDir reports whether an absolute name is a folder.
func (s *Snapshot) IsDir(name string) bool {
	a := s.follow(inside(name))
	return a.err == nil && a.info.IsDir()
}

// IsFile reports whether an absolute name is a regular file.
func (s *Snapshot) IsFile(name string) bool {
	a := s.follow(inside(name))
	return a.err == nil && a.info.Mode().IsRegular()
}

// Exists reports whether there is something under an absolute name, or may be: a folder on the way that cannot be searched hides it.
func (s *Snapshot) Exists(name string) bool {
	a := s.follow(inside(name))
	return a.err == nil || errors.Is(a.err, fs.ErrPermission)
}

// Open implements fs.FS, with such errors. Of a folder the first names are read.
func (s *Snapshot) Open(name string) (fs.File, error) {
	a := s.follow(name)
	if a.err != nil {
		return nil, a.err
	}
	if !a.info.IsDir() {
		return s.Overlay.Open(name)
	}
	l := s.list(name)
	if l.err != nil {
		return nil, l.err
	}
	return &folder{info: a.info, entries: l.entries, end: l.end}, nil
}

// ReadDir implements fs.ReadDirFS: the entries are sorted by name. It is an error where the folder has too many.
func (s *Snapshot) ReadDir(name string) ([]fs.DirEntry, error) {
	return fs.ReadDir(struct{ fs.FS }{s}, name)
}

// A listing is what a folder says it holds.
type listing struct {
	entries []fs.DirEntry
	end     error // what stands behind them: io.EOF, or why there is no more
	err     error // why it cannot be opened
}

// lacks reports whether a folder that holds no more than what is listed certainly has no such name. The file system may find one in other letters, by a
// short name, or without the dots at its end.
func (l *listing) lacks(name string) bool {
	odd := func(r rune) bool { return r == '~' || r >= utf8.RuneSelf }
	if name == "" || strings.ContainsFunc(name, odd) || strings.HasSuffix(name, ".") || strings.HasSuffix(name, " ") {
		return false
	}
	return !slices.ContainsFunc(l.entries, func(e fs.DirEntry) bool { return strings.EqualFold(e.Name(), name) })
}

func (s *Snapshot) list(name string) *listing {
	s.mutex.Lock()
	l := s.folders[name]
	s.mutex.Unlock()
	if l != nil {
		return l
	}
	l = s.read(name)
	s.mutex.Lock()
	if s.left > len(l.entries) {
		s.left -= len(l.entries) + 1
		s.folders[name] = l
	}
	s.mutex.Unlock()
	return l
}

func (s *Snapshot) read(name string) *listing {
	f, err := s.openFolder(name)
	if err != nil {
		return &listing{err: err}
	}
	defer f.Close()
	entries, err := f.ReadDir(maxListed + 1)
	switch {
	case len(entries) > maxListed:
		entries, err = entries[:maxListed:maxListed], errTooMany
	case err == nil:
		err = io.EOF
	}
	return &listing{entries: entries, end: err}
}

// A folder is one that is open.
type folder struct {
	info    fs.FileInfo
	entries []fs.DirEntry // that are left
	end     error
}

// Stat tells what it was when it was looked at.
func (f *folder) Stat() (fs.FileInfo, error) { return f.info, nil }

// Read fails.
func (f *folder) Read([]byte) (int, error) { return 0, named("read", f.info.Name(), syscall.EISDIR) }

// Close does nothing.
func (f *folder) Close() error { return nil }

// ReadDir implements fs.ReadDirFile.
func (f *folder) ReadDir(n int) ([]fs.DirEntry, error) {
	if n > 0 && len(f.entries) == 0 {
		return nil, f.end
	}
	err := f.end
	if n > 0 || errors.Is(err, io.EOF) {
		err = nil
	}
	if n <= 0 || n > len(f.entries) {
		n = len(f.entries)
	}
	entries := slices.Clone(f.entries[:n]) // who reads them may sort them
	f.entries = f.entries[n:]
	return entries, err
}
