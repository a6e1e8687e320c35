package trace

import (
	"errors"
	"io/fs"
	"path"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

// A target is what a mapped URL is on disk.
type target struct {
	path     string // the file or folder, absolute; "" where the URL leads to none
	pathInfo string // what follows it
	kind     kind
	links    []string // the folders of the symbolic links on the way
	dead     bool     // the last of them leads nowhere
}

type kind int8

const (
	notKnown kind = iota
	isFile
	isFolder
	isMissing
	isBarred // something on the way may not be entered or read
)

// folder is the innermost folder that the walk through folders reaches.
func (t target) folder() string {
	if t.kind == isFolder {
		return t.path
	}
	return path.Dir(t.path)
}

// files are what a tracer knows of the machine's files.
type files struct {
	machine fs.ReadLinkFS
	seen    map[string]found
}

type found struct {
	kind kind
	link bool
}

// maxSeen is how many names are remembered: what clients ask for has no end.
const maxSeen = 1 << 16

func newFiles(machine fs.ReadLinkFS) *files {
	return &files{machine: machine, seen: map[string]found{}}
}

func (f *files) look(name string) found {
	if known, ok := f.seen[name]; ok {
		return known
	}
	if len(f.seen) >= maxSeen {
		clear(f.seen)
	}
	at := f.stat(name)
	f.seen[name] = at
	return at
}

func (f *files) stat(name string) found {
	name = strings.TrimPrefix(name, "/")
	if name == "" {
		return found{kind: isFolder}
	}
	own, err := f.machine.Lstat(name)
	link := err == nil && own.Mode()&fs.ModeSymlink != 0
	info := own
	if link {
		info, err = fs.Stat(f.machine, name)
	}
	switch {
	case errors.Is(err, fs.ErrPermission):
		return found{isBarred, link}
	case err != nil:
		return found{isMissing, link}
	case info.IsDir():
		return found{isFolder, link}
	}
	return found{isFile, link}
}

// walk finds the file that a name leads to, part by part: what follows it is path information (ap_directory_walk).
func (f *files) walk(name string) target {
	slash := strings.HasSuffix(name, "/")
	name = path.Clean("/" + name)
	t := target{path: "/", kind: isFolder}
	for end := 1; end <= len(name) && name != "/"; end++ {
		if end < len(name) && name[end] != '/' {
			continue
		}
		at := f.look(name[:end])
		if at.link {
			t.links = append(t.links, path.Dir(name[:end]))
			t.dead = at.kind == isMissing
		}
		t.path, t.kind = name[:end], at.kind
		if at.kind != isFolder {
			t.pathInfo = name[end:]
			if slash {
				t.pathInfo += "/"
			}
			return t
		}
	}
	return t
}

// resolve finds what the target of a mapping is on disk.
func (r *run) resolve(k *taken) target {
	name := k.Target
	if r.t.files != nil {
		return r.t.files.walk(name)
	}
	if k.mount != nil {
		return k.script()
	}
	t := target{path: path.Clean("/" + name), kind: isFile}
	if strings.HasSuffix(name, "/") {
		t.kind = isFolder
	} else if path.Ext(name) == "" {
		t.kind = notKnown
	}
	return t
}

// script cuts the target of a mount into the script that the line names, which is taken to exist, and what follows it.
func (k *taken) script() target {
	name, rest := k.named, k.Target[len(k.named):]
	switch {
	case strings.HasSuffix(name, "/") && rest != "" && path.Ext(strings.TrimSuffix(name, "/")) == "": // a folder of scripts
		file, info, more := strings.Cut(strings.TrimLeft(rest, "/"), "/")
		if more {
			info = "/" + info
		}
		if file == "" {
			return target{path: path.Clean("/" + name), kind: isFolder}
		}
		return target{path: path.Clean("/" + name + file), pathInfo: info, kind: isFile}
	case strings.HasSuffix(name, "/"):
		return target{path: path.Clean("/" + name), pathInfo: model.MergeSlashes("/" + rest), kind: isFile}
	case rest != "" && rest[0] != '/':
		end, _, _ := strings.Cut(rest, "/") // the name goes on: it is another file
		return target{path: path.Clean("/" + name + end), pathInfo: rest[len(end):], kind: isMissing}
	}
	return target{path: path.Clean("/" + name), pathInfo: model.MergeSlashes(rest), kind: isFile}
}
