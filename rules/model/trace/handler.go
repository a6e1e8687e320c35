package trace

import (
	"path"
	"slices"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

// The handlers that are known by name.
const (
	wsgiHandler    = "wsgi-script"
	cgiHandler     = "cgi-script"
	defaultHandler = "default-handler"
	typeOfWSGI     = "application/x-httpd-wsgi" // a type that is a handler's name, for AddType
)

// chooseHandler finds the handler: what the mapping says, then what AddHandler says of the file's name, then the strongest SetHandler.
func (r *run) chooseHandler() {
	if r.taken.status != 0 || r.taken.proxied {
		return
	}
	switch r.Mapping.Kind {
	case WSGI:
		r.Handler = wsgiHandler
	case ScriptAlias:
		r.Handler = cgiHandler
	}
	if r.file.path != "" && r.file.kind != isFolder {
		r.handlerByName(path.Base(r.file.path))
	}
	d := r.inForce("sethandler")
	if d == nil || strings.EqualFold(d.Arg(0).Value, "none") {
		return
	}
	r.Handler, r.HandlerAt = strings.ToLower(d.Arg(0).Value), d
	if strings.HasPrefix(r.Handler, "expr=") || strings.Contains(r.Handler, "%{") {
		r.unknown("which handler the expression of SetHandler at %s gives", place(d))
		return
	}
}

// mapToHandler makes a handler of a Location the mapping, where it answers whatever the URL was mapped to.
func (r *run) mapToHandler() {
	if r.isHandlerOfLocation() {
		r.Hidden = append([]Mapping{r.Mapping}, r.Hidden...)
		r.Mapping = Mapping{LocationHandler, r.HandlerAt, ""}
	}
}

// isHandlerOfLocation reports whether the handler answers for the URL itself, whatever file it was mapped to, and a Location says so.
func (r *run) isHandlerOfLocation() bool {
	switch r.Handler {
	case "", wsgiHandler, typeOfWSGI, cgiHandler, defaultHandler:
		return false
	case "server-status", "server-info":
		if methodOf(r.Method) != "GET" {
			return false
		}
	}
	if r.HandlerAt == nil || r.barred() != 200 {
		return false
	}
	for _, l := range slices.Backward(r.layers) {
		if l.last("sethandler") == r.HandlerAt {
			return l.section != nil && l.section.Kind == model.Location
		}
	}
	return false
}

// handlerByName finds what AddHandler and AddType make of a file's name (find_ct of mod_mime): of its extensions the last that has one counts.
func (r *run) handlerByName(name string) {
	var byName, typed *eval.Directive
	for _, ext := range strings.Split(strings.ToLower(name), ".")[1:] {
		added, ofType := r.addedFor(ext)
		if added != nil {
			byName = added
		}
		if ofType != nil {
			typed = ofType
		}
	}
	switch {
	case byName != nil:
		r.Handler, r.HandlerAt = lower(byName, 0), byName
	case typed != nil && r.Handler == "" && lower(typed, 0) == typeOfWSGI:
		r.Handler, r.HandlerAt = typeOfWSGI, typed
	}
}

// addedFor are the AddHandler and the AddType in force for an extension. RemoveHandler takes away what its own section and those before say, but for the
// main server's own lines: only merging removes (merge_mime_dir_configs).
func (r *run) addedFor(ext string) (handler, ofType *eval.Directive) {
	for _, l := range r.layers {
		for _, d := range l.lines["addhandler"] {
			if hasExtension(d.Args()[min(1, len(d.Args())):], ext) {
				r.doubt(l, d)
				handler = d
			}
		}
		for _, d := range l.lines["removehandler"] {
			if l.decl != nil && hasExtension(d.Args(), ext) {
				handler = nil
			}
		}
		for _, d := range l.lines["addtype"] {
			if hasExtension(d.Args()[min(1, len(d.Args())):], ext) {
				ofType = d
			}
		}
	}
	return handler, ofType
}

func hasExtension(words []eval.Arg, ext string) bool {
	return slices.ContainsFunc(words, func(a eval.Arg) bool {
		return strings.EqualFold(strings.TrimPrefix(a.Value, "."), ext)
	})
}

// isWSGI reports whether mod_wsgi handles the request.
func (r *run) isWSGI() bool {
	return r.Handler == wsgiHandler || r.Handler == typeOfWSGI
}

// An option is a word of Options.
type option string

const (
	execCGI      option = "execcgi"
	indexes      option = "indexes"
	followLinks  option = "followsymlinks"
	linksIfOwner option = "symlinksifownermatch"
	multiViews   option = "multiviews"
	allButViews         = "all"
)

// allows reports whether an option is in force: a line without + and - sets all of them, others add and take away (ap_core's merge of
// dir configs). FollowSymLinks alone is on where nothing is said.
func (r *run) allows(o option) bool { return r.hasOption(o, r.layers) }

// allowsIn reports whether an option is in force for what lies in a folder on the way: Directory sections for it and for those above it count alone
// (ap_directory_walk).
func (r *run) allowsIn(folder string, o option) bool {
	return r.hasOption(o, slices.DeleteFunc(slices.Clone(r.layers), func(l applied) bool {
		s := l.section
		return s != nil && (s.Kind != model.Directory || s.Regexp || !slices.ContainsFunc(foldersOf(folder), s.AppliesInFolder))
	}))
}

func (r *run) hasOption(o option, layers []applied) bool {
	on := o == followLinks
	for _, l := range layers {
		for _, d := range l.lines["options"] {
			absolute := false
			for a := range d.EachArg() {
				word := strings.ToLower(a.Value)
				name := option(strings.TrimLeft(word, "+-"))
				one := name == o || name == allButViews && o != multiViews
				switch {
				case strings.HasPrefix(word, "+"):
					on = on || one
				case strings.HasPrefix(word, "-"):
					on = on && !one
				case !absolute:
					on, absolute = one, true
				default:
					on = on || one
				}
			}
			if l.perhaps {
				r.doubt(l, d)
			}
		}
	}
	return on
}
