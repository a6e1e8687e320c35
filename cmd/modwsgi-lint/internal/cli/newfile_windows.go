package cli

import (
	"errors"
	"os"
	"path/filepath"
)

// newFile makes a file beside the one it will replace. It has the rights that the folder gives; renameio is not for this system.
func newFile(real string, _ os.FileInfo) (*os.File, error) {
	return os.CreateTemp(filepath.Dir(real), "."+filepath.Base(real))
}

// writeFile writes a file by putting a new one in its place.
func writeFile(name string, text []byte) error {
	f, err := newFile(name, nil)
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), name)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return nil
}
