package pyenv

import (
	"io/fs"
	"path"
	"strings"
)

// HasModules reports whether Python finds something to import directly in a folder: a module, a package with an __init__.py, or a .pth file that
// names other folders.
func HasModules(files fs.FS, folder string) bool {
	for _, entry := range list(files, inside(folder)) {
		name := entry.Name()
		switch path.Ext(name) {
		case ".py", ".so", ".pyc", ".pth":
			if !strings.HasPrefix(name, "activate_this") {
				return true
			}
		case "":
			if _, err := fs.Stat(files, inside(path.Join(folder, name, "__init__.py"))); err == nil {
				return true
			}
		}
	}
	return false
}
