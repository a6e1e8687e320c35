package model

import (
	"iter"
	"slices"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
)

// Flag reports whether a RewriteRule has a flag, by one of its names, such as "R" and "redirect". Letter case does not count, and what
// follows a = is left out.
func (m *Mapping) Flag(names ...string) bool {
	list := m.Decl.Arg(2).Value
	if m.Kind != Rewrite || !strings.HasPrefix(list, "[") {
		return false
	}
	for flag := range RewriteFlags(list) {
		if slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(n, flag) }) {
			return true
		}
	}
	return false
}

// RewriteFlags are the flags of a RewriteRule or a RewriteCond (cmd_parseflagfield): their names in lower case, long or short as they are written,
// with what follows the "=".
func RewriteFlags(list string) iter.Seq2[string, string] {
	return func(yield func(name, value string) bool) {
		for flag := range strings.SplitSeq(strings.Trim(list, "[]"), ",") {
			name, value, _ := strings.Cut(strings.TrimSpace(flag), "=")
			if !yield(strings.ToLower(name), value) {
				return
			}
		}
	}
}

// Answers reports whether a RewriteRule that matches certainly answers the request or gives it away: by a redirect, a refusal or a proxy.
func (m *Mapping) Answers() bool {
	if m.Flag("C", "chain", "S", "skip", "N", "next", "PT", "passthrough") {
		return false
	}
	if m.Flag("F", "forbidden", "G", "gone") {
		return true
	}
	return m.Target.Value != "-" && (m.Flag("R", "redirect", "P", "proxy") || strings.HasPrefix(m.Target.Value, "https://"))
}

// ends reports whether no further rule is asked once a RewriteRule matches.
func (m *Mapping) ends() bool {
	return m.Flag("L", "last", "END", "F", "forbidden", "G", "gone", "P", "proxy")
}

// files reports whether a RewriteRule that matches certainly makes a file's name of the URL, so that no mount is asked any more, and the name is no
// mount's URL, as far as it is written, which would lack the flag PT.
func (m *Mapping) files() bool {
	if !strings.HasPrefix(m.Target.Value, "/") || !m.Flag("L", "last", "END") || m.Flag("PT", "passthrough", "C", "chain", "S", "skip", "N", "next", "H", "handler") ||
		Unfinished(m.Target.Value) {
		return false
	}
	fixed := m.Target.Value
	if i := strings.IndexAny(fixed, "$%?"); i >= 0 {
		fixed = fixed[:i]
	}
	below := URLsBelow(fixed)
	return !slices.ContainsFunc(m.Server.AllMounts(), func(o *Mount) bool { return !o.URLs.Disjoint(below) })
}

// Rewrites reports whether the RewriteRules at server level are certainly on where d is read. A virtual host that does not say has it from the main
// server, though it has none of its rules (config_server_merge).
func (s *Server) Rewrites(d *eval.Directive) bool {
	for at := s; at != nil; at = at.Main {
		for _, set := range slices.Backward(at.Settings("rewriteengine")) {
			if set.Section == nil {
				return strings.EqualFold(set.Value().Value, "on") && set.Decl.HoldsWith(d)
			}
		}
	}
	return false
}

// rewriteCond makes the next rule at server level depend on the request.
func (b *builder) rewriteCond(_ *eval.Directive, s *Server, in *Section) {
	s.conditioned = s.conditioned || in == nil
}

// rewriteURLs is the set of a server-level rule's pattern; of one with "!" that of all other paths.
func (b *builder) rewriteURLs(m *Mapping) URLs {
	pattern, negated := strings.CutPrefix(m.URL.Value, "!")
	if m.Flag("NC", "nocase") {
		pattern = "(?i)" + pattern
	}
	if negated {
		return b.matching("^").except(b.matching(pattern))
	}
	return b.matching(pattern)
}
