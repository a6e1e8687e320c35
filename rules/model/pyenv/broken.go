package pyenv

import (
	"errors"
	"io/fs"
	"path"
)

// maxLinks is how many symbolic links one name may lead through.
const maxLinks = 40

// Gone tells what a virtual environment was made from and has lost: its bin/python leads, by way of symbolic links, to a program that is
// not there, or its pyvenv.cfg names a folder that is not. Both are empty where nothing is missing, or where that is not certain.
func (e *Environment) Gone(files fs.FS) (name, target string) {
	if !e.Virtual {
		return "", ""
	}
	for _, program := range []string{"python", "python3"} {
		at := path.Join(e.Folder, "bin", program)
		end, dangles := dangling(files, at)
		switch {
		case dangles && name == "" && known(files, end):
			name, target = at, end
		case end != "" && !dangles:
			return e.baseGone(files) // one of them works
		}
	}
	if name != "" {
		return name, target
	}
	return e.baseGone(files)
}

func (e *Environment) baseGone(files fs.FS) (name, target string) {
	if path.IsAbs(e.Base) && missing(files, e.Base) && known(files, e.Base) {
		return path.Join(e.Folder, "pyvenv.cfg"), e.Base
	}
	return "", ""
}

// dangling follows the symbolic link at a path to its end, which is empty where there is nothing at all.
func dangling(files fs.FS, at string) (end string, dangles bool) {
	if _, err := fs.Lstat(files, inside(at)); err != nil {
		return "", false
	}
	for range maxLinks {
		target, err := fs.ReadLink(files, inside(at))
		if err != nil {
			return at, missing(files, at)
		}
		if !path.IsAbs(target) {
			target = path.Join(path.Dir(at), target)
		}
		at = path.Clean(target)
	}
	return "", false
}

func missing(files fs.FS, name string) bool {
	_, err := fs.Stat(files, inside(name))
	return errors.Is(err, fs.ErrNotExist)
}

// known reports whether the file system would have what is missing: a copied tree often lacks all of the system's folders, and then no folder at the
// top that is missing tells anything.
func known(files fs.FS, name string) bool {
	dir := path.Dir(name)
	for missing(files, dir) {
		dir = path.Dir(dir)
	}
	return dir != "/" && dir != "/usr" || !missing(files, "/usr/bin")
}
