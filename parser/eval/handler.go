package eval

import (
	"errors"
	"regexp/syntax"
	"slices"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/directives"
)

// places are the sections that handlers tell apart, in the order they are looked for.
var places = []struct {
	kind  directives.Places
	names []string
}{
	{directives.InDirectories, []string{"<Directory", "<DirectoryMatch"}},
	{directives.InLocations, []string{"<Location", "<LocationMatch"}},
	{directives.InFiles, []string{"<Files", "<FilesMatch", "<If", "<ElseIf", "<Else"}},
}

// forbidden is what the handler of a directive says of the place it stands in, which its override allows (ap_check_cmd_context).
func (d *Directive) forbidden(known *directives.Directive) string {
	if !known.GlobalOnly && known.NotIn == 0 || d.In == nil {
		return ""
	}
	says := known.Name + " cannot occur within "
	if d.IsSection() {
		says = known.Name + "> cannot occur within "
	}
	switch {
	case known.GlobalOnly && d.inside("<VirtualHost") != "":
		return says + "<VirtualHost> section"
	case known.NotIn&directives.InLimits != 0 && d.inside("<Limit", "<LimitExcept", "<RequireAll", "<RequireAny", "<RequireNone") != "":
		return says + "<Limit> or <LimitExcept> section"
	case (known.Name == "Alias" || known.Name == "ScriptAlias") && !d.In.Is("<VirtualHost") && d.Arg(1).Value != "":
		return says + "directory context"
	}
	for _, place := range places {
		if known.NotIn&place.kind == 0 {
			continue
		}
		if in := d.inside(place.names...); in != "" {
			return says + in + "> section"
		}
	}
	return ""
}

// isWithin reports whether some section decides what may stand where d does.
func (d *Directive) isWithin() bool {
	_, by, _ := d.Allowed()
	return by != nil
}

// inside is the first of the sections that d stands in, at any depth; empty where it stands in none.
func (d *Directive) inside(sections ...string) string {
	for _, name := range sections {
		for in := d.In; in != nil; in = in.In {
			if in.Is(name) {
				return name
			}
		}
	}
	return ""
}

// A choice is the words of which a directive takes one, in any letter case, and what its handler says of another.
type choice struct{ takes, says string }

var choices = map[string]choice{
	"order":               {"allow,deny deny,allow mutual-failure", "unknown order"},
	"Satisfy":             {"all any", "Satisfy either 'any' or 'all'."},
	"allow":               {"from", "allow and deny must be followed by 'from'"},
	"deny":                {"from", "allow and deny must be followed by 'from'"},
	"AcceptPathInfo":      {"on off default", "AcceptPathInfo must be set to on, off or default"},
	"AllowEncodedSlashes": {"on off nodecode", "AllowEncodedSlashes must be On, Off, or NoDecode"},
	"AuthMerging":         {"off and or", "AuthMerging must be one of: Off | And | Or"},
	"UseCanonicalName":    {"on off dns", "parameter must be 'on', 'off', or 'dns'"},
	"HostnameLookups":     {"on off double", "parameter must be 'on', 'off', or 'double'"},
	"SSLEngine":           {"on off optional", "Argument must be On or Off"},
	"EnableMMAP":          {"on off", "parameter must be 'on' or 'off'"},
	"EnableSendfile":      {"on off", "parameter must be 'on' or 'off'"},
}

// A where is what is known of a directive's place: neither is at the top of what may be read in a section, as a .htaccess is.
type where struct{ inFolder, inServer bool }

func (d *Directive) where(loose bool) where {
	inFolder := d.In != nil && !d.In.Is("<VirtualHost")
	return where{inFolder, !inFolder && !(loose && d.In == nil)}
}

// refusedWord is what the handler of a directive says of its words, which are as many as they should be.
func (d *Directive) refusedWord(known *directives.Directive, at where) string {
	if strings.Contains(d.RawArgs(), "${") {
		return ""
	}
	switch known.Name {
	case "ProxyPass", "ProxyPassMatch":
		return d.refusedProxy(at)
	case "ProxyPassReverse":
		switch second := d.Arg(1).Value; {
		case at.inFolder && second != "" && !parser.SameName(second, "interpolate"):
			return "ProxyPassReverse can not have a path when defined in a location"
		case at.inServer && second == "":
			return "ProxyPassReverse needs a path when not defined in a location"
		}
	case "Redirect", "RedirectMatch", "RedirectPermanent", "RedirectTemp":
		return d.refusedRedirect(at)
	case "RewriteRule", "RewriteCond":
		return d.refusedRewriting()
	case "RewriteBase":
		if at.inServer {
			return "RewriteBase: only valid in per-directory config files"
		}
	case "ServerName":
		return wrongServerName(d.RawArgs())
	case "AliasMatch", "ScriptAliasMatch":
		if isBroken(d.Arg(0).Value) {
			return "Regular expression could not be compiled."
		}
	}
	if known.Args == directives.Iterate2 && d.Arg(1).Value == "" {
		return "" // the handler is not asked
	}
	if c, ok := choices[known.Name]; ok && !slices.Contains(strings.Fields(c.takes), parser.LowerName(d.Arg(0).Value)) {
		return c.says
	}
	return ""
}

// toBeFilled are characters of what somebody or something may still replace.
const toBeFilled = "%{<@"

// refusedProxy is what add_pass says.
func (d *Directive) refusedProxy(at where) string {
	first, second := d.Arg(0).Value, d.Arg(1).Value
	switch {
	case first == "" || at.inServer && second == "":
		return "ProxyPass|ProxyPassMatch needs a path when not defined in a location"
	case at.inFolder && strings.HasPrefix(first, "/") && second != "":
		return "ProxyPass|ProxyPassMatch can not have a path when defined in a location."
	}
	target := second
	if at.inFolder {
		target = first
	}
	if d.Is("ProxyPass") && target != "" && first != "~" && target != "!" && !strings.Contains(target, "://") && !strings.HasPrefix(target, "unix:") && !strings.ContainsAny(target, toBeFilled) {
		return "ProxyPass URL must be absolute!: " + target
	}
	return ""
}

// refusedRedirect is what add_redirect says. An expression may give the URL in a section.
func (d *Directive) refusedRedirect(at where) string {
	words := make([]string, 0, 3)
	for w := range parser.Words(d.RawArgs(), 0) {
		words = append(words, w.Value)
	}
	status := "302"
	if first := parser.LowerName(words[0]); first != "" && first[0] >= '0' && first[0] <= '9' || slices.Contains([]string{"permanent", "temp", "seeother", "gone"}, first) {
		if d.Is("RedirectPermanent") || d.Is("RedirectTemp") {
			return "" // it is taken for one too
		}
		status, words = first, words[1:]
	}
	moves := status == "permanent" || status == "temp" || status == "seeother" || len(status) == 3 && status[0] == '3'
	switch {
	case len(words) == 3:
		return "Redirect: invalid first argument (of three)"
	case moves && len(words) == 0, moves && len(words) == 1 && at.inServer:
		return "URL to redirect to is missing"
	case !moves && len(words) == 2:
		return "Redirect URL not valid for this status"
	case d.Is("RedirectMatch"):
		if len(words) > 0 && isBroken(words[0]) {
			return "Regular expression could not be compiled."
		}
	case moves && len(words) == 2 && !strings.HasPrefix(words[1], "/") && !strings.ContainsAny(words[1], ":"+toBeFilled):
		return "Redirect to non-URL"
	}
	return ""
}

// refusedRewriting is what mod_rewrite says of a line that it cuts into words itself (parseargline). In a word a backslash keeps a blank.
func (d *Directive) refusedRewriting() string {
	args := d.RawArgs()
	if strings.Contains(args, `\ `) || strings.Contains(args, `\\`) {
		return ""
	}
	pattern, next := parser.CutWord(args, 0)
	second, next := parser.CutWord(args, next)
	flags, _ := parser.CutWord(args, next)
	switch {
	case second.Start == second.End && pattern.Quote == 0:
		return d.Name + ": bad argument line '" + args + "'"
	case flags.Value != "" && (!strings.HasPrefix(flags.Value, "[") || !strings.HasSuffix(flags.Value, "]")):
		return d.Name + ": bad flag delimiters"
	case d.Is("RewriteRule"):
		if expr := strings.TrimPrefix(pattern.Value, "!"); isBroken(expr) {
			return "RewriteRule: cannot compile regular expression '" + expr + "'"
		}
	}
	return ""
}

// refusedTest is what httpd says of a section's argument that is no expression, or of one without its quotes.
func (d *Directive) refusedTest(known *directives.Directive) string {
	args := d.SectionArgs()
	if strings.Contains(args, "${") {
		return ""
	}
	word, next := parser.CutWord(args, 0)
	expr := strings.HasSuffix(known.Name, "Match") && known.Name != "<ProxyMatch"
	switch known.Name {
	case "<If", "<ElseIf":
		return brokenTest(known, word.Value, next < len(args))
	case "<Directory", "<Location", "<Files":
		if expr = word.Value == "~"; expr {
			word, _ = parser.CutWord(args, next)
		}
	}
	if expr && isBroken(word.Value) {
		return "Regex could not be compiled"
	}
	return ""
}

// brokenTest is what httpd says of an expression that is certainly none, or of more words behind it, as quotes make them that are the same as those
// around it.
func brokenTest(known *directives.Directive, expr string, more bool) string {
	const says = "Cannot parse condition clause: "
	compares := func(op string) bool {
		before, behind, is := strings.Cut(expr, op)
		behind = strings.TrimLeft(behind, " \t")
		return is && behind != "" && !strings.ContainsAny(before, `'"`) && !strings.HasPrefix(behind, "/") && !strings.HasPrefix(behind, "m")
	}
	switch {
	case len(expr) > 1 && expr[0] == '$' && (expr[1] < '0' || expr[1] > '9'):
		return says + "Parse error near '$'"
	case compares("=~"), compares("!~"):
		return says + "syntax error, expecting T_REGEX or T_REGEX_I"
	case more && strings.HasPrefix(expr, "%{") && (strings.IndexByte(expr, '}') == len(expr)-1 || strings.HasSuffix(strings.TrimRight(expr, " "), "=")):
		return says + "syntax error, unexpected $end"
	case more:
		return "Multiple " + known.Name + "> arguments not supported."
	}
	return ""
}

// isBroken reports whether a text is certainly no regular expression, as far as its brackets, its first byte and its last show: there may be very many.
func isBroken(text string) bool {
	uneven := func(open, end string) bool { return strings.Count(text, open) != strings.Count(text, end) }
	if !uneven("(", ")") && !uneven("[", "]") && !strings.HasSuffix(text, `\`) && strings.TrimLeft(text, "*+?") == text {
		return false
	}
	return NoExpression(text) != ""
}

// NoExpression says what makes a text no regular expression to PCRE, where that is certain.
func NoExpression(text string) string {
	_, err := syntax.Parse(text, syntax.Perl)
	var e *syntax.Error
	if !errors.As(err, &e) {
		return ""
	}
	plain := strings.NewReplacer("(?:", "", "(?i)", "", "(?i:", "").Replace(text)
	if strings.Contains(plain, "(?") || strings.Contains(plain, "(*") || strings.Contains(plain, `\c`) {
		return ""
	}
	switch e.Code {
	case syntax.ErrMissingRepeatArgument, syntax.ErrMissingParen, syntax.ErrUnexpectedParen, syntax.ErrMissingBracket, syntax.ErrTrailingBackslash,
		syntax.ErrInvalidCharRange:
		return e.Code.String()
	}
	return ""
}
