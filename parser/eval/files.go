package eval

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
)

// parseAhead is how many files of an Include are parsed before they are needed, on all cores.
const parseAhead = 64

// defaultMaxFileSize is Host.MaxFileSize where it is 0. All files together may have maxFiles times as much.
const (
	defaultMaxFileSize = 256 << 20
	maxFiles           = 4
)

// files reads and parses files, each once.
type files struct {
	fsys    fs.ReadLinkFS
	max     int64
	left    atomic.Int64 // bytes that may still be read
	parsed  map[string]*parsedFile
	folders map[string]folder
	real    map[string]string // folders without symbolic links
	jobs    chan job
}

// A parsedFile is a file that is parsed, or is being parsed until it is done.
type parsedFile struct {
	done sync.WaitGroup
	tree *parser.File
	err  error
	read bool // by the reader
}

// A folder is what ReadDir gave.
type folder struct {
	entries []fs.DirEntry
	err     error
}

func newFiles(host Host) *files {
	f := &files{fsys: host.Files, max: host.MaxFileSize, parsed: map[string]*parsedFile{}, folders: map[string]folder{}, real: map[string]string{}}
	if f.max == 0 {
		f.max = defaultMaxFileSize
	}
	f.left.Store(maxFiles * f.max)
	return f
}

// A job is a file to be read and parsed into p.
type job struct {
	target target
	p      *parsedFile
}

// work starts the workers, which live until close. They are few and stay, for a stack that has grown is worth keeping.
func (f *files) work() {
	f.jobs = make(chan job, parseAhead)
	for range runtime.GOMAXPROCS(0) {
		go func() {
			s := &shelf{buffer: make([]byte, 32<<10)}
			for j := range f.jobs {
				j.p.tree, j.p.err = f.load(j.target, s)
				j.p.done.Done()
			}
		}()
	}
}

// close ends the workers.
func (f *files) close() {
	if f.jobs != nil {
		close(f.jobs)
	}
}

// put gives a text that is not read from the file system.
func (f *files) put(text *source.File) {
	f.parsed[text.Name] = &parsedFile{tree: parser.Parse(text)}
}

// want begins to read and parse a file, if nobody has.
func (f *files) want(t target) *parsedFile {
	p := f.parsed[t.path]
	if p == nil {
		p = &parsedFile{}
		p.done.Add(1)
		f.parsed[t.path] = p
		if f.jobs == nil {
			f.work()
		}
		f.jobs <- job{t, p}
	}
	return p
}

// get returns a file's tree.
func (f *files) get(t target) (*parser.File, error) {
	p := f.want(t)
	p.done.Wait()
	return p.tree, p.err
}

// opens reports whether a link leads to a file that can be read. If not it is as if nobody had tried.
func (f *files) opens(link target) bool {
	_, err := f.get(link)
	if err != nil {
		delete(f.parsed, link.path)
	}
	return err == nil
}

// wasRead reports whether the file of the path has been read.
func (f *files) wasRead(path string) bool {
	p := f.parsed[path]
	return p != nil && p.read
}

// first reports whether the file of the path is read for the first time.
func (f *files) first(path string) bool {
	p := f.parsed[path]
	first := !p.read
	p.read = true
	return first
}

func (f *files) load(t target, s *shelf) (*parser.File, error) {
	switch {
	case f.fsys == nil:
		return nil, fs.ErrNotExist
	case t.path == "/dev/null":
		return parser.Parse(source.NewFile(t.path, "")), nil
	case notOnDisk(t.path):
		return nil, refusal("not a file on a disk")
	}
	if !t.plain && !t.regular && !t.link {
		info, err := f.stat(t.path)
		if err != nil {
			return nil, err
		}
		if !info.Mode().IsRegular() {
			return nil, errors.New("not a regular file")
		}
	}
	in, err := f.fsys.Open(rooted(t.path))
	if err != nil {
		return nil, err
	}
	defer in.Close()
	text, err := f.readText(in, s)
	if err != nil {
		return nil, err
	}
	return parser.Parse(source.NewFile(t.path, text)), nil
}

// A refusal is why a file is not read that httpd would read.
type refusal string

func (r refusal) Error() string { return string(r) }

// notOnDisk reports whether a file is the kernel's, where reading may never end or may change something.
func notOnDisk(name string) bool {
	for _, dir := range []string{"/proc/", "/sys/", "/dev/"} {
		if strings.HasPrefix(name, dir) {
			return true
		}
	}
	return false
}

// readText reads a file into memory once, and no more of it than it says it has; what says it has nothing is read to its end.
func (f *files) readText(in fs.File, s *shelf) (string, error) {
	info, err := in.Stat()
	if err != nil {
		return "", err
	}
	size := info.Size()
	if size > f.max {
		return "", refusal(fmt.Sprintf("it has %d bytes, more than the %d that are read", size, f.max))
	}
	if size == 0 {
		size = f.max + 1
	}
	text := s.room(int(info.Size()))
	start := text.Len()
	n, err := io.CopyBuffer(text, io.LimitReader(in, size), s.buffer)
	if err == nil && n > f.max {
		err = refusal(fmt.Sprintf("it has more than the %d bytes that are read", f.max))
	}
	if err == nil && f.left.Add(-n) < 0 {
		err = refusal(fmt.Sprintf("all files together have more than the %d bytes that are read", maxFiles*f.max))
	}
	if err != nil {
		return "", err
	}
	return text.String()[start:], nil
}

// A shelf is where a worker puts the texts of files: small ones beside each other, for there may be very many.
type shelf struct {
	buffer []byte
	texts  *strings.Builder
}

// shelfSize is how many bytes small files share.
const shelfSize = 256 << 10

// room is a builder with room for so many more bytes.
func (s *shelf) room(size int) *strings.Builder {
	if size == 0 || size > shelfSize/8 {
		text := &strings.Builder{}
		text.Grow(size)
		return text
	}
	if s.texts == nil || s.texts.Cap()-s.texts.Len() < size {
		s.texts = &strings.Builder{}
		s.texts.Grow(shelfSize)
	}
	return s.texts
}

// stat asks for a file or, where the name ends in "/", for a folder.
func (f *files) stat(name string) (fs.FileInfo, error) {
	if f.fsys == nil {
		return nil, fs.ErrNotExist
	}
	info, err := fs.Stat(f.fsys, rooted(name))
	if err == nil && strings.HasSuffix(name, "/") && !info.IsDir() {
		return nil, syscall.ENOTDIR
	}
	return info, err
}

// exists reports whether a file or a folder has the absolute name.
func (f *files) exists(name string) bool {
	_, err := f.stat(name)
	return err == nil
}

// isDir is ap_is_directory: symbolic links are followed.
func (f *files) isDir(name string) bool {
	info, err := f.stat(name)
	return err == nil && info.IsDir()
}

// readDir lists a folder in the order of httpd.
func (f *files) readDir(name string) ([]fs.DirEntry, error) {
	if f.fsys == nil {
		return nil, fs.ErrNotExist
	}
	key := rooted(name)
	d, ok := f.folders[key]
	if !ok {
		d.entries, d.err = fs.ReadDir(f.fsys, key)
		byName(d.entries)
		f.folders[key] = d
	}
	return d.entries, d.err
}

// isMissing is APR_ENOENT. A name that io/fs does not take, such as one that is not UTF-8, names nothing on such a file system.
func isMissing(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrInvalid)
}

// errorText says an error as httpd does (strerror).
func errorText(err error) string {
	var code syscall.Errno
	switch {
	case isMissing(err):
		return "No such file or directory"
	case errors.Is(err, fs.ErrPermission):
		return "Permission denied"
	case errors.As(err, &code):
		s := code.Error()
		return strings.ToUpper(s[:1]) + s[1:]
	}
	return err.Error()
}
