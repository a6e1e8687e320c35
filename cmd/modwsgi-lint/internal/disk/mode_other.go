//go:build !unix

package disk

import (
	"io/fs"
	"os"
)

// modeOf is the type of what the path leads to.
func modeOf(real string) (fs.FileMode, error) {
	info, err := os.Stat(real)
	if err != nil {
		return 0, err
	}
	return info.Mode().Type(), nil
}
