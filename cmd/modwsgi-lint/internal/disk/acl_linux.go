package disk

import "syscall"

// HasACL reports whether a file has an access control list beside its mode.
func (d *Disk) HasACL(name string) bool {
	real, err := d.real("stat", name, false)
	if err != nil {
		return false
	}
	n, err := syscall.Getxattr(real, "system.posix_acl_access", nil)
	return err == nil && n > 0
}
