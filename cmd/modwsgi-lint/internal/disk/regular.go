package disk

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"
)

// ErrIrregular is why a FIFO, a device or a socket is not opened.
var ErrIrregular = errors.New("not a regular file")

// openRegular opens a regular file or a folder. It looks before, so that opening does nothing to a device, and after, in case
// the file was changed for another meanwhile.
func openRegular(real string) (*os.File, fs.FileInfo, error) {
	mode, err := modeOf(real)
	if err == nil {
		err = regular(mode)
	}
	if err != nil {
		return nil, nil, err
	}
	f, err := os.OpenFile(real, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, nil, err
	}
	info, err := f.Stat()
	if err == nil {
		err = regular(info.Mode())
	}
	if err != nil {
		f.Close()
		return nil, nil, err
	}
	return f, info, nil
}

func regular(m fs.FileMode) error {
	kind := ""
	switch {
	case m.IsRegular(), m.IsDir():
		return nil
	case m&fs.ModeNamedPipe != 0:
		kind = "a named pipe"
	case m&fs.ModeSocket != 0:
		kind = "a socket"
	case m&fs.ModeDevice != 0:
		kind = "a device"
	default:
		kind = "of another kind"
	}
	return fmt.Errorf("%w: it is %s", ErrIrregular, kind)
}
