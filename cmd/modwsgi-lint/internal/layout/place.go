package layout

import (
	"path"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/cmd/modwsgi-lint/internal/disk"
	"github.com/modwsgi-lint/modwsgi-lint/parser"
)

// A place is where a server's configuration lies, and where it will live.
type place struct {
	naming
	disk      *disk.Disk
	main      string  // the main file's absolute name on the disk
	system    *system // never nil
	own       bool    // it lives here: its names are those of the disk
	installed bool    // and that was known before it was read
	copied    bool    // it lives elsewhere: what its names lead to need not be here
	note      string
}

// place finds out whether a server lives where its files lie. It does, where the main file is in a place that httpd of some distribution is
// compiled for, or speaks of its own folder by an absolute name. A tree in DIR/etc/apache2, DIR/etc/httpd and the like is else one
// that was captured with the root DIR. Any other is a copy, if its ServerRoot is another folder, or if there is none and
// Debian's is compiled in: then its folder is laid over that other one.
//
// The user can say otherwise: with --root, --server-root or a harness, names are what they are.
func (m *Machine) place(main string, o outline, n naming) (place, error) {
	p := place{naming: n, disk: m.disk, main: "/" + main}
	folder := "/" + serverFolder(main)
	known, above := systemOf(p.main, o.serverRoot)
	p.system = known
	if known == nil && path.Base(main) == "apache2.conf" {
		p.system = &systems[0]
	} else if known == nil {
		p.system = &elsewhere
	}
	var err error
	switch {
	case m.options.Root != "" || m.options.Assume != nil || known != nil && above == "":
		p.own, p.installed = true, true
	case o.names(folder) || o.names(m.real(folder)) || above != "" && o.names(above):
		p.own = true
		p.note = "its files name their own folder " + folder + ", so they are read as files of this machine; --files on asks for the others that they name"
	case m.options.ServerRoot != "":
	case known != nil:
		err = p.capture(above)
	default:
		err = p.copy(o)
	}
	return p, err
}

func (m *Machine) real(name string) string {
	real, err := m.disk.Real(name[1:])
	if err != nil {
		return name
	}
	return real
}

// capture makes the folder above the root.
func (p *place) capture(above string) (err error) {
	p.disk, err = disk.New(above)
	p.root = above
	p.main = strings.TrimPrefix(p.main, above)
	p.copied = true
	p.note = "it is read as captured with the root " + p.Show("/") + "; --root says otherwise"
	return err
}

// copy lays the server's folder over the one that its ServerRoot is for.
func (p *place) copy(o outline) (err error) {
	root := o.serverRoot
	if path.IsAbs(root) {
		root = path.Clean(root)
	}
	home, folder := p.home(root, o)
	if home == "" || home == folder {
		return nil
	}
	p.disk, err = p.disk.Lay(home[1:], folder)
	p.laid, p.place = home, folder
	p.main = home + strings.TrimPrefix(p.main, folder)
	p.copied = true
	p.note = "it is read as a copy of " + home + ", where its files say they live; --server-root says otherwise"
	return err
}

// home returns the absolute name of the folder that the server is for, and of the folder that holds it now; empty where no other
// one is known. A ServerRoot of no layout that is a folder of the machine is used as it is. Where the main file
// lies in no folder conf, though its layout has one, and what it includes lies beside it, it lies in the ServerRoot itself.
func (p *place) home(root string, o outline) (home, folder string) {
	inConf := serverFolder(p.main) != path.Dir(p.main)
	for _, s := range systems {
		if path.Base(s.main) != path.Base(p.main) || s.serverRoot != root && !(root == "" && path.Base(p.main) == "apache2.conf") {
			continue
		}
		p.system = &s
		if inConf && serverFolder(s.main) != path.Dir(s.main) {
			return serverFolder(s.main), serverFolder(p.main)
		}
		if !inConf && serverFolder(s.main) == root && p.includesHere(o) {
			return root, path.Dir(p.main)
		}
		return path.Dir(s.main), path.Dir(p.main)
	}
	if !path.IsAbs(root) || p.disk.IsDir(root) {
		return "", ""
	}
	return root, serverFolder(p.main)
}

// includesHere reports whether what the main file includes by a relative name lies beside it.
func (p *place) includesHere(o outline) bool {
	for _, line := range o.lines {
		words := parser.CutWords(line, 0)
		if len(words) != 2 || !strings.EqualFold(words[0].Value, "Include") && !strings.EqualFold(words[0].Value, "IncludeOptional") {
			continue
		}
		name := words[1].Value
		if i := strings.IndexAny(name, "*?["); i >= 0 {
			name = name[:strings.LastIndexByte(name[:i], '/')+1]
		}
		if at := path.Join(path.Dir(p.main), name); name != "" && !path.IsAbs(name) && (p.disk.IsDir(at) || p.disk.IsFile(at)) {
			return true
		}
	}
	return false
}
