package trace

import (
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

// decideAccess asks Apache 2.4's Require and 2.2's Allow and Deny. Both must let the request in (Satisfy All).
func (r *run) decideAccess() {
	if r.taken.status != 0 {
		r.Access = Access{Granted, nil} // answered before anybody asks
		if r.taken.Kind == Rewrite && r.taken.status == 403 {
			r.Access = Access{Denied, r.taken.Decl}
		}
		return
	}
	required, compat := r.required(), r.compat()
	r.Access = required
	switch {
	case required.Verdict == Denied:
	case compat.Verdict == Denied, required.Verdict == Granted && (compat.Verdict == Undecided || required.Decl == nil):
		r.Access = compat
	}
	if d := r.inForce("satisfy"); d != nil && lower(d, 0) == "any" && required.Verdict != compat.Verdict {
		r.unknown("who may come: Satisfy Any at %s", place(d))
		r.Access = Access{Undecided, d}
	}
	if r.Access.Decl == nil && !r.t.config.Closed() {
		r.Access.Verdict = Undecided
		r.unknown("who may come: nothing here says it, and the rest of the server may")
	}
}

// required is what the Require lines answer. As all settings, those of one kind of section are merged first (ap_directory_walk, ap_file_walk,
// ap_location_walk, ap_if_walk).
func (r *run) required() Access {
	all, kind := authorization{Access: Access{Granted, nil}}, authorization{}
	for i, l := range r.layers {
		own := r.authorization(l)
		if i == 0 || l.kind() != r.layers[i-1].kind() {
			all, kind = all.merged(kind), own
		} else {
			kind = kind.merged(own)
		}
	}
	return all.merged(kind).Access
}

// An authorization is what the Require lines of some places answer together.
type authorization struct {
	Access
	any     bool   // there are lines
	counts  bool   // one of them counts for the method
	merging string // AuthMerging in lower case; "" where it is not set
}

func (r *run) authorization(l applied) authorization {
	lines, any := r.counted(l.authz)
	own := authorization{any: any, counts: len(lines) > 0, Access: Access{Granted, nil}}
	if d := l.last("authmerging"); d != nil {
		own.merging = lower(d, 0)
	}
	if any {
		own.Access = r.anyOf(lines)
	}
	if l.perhaps && (any || own.merging != "") {
		r.unknown("whether %s at %s applies", l.title(), place(l.decl))
		own.Verdict = Undecided
	}
	return own
}

// merged puts another authorization over a (merge_authz_core_dir_config).
func (a authorization) merged(over authorization) authorization {
	switch {
	case over.merging == "" && !over.any && a.any:
		return a
	case over.merging == "" || over.merging == "off" || !a.any && !over.any:
		return over
	}
	all := authorization{any: true, counts: a.counts || over.counts, merging: over.merging, Access: over.Access}
	switch {
	case !over.counts:
		all.Access = a.Access
	case !a.counts:
	case over.merging == "and":
		all.Access = strictest(a.Access, over.Access)
	default:
		all.Access = mildest(a.Access, over.Access)
	}
	return all
}

// authzNames are what mod_authz_core takes, compatNames what mod_access_compat takes: both also in a Limit.
var (
	authzNames = map[string]bool{
		"require": true, "<requireall": true, "<requireany": true, "<requirenone": true, "<limit": true, "<limitexcept": true,
	}
	compatNames = map[string]bool{"order": true, "allow": true, "deny": true, "satisfy": true}
)

func strictest(a, b Access) Access {
	if a.Verdict == Denied || b.Verdict == Granted || a.Verdict == Undecided && b.Verdict != Denied {
		return a
	}
	return b
}

func mildest(a, b Access) Access {
	if a.Verdict == Granted || b.Verdict == Denied || a.Verdict == Undecided && b.Verdict != Granted {
		return a
	}
	return b
}

// counted are the access lines that count for the request's method: those in a Limit for other methods do not, nor does a container that has no others.
// Any says whether there are lines at all: where none counts, everybody may come (apply_authz_sections).
func (r *run) counted(body []*eval.Directive) (lines []*eval.Directive, any bool) {
	for _, d := range body {
		if !d.IsSection() {
			lines, any = append(lines, d), true
			continue
		}
		inner, has := r.counted(authzOf(r.t.config.Body(d)))
		any = any || has
		switch {
		case model.IsLimit(d):
			if r.limited(d) {
				lines = append(lines, inner...)
			}
		case len(inner) > 0:
			lines = append(lines, d)
		}
	}
	return lines, any
}

// anyOf is what the lines of one section answer, as one RequireAny.
func (r *run) anyOf(lines []*eval.Directive) Access {
	if len(lines) == 0 {
		return Access{Granted, nil}
	}
	result := Access{neutral, lines[0]}
	for _, d := range lines {
		if own := r.require(d); result.Verdict == neutral {
			result = own
		} else if own.Verdict != neutral {
			result = mildest(result, own)
		}
	}
	if result.Verdict == neutral {
		result.Verdict = Denied
	}
	return result
}

// neutral is the verdict of a `Require not` that says nothing.
const neutral Verdict = ""

// require is what one line or container answers (apply_authz_sections).
func (r *run) require(d *eval.Directive) Access {
	if d.IsSection() {
		return r.container(d)
	}
	return r.provider(d)
}

func authzOf(body []*eval.Directive) (out []*eval.Directive) {
	for _, d := range body {
		if authzNames[strings.ToLower(d.Name)] {
			out = append(out, d)
		}
	}
	return out
}

// limited reports whether a Limit or LimitExcept holds for the request's method.
func (r *run) limited(d *eval.Directive) bool {
	named := false
	for word := range strings.FieldsSeq(d.SectionArgs()) {
		named = named || methodOf(word) == methodOf(r.Method)
	}
	return named == d.Is("<Limit")
}

// methodOf is a method as access control tells them apart: HEAD is GET.
func methodOf(name string) string {
	if name == "HEAD" {
		return "GET"
	}
	return name
}

// container is what a RequireAll, RequireAny or RequireNone answers; neutral where nothing in it says anything.
func (r *run) container(d *eval.Directive) Access {
	result := Access{neutral, d}
	lines, _ := r.counted(authzOf(r.t.config.Body(d)))
	for _, in := range lines {
		switch own := r.require(in); {
		case own.Verdict == neutral:
		case result.Verdict == neutral:
			result = own
		case d.Is("<RequireAll"):
			result = strictest(result, own)
		default:
			result = mildest(result, own)
		}
	}
	if d.Is("<RequireNone") {
		result = negated(result)
	}
	return result
}

func negated(a Access) Access {
	switch a.Verdict {
	case Granted:
		a.Verdict = Denied
	case Denied:
		a.Verdict = neutral
	}
	return a
}

// provider is what one Require answers.
func (r *run) provider(d *eval.Directive) Access {
	words := d.Args()
	not := len(words) > 0 && strings.EqualFold(words[0].Value, "not")
	if not {
		words = words[1:]
	}
	a := Access{Undecided, d}
	if len(words) == 0 {
		return a
	}
	switch kind := strings.ToLower(words[0].Value); kind {
	case "all":
		if len(words) > 1 {
			a.Verdict = Denied
			if strings.EqualFold(words[1].Value, "granted") {
				a.Verdict = Granted
			}
		}
	case "method":
		a.Verdict = Denied
		for _, w := range words[1:] {
			if methodOf(w.Value) == methodOf(r.Method) {
				a.Verdict = Granted
			}
		}
	case "valid-user", "user", "group":
		r.unknown("who the visitor is: Require %s at %s asks for a login", kind, place(d))
	default:
		r.unknown("whether Require %s at %s lets the visitor in", kind, place(d))
	}
	if not {
		return negated(a)
	}
	return a
}

// compat is what Order, Allow and Deny answer: those of the strongest section that has any, for nothing is merged (mod_access_compat).
func (r *run) compat() Access {
	for i := len(r.layers) - 1; i >= 0; i-- {
		l := r.layers[i]
		lines, any := r.compatLines(l.compat)
		if !any {
			continue
		}
		if l.perhaps {
			r.unknown("whether %s at %s applies", l.title(), place(l.decl))
			return Access{Undecided, l.decl}
		}
		return r.allowed(lines)
	}
	return Access{Granted, nil}
}

// compatLines are the access lines of 2.2 that count for the method, and whether there are any at all.
func (r *run) compatLines(body []*eval.Directive) (lines []*eval.Directive, any bool) {
	for _, d := range body {
		switch strings.ToLower(d.Name) {
		case "order", "allow", "deny":
			lines, any = append(lines, d), true
		case "satisfy":
			any = true
		case "<limit", "<limitexcept":
			inner, has := r.compatLines(r.t.config.Body(d))
			any = any || has
			if r.limited(d) {
				lines = append(lines, inner...)
			}
		}
	}
	return lines, any
}

// allowed replays Order, Allow and Deny (check_dir_access).
func (r *run) allowed(lines []*eval.Directive) Access {
	order := "deny,allow"
	allow, deny := Access{Denied, nil}, Access{Denied, nil} // Granted: some line of the kind names the visitor
	for _, d := range lines {
		switch {
		case d.Is("Order"):
			order = lower(d, 0)
		case d.Is("Allow"):
			allow = mildest(r.names(d), allow)
		default:
			deny = mildest(r.names(d), deny)
		}
	}
	at := func(v Verdict, a Access) Access {
		if a.Decl == nil && len(lines) > 0 {
			a.Decl = lines[len(lines)-1]
		}
		return Access{v, a.Decl}
	}
	switch order {
	case "allow,deny", "mutual-failure":
		switch {
		case deny.Verdict == Granted || allow.Verdict == Denied:
			if deny.Verdict == Granted {
				return at(Denied, deny)
			}
			return at(Denied, allow)
		case deny.Verdict == Undecided || allow.Verdict == Undecided:
			return at(Undecided, allow)
		}
		return at(Granted, allow)
	}
	switch {
	case allow.Verdict == Granted || deny.Verdict == Denied:
		return at(Granted, allow)
	case allow.Verdict == Denied && deny.Verdict == Granted:
		return at(Denied, deny)
	}
	return at(Undecided, deny)
}

// names reports whether an Allow or Deny names the visitor: "from all" does.
func (r *run) names(d *eval.Directive) Access {
	for _, a := range d.Args()[min(1, len(d.Args())):] {
		if strings.EqualFold(a.Value, "all") {
			return Access{Granted, d}
		}
	}
	r.unknown("whether %s at %s names the visitor", d.Name, place(d))
	return Access{Undecided, d}
}
