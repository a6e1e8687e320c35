package eval

import (
	"cmp"
	"slices"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/directives"
)

// Allowed is what may stand where d stands in a server's configuration, and the section that decides; nil for the server itself. It is not
// known, and ok false, in a section of a module that is not part of httpd.
func (d *Directive) Allowed() (allowed directives.Override, by *Directive, ok bool) {
	for in := d.In; in != nil; in = in.In {
		known := directives.Lookup(in.Name)
		if known == nil {
			return 0, in, false
		}
		switch known.Name {
		case "<VirtualHost":
			return directives.InServer, in, true
		case "<Directory", "<DirectoryMatch", "<Location", "<LocationMatch", "<Files", "<FilesMatch", "<If", "<ElseIf", "<Else":
			return directives.InFolder, in, true
		case "<Proxy", "<ProxyMatch":
			return directives.InProxy, in, true
		case "<RequireAll", "<RequireAny", "<RequireNone":
			return directives.OrAuthCfg, in, true
		case "<Limit", "<LimitExcept", "<WSGIInterpreterOptions": // as around them
		default:
			return 0, in, false
		}
	}
	return directives.InServer, nil, true
}

// executionError is the first error that httpd's second pass certainly meets when it executes the directives; nil where none is certain. It
// is asked of a server whose read pass found nothing. httpd may stop sooner: what most handlers refuse themselves is not known here.
func (c *Config) executionError() *Problem {
	if c.Host.Open || c.Host.Htaccess {
		return nil
	}
	loaded, complete := c.loaded()
	names := map[string]command{}
	tested := map[*Directive]bool{} // the sections that have an <If>
	for _, d := range c.Directives {
		if d.Name == "<If" {
			tested[d.In] = true
		}
		if d.When != nil {
			continue
		}
		k, ok := names[d.Name]
		if !ok {
			k = commandOf(d.Name, loaded)
			names[d.Name] = k
		}
		message := d.refusal(k, complete)
		switch {
		case message != "":
		case len(c.lifted) > 0 && d == c.lifted[0].host:
			message = "<VirtualHost> cannot occur within <VirtualHost> section"
		case (d.Name == "<ElseIf" || d.Name == "<Else") && !tested[d.In]:
			message = noIf
		}
		if message != "" {
			p := d.refused(message)
			p.warnings, p.includes = len(c.Warnings), len(c.Includes)
			return &p
		}
	}
	return nil
}

const noIf = "<Else> or <ElseIf> section without previous <If> or <ElseIf> section in same scope"

// loaded are the sources of the modules that may be loaded; complete says that every one of them is known.
func (c *Config) loaded() (sources map[string]bool, complete bool) {
	sources, complete = map[string]bool{}, true
	for _, m := range c.Modules {
		sources[m.Source] = true
		_, known := directives.ModuleSource(m.ID)
		complete = complete && known
	}
	return sources, complete
}

// Refused are the directives that httpd's second pass certainly refuses: those of its modules that may not stand where they do (ap_check_cmd_context), that
// have too few or too many words (invoke_cmd), or whose handlers certainly refuse the place or the words; and those that no module of httpd's has, if LoadModule lines load no
// other, if no module's directive can be called so, or if the name is another's but for a slip. That a module of httpd's is not loaded is not held against a
// directive: configurations are shown without such lines. What is spelt like mod_wsgi's is left to its rules. There are none where the read pass refuses a
// tag, a macro or a file, for then nobody knows what stands where.
func (c *Config) Refused() []Problem {
	unknown := func(p Problem) bool { return p.Kind != Other || p.Unreadable || strings.ContainsAny(p.At.Text(), "<>") }
	if slices.ContainsFunc(c.Problems, unknown) {
		return nil
	}
	loaded, complete := c.loaded()
	shown := slices.ContainsFunc(c.Modules, func(m Module) bool { return m.At != nil })
	complete = complete && loaded["core.c"] && shown && !c.Host.Open && !c.Host.Htaccess
	has := func(name string) bool {
		return slices.ContainsFunc(c.Directives, func(d *Directive) bool { return d.Is(name) })
	}
	loose := c.Host.Open && !c.Host.Htaccess && !has("<VirtualHost") // may be meant for a section
	named := complete && !has("<AuthzProviderAlias")                 // all providers are
	var all []Problem
	var out *Directive              // the last section that may not stand where it does
	tested := map[*Directive]bool{} // the sections that have an <If>
	names, meant := map[string]*directives.Directive{}, misspellings{}
	for i, d := range c.Directives {
		if len(c.Problems) > 0 && strings.Contains(d.RawArgs(), "${") {
			continue // the variable may be one of a line that is refused
		}
		message, hint, kind := "", "", Other
		var in *Directive
		known, ok := names[d.Name]
		if !ok {
			known = directives.Lookup(d.Name)
			names[d.Name] = known
		}
		switch {
		case known == nil && d.When == nil && !strings.HasPrefix(parser.LowerName(d.Name), "wsgi"):
			var certain bool
			if hint, kind, certain = meant.of(d.Name); certain || complete {
				message = d.unknown()
			}
		case known != nil && len(known.Modules) > 0 && known.Modules[0] != "mod_wsgi.c":
			if !loose || d.isWithin() {
				message = d.misplaced(known, c.Host.Htaccess)
			}
			switch {
			case message != "" && out != nil && d.Within(out):
				message = "" // for that
			case message != "" && d.IsSection():
				out = d
			}
			if message != "" {
				in = d.In
			}
			switch {
			case known.Name == "<If":
				tested[d.In] = true
			case message == "" && (known.Name == "<Else" || known.Name == "<ElseIf") && !tested[d.In] && (d.In != nil || !c.Host.Open && !c.Host.Htaccess):
				message = noIf
			}
			if message == "" && (!c.Host.Open || !strings.Contains(d.RawArgs(), "${")) && !d.When.forOthers() {
				message = d.misworded(known, d.where(c.Host.Open || c.Host.Htaccess))
			}
			switch {
			case message != "" || c.Host.Open || d.When != nil:
			case isRequire(d) && (i+1 == len(c.Directives) || c.Directives[i+1].In != d):
				message = d.Name + "> directive contains no authorization directives"
			case known.Name == "Require" && named:
				message = d.unknownProvider()
			}
		}
		if message != "" && len(all) < maxFaults {
			p := d.refused(message)
			p.Kind, p.Hint, p.In = kind, cmp.Or(d.goesOn(), hint), in
			all = append(all, p)
		}
	}
	for _, l := range c.lifted[:min(len(c.lifted), maxFaults)] {
		p := l.host.refused("<VirtualHost> cannot occur within <VirtualHost> section")
		p.In = l.from
		all = append(all, p)
	}
	return all
}

// isRequire reports whether d opens a <RequireAll> or one of its like.
func isRequire(d *Directive) bool {
	return d.Is("<RequireAll") || d.Is("<RequireAny") || d.Is("<RequireNone")
}

// goesOn tells of a line below a backslash that begins as a directive of its own does; empty where there is none.
func (d *Directive) goesOn() string {
	_, below, _ := strings.Cut(d.Syntax.Span().Text(), "\n")
	for line := range strings.Lines(below) {
		word, _ := parser.CutWord(strings.TrimSpace(line), 0)
		name := parser.DirectiveName(word.Value)
		if known := directives.Lookup(name); known != nil && known.Name == name {
			return "the backslash above makes the line of " + name + " a part of it"
		}
	}
	return ""
}

// forOthers reports whether a condition that is not decided may be there for the sake of other releases of httpd, which take other words.
func (c *Condition) forOthers() bool {
	for ; c != nil; c = c.Outer {
		if c.Negated || c.Kind == "IfVersion" {
			return true
		}
	}
	return false
}

func (d *Directive) refused(message string) Problem {
	p := Problem{At: d.At(), Message: message, Text: d.Name + " " + d.RawArgs(), Via: d.Via, Fatal: true, When: d.When}
	p.Label, p.Line = d.Place()
	return p
}

// unknown is what httpd says of a directive that no module has.
func (d *Directive) unknown() string {
	return "Invalid command '" + d.Name + "', perhaps misspelled or defined by a module not included in the server configuration"
}

// misplaced is what httpd says of a directive that may not stand where d stands, be that in a .htaccess whatever AllowOverride allows there; empty where
// it may, or that is not known.
func (d *Directive) misplaced(known *directives.Directive, htaccess bool) string {
	allowed, by, ok := d.Allowed()
	if htaccess && by == nil {
		allowed = directives.OrAll
	} else if htaccess {
		allowed &= directives.OrAll
	}
	switch {
	case !ok || known.Args == "":
		return ""
	case known.Override&allowed == 0 && d.In == nil:
		return known.Name + " not allowed here"
	case known.Override&allowed == 0:
		return known.Name + " not allowed in " + d.In.Name + "> context"
	}
	return ""
}

// A command is what is known of a directive's name.
type command struct {
	known      *directives.Directive // nil where no module of httpd's or mod_wsgi has it
	registered int                   // by how many of the modules loaded
}

func commandOf(name string, loaded map[string]bool) command {
	k := command{known: directives.Lookup(name)}
	if k.known != nil {
		for _, source := range k.known.Modules {
			if loaded[source] {
				k.registered++
			}
		}
	}
	return k
}

// refusal is why httpd does not execute d (ap_walk_config_sub, invoke_cmd).
func (d *Directive) refusal(k command, complete bool) string {
	known, registered := k.known, k.registered
	switch {
	case registered == 0 && complete && (known == nil || len(known.Modules) > 0):
		return d.unknown()
	case registered != 1 || known.Args == "":
		return "" // each of several modules has its own rules
	}
	if _, _, ok := d.Allowed(); !ok {
		return ""
	} else if says := d.misplaced(known, false); says != "" {
		return says
	}
	return d.misworded(known, d.where(false))
}

// misworded is what httpd says of the words of a directive; empty where it may take them.
func (d *Directive) misworded(known *directives.Directive, at where) string {
	switch {
	case d.IsSection():
		if says := d.unmadeTag(known); says != "" {
			return says
		}
		if says := d.forbidden(known); says != "" {
			return says
		}
		return d.refusedTest(known)
	case known.Name == "Error":
		return toldError(d.RawArgs())
	case known.Name == "Require":
		return d.wrongRequirement()
	case known.Name == "Options":
		return wrongOptions(d.RawArgs())
	case known.Name == "AllowOverride":
		return wrongOverride(d.RawArgs())
	case (known.Name == "Alias" || known.Name == "ScriptAlias") && d.In != nil && d.In.Is("<VirtualHost"):
		if wrongWords(known.Args, d.RawArgs()) == "" && d.Arg(1).Value == "" {
			return "Alias must have two arguments when used globally"
		}
	}
	if says := wrongWords(known.Args, d.RawArgs()); says != "" {
		return known.Name + " " + says
	}
	if says := d.forbidden(known); says != "" {
		return says
	}
	return d.refusedWord(known, at)
}

// unmadeTag is why httpd refuses an opening tag of its core.
func (d *Directive) unmadeTag(known *directives.Directive) string {
	switch known.Name {
	case "<Directory", "<DirectoryMatch", "<Location", "<LocationMatch", "<Files", "<FilesMatch", "<VirtualHost", "<If", "<ElseIf":
		switch strings.LastIndexByte(d.RawArgs(), '>') {
		case -1:
			return d.Name + "> directive missing closing '>'"
		case 0:
			return d.Name + "> directive requires additional arguments"
		}
		if d.Overfull() {
			return "Multiple " + d.Name + "> arguments not (yet) supported."
		}
	case "<Limit", "<LimitExcept", "<Proxy", "<ProxyMatch":
		if strings.IndexByte(d.RawArgs(), '>') < 0 {
			return d.Name + "> directive missing closing '>'"
		}
	case "<RequireAll", "<RequireAny", "<RequireNone":
		if end := strings.IndexByte(d.RawArgs(), '>'); end > 0 {
			return d.Name + "> directive doesn't take additional arguments"
		}
	case "<Else":
		switch strings.LastIndexByte(d.RawArgs(), '>') {
		case -1:
			return "<Else> directive missing closing '>'"
		case 0:
		default:
			return "<Else> does not take an argument"
		}
	}
	return ""
}

// Miscounted reports whether a directive has more or fewer words than it takes, so that httpd refuses it.
func (d *Directive) Miscounted() bool {
	known := directives.Lookup(d.Name)
	return known != nil && !d.IsSection() && wrongWords(known.Args, d.RawArgs()) != ""
}

// Overfull reports whether a section for one folder, file or URL has more words than that takes.
func (d *Directive) Overfull() bool {
	known := directives.Lookup(d.Name)
	if known == nil {
		return false
	}
	args := d.SectionArgs()
	word, next := parser.CutWord(args, 0)
	switch known.Name {
	case "<Directory", "<Location", "<Files":
		if word.Value == "~" {
			_, next = parser.CutWord(args, next)
		}
	case "<DirectoryMatch", "<LocationMatch", "<FilesMatch":
	default:
		return false
	}
	return next < len(args)
}

// requirements are the providers of httpd's own modules that are in all builds, in the letter case that counts; moreRequirements are the rest, and mod_wsgi's.
var (
	requirements     = []string{"all", "env", "expr", "group", "host", "ip", "local", "method", "user", "valid-user"}
	moreRequirements = strings.Fields("dbd-group dbd-login dbd-logout dbm-file-group dbm-group file-group file-owner forward-dns ldap-attribute ldap-dn " +
		"ldap-filter ldap-group ldap-search ldap-user ssl ssl-verify-client wsgi-group")
)

// unknownProvider is what httpd says of a Require whose provider none of its modules has.
func (d *Directive) unknownProvider() string {
	word, next := parser.CutWord(d.RawArgs(), 0)
	if parser.SameName(word.Value, "not") {
		word, _ = parser.CutWord(d.RawArgs(), next)
	}
	if slices.Contains(requirements, word.Value) || slices.Contains(moreRequirements, word.Value) || strings.Contains(word.Value, "$") {
		return ""
	}
	return "Unknown Authz provider: " + word.Value
}

// wrongRequirement is what httpd says of a Require that lets all or nobody in and is not written so, has no provider but for its letter case, or takes
// back what nothing beside it grants (add_authz_provider, all_parse_config). Other modules may have other providers, but none of these names.
func (d *Directive) wrongRequirement() string {
	args := d.RawArgs()
	word, next := parser.CutWord(args, 0)
	if parser.SameName(word.Value, "not") {
		switch {
		case d.In != nil && d.In.Is("<RequireNone"):
			return "negative Require directive has no effect in <RequireNone> directive"
		case d.In != nil && !d.In.Is("<RequireAll"):
			return "negative Require directive has no effect in <RequireAny> directive"
		}
		word, next = parser.CutWord(args, next)
	}
	switch lower := parser.LowerName(word.Value); {
	case lower == "", lower == "granted", lower == "denied", lower == "from", strings.ContainsAny(lower, `,'"`), word.Value != lower && slices.Contains(requirements, lower):
		return "Unknown Authz provider: " + word.Value
	case lower == "all" && !parser.SameName(args[next:], "granted") && !parser.SameName(args[next:], "denied"):
		return "Argument for 'Require all' must be 'granted' or 'denied'"
	case lower == "ip":
		for w := range parser.Words(args, next) {
			if strings.ContainsFunc(w.Value, isNoHex) && !strings.ContainsAny(w.Value, ":$%{<@#") {
				return "ip address '" + w.Value + "' appears to be invalid"
			}
		}
	}
	return ""
}

// isNoHex reports whether a letter is no hexadecimal digit.
func isNoHex(r rune) bool { return 'g' <= r|0x20 && r|0x20 <= 'z' }

// overrides are what AllowOverride takes, in lower case and without what may follow a "=".
var overrides = []string{"all", "none", "authconfig", "fileinfo", "indexes", "limit", "options", "nonfatal"}

// wrongOverride is what httpd says of the words of AllowOverride (set_override).
func wrongOverride(args string) string {
	for w := range parser.Words(args, 0) {
		name, _, _ := strings.Cut(w.Value, "=")
		if !slices.Contains(overrides, parser.LowerName(name)) && !strings.ContainsAny(name, "$%{<@#") {
			return "Illegal override option " + name
		}
	}
	return ""
}

// optionNames are what Options takes, in lower case.
var optionNames = []string{"all", "execcgi", "followsymlinks", "includes", "includesnoexec", "indexes", "multiviews", "none", "symlinksifownermatch"}

// wrongOptions is what httpd says of Options that are none, or of which only some have a sign (set_options).
func wrongOptions(args string) string {
	signs, plain := false, false
	for word := range parser.Words(args, 0) {
		name := strings.TrimLeft(word.Value[:min(1, len(word.Value))], "+-") + word.Value[min(1, len(word.Value)):]
		if name != word.Value {
			signs = true
		} else {
			plain = true
		}
		lower := parser.LowerName(name)
		switch {
		case signs && plain:
			return "Either all Options must start with + or -, or no Option may."
		case !slices.Contains(optionNames, lower):
			return "Illegal option " + name
		case lower == "all", lower == "none":
			return "" // what may follow is not known
		}
	}
	return ""
}

// toldError is what the Error directive has httpd say (generate_error).
func toldError(args string) string {
	n := len(args)
	switch {
	case n == 0:
		return "The Error directive was used with no message."
	case n > 1 && (args[0] == '"' || args[0] == '\'') && args[n-1] == args[0]:
		return args[1 : n-1]
	}
	return args
}

// wrongWords is what httpd says of the number of words, less the help text it adds (invoke_cmd).
func wrongWords(style directives.Style, args string) string {
	var w [3]string
	pos, n := 0, 0 // n counts words that are there, be they empty
	for ; n < len(w) && pos < len(args); n++ {
		var word parser.Word
		word, pos = parser.CutWord(args, pos)
		w[n] = word.Value
	}
	rest := pos < len(args)
	wrong := func(is bool, says string) string {
		if is {
			return says
		}
		return ""
	}
	switch style {
	case directives.Take1:
		return wrong(w[0] == "" || n > 1, "takes one argument")
	case directives.Take2:
		return wrong(w[0] == "" || w[1] == "" || n > 2, "takes two arguments")
	case directives.Take3:
		return wrong(w[0] == "" || w[1] == "" || w[2] == "" || rest, "takes three arguments")
	case directives.Take12:
		return wrong(w[0] == "" || n > 2, "takes 1-2 arguments")
	case directives.Take23:
		return wrong(w[0] == "" || w[1] == "" || rest, "takes two or three arguments")
	case directives.Take123:
		return wrong(w[0] == "" || rest, "takes one, two or three arguments")
	case directives.Take13:
		return wrong(w[0] == "" || w[1] != "" && n < 3 || rest, "takes one or three arguments")
	case directives.Iterate:
		return wrong(w[0] == "", "requires at least one argument")
	case directives.Iterate2:
		return wrong(w[0] == "" || n < 2, "requires at least two arguments")
	case directives.Flag:
		return wrong(!parser.SameName(w[0], "on") && !parser.SameName(w[0], "off"), "must be On or Off")
	}
	return ""
}
