package cli

import (
	"io"
	"os"
	"strconv"
)

// defaultWidth is how many cells a line has where that is not known.
const defaultWidth = 100

// isTerminal reports whether a person may look at what is written to w.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0 && f.Name() != os.DevNull
}

// terminalWidth is the width of the terminal w in cells.
func terminalWidth(w io.Writer) int {
	if n, err := strconv.Atoi(os.Getenv("COLUMNS")); err == nil && n > 0 {
		return n
	}
	if f, ok := w.(*os.File); ok && isTerminal(w) {
		if n := columns(f); n > 0 {
			return n
		}
	}
	return defaultWidth
}
