//go:build unix

package disk

import (
	"errors"
	"syscall"
	"testing"
	"time"
)

func TestIrregularFilesAreRefusedAtOnce(t *testing.T) {
	root := tree(t, map[string]string{"link": "-> fifo", "null": "-> /dev/null"})
	if err := syscall.Mkfifo(root+"/fifo", 0o644); err != nil {
		t.Fatal(err)
	}
	machine := open(t, "/")
	done := make(chan struct{})
	go func() {
		defer close(done)
		for d, names := range map[*Disk][]string{open(t, root): {"fifo", "link"}, machine: {"dev/zero", "dev/tty"}} {
			for _, name := range names {
				if _, err := d.ReadFile(name); !errors.Is(err, ErrIrregular) {
					t.Errorf("%s: %v", name, err)
				}
			}
		}
	}()
	select {
	case <-done:
	case <-time.After(10 * time.Second):
		t.Fatal("reading blocks")
	}
}
