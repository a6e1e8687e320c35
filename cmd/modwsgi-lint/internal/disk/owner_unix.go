//go:build unix

package disk

import (
	"io/fs"
	"syscall"
)

// Owner returns the numbers of the user and the group that a file belongs to, as Stat or Lstat tell of it.
func (d *Disk) Owner(info fs.FileInfo) (uid, gid uint32, ok bool) {
	s, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return 0, 0, false
	}
	return s.Uid, s.Gid, true
}
