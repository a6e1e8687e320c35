package disk

import (
	"io/fs"
	"strings"
)

// Texts are laid over files: what fixes have changed and not written, or what an editor holds. They are shared by all overlays of a run.
type Texts struct{ byPath map[string]string }

// NewTexts returns no texts.
func NewTexts() *Texts { return &Texts{byPath: map[string]string{}} }

// Set lays text over the file whose real path is given. It must not run while an overlay is read.
func (t *Texts) Set(real, text string) { t.byPath[real] = text }

// Remove takes the text laid over a file away.
func (t *Texts) Remove(real string) { delete(t.byPath, real) }

// An Overlay is a disk with texts laid over some of its files.
type Overlay struct {
	*Disk
	Texts *Texts
}

func (o *Overlay) text(name string) (string, bool) {
	if len(o.Texts.byPath) == 0 {
		return "", false
	}
	real, err := o.Real(name)
	if err != nil {
		return "", false
	}
	text, ok := o.Texts.byPath[real]
	return text, ok
}

// Open implements fs.FS.
func (o *Overlay) Open(name string) (fs.File, error) {
	f, err := o.Disk.Open(name)
	text, ok := o.text(name)
	if err != nil || !ok {
		return f, err
	}
	return &laid{File: f, Reader: strings.NewReader(text)}, nil
}

// ReadFile implements fs.ReadFileFS.
func (o *Overlay) ReadFile(name string) ([]byte, error) {
	if text, ok := o.text(name); ok {
		return []byte(text), nil
	}
	return o.Disk.ReadFile(name)
}

// ReadText is ReadFile for what becomes a string, which is not copied.
func (o *Overlay) ReadText(name string) (string, error) {
	if text, ok := o.text(name); ok {
		return text, nil
	}
	return o.Disk.ReadText(name)
}

// Head reads a file's first n bytes, or what there is.
func (o *Overlay) Head(name string, n int64) (string, error) {
	if text, ok := o.text(name); ok {
		return text[:min(int64(len(text)), n)], nil
	}
	return o.Disk.Head(name, n)
}

// Stat implements fs.StatFS.
func (o *Overlay) Stat(name string) (fs.FileInfo, error) {
	info, err := o.look("stat", name, true)
	return info, named("stat", name, err)
}

// Lstat implements fs.ReadLinkFS.
func (o *Overlay) Lstat(name string) (fs.FileInfo, error) {
	info, err := o.look("lstat", name, false)
	return info, named("lstat", name, err)
}

func (o *Overlay) look(op, name string, follow bool) (fs.FileInfo, error) {
	info, err := o.Disk.look(op, name, follow)
	if err != nil || !info.Mode().IsRegular() {
		return info, err
	}
	if text, ok := o.text(name); ok {
		info = sized{info, int64(len(text))}
	}
	return info, nil
}

// A laid is an open file with another text.
type laid struct {
	fs.File
	*strings.Reader
}

// Read reads the text laid over the file.
func (l *laid) Read(p []byte) (int, error) { return l.Reader.Read(p) }

// Stat tells the size of the text.
func (l *laid) Stat() (fs.FileInfo, error) {
	info, err := l.File.Stat()
	if err != nil {
		return nil, err
	}
	return sized{info, l.Reader.Size()}, nil
}

type sized struct {
	fs.FileInfo
	size int64
}

// Size is the size of the text laid over the file, in bytes.
func (s sized) Size() int64 { return s.size }
