//go:build !windows

package cli

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"

	"github.com/google/renameio/v2"
)

// newFile makes a file beside the one it will replace, with that one's mode, owner and group.
func newFile(real string, old os.FileInfo) (*os.File, error) {
	p, err := renameio.NewPendingFile(real, renameio.WithTempDir(filepath.Dir(real)), renameio.WithStaticPermissions(old.Mode().Perm()))
	if err != nil {
		return nil, err
	}
	if err := keepOwner(p.File, old); err != nil {
		return nil, errors.Join(err, p.Cleanup())
	}
	return p.File, nil
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

// writeFile writes a file in one step; one that is there keeps its mode.
func writeFile(name string, text []byte) error {
	return renameio.WriteFile(name, text, 0o666, renameio.WithExistingPermissions(), renameio.WithTempDir(filepath.Dir(name)))
}
