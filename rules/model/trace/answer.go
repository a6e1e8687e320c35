package trace

import (
	"path"
	"slices"

	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

// redirectInFolder finds a redirect that stands in a section of the file's, or in a Location whatever the URL was mapped to: it answers once access was
// granted (fixup_redir).
func (r *run) redirectInFolder() {
	if r.taken.status != 0 || r.Access.Verdict == Denied || r.linkRefused() {
		return
	}
	all := r.inLocations(model.Redirect)
	for _, l := range slices.Backward(r.layers) { // the section merged last is asked first (merge_alias_dir_config)
		for _, h := range r.halves {
			for _, m := range h.inFolder {
				if m.Kind == model.Redirect && l.layer == m.in.layer {
					all = append(all, m)
				}
			}
		}
	}
	for _, m := range all {
		if found, why := r.find(m); found != nil || why != "" {
			r.Hidden = append([]Mapping{r.Mapping}, r.Hidden...)
			r.take(r.redirect(m, found, why))
			return
		}
	}
}

// answer finds the script, the groups and the status.
func (r *run) answer() {
	r.Status = r.outcome()
	if r.doubtful() {
		r.Status = 0
	}
}

func (r *run) outcome() int {
	if r.taken.status != 0 {
		return r.taken.status
	}
	r.rewritesInFolder()
	if r.barred() == 200 {
		if status, answered := r.throughDir(); answered {
			return status
		}
	}
	r.mapToHandler()
	if r.isWSGI() {
		r.Script, r.PathInfo = r.file.path, model.MergeSlashes(r.file.pathInfo)
		r.ScriptName = model.MergeSlashes(scriptName(r.path, r.file.pathInfo))
		r.chooseGroups()
	}
	return r.status()
}

// doubtful reports whether something that is not known may change the answer.
func (r *run) doubtful() bool { return len(r.Unknown) > len(r.aside) }

// barred is the status where nobody may have the file, 200 where somebody may, and 0 where that is not known.
func (r *run) barred() int {
	switch {
	case r.Access.Verdict == Denied:
		return 403
	case r.Access.Verdict == Undecided:
		return 0
	case r.file.kind == isBarred:
		r.unknown("what httpd may read: %s is barred to whoever asks here", r.file.path)
		return 0
	}
	if r.linkRefused() {
		return 403
	}
	return 200
}

// linkRefused reports whether a symbolic link on the way to the file may not be followed, or leads nowhere (ap_directory_walk, resolve_symlink).
func (r *run) linkRefused() bool {
	for _, folder := range r.file.links {
		if r.allowsIn(folder, followLinks) {
			continue
		}
		if r.allowsIn(folder, linksIfOwner) {
			r.unknown("who owns the symbolic links on the way to %s: Options SymLinksIfOwnerMatch", r.file.path)
		}
		return true
	}
	return r.file.dead
}

// status is what httpd answers, by what would be asked in its order.
func (r *run) status() int {
	if status := r.barred(); status != 200 {
		return status
	}
	if r.taken.proxied {
		r.unknown("what the server at %s answers", r.Mapping.Target)
		return 0
	}
	switch r.Mapping.Kind {
	case DocumentRoot:
		if r.Mapping.Target == "" && !r.isWSGI() {
			return 0 // said already
		}
	case Unknown, UserDir, VHostAlias:
		return 0
	case LocationHandler:
		return r.statusOfHandler()
	}
	switch {
	case r.file.kind == isFolder:
		return r.statusOfFolder()
	case r.isWSGI():
		return r.statusOfScript()
	case r.Handler == cgiHandler:
		return r.statusOfProgram()
	case r.Handler == "" || r.Handler == defaultHandler:
		return r.statusOfFile()
	}
	return r.statusOfHandler()
}

// statusOfHandler is the answer of a handler that is not mod_wsgi's.
func (r *run) statusOfHandler() int {
	if source, ok := map[string]string{"server-status": "mod_status.c", "server-info": "mod_info.c"}[r.Handler]; ok && r.t.loaded(source) {
		if methodOf(r.Method) != "GET" {
			return r.statusOfFile() // it declines them
		}
		return 200
	}
	r.unknown("what the handler %s answers", r.Handler)
	return 0
}

// statusOfScript is mod_wsgi's answer (wsgi_hook_handler).
func (r *run) statusOfScript() int {
	switch {
	case r.taken.mount == nil && !r.allows(execCGI):
		return 403
	case r.file.kind == isMissing:
		return 404
	case r.PathInfo != "" && r.rejectsPathInfo(false):
		return 404
	case !r.ProcessGroup.Usable:
		return 500
	}
	return 200
}

// rejectsPathInfo reports whether AcceptPathInfo refuses what follows the file.
func (r *run) rejectsPathInfo(usual bool) bool {
	layers := r.layers
	if r.first != nil {
		layers = r.first // what holds was noted before the other URL took over
	}
	d := r.inForceOf(layers, "acceptpathinfo")
	if d == nil {
		return usual
	}
	switch lower(d, 0) {
	case "on":
		return false
	case "off":
		return true
	}
	return usual
}

// statusOfProgram is the answer of mod_cgi.
func (r *run) statusOfProgram() int {
	switch {
	case r.Mapping.Kind != ScriptAlias && !r.allows(execCGI):
		return 403
	case r.file.kind == isMissing, r.file.pathInfo != "" && r.rejectsPathInfo(false):
		return 404
	}
	r.unknown("what the program %s answers", r.file.path)
	return 0
}

// statusOfFile is the answer of a plain file (default_handler).
func (r *run) statusOfFile() int {
	switch {
	case r.file.kind == notKnown:
		r.unknown("whether %s is a file or a folder", r.file.path)
		return 0
	case r.file.kind == isMissing:
		return r.statusOfMissing()
	case r.file.kind == isFolder:
		return r.byDefault(404)
	case r.file.pathInfo != "" && r.rejectsPathInfo(true):
		return r.byDefault(404)
	}
	return r.byDefault(200)
}

// byDefault is the answer of the handler for plain files, found being that to GET and POST: to OPTIONS it tells what may be asked, whether there is
// a file or not, and other methods it does not take (default_handler).
func (r *run) byDefault(found int) int {
	switch r.Method {
	case "GET", "HEAD", "POST":
		return found
	case "OPTIONS":
		return 200
	case "PUT", "DELETE", "PATCH":
		return 405
	}
	r.unknown("what httpd makes of %s for a plain file", r.Method)
	return 0
}

func (r *run) statusOfMissing() int {
	if r.allows(multiViews) {
		r.unknown("which file Options MultiViews finds for %s", r.file.path)
		return 0
	}
	return r.byDefault(404)
}

// statusOfFolder is the answer for a folder that has no index: a list of its files, or a refusal (mod_autoindex).
func (r *run) statusOfFolder() int {
	switch {
	case r.isWSGI() || r.Handler == cgiHandler:
		return 403
	case r.Handler != "" && r.Handler != defaultHandler:
		return r.statusOfHandler()
	case !r.t.loaded("mod_autoindex.c") || r.Method != "GET" && r.Method != "HEAD":
		return r.byDefault(404)
	case r.allows(indexes):
		return 200
	}
	return 403
}

// rewritesInFolder tells of RewriteRules that stand in sections: they work on the file's name, which is not followed.
func (r *run) rewritesInFolder() {
	engine := r.layers[len(r.halves):]
	for _, l := range engine {
		rules := l.lines["rewriterule"]
		if on := l.last("rewriteengine"); len(rules) > 0 && on != nil && lower(on, 0) == "on" {
			r.unknown("what RewriteRule at %s makes of the request: rules in sections are not followed", place(rules[0]))
		}
	}
}

// lookForHtaccess tells of the .htaccess files that are read for the request: what they say is not followed.
func (r *run) lookForHtaccess() {
	if r.t.files == nil || r.file.path == "" {
		return
	}
	name := ".htaccess"
	if d := r.serverLine("accessfilename"); d != nil {
		name = d.Arg(0).Value
	}
	for _, folder := range foldersOf(r.file.folder()) {
		if r.overridable(folder) && r.t.files.look(path.Join(folder, name)).kind == isFile {
			r.unknown("what %s says: it is read too, and not followed here", path.Join(folder, name))
		}
	}
}

// overridable reports whether AllowOverride lets files in a folder be read: where it says nothing it does not.
func (r *run) overridable(folder string) bool {
	may := false
	for _, l := range r.layers {
		for _, name := range []string{"allowoverride", "allowoverridelist"} {
			d := l.last(name)
			if d == nil || l.section != nil && l.section.Kind == model.Directory && !l.section.Regexp && !model.Below(l.section.Arg.Value, folder) {
				continue
			}
			may = lower(d, 0) != "none"
		}
	}
	return may
}

// scriptName is the part of the URL's path that the path information leaves (ap_find_path_info), as mod_wsgi hands it on.
func scriptName(uri, info string) string {
	if info == "" {
		return uri
	}
	at := len(uri)
	for i := len(info) - 1; at > 0; i-- {
		at--
		if i < 0 || uri[at] != info[i] {
			break
		}
		for info[i] == '/' && at > 0 && uri[at-1] == '/' {
			at--
		}
	}
	for at < len(uri) && uri[at] != '/' {
		at++
	}
	return uri[:at]
}
