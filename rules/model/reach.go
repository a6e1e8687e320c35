package model

import (
	"path"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
)

// A Reach says which requests to a mount something holds for.
type Reach uint8

// The reaches.
const (
	None    Reach = iota
	Perhaps       // it cannot be told
	Some          // certainly for some of them, not for all
	All
)

// Reach says which requests to the mount the section applies to. A section inside another reaches no further than it.
func (s *Section) Reach(m *Mount) Reach {
	reach := s.ownReach(m)
	if s.Outer == nil || reach == None {
		return reach
	}
	outer := s.Outer.Reach(m)
	if reach == Some && outer == Some {
		return Perhaps // not the same ones, perhaps
	}
	return min(reach, outer)
}

func (s *Section) ownReach(m *Mount) Reach {
	switch s.Kind {
	case Location:
		return s.reachOfURLs(m)
	case Files:
		return s.reachOfName(m)
	case Directory:
		return s.reachOfFolder(m)
	case If:
		return s.Test()
	}
	return Perhaps
}

// Test is what an If, ElseIf or Else holds for among the requests around it: an expression and those of the branches before it decide.
func (s *Section) Test() Reach {
	reach := All
	switch {
	case !s.Decl.Is("<If") && s.Before == nil:
		return Perhaps // httpd refuses it
	case !s.Decl.Is("<Else"):
		reach = constant(s.Decl)
	}
	for b := s.Before; b != nil && reach != None; b = b.Before {
		switch holds := constant(b.Decl); {
		case holds == Perhaps || !b.Decl.HoldsWith(s.Decl):
			reach = Perhaps
		case holds == All:
			reach = None
		}
	}
	return reach
}

// constant is what an expression is true for: all requests or none where it says so. Of others nothing is known.
func constant(test *eval.Directive) Reach {
	switch expression := test.Arg(0).Value; {
	case test.Arg(1).IsSet():
	case expression == "true":
		return All
	case expression == "false":
		return None
	}
	return Perhaps
}

func (s *Section) reachOfURLs(m *Mount) Reach {
	switch {
	case s.Garbled || Unfinished(m.URL.Value):
		return Perhaps
	case s.URLs.Covers(m.URLs):
		return All
	case s.URLs.Disjoint(m.URLs):
		return None
	case m.URLs.Covers(s.URLs):
		return Some
	}
	return Perhaps
}

func (s *Section) reachOfName(m *Mount) Reach {
	base := path.Base(m.Script.Value)
	if m.scripts() != oneFile || s.Garbled {
		return Perhaps
	}
	switch covers, certain := s.CoversName(base); {
	case !certain:
		return Perhaps
	case covers:
		return All
	}
	return None
}

// reachOfFolder compares a <Directory> with the path of the script as it is written, as ap_directory_walk does.
func (s *Section) reachOfFolder(m *Mount) Reach {
	folder, known := m.Folder()
	switch {
	case !known:
		return Perhaps
	case s.Regexp || s.Glob:
		return s.reachOfPattern(m, folder)
	case below(s.folder, folder):
		if ext := path.Ext(s.folder); ext == ".wsgi" || ext == ".py" {
			return Perhaps // it is hardly a folder, and a section for a file does not hold for what seems to lie in it
		}
		return All
	case s.Garbled || Unfinished(folder):
		return Perhaps
	case !below(folder, s.folder):
		return None
	}
	switch m.scripts() {
	case oneFile:
		if s.folder == Clean(m.Script.Value) {
			return Some // the URL of the mount itself, and none below it
		}
		return None
	case wholeFolder:
		return Some
	}
	return Perhaps
}

func (s *Section) reachOfPattern(m *Mount, folder string) Reach {
	if Unfinished(m.Script.Value) {
		return Perhaps
	}
	if m.scripts() == oneFile {
		switch covers, certain := s.CoversPath(m.Script.Value); {
		case !certain:
			return Perhaps
		case covers:
			return All
		}
		if covers, _ := s.CoversPath(m.Script.Value + "/"); covers && s.Glob {
			return Some // as of a plain name: the URL of the mount itself
		}
		return None
	}
	files := URLsBelow(folder + "/")
	switch {
	case s.names.Covers(files):
		return All
	case s.names.Disjoint(files):
		return None
	}
	return Perhaps
}

// A target is what a mount's script may be.
type target uint8

const (
	oneFile target = iota
	wholeFolder
	anything
)

// scripts tells a mount of one file from one of a folder with scripts in it, as far as the spelling tells.
func (m *Mount) scripts() target {
	switch name := m.Script.Value; {
	case m.substitutes() || Unfinished(name):
		return anything
	case strings.HasSuffix(name, "/"):
		return wholeFolder
	case path.Ext(name) == "":
		return anything
	}
	return oneFile
}

// File is the script's absolute name, where the mount is of one file, as far as its spelling tells, and the name is whole.
func (m *Mount) File() (name string, known bool) {
	name = m.Script.Value
	if !path.IsAbs(name) || strings.HasSuffix(name, "/") || m.substitutes() || Unfinished(name) {
		return "", false
	}
	return Clean(name), true
}

// Folder is the innermost folder that all scripts of the mount certainly lie in.
func (m *Mount) Folder() (name string, known bool) {
	f := m.folder
	if !f.looked {
		f = m.findFolder()
	}
	return f.name, f.known
}

func (m *Mount) findFolder() folder {
	name := m.Script.Value
	if !path.IsAbs(name) {
		return folder{looked: true}
	}
	if m.substitutes() {
		name = name[:strings.IndexByte(name, '$')] + "x"
	}
	if name = Clean(name); m.scripts() != wholeFolder {
		name = path.Dir(name)
	}
	return folder{name, true, true}
}

// substitutes reports whether the script's path takes parts of the URL: $1 of a WSGIScriptAliasMatch, or of an AliasMatch.
func (m *Mount) substitutes() bool {
	return strings.Contains(m.Script.Value, "$") && (m.Decl.Is("WSGIScriptAliasMatch") || m.Decl.Is("AliasMatch") || m.Decl.Is("ScriptAliasMatch"))
}

// Unfinished reports whether a text has a part that something will still replace: a variable that nothing here defines, or a template's.
func Unfinished(text string) bool {
	if strings.IndexByte(text, '{') < 0 && strings.IndexByte(text, '<') < 0 { // as most have none
		return false
	}
	return strings.Contains(text, "${") || strings.Contains(text, "{{") || HoldsStatement(text)
}
