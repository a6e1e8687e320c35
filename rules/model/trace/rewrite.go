package trace

import (
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

// A rule is a RewriteRule at server level with its conditions.
type rule struct {
	pattern    *regexp.Regexp // nil where it is not understood
	negated    bool
	conditions []condition
	flags      map[string]string // by name in lower case, long names
	// status is that of a redirect; or what the rule answers at once, where answers says so.
	status  int
	answers bool
}

// A condition is a RewriteCond.
type condition struct {
	decl    *eval.Directive
	text    string
	pattern string // without the !
	negated bool
	or      bool
	re      *regexp.Regexp // nil where the pattern is none, or not understood
}

// flagNames are the short names of flags.
var flagNames = map[string]string{
	"c": "chain", "e": "env", "end": "end", "f": "forbidden", "g": "gone", "h": "handler", "l": "last", "n": "next", "nc": "nocase", "ne": "noescape",
	"ns": "nosubreq", "p": "proxy", "pt": "passthrough", "qsa": "qsappend", "qsd": "qsdiscard", "r": "redirect", "s": "skip", "t": "type", "or": "ornext",
}

func flagsOf(list string) map[string]string {
	flags := map[string]string{}
	for name, value := range model.RewriteFlags(list) {
		if long := flagNames[name]; long != "" {
			name = long
		}
		flags[name] = value
	}
	return flags
}

// rules gives every RewriteRule of the server its conditions: those in the lines before it.
func (x *site) rules() {
	if len(x.rewrites) == 0 {
		return
	}
	var pending []condition
	next := 0
	for _, d := range x.body {
		switch {
		case d.Is("RewriteCond"):
			pending = append(pending, newCondition(d))
		case next < len(x.rewrites) && d == x.rewrites[next].Decl:
			m := x.rewrites[next]
			m.rule = newRule(d, pending)
			pending = nil
			next++
		}
	}
}

func newRule(d *eval.Directive, conditions []condition) *rule {
	r := &rule{conditions: conditions, flags: flagsOf(d.Arg(2).Value)}
	pattern, negated := strings.CutPrefix(d.Arg(0).Value, "!")
	r.negated = negated
	r.pattern = expression(pattern, r.has("nocase"))
	r.status, r.answers = ruleStatus(d.Arg(2).Value)
	return r
}

// ruleStatus is the status that a rule's flags give, the last of them that gives one, and whether the rule answers with it at once
// (cmd_rewriterule_setflag).
func ruleStatus(list string) (status int, answers bool) {
	status = 302
	for name, value := range model.RewriteFlags(list) {
		value = strings.ToLower(value)
		switch name {
		case "f", "forbidden":
			status, answers = 403, true
		case "g", "gone":
			status, answers = 410, true
		case "r", "redirect":
			switch n := number(value); {
			case value == "permanent":
				status = 301
			case value == "temp":
				status = 302
			case value == "seeother":
				status = 303
			case n > 0:
				status, answers = n, answers || n < 300 || n > 399
			}
		}
	}
	return status, answers
}

func newCondition(d *eval.Directive) condition {
	flags := flagsOf(d.Arg(2).Value)
	_, or := flags["ornext"]
	_, nocase := flags["nocase"]
	pattern, negated := strings.CutPrefix(d.Arg(1).Value, "!")
	c := condition{decl: d, text: d.Arg(0).Value, pattern: pattern, negated: negated, or: or}
	if pattern == "" || !strings.ContainsRune("=<>-", rune(pattern[0])) {
		c.re = expression(pattern, nocase)
	}
	return c
}

func expression(pattern string, nocase bool) *regexp.Regexp {
	if nocase {
		pattern = "(?i)" + pattern
	}
	re, err := regexp.Compile("(?s)" + pattern)
	if err != nil {
		return nil
	}
	return re
}

func (r *rule) has(flag string) bool { _, ok := r.flags[flag]; return ok }

// A rewriting is what the rules have made of a request so far.
type rewriting struct {
	path   string   // without its query; a URL with scheme and host where it leads elsewhere
	shown  string   // the same as the line gives it
	by     *mapping // the last rule to change the path; nil where none did
	status int      // of a redirect
}

// rewrite replays the server's RewriteRules (apply_rewrite_list). It gives what a rule makes of the request, or nil where none decides; with PT the path
// goes on as it is rewritten.
func (r *run) rewrite() *taken {
	host := r.halves[len(r.halves)-1]
	if len(host.rewrites) == 0 || !r.serverFlag("rewriteengine", false) {
		return nil
	}
	w := rewriting{path: r.path}
	for i := 0; i < len(host.rewrites); i++ {
		m := host.rewrites[i]
		if r.inner > 0 && (m.rule.has("nosubreq") || m.rule.has("redirect")) {
			continue
		}
		found, held, why := r.applies(m, w.path)
		if why != "" && !m.harmless() {
			return undecided(m, why)
		}
		if !held {
			for m.rule.has("chain") && i+1 < len(host.rewrites) {
				i++
				m = host.rewrites[i]
			}
			continue
		}
		if m.rule.has("next") {
			return undecided(m, "where RewriteRule at "+place(m.Decl)+" ends, which begins again (N)")
		}
		if k := r.rewriteBy(m, found, &w); k != nil {
			return k
		}
		if m.rule.has("passthrough") {
			return r.passOn(m, &w)
		}
		if m.rule.has("last") || m.rule.has("end") || m.rule.has("proxy") {
			break
		}
		i += number(m.rule.flags["skip"])
	}
	if w.by == nil {
		return nil
	}
	return r.rewritten(&w)
}

func undecided(m *mapping, why string) *taken {
	return &taken{Mapping: Mapping{Unknown, m.Decl, ""}, perhaps: why}
}

// rewriteBy makes of the path what a rule that holds makes of it (apply_rewrite_rule). It gives what the rule answers itself; nil where it does not.
func (r *run) rewriteBy(m *mapping, found []int, w *rewriting) *taken {
	switch {
	case m.rule.has("handler"):
		return undecided(m, "what the handler of RewriteRule at "+place(m.Decl)+" answers")
	case m.rule.answers:
		return &taken{Mapping: Mapping{Rewrite, m.Decl, ""}, status: m.rule.status}
	case m.Target.Value == "-":
		return nil
	}
	to, known := r.expand(m.Target.Value, w.path, found)
	if !known {
		return undecided(m, "what RewriteRule at "+place(m.Decl)+" makes of the URL: "+m.Target.Value)
	}
	w.path, _, _ = strings.Cut(to, "?")
	r.requeried = r.requeried || w.path != to || m.rule.has("qsdiscard")
	if w.path != to && strings.Contains(strings.ToLower(r.url.path+r.url.query), "%3f") {
		return undecided(m, "what RewriteRule at "+place(m.Decl)+" makes of %3F in the URL: from 2.4.60 on httpd answers 403 Forbidden")
	}
	if !isAbsoluteURL(w.path) && !strings.HasPrefix(w.path, "/") {
		w.path = "/" + w.path
	}
	w.by, w.shown = m, to
	switch {
	case m.rule.has("proxy"):
		return &taken{Mapping: Mapping{Rewrite, m.Decl, to}, proxied: true}
	case m.rule.has("redirect"):
		w.path, w.status = r.qualified(w.path), m.rule.status
	case isAbsoluteURL(w.path):
		if host, _, _ := strings.Cut(w.path[strings.Index(w.path, "://")+3:], "/"); r.isOwnName(host) {
			return undecided(m, "whether RewriteRule at "+place(m.Decl)+" leads elsewhere: "+host+" is a name of this host too")
		}
		w.status = m.rule.status
	}
	return nil
}

// qualified is a path as a URL of this server (fully_qualify_uri).
func (r *run) qualified(p string) string {
	if isAbsoluteURL(p) {
		return p
	}
	return r.url.scheme + "://" + r.withPort(r.asked.host) + "/" + strings.TrimPrefix(p, "/")
}

// isOwnName reports whether a host, with its port perhaps, has a name or an address of the server that was chosen (reduce_uri,
// ap_matches_request_vhost).
func (r *run) isOwnName(host string) bool {
	host, _ = model.SplitAddress(strings.ToLower(host))
	s := r.Host.Server
	name, known := r.t.config.NameInForce(s)
	address := func(a string) bool { own, _ := model.SplitAddress(a); return strings.EqualFold(own, host) }
	if !known || strings.EqualFold(name, host) || slices.ContainsFunc(s.Addresses, address) {
		return true
	}
	return s.Decl != nil && slices.ContainsFunc(aliasesOf(s), func(alias string) bool { return wildMatch(strings.ToLower(alias), host) })
}

func isAbsoluteURL(p string) bool {
	return strings.HasPrefix(p, "http://") || strings.HasPrefix(p, "https://")
}

// passOn hands the path on to what maps URLs after mod_rewrite: the flag PT.
func (r *run) passOn(m *mapping, w *rewriting) *taken {
	switch {
	case !strings.HasPrefix(w.path, "/"):
		return &taken{Mapping: Mapping{Rewrite, m.Decl, w.shown}, status: 400} // no module takes it
	case w.status != 0:
		return takenBack(m)
	}
	r.path = w.path
	return nil
}

// takenBack is a redirect of one rule that another makes a path of this server again.
func takenBack(m *mapping) *taken {
	return undecided(m, "what httpd makes of a redirect that RewriteRule at "+place(m.Decl)+" takes back")
}

// harmless reports whether a rule changes nothing of where the URL leads.
func (m *mapping) harmless() bool {
	for _, f := range []string{"forbidden", "gone", "redirect", "proxy", "chain", "skip", "next", "last", "end", "handler", "passthrough"} {
		if m.rule.has(f) {
			return false
		}
	}
	return m.Target.Value == "-"
}

// rewritten is where a path leads that rules made: elsewhere, or to a file, by its name or below the DocumentRoot (hook_uri2file).
func (r *run) rewritten(w *rewriting) *taken {
	m, p := w.by, w.path
	switch {
	case isAbsoluteURL(p):
		return &taken{Mapping: Mapping{Rewrite, m.Decl, w.shown}, status: w.status}
	case w.status != 0:
		return takenBack(m)
	}
	k := &taken{Mapping: Mapping{Rewrite, m.Decl, p}}
	root := r.documentRoot()
	folder := strings.TrimSuffix(root.Target, r.path)
	first, _, _ := strings.Cut(p[1:], "/")
	onDisk := r.t.files != nil && first != "" && r.t.files.look("/"+first).kind != isMissing
	if !onDisk && (folder == "" || !strings.HasPrefix(p, folder+"/")) {
		k.Target = folder + p
		k.perhaps = root.perhaps
	}
	return k
}

// applies reports whether a rule holds for a path, with what its pattern found. Why says what makes that uncertain; then it may hold.
func (r *run) applies(m *mapping, p string) (found []int, holds bool, why string) {
	if m.rule.pattern == nil {
		return nil, false, "whether RewriteRule at " + place(m.Decl) + " takes the URL: its expression is not understood here"
	}
	found = m.rule.pattern.FindStringSubmatchIndex(p)
	if (found != nil) == m.rule.negated {
		return nil, false, ""
	}
	any, doubtful := false, "" // of the conditions joined by OR so far
	for _, c := range m.rule.conditions {
		reach := r.condition(&c, p, found)
		if reach == model.Perhaps {
			doubtful = "whether RewriteCond at " + place(c.decl) + " holds"
		}
		any = any || reach == model.All
		if c.or {
			continue // also behind the last: then the rule holds whatever the conditions say
		}
		if !any {
			if doubtful == "" {
				return nil, false, ""
			}
			why = doubtful
		}
		any, doubtful = false, ""
	}
	return found, why == "", why
}

// condition is what is known of a RewriteCond for this request.
func (r *run) condition(c *condition, p string, found []int) model.Reach {
	text, known := r.expand(c.text, p, found)
	var holds bool
	switch {
	case !known:
		return model.Perhaps
	case c.re != nil:
		holds = c.re.MatchString(text)
	case strings.HasPrefix(c.pattern, "=") && !strings.HasPrefix(c.pattern, "=="):
		holds = text == strings.Trim(c.pattern[1:], `"`)
	default:
		return model.Perhaps
	}
	if holds != c.negated {
		return model.All
	}
	return model.None
}

var variables = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`%\{[^{}]*\}|[$%][0-9]|\\.`) })

// expand replaces the variables of a RewriteCond or a RewriteRule that the request itself tells, and the groups that the rule's pattern found in the
// path (do_expand). It is false where another variable, or a group of a condition, is among them.
func (r *run) expand(text, p string, found []int) (string, bool) {
	known := true
	out := variables().ReplaceAllStringFunc(text, func(v string) string {
		switch {
		case v[0] == '\\':
			return v[1:]
		case v[0] == '$':
			return substituted(v, p, found)
		case v[1] != '{':
			known = false
			return v
		}
		value, ok := r.variable(v[2 : len(v)-1])
		known = known && ok
		return value
	})
	return out, known
}

func (r *run) variable(name string) (string, bool) {
	switch name = strings.ToUpper(name); name {
	case "HTTP_HOST":
		return r.asked.typed, true
	case "REQUEST_URI":
		return r.path, true // what rules make of it shows in $0 to $9 alone
	case "REQUEST_METHOD":
		return r.Method, true
	case "QUERY_STRING":
		return r.url.query, !r.requeried
	case "HTTPS":
		if r.url.scheme == "https" {
			return "on", true
		}
		return "off", true
	case "REQUEST_SCHEME":
		return r.url.scheme, true
	}
	field, ok := strings.CutPrefix(name, "HTTP:")
	if !ok {
		field, ok = strings.CutPrefix(name, "HTTP_")
		field = strings.ReplaceAll(field, "_", "-")
	}
	if !ok || strings.Contains(field, ":") {
		return "", false
	}
	i := slices.IndexFunc(r.Header, func(f Field) bool { return strings.EqualFold(f.Name, field) })
	if i < 0 {
		return "", true
	}
	return r.Header[i].Value, true
}
