//go:build unix

package disk

import (
	"io/fs"
	"os"
	"syscall"
)

// modeOf is the type of what the path leads to. It is asked of very many files, and so keeps nothing of them.
func modeOf(real string) (fs.FileMode, error) {
	var s syscall.Stat_t
	err := syscall.Stat(real, &s)
	for err == syscall.EINTR {
		err = syscall.Stat(real, &s)
	}
	if err != nil {
		return 0, &os.PathError{Op: "stat", Path: real, Err: err}
	}
	switch s.Mode & syscall.S_IFMT {
	case syscall.S_IFREG:
		return 0, nil
	case syscall.S_IFDIR:
		return fs.ModeDir, nil
	case syscall.S_IFIFO:
		return fs.ModeNamedPipe, nil
	case syscall.S_IFSOCK:
		return fs.ModeSocket, nil
	case syscall.S_IFBLK, syscall.S_IFCHR:
		return fs.ModeDevice, nil
	}
	return fs.ModeIrregular, nil
}
