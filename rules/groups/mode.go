package groups

import (
	"io/fs"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
)

// othersMay reports whether a folder grants a right, as in 0o002, to everybody.
func othersMay(p *lint.Pass, folder string, right fs.FileMode) bool {
	info, err := fs.Stat(p.Files, strings.TrimPrefix(folder, "/"))
	return err == nil && info.IsDir() && info.Mode().Perm()&right != 0
}

// mayEnter reports whether somebody but the owner may enter a folder, as far as can be told.
func mayEnter(p *lint.Pass, folder string) bool {
	_, err := fs.Stat(p.Files, strings.TrimPrefix(folder, "/"))
	return err != nil || othersMay(p, folder, 0o011)
}
