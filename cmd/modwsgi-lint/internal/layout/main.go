package layout

import (
	"path"
	"slices"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
)

// mainFiles are the names of a server's main file, from its folder.
var mainFiles = []string{"apache2.conf", "httpd.conf", "conf/httpd.conf"}

// MainFile returns the name of the main file of the server whose folder is p, "" if p is none.
func (m *Machine) MainFile(p Path) string { return m.mainFile(p.Name) }

func (m *Machine) mainFile(dir string) string {
	for _, name := range mainFiles {
		name = path.Join(dir, name)
		if info, err := m.disk.Stat(name); err == nil && info.Mode().IsRegular() {
			return name
		}
	}
	return ""
}

// IsMainFile reports whether a name is a main file's.
func IsMainFile(name string) bool { return slices.Contains(mainFiles, path.Base(name)) }

// MainFilesAbove returns the main files of the servers that the file p may belong to, the nearest first.
func (m *Machine) MainFilesAbove(p Path) []string {
	var found []string
	for dir := p.Name; dir != "."; {
		dir = path.Dir(dir)
		if main := m.mainFile(dir); main != "" && main != p.Name && !slices.Contains(found, main) {
			found = append(found, main)
		}
	}
	return found
}

// serverFolder is the folder that a server's files stand below: that of the main file, or the one around its folder conf.
func serverFolder(main string) string {
	dir := path.Dir(main)
	if path.Base(main) == "httpd.conf" && path.Base(dir) == "conf" {
		return path.Dir(dir)
	}
	return dir
}

// An outline is what a main file says of its own place.
type outline struct {
	serverRoot string // its first ServerRoot; "" for none
	lines      []string
}

// maxOutline is how many bytes of a main file are looked at to learn where its place is, maxDefine how long and how many values may be.
const (
	maxOutline = 1 << 20
	maxDefine  = 1 << 8
)

// outlineOf reads a main file without following it. Variables that it defines itself are replaced.
func outlineOf(text string) outline {
	var o outline
	tree := parser.Parse(source.NewFile("", text[:min(len(text), maxOutline)]))
	var defined []string
	for i := range tree.NumLines() {
		l := tree.Line(i)
		if l.Kind() == parser.Comment {
			continue
		}
		line := l.Text()
		if strings.Contains(line, "${") {
			line = strings.NewReplacer(defined...).Replace(line)
		}
		o.lines = append(o.lines, line)
		words := parser.CutWords(line, 0)
		switch {
		case len(words) == 3 && strings.EqualFold(words[0].Value, "Define") && len(words[2].Value) < maxDefine && len(defined) < maxDefine:
			defined = append(defined, "${"+words[1].Value+"}", words[2].Value)
		case len(words) == 2 && strings.EqualFold(words[0].Value, "ServerRoot") && o.serverRoot == "":
			o.serverRoot = words[1].Value
		}
	}
	return o
}

// names reports whether the file names folder, or something in it, by its absolute name.
func (o outline) names(folder string) bool {
	for _, line := range o.lines {
		for rest := line; ; {
			i := strings.Index(rest, folder)
			if i < 0 {
				break
			}
			rest = rest[i+len(folder):]
			if rest == "" || strings.IndexByte("/\"' \t>", rest[0]) >= 0 {
				return true
			}
		}
	}
	return false
}
