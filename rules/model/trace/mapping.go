package trace

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

// taken is a mapping that takes the URL.
type taken struct {
	Mapping
	mount *mount
	named string // of a mount: the script as the line names it
	// status is the answer that the mapping itself is; 0 where it leads to something that answers.
	status int
	// proxied says that the request is handed to another server.
	proxied bool
	// perhaps says why it may not take the URL.
	perhaps string
	in      *entry
}

// translate finds what maps the URL, in httpd's order: mod_rewrite, mod_proxy, redirects, aliases, mod_wsgi, then what finds plain files.
func (r *run) translate() {
	var all []*taken
	if k := r.rewrite(); k != nil {
		all = append(all, k)
	}
	all = append(all, r.proxied()...)
	all = append(all, r.redirected()...)
	all = append(all, r.aliased()...)
	all = append(all, r.mounted()...)
	all = append(all, r.userFolder()...)
	if len(all) == 0 {
		all = append(all, r.documentRoot())
	}
	r.take(all[0])
	for _, k := range all[1:] {
		if k.Kind != r.Mapping.Kind || k.Decl != r.Mapping.Decl {
			r.Hidden = append(r.Hidden, k.Mapping)
		}
	}
}

// take makes a mapping the one that counts.
func (r *run) take(k *taken) {
	r.taken, r.Mapping = k, k.Mapping
	if k.Decl != nil {
		r.conditional(k.Decl)
	}
	if k.perhaps != "" {
		r.unknown("%s", k.perhaps)
	}
	if k.status == 0 && !k.proxied && k.Kind != Unknown && k.Target != "" {
		r.file = r.resolve(k)
	}
}

// proxied are the ProxyPass lines that take the URL: that of a Location, then the main server's, then the host's own (proxy_trans). One with !
// ends the search.
func (r *run) proxied() []*taken {
	all := r.inLocations(model.Proxy)
	for _, h := range r.halves {
		all = append(all, h.proxies...)
	}
	var out []*taken
	for _, m := range all {
		found, why := r.find(m)
		if found == nil && why == "" {
			continue
		}
		if m.Target.Value == "!" {
			break
		}
		target := m.Target.Value + rest(r.path, found)
		if m.Decl.Is("ProxyPassMatch") && found != nil {
			if target = substituted(m.Target.Value, r.path, found); target == m.Target.Value {
				target += r.path
			}
		}
		if d := r.setter("no-proxy"); d != nil && why == "" {
			why = fmt.Sprintf("whether %s at %s takes the URL: %s at %s may set no-proxy", m.Decl.Name, place(m.Decl), d.Name, place(d))
		}
		out = append(out, &taken{Mapping: Mapping{Proxy, m.Decl, target}, perhaps: why, proxied: true})
	}
	return out
}

// escaped reports whether slashes of the URL were escaped.
func (r *run) escaped() bool { return strings.Contains(strings.ToLower(r.url.path), "%2f") }

// find asks a mapping for the URL. Where it is not known whether an expression takes it, why says so.
func (r *run) find(m *mapping) (found []int, why string) {
	if m.matches == nil {
		if m.URL.IsSet() && strings.HasSuffix(strings.ToLower(m.Decl.Name), "match") {
			return nil, "whether " + m.Decl.Name + " at " + place(m.Decl) + " takes the URL: its expression is not understood here"
		}
		return nil, ""
	}
	found = m.matches(r.path)
	if r.escaped() && strings.HasSuffix(strings.ToLower(m.Decl.Name), "match") && (found == nil) != (m.matches(model.MergeSlashes(r.path)) == nil) {
		return nil, "whether " + m.Decl.Name + " at " + place(m.Decl) + " takes the URL: its slashes were escaped" // seen with either answer
	}
	if found == nil && m.in != nil && !m.URL.IsSet() && m.Kind != model.Proxy {
		return []int{0, len(r.path)}, "" // the Location applies, though a rule has changed the URL since
	}
	return found, ""
}

// inLocations is the mapping of a kind in the Locations that apply: the strongest alone counts. None where there is none.
func (r *run) inLocations(kind model.MappingKind) []*mapping {
	var all []*mapping
	for _, h := range r.halves {
		for _, m := range h.inLocation {
			if m.Kind == kind && slices.ContainsFunc(r.layers, func(l applied) bool { return l.layer == m.in.layer }) {
				all = append(all, m)
			}
		}
	}
	return all[max(0, len(all)-1):]
}

// rest is what a mapping leaves of the path.
func rest(p string, found []int) string {
	if found == nil {
		return ""
	}
	return p[found[1]:]
}

// substituted is a target with $0 to $9 replaced by the groups of an expression (ap_pregsub).
func substituted(target, p string, found []int) string {
	var b strings.Builder
	for i := 0; i < len(target); i++ {
		c := target[i]
		switch {
		case c == '\\' && i+1 < len(target) && (target[i+1] == '$' || target[i+1] == '&'):
			i++
			b.WriteByte(target[i])
		case c == '$' && i+1 < len(target) && target[i+1] >= '0' && target[i+1] <= '9':
			i++
			if n := 2 * int(target[i]-'0'); n+1 < len(found) && found[n] >= 0 {
				b.WriteString(p[found[n]:found[n+1]])
			}
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// redirected are the redirects that take the URL: those that are a Location's own, then the host's and the main server's.
func (r *run) redirected() (out []*taken) {
	all := r.inLocations(model.Redirect)
	for _, h := range own(r.halves) {
		all = append(all, h.redirects...)
	}
	for _, m := range all {
		if found, why := r.find(m); found != nil || why != "" {
			out = append(out, r.redirect(m, found, why))
		}
	}
	return out
}

func (r *run) redirect(m *mapping, found []int, why string) *taken {
	target := m.Target.Value
	switch {
	case m.Decl.Is("RedirectMatch") && found != nil:
		target = substituted(target, r.path, found)
	case m.in == nil || m.URL.IsSet():
		target += rest(r.path, found)
	}
	status := redirectStatus(m.Decl)
	if !m.Target.IsSet() || status < 300 || status > 399 {
		target = ""
	} else if r.url.query != "" && !strings.Contains(target, "?") {
		target += "?" + r.url.query
	}
	return &taken{Mapping: Mapping{Redirect, m.Decl, target}, status: status, perhaps: why}
}

// redirectStatus is the status of a Redirect (add_redirect_internal).
func redirectStatus(d *eval.Directive) int {
	if d.Is("RedirectPermanent") {
		return 301
	}
	switch word := lower(d, 0); word {
	case "permanent":
		return 301
	case "seeother":
		return 303
	case "gone":
		return 410
	default:
		if n := number(word); n > 0 && !d.Is("RedirectTemp") {
			return n
		}
	}
	return 302
}

// number reads digits; 0 for what is none.
func number(s string) int {
	n := 0
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' || n > 1<<20 {
			return 0
		}
		n = 10*n + int(s[i]-'0')
	}
	return n
}

// aliased are the aliases that take the URL: that of a Location, then the host's and the main server's.
func (r *run) aliased() (out []*taken) {
	all := r.inLocations(model.Alias)
	for _, h := range own(r.halves) {
		all = append(all, h.aliases...)
	}
	for _, m := range all {
		found, why := r.find(m)
		if found == nil && why == "" {
			continue
		}
		target := m.Target.Value
		switch {
		case m.in != nil:
			if d := r.inForce("aliaspreservepath"); d != nil && lower(d, 0) == "on" {
				if m.in.section.Regexp { // an expression is taken for the beginning of the URL here (try_alias)
					found = nil
					if begins := model.URLsBelow(m.in.section.Arg.Value).Matcher(); begins != nil {
						found = begins(r.path)
					}
				}
				target += rest(r.path, found)
			}
		case strings.HasSuffix(strings.ToLower(m.Decl.Name), "match"):
			target = substituted(target, r.path, found)
		default:
			target += rest(r.path, found)
		}
		kind := Alias
		if strings.HasPrefix(strings.ToLower(m.Decl.Name), "script") {
			kind = ScriptAlias
		}
		out = append(out, &taken{Mapping: Mapping{kind, m.Decl, target}, perhaps: why, in: m.in})
	}
	return out
}

// mounted are the mounts that take the URL, the host's own and then the main server's: the first is the one (wsgi_hook_translate).
func (r *run) mounted() (out []*taken) {
	for _, h := range own(r.halves) {
		for _, m := range h.mounts {
			k := &taken{Mapping: Mapping{WSGI, m.Decl, ""}, mount: m, named: m.Script.Value}
			if m.matches == nil {
				if m.Decl.Is("WSGIScriptAliasMatch") {
					k.perhaps = "whether WSGIScriptAliasMatch at " + place(m.Decl) + " takes the URL: its expression is not understood here"
					out = append(out, k)
				}
				continue
			}
			found := m.matches(r.path)
			if found == nil || found[1] == 0 {
				continue // an expression that takes no part of the URL takes none
			}
			left := rest(r.path, found)
			switch {
			case m.Decl.Is("WSGIScriptAliasMatch"):
				k.named = substituted(k.named, r.path, found)
			case m.IsRoot():
				left = r.path
			}
			k.Target = k.named + left
			out = append(out, k)
		}
	}
	return out
}

// userFolder is the UserDir of a ~name, or the VirtualDocumentRoot, that would find the URL's file.
func (r *run) userFolder() (out []*taken) {
	for _, h := range slices.Backward(r.halves) {
		for _, m := range h.userDirs {
			switch {
			case !m.Decl.Is("UserDir"):
				out = append(out, &taken{
					Mapping: Mapping{VHostAlias, m.Decl, ""},
					perhaps: "which folder " + m.Decl.Name + " at " + place(m.Decl) + " leads to",
				})
			case len(r.path) > 2 && strings.HasPrefix(r.path, "/~"):
				out = append(out, &taken{
					Mapping: Mapping{UserDir, m.Decl, ""},
					perhaps: "which folder UserDir at " + place(m.Decl) + " leads to: the user's home is not known here",
				})
			}
		}
		if len(out) > 0 {
			return out
		}
	}
	return nil
}

// documentRoot is the file below the DocumentRoot, which is asked when nothing else takes the URL (ap_core_translate).
func (r *run) documentRoot() *taken {
	root := r.Host.Server.Root()
	if !root.IsSet() {
		return &taken{Mapping: Mapping{Kind: DocumentRoot}, perhaps: "where the DocumentRoot lies: no line sets it"}
	}
	return &taken{Mapping: Mapping{DocumentRoot, root.Decl, r.t.below(root.Value) + r.path}}
}

// below is a folder as httpd takes it: relative to the ServerRoot, without a slash at its end.
func (t *Tracer) below(folder string) string {
	if !path.IsAbs(folder) {
		folder = path.Join("/", t.config.ServerRoot, folder)
	}
	if folder = path.Clean(folder); folder == "/" {
		return ""
	}
	return folder
}
