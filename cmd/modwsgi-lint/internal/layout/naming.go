package layout

import "path/filepath"

// A naming gives the path that the user knows a file by: as typed on the command line, relative where that was relative.
type naming struct {
	root   string // of the disk, as the user would write it
	laid   string // the folder of the disk that lies elsewhere, absolute; "" for none
	place  string // where it lies
	at     string // the path typed, made absolute
	given  string // the path typed
	cwd    string // the working folder where the path typed is relative, else ""
	inside bool   // the path typed is one of the disk, not of the machine
}

// machine is the path of the machine for an absolute name of the disk; symbolic links are not followed.
func (n naming) machine(name string) string {
	if rest, ok := below(n.laid, name); ok && n.laid != "" {
		return filepath.Join(n.place, rest)
	}
	return filepath.Join(n.root, filepath.FromSlash(name))
}

// Show returns what to call the file that has an absolute name on the disk.
func (n naming) Show(name string) string {
	if !filepath.IsAbs(name) {
		return name // a text without a file
	}
	path := n.machine(name)
	if rest, ok := below(n.at, path); ok {
		return filepath.Join(n.given, rest)
	}
	if n.inside {
		return name
	}
	if rest, ok := below(n.cwd, path); ok && n.cwd != "" {
		return rest
	}
	return path
}

// below returns what follows folder in path, if path lies in it or is it.
func below(folder, path string) (rest string, ok bool) {
	rest, err := filepath.Rel(folder, path)
	return rest, err == nil && filepath.IsLocal(rest)
}
