package trace

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

// locate finds what applies to the URL alone: the servers' own lines and the Locations (ap_location_walk).
func (r *run) locate() {
	r.layers = r.layers[:0]
	for _, h := range r.halves {
		r.layers = append(r.layers, applied{layer: h.base})
	}
	r.addLocations()
}

func (r *run) addLocations() (added []*entry) {
	escaped := r.escaped()
	merged := model.MergeSlashes(r.path) // what wildcards are compared with, also where MergeSlashes is Off (ap_location_walk)
	for _, h := range r.halves {
		for _, e := range h.locations {
			p := r.path
			if e.section.Glob {
				p = merged
			}
			switch {
			case escaped && e.section.Regexp && e.matches != nil && (e.matches(p) == nil) != (e.matches(merged) == nil):
				r.add(e, true) // slashes that were escaped: seen with either answer
			case e.matches == nil && strings.HasPrefix(strings.TrimLeft(e.section.Arg.Value, "^"), "/"):
				r.add(e, true) // an expression that is not understood
			case e.matches == nil || e.matches(p) == nil:
				continue
			default:
				r.add(e, false)
			}
			added = append(added, e)
		}
	}
	return added
}

func (r *run) add(e *entry, perhaps bool) {
	r.layers = append(r.layers, applied{e.layer, perhaps})
}

// mergeLayers finds all that applies to the request, in the order httpd merges it: Directory by the length of the path, expressions behind
// them, then Files, Location and If.
func (r *run) mergeLayers() {
	r.layers = r.layers[:len(r.halves)]
	var folders, named []*entry
	if r.file.path != "" {
		folders = r.addFolders()
		named = r.addFiles(folders)
	}
	located := r.addLocations()
	for _, h := range r.halves {
		r.addIfs(h.ifs)
	}
	for _, e := range slices.Concat(folders, named, located) {
		r.addIfs(e.ifs)
	}
	for _, l := range r.layers[len(r.halves):] {
		r.Sections = append(r.Sections, l.section)
	}
	r.lookForHtaccess()
}

// addFolders adds the Directory sections of the file's folder and of those above it (ap_directory_walk).
func (r *run) addFolders() []*entry {
	var all []*entry
	folder := r.file.folder()
	for _, f := range foldersOf(folder) {
		var here []*entry
		for _, h := range r.halves {
			here = append(here, h.folders[f]...)
			for _, e := range h.globs {
				if e.section.AppliesInFolder(f) {
					here = append(here, e)
				}
			}
		}
		slices.SortFunc(here, func(a, b *entry) int { return cmp.Compare(a.order, b.order) })
		all = append(all, here...)
	}
	for _, e := range all {
		r.add(e, false)
	}
	if r.file.kind == isFile && r.file.pathInfo == "" && r.allowsIn(folder, followLinks) { // then httpd takes the file for one more folder
		for _, h := range r.halves {
			for _, e := range h.folders[path.Clean(r.file.path)] {
				r.add(e, false)
				all = append(all, e)
			}
		}
	}
	name := r.file.path // as the mapping has it: a folder with its slash, where there is one
	if r.file.kind == isFolder && strings.HasSuffix(r.Mapping.Target, "/") {
		name = strings.TrimSuffix(name, "/") + "/"
	}
	var expressions []*entry
	for _, h := range r.halves {
		expressions = append(expressions, h.expressions...)
	}
	slices.SortStableFunc(expressions, func(a, b *entry) int { return a.section.Depth() - b.section.Depth() })
	for _, e := range expressions {
		if e.matches == nil || e.matches(name) != nil {
			r.add(e, e.matches == nil)
			all = append(all, e)
		}
	}
	return all
}

// foldersOf are the folders above an absolute one and itself, from the root.
func foldersOf(folder string) []string {
	all := []string{"/"}
	for i := 1; i < len(folder); i++ {
		if folder[i] == '/' {
			all = append(all, folder[:i])
		}
	}
	if folder != "/" {
		all = append(all, folder)
	}
	return all
}

// addFiles adds the Files sections: of the servers, then of the folders (ap_file_walk).
func (r *run) addFiles(folders []*entry) (added []*entry) {
	base := path.Base(r.file.path)
	if r.file.kind == isFolder && strings.HasSuffix(r.Mapping.Target, "/") {
		base = ""
	}
	consider := func(e *entry) {
		applies, known := true, false
		switch {
		case !e.section.Regexp:
			applies, known = e.section.CoversName(base)
		case e.matches != nil:
			applies, known = e.matches(base) != nil, true
		}
		if applies || !known {
			r.add(e, !known)
			added = append(added, e)
		}
	}
	for _, h := range r.halves {
		for _, e := range h.files {
			consider(e)
		}
	}
	for _, f := range folders {
		for _, e := range f.files {
			consider(e)
		}
	}
	return added
}

// addIfs adds the If, ElseIf and Else sections of one place. Of expressions only true and false are known.
func (r *run) addIfs(all []*entry) {
	for _, e := range all {
		if holds := e.section.Test(); holds != model.None {
			r.add(e, holds == model.Perhaps)
		}
	}
}
