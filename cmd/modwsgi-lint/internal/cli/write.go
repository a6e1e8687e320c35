package cli

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
)

// write replaces each file that was fixed, in one step, with its mode and owner kept. All new texts are on the disk before the first file
// is replaced; where one cannot be written, none is.
func (r *run) write() (err error) {
	next := map[string]string{} // from a real file to the one that will replace it
	defer func() {
		for _, name := range next {
			_ = os.Remove(name) // what took its place is gone
		}
	}()
	for _, real := range slices.Sorted(maps.Keys(r.after)) {
		if r.after[real] == r.before[real] {
			continue
		}
		if next[real], err = prepare(real, r.before[real], r.after[real]); err != nil {
			delete(next, real)
			return fmt.Errorf("%s: not fixed, and nothing was written: %w", real, err)
		}
	}
	for _, real := range slices.Sorted(maps.Keys(next)) {
		if err := os.Rename(next[real], real); err != nil {
			return fmt.Errorf("%s: not fixed: %w", real, err)
		}
	}
	return nil
}

// prepare writes a text beside the file it will replace, if that still has the text it was read with, and returns its name. The new
// file is closed: thousands may wait.
func prepare(real, before, after string) (name string, err error) {
	info, err := os.Lstat(real)
	if err != nil {
		return "", err
	}
	now, err := os.ReadFile(real)
	if err == nil && string(now) != before {
		err = errors.New("it has changed since it was read")
	}
	if err != nil {
		return "", err
	}
	f, err := newFile(real, info)
	if err != nil {
		return "", err
	}
	_, err = f.WriteString(after)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return "", errors.Join(err, os.Remove(f.Name()))
	}
	return f.Name(), nil
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
	return writeFile(name, text)
}
