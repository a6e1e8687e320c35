package cli

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"syscall"

	"github.com/google/renameio/v2"
)

// write replaces each file that was fixed, in one step, with its mode and owner kept. All new texts are on the disk before the first file
// is replaced; where one cannot be written, none is.
func (r *run) write() error {
	var pending []*renameio.PendingFile
	defer func() {
		for _, p := range pending {
			_ = p.Cleanup() // of one that took its place this does nothing
		}
	}()
	var reals []string
	for real, after := range r.after {
		if after != r.before[real] {
			reals = append(reals, real)
		}
	}
	slices.Sort(reals)
	for _, real := range reals {
		p, err := prepare(real, r.before[real], r.after[real])
		if p != nil {
			pending = append(pending, p)
		}
		if err != nil {
			return fmt.Errorf("%s: not fixed, and nothing was written: %w", real, err)
		}
	}
	for i, p := range pending {
		if err := p.CloseAtomicallyReplace(); err != nil {
			return fmt.Errorf("%s: not fixed: %w", reals[i], err)
		}
	}
	return nil
}

// prepare writes a text beside the file it will replace, if that still has the text it was read with.
func prepare(real, before, after string) (*renameio.PendingFile, error) {
	info, err := os.Lstat(real)
	if err != nil {
		return nil, err
	}
	if now, err := os.ReadFile(real); err != nil || string(now) != before {
		return nil, errors.Join(err, errors.New("it has changed since it was read"))
	}
	p, err := renameio.NewPendingFile(real, renameio.WithTempDir(filepath.Dir(real)), renameio.WithStaticPermissions(info.Mode().Perm()))
	if err != nil {
		return nil, err
	}
	if err := keepOwner(p.File, info); err != nil {
		return p, err
	}
	_, err = p.WriteString(after)
	return p, err
}

// keepOwner gives a new file the owner and the group of the old one.
func keepOwner(f *os.File, old os.FileInfo) error {
	is, err := f.Stat()
	if err != nil {
		return err
	}
	was, ok1 := old.Sys().(*syscall.Stat_t)
	now, ok2 := is.Sys().(*syscall.Stat_t)
	if !ok1 || !ok2 || was.Uid == now.Uid && was.Gid == now.Gid {
		return nil
	}
	return f.Chown(int(was.Uid), int(was.Gid))
}

// replaceFile writes a report to a file in one step. What is no regular file, such as /dev/stderr, is written to.
func replaceFile(name string, text []byte) error {
	info, err := os.Stat(name)
	if err == nil && !info.Mode().IsRegular() {
		f, err := os.OpenFile(name, os.O_WRONLY, 0)
		if err != nil {
			return err
		}
		_, err = f.Write(text)
		return errors.Join(err, f.Close())
	}
	if real, err := filepath.EvalSymlinks(name); err == nil {
		name = real
	}
	return renameio.WriteFile(name, text, 0o666, renameio.WithExistingPermissions(), renameio.WithTempDir(filepath.Dir(name)))
}
