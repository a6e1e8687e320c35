package trace

import (
	"slices"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

// maxInner is how deep httpd lets one request ask for another (LimitInternalRecursion).
const maxInner = 10

// throughDir is what mod_dir makes of a folder, and of a file that is missing and has no handler (dir_fixups): a status; or the request of
// another URL, which r then is; or nothing.
func (r *run) throughDir() (status int, answered bool) {
	switch {
	case !r.t.loaded("mod_dir.c"):
	case r.file.kind == isFolder && !strings.HasSuffix(r.path, "/"):
		if d := r.inForce("directoryslash"); d != nil && lower(d, 0) != "on" {
			return 0, false
		}
		return 301, true
	case r.file.kind == isFolder:
		return r.index()
	case r.file.kind == isMissing && r.Handler == "":
		return r.fallback()
	}
	return 0, false
}

// index looks for the index files of the request's folder, each as a URL of its own (fixup_dir).
func (r *run) index() (status int, answered bool) {
	if r.t.files == nil {
		r.unknown("whether the folder %s has an index file", r.file.path)
		return 0, true
	}
	if d := r.inForce("directoryindexredirect"); d != nil && lower(d, 0) != "off" {
		r.unknown("what DirectoryIndexRedirect at %s makes of an index file", place(d))
		return 0, true
	}
	names := []string{"index.html"}
	for _, l := range slices.Backward(r.layers) {
		if lines := l.lines["directoryindex"]; len(lines) > 0 {
			names = indexNames(lines)
			break
		}
	}
	refused := 0
	for _, name := range names {
		switch found, status := r.lookUp(name); {
		case found != nil:
			r.become(found)
			return 0, false
		case status == 0 || status/100 == 3:
			return status, true
		case status != 200 && status != 404:
			refused = status
		}
	}
	return refused, refused != 0
}

// indexNames are the words of DirectoryIndex lines; one that is "disabled" alone takes back what is above it.
func indexNames(lines []*eval.Directive) (names []string) {
	for _, d := range lines {
		words := d.Args()
		if len(words) == 1 && strings.EqualFold(words[0].Value, "disabled") {
			names = nil
			continue
		}
		for _, a := range words {
			names = append(names, a.Value)
		}
	}
	return names
}

// fallback asks for the FallbackResource (fixup_dflt).
func (r *run) fallback() (status int, answered bool) {
	d := r.inForce("fallbackresource")
	if d == nil || lower(d, 0) == "disabled" {
		return 0, false
	}
	found, status := r.lookUp(d.Arg(0).Value)
	if found != nil {
		r.become(found)
		return 0, false
	}
	if status/100 == 3 && slices.ContainsFunc(r.halves, r.mergesOften) { // seen as a redirect, and as 500
		r.unknown("what FallbackResource at %s makes of a redirect", place(d))
		return 0, true
	}
	return status, status != 200 && status != 404
}

// mergesOften reports whether a server has sections for which httpd merges the settings of a request more than once.
func (r *run) mergesOften(h *site) bool {
	for _, e := range h.sections {
		if len(e.files)+len(e.ifs) > 0 {
			return true
		}
	}
	return len(h.ifs)+len(h.files) > 0 || len(r.halves) > 1 && len(h.locations) > 0
}

// lookUp follows another URL of the same host, or a name beside the request's, as httpd does where it only asks what would become of it
// (ap_sub_req_lookup_uri). Found is nil where it leads to no file; status is then what it was refused with, 200 where it was not, and 0 where that
// is not known.
func (r *run) lookUp(name string) (found *run, status int) {
	if !strings.HasPrefix(name, "/") {
		name = r.path[:strings.LastIndexByte(r.path, '/')+1] + name
	}
	name, _, _ = strings.Cut(name, "?")
	p, ok := withoutDots(name, r.serverFlag("mergeslashes", true))
	if !ok {
		return nil, 400
	}
	if r.inner == maxInner {
		return nil, 500
	}
	sub := &run{t: r.t, Trace: &Trace{Request: r.Request, Host: r.Host}, url: r.url, asked: r.asked, halves: r.halves, path: p, inner: r.inner + 1}
	sub.Mapping.Kind, sub.ProcessGroup = Nothing, ProcessGroup{Mode: NoMode, Usable: true}
	sub.Method = "GET"
	sub.locate()
	sub.translate()
	sub.mergeLayers()
	if sub.file.folder() == r.file.folder() && !slices.Equal(sub.foldersByExpression(), r.foldersByExpression()) { // what was found for the folder may be kept
		sub.unknown("whether httpd compares %s with expressions, after its folder", p)
	}
	merged := func(l applied) bool { return l.section != nil && l.section.Kind != model.Directory } // anew for each request
	matched := func(l applied) bool { return l.section != nil && l.section.Regexp }
	known := len(sub.Unknown)
	sub.decideAccess()
	if slices.Equal(sub.layers, r.layers) && !slices.ContainsFunc(r.layers, merged) && sub.taken.status == 0 {
		sub.Unknown = sub.Unknown[:known]
		if sub.Access.Verdict != r.Access.Verdict && (sub.file.folder() != r.file.folder() || slices.ContainsFunc(r.layers, matched)) { // seen with either answer
			sub.unknown("whether httpd asks again who may come to %s, with GET", p)
		}
		sub.Access = r.Access // it is not asked for again
	}
	sub.redirectInFolder()
	sub.chooseHandler()
	sub.Method = r.Method
	return r.lookedUp(sub)
}

// foldersByExpression are the Directory sections with expressions among the layers.
func (r *run) foldersByExpression() (found []*model.Section) {
	for _, l := range r.layers {
		if l.section != nil && l.section.Kind == model.Directory && l.section.Regexp {
			found = append(found, l.section)
		}
	}
	return found
}

// lookedUp is the result of lookUp: what is known of the other request. A doubt about it is one about this.
func (r *run) lookedUp(sub *run) (found *run, status int) {
	if status = sub.taken.status; status == 0 {
		status = sub.barred()
	}
	if status == 200 {
		if s, answered := sub.throughDir(); answered {
			status = s
		}
	}
	if status == 200 && (sub.file.kind == isFile || sub.taken.proxied) {
		return sub, status
	}
	for _, reason := range sub.Unknown {
		r.unknown("%s", reason)
	}
	if len(sub.Unknown) > 0 {
		return nil, 0
	}
	return nil, status
}

// become makes the request that of the URL that answers instead (ap_internal_fast_redirect).
func (r *run) become(sub *run) {
	sub.Unknown = append(r.Unknown, sub.Unknown...)
	*r.Trace = *sub.Trace
	if first := r.taken.mount; first != nil && sub.taken.mount != first && len(first.Options.Options) > 0 {
		r.unknown("which options of the mount at %s hold for %s, which is mounted elsewhere", place(first.Decl), sub.path)
	}
	if r.first == nil {
		r.first = r.layers
	}
	r.layers, r.taken, r.file, r.path = sub.layers, sub.taken, sub.file, sub.path
}
