package trace

import (
	"slices"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
)

// index looks for the index files of the request's folder, each as a URL of its own (fixup_dir). Where one answers, or refuses, that is the
// answer, and the trace is that URL's.
func (r *run) index() (status int, answered bool) {
	if !r.t.loaded("mod_dir.c") || r.inner {
		return 0, false
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
	folder := r.path[:strings.LastIndexByte(r.path, '/')+1]
	refused := 0
	for _, name := range names {
		if !strings.HasPrefix(name, "/") {
			name = folder + name
		}
		switch found, status := r.lookUp(name); {
		case found != nil:
			return r.become(found), true
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

// fallback asks the FallbackResource for a file that is missing and has no handler (fixup_dflt).
func (r *run) fallback() (status int, answered bool) {
	d := r.inForce("fallbackresource")
	if d == nil || lower(d, 0) == "disabled" || !r.t.loaded("mod_dir.c") || r.inner || r.Handler != "" {
		return 0, false
	}
	name := d.Arg(0).Value
	if !strings.HasPrefix(name, "/") {
		name = r.path[:strings.LastIndexByte(r.path, '/')+1] + name
	}
	switch found, status := r.lookUp(name); {
	case found != nil:
		return r.become(found), true
	case status != 200 && status != 404:
		return status, true
	}
	return 0, false
}

// lookUp follows a URL of the same host as httpd does where it only asks what would become of it (ap_sub_req_lookup_uri). Found is nil where it leads
// to no file; status is then what it was refused with, 200 where it was not, and 0 where that is not known.
func (r *run) lookUp(uri string) (found *run, status int) {
	sub := &run{t: r.t, Trace: &Trace{Request: r.Request, Host: r.Host}, url: r.url, asked: r.asked, halves: r.halves, inner: true}
	sub.Mapping.Kind, sub.ProcessGroup = Nothing, ProcessGroup{Mode: NoMode, Usable: true}
	sub.Method = "GET"
	p, ok := withoutDots(uri, true)
	if !ok {
		return nil, 400
	}
	sub.path = p
	sub.locate()
	sub.translate()
	sub.mergeLayers()
	if sub.taken.status != 0 {
		return nil, r.doubting(sub, sub.taken.status)
	}
	if slices.Equal(sub.layers, r.layers) {
		sub.Access = r.Access // it is not asked for again
	} else {
		sub.decideAccess()
	}
	sub.redirectInFolder()
	if sub.taken.status != 0 {
		return nil, r.doubting(sub, sub.taken.status)
	}
	status = sub.barred()
	if status == 200 && (sub.file.kind == isFile || sub.Mapping.Kind == Proxy) {
		sub.Method = r.Method
		return sub, status
	}
	if sub.Mapping.Kind == Unknown || sub.file.kind == notKnown {
		status = 0
	}
	return nil, r.doubting(sub, status)
}

// doubting is a status of another URL; 0 where that one was in doubt, which is told.
func (r *run) doubting(sub *run, status int) int {
	for _, reason := range sub.Unknown {
		r.unknown("%s", reason)
	}
	if len(sub.Unknown) > 0 {
		return 0
	}
	return status
}

// become makes the trace that of the URL that answers instead (ap_internal_fast_redirect).
func (r *run) become(sub *run) int {
	sub.chooseHandler()
	sub.answer()
	sub.Unknown = append(r.Unknown, sub.Unknown...)
	status := sub.Status
	*r.Trace = *sub.Trace
	r.layers, r.taken, r.file, r.path = sub.layers, sub.taken, sub.file, sub.path
	return status
}
