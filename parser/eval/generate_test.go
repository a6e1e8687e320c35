package eval_test

import (
	"math/rand/v2"
	"strings"
)

// A tree is a configuration: its files by name, links, folders, and what it runs with. %DIR% in a text is the folder it lies in, %MODULES% the
// folder of httpd's modules.
type tree struct {
	files map[string]string
	links map[string]string
	dirs  []string
	env   map[string]string
	flags []string
}

// Where a directive stands, which decides what httpd will take there when it executes it.
const (
	inServer = iota
	inHost
	inFolder
	inLocation
)

// A generator writes configurations that dwell on the corners of the language. Most are accepted, for only then is there a tree to compare.
type generator struct {
	*rand.Rand
	wild float64 // how often something is wrong
	deep int
	main bool // the main file is being written
}

func generate(seed uint64) tree {
	g := &generator{Rand: rand.New(rand.NewPCG(seed, 1))}
	g.wild = []float64{0, 0, 0.002, 0.01, 0.05}[g.IntN(5)]
	t := tree{files: map[string]string{}, links: map[string]string{}, env: map[string]string{}}
	g.main = true
	t.files["httpd.conf"] = g.macros() + g.file(3+g.IntN(25), inServer)
	g.main = false
	for _, name := range []string{"a.conf", "b.conf", "d/1.conf", "d/10.conf", "d/Z.conf", "d/.dot.conf", "d/x~", "d/e/in.conf", "d/f/in.conf", "é.conf"} {
		if g.IntN(3) == 0 {
			t.files[name] = g.file(1+g.IntN(8), inHost+g.IntN(2))
		}
	}
	t.dirs = []string{"d/e", "sub", "sub/d"}
	for name, to := range map[string]string{"d/ln.conf": "../a.conf", "d/lndir": "e", "d/broken.conf": "nowhere", "lnd": "d", "d/loop": "."} {
		if g.IntN(6) == 0 && (name != "d/loop" || g.odd()) {
			t.links[name] = to
		}
	}
	for _, name := range []string{"X", "y", "EMPTY", "HOME_DIR"} {
		if g.IntN(2) == 0 {
			t.env[name] = g.pick("envx", "", "two words", `"q r"`, "SetEnv", "</Directory>", "#h")
		}
	}
	for _, name := range []string{"CMD", "X"} {
		if g.IntN(3) == 0 {
			t.flags = append(t.flags, name)
		}
	}
	return t
}

func (g *generator) pick(all ...string) string { return all[g.IntN(len(all))] }

func (g *generator) odd() bool { return g.Float64() < g.wild }

// file writes n items and then damages the bytes a little.
func (g *generator) file(n, where int) string {
	var out strings.Builder
	for range n {
		out.WriteString(g.item(where))
	}
	s := out.String()
	if g.IntN(10) == 0 {
		s = strings.ReplaceAll(s, "\n", "\r\n")
	}
	for g.odd() {
		s = g.damage(s)
	}
	if g.IntN(6) == 0 {
		s = strings.TrimSuffix(s, "\n")
		if g.IntN(2) == 0 {
			s += "\nUnsetEnv " + strings.Repeat("z", 194+g.IntN(6))
		}
	}
	return s
}

// damage puts something into a text, or leaves a byte out.
func (g *generator) damage(s string) string {
	if s == "" {
		return s
	}
	at := g.IntN(len(s))
	if g.IntN(4) == 0 {
		return s[:at] + s[at+1:]
	}
	return s[:at] + g.pick("\\\n", "\\\r\n", "\\\\\n", "\\ \n", " ", "\t", "\v", "\f", "\r", "\n", "\x00", "\xe9", "\u00a0", "#", `"`, "'", "$", "${X}", "\\",
		"<", ">", "/", "!", "</IfModule>", "\n<", "\n</Directory>\n") + s[at:]
}

// item is a directive, a comment, or a section with its body.
func (g *generator) item(where int) string {
	g.deep++
	defer func() { g.deep-- }()
	switch n := g.IntN(100); {
	case n < 30 || g.deep > 6:
		return g.line(g.leaf())
	case n < 38:
		return g.comment()
	case n < 42:
		return g.pick("\n", "  \n", "\t\n", "\\\n\n", "\v\n", " \\\n \n", "\x00x\n", "\\\\\n\n\n")
	case n < 52:
		return g.line(g.define())
	case n < 72:
		return g.conditional(where)
	case n < 84:
		return g.section(where)
	case n < 90:
		return g.line(g.include())
	case n < 97:
		return g.macro(where)
	case n < 98:
		return g.line("ServerRoot " + g.pick("%DIR%", "%DIR%/sub", "%DIR%/sub/", `"%DIR%//sub/../"`))
	default:
		module := g.pick("alias", "setenvif")
		return g.line("LoadModule " + module + "_module %MODULES%/mod_" + module + ".so")
	}
}

func (g *generator) comment() string {
	if g.IntN(3) > 0 {
		return g.pick("", " ", "\t") + "#" + g.words(2) + g.pick("", `\ `) + "\n"
	}
	if g.IntN(3) == 0 {
		return "#" + g.words(1) + g.pick(`\`, `\`+"\r") + "\n\n"
	}
	return "#" + g.words(1) + g.pick(`\`, `\\`, `\`+"\r") + "\n" + "s " + g.words(1) + "\n"
}

// line lays a directive out on lines.
func (g *generator) line(s string) string {
	for g.IntN(6) == 0 {
		at := g.IntN(len(s) + 1)
		s = s[:at] + g.pick("\\\n", "\\\n", "\\\r\n") + s[at:]
	}
	if g.IntN(8) == 0 {
		s = strings.Replace(s, " ", g.pick("\\\n  ", "\\\n\t", " \\\n "), 1)
	}
	return g.pick("", " ", "\t", "  ") + s + g.pick("", "", " ", "\t", "\r") + "\n"
}

func (g *generator) leaf() string {
	name := g.pick("UnsetEnv", "unsetenv", "DirectoryIndex", "DIRECTORYINDEX", "UnsetEnv>", `"UnsetEnv"`, `'UNSETENV'`)
	if g.IntN(20) == 0 {
		name = g.pick("${N}", `""`)
	}
	if g.odd() {
		name = g.pick("Alias", "SetEnvIf", "RewriteEngine", "KeepAlive Off", ">", "<", "</", "Bogus", "</X>", `"`, "\\", "</IfModule>", "</Directory>", "\"</IfModule>\"")
	}
	return name + g.pick(" ", " ", "  ", "\t", "\v") + "A " + g.words(g.IntN(4))
}

func (g *generator) words(n int) string {
	var all []string
	for range n {
		all = append(all, g.word())
	}
	return strings.Join(all, g.pick(" ", "  ", "\t", " \f"))
}

func (g *generator) word() string {
	if g.IntN(2) == 0 {
		return g.pick("a", "b.c", "/x", "v1", "#", "a#b", "=", "é", "-")
	}
	if g.IntN(40) == 0 {
		return strings.Repeat("w", 150+g.IntN(120))
	}
	return g.pick(`"a b"`, `'c d'`, `"e\"f"`, `'g\'h'`, `"i\\"`, `j"k`, `l\\m`, `n\o`, `"p`, `"q"r`, `\"s`, `"C:\t"`, `'`, `\.`,
		"${X}", "${x}", "${Y}", "${none}", "${A${X}}", "${", "$", "$$", "${}", "${a:b}", "%{X}e", "a${X}b", `"${X}"`, `'${Y}'`, `\${X}`, "${EMPTY}",
		"$p", "%q", "@r", "<", ">", "<X>", "\xe9", "\u00a0")
}

func (g *generator) name() string {
	return g.pick("X", "x", "Y", "y", "N", "n", "CMD", "EMPTY", "none")
}

func (g *generator) define() string {
	switch g.IntN(5) {
	case 0:
		return g.pick("UnDefine ", "undefine ") + g.name()
	case 1:
		return "Define " + g.name()
	case 2:
		return "Define N " + g.pick("UnsetEnv", "unsetenv", `"UnsetEnv v"`, `'<Files "v">'`, "</Files>", `"#"`, `""`, `'"'`, `"a \\"`, `'b\\'`)
	}
	if g.odd() {
		return "Define " + g.pick("a:b", "", `""`, `"a b"`, "a b c") + " " + g.word()
	}
	return "Define " + g.name() + " " + g.pick("v", `"two words"`, `"a b"`, `'"q"'`, `"'"`, "${X}", "${y}", "${none}", "$", "<", ">", "#", "\xe9", `"a\\\\"`, `\\`)
}

func (g *generator) conditional(where int) string {
	kind, arg := "", ""
	switch g.IntN(8) {
	case 0, 1, 2:
		kind = "IfModule"
		arg = g.pick("mod_env.c", "env_module", "mod_none.c", "core.c", "event.c", "mpm_event.c", "MOD_ENV.C", "mod_alias.c", `"mod_env.c"`, "mod_env.c x")
	case 3, 4:
		kind = "IfDefine"
		arg = g.pick("X", "x", "Y", "CMD", "none", "${X}-", "N", `"a b"`)
	case 5:
		kind = "IfVersion"
		arg = g.pick(">= 2.4", "< 2.4", "= 2.4", "2.4.71", "!= 2.4.71", "~ ^2", "= /^2\\.4/", "> 2", "<= 2.4.71 ", "!~ ^3", `">=" "2.4"`, "== 2.4.71", "> 2.5.0", "2..", "~ 4.7")
	case 6:
		kind = "IfFile"
		arg = g.pick("httpd.conf", "a.conf", "d", "%DIR%/httpd.conf", `"nowhere"`, "d/../httpd.conf", "sub/")
	default:
		kind = g.pick("IfDirective", "IfSection")
		arg = g.pick("SetEnv", "setenv", "Directory", "directory", "None", "Alias", "<Directory")
	}
	if kind != "IfVersion" {
		arg = g.pick("", "", "", "!", "! ", "!!") + arg
	}
	open := "<" + kind + g.pick(" ", " ", "  ") + arg + ">" + g.pick("", "", "", " x", " <y>")
	if kind == "IfVersion" {
		open = "<IfVersion " + arg + g.pick(">", ">", ">", " >")
	}
	if g.odd() {
		arg = g.pick("", "!", `""`, "a > b", "=< 2.4", ">=2.4", "x", "/x/", "= /x", "( > ", "!= 2.4 ", "~ (", "2.4 x")
		open = g.pick("<"+kind+" "+arg+">", "<"+kind, "< "+kind+" "+arg+">", "<"+kind+arg+">", "<"+kind+">", `"<`+kind+`" `+arg+">", "<"+kind+" "+arg)
	}
	end := g.pick("</"+kind+">", "</"+kind+">", "</"+kind+">", "</"+strings.ToUpper(kind)+">")
	if g.IntN(150) == 0 {
		end = "" // httpd does not mind at the end of a file
	}
	return g.line(open) + g.body(where) + g.closing(kind, end)
}

func (g *generator) section(where int) string {
	kind, arg := "", ""
	switch n := g.IntN(6); {
	case n == 0 && where < inFolder:
		kind, arg = "Directory", g.pick("/x", `"/x y"`, "~ ^/x", `"/e`)
	case n == 1 && where < inFolder:
		kind, arg = "Location", g.pick("/x", `"/x"`, "/%7ex")
	case n == 2 && where == inServer:
		kind, arg = "VirtualHost", g.pick("*:80", "*:80 *:81", "127.0.0.1:80")
	case n < 5 && where != inLocation:
		kind, arg = "Files", g.pick("x", `"*.y"`)
	default:
		kind, arg = "If", g.pick(`"true"`, `'true'`)
	}
	open := "<" + g.pick(kind, kind, strings.ToLower(kind)) + g.pick(" ", " ", "  ", "\t") + arg + g.pick(">", ">", ">", "> x")
	if g.odd() {
		open = g.pick("<"+kind, "<"+kind+">", "< "+kind+">", "<"+kind+arg+">", "<Unknown "+arg+">", "<>", "<"+kind+" "+arg)
	}
	inside := inFolder
	switch kind {
	case "VirtualHost":
		inside = inHost
	case "Location", "If":
		inside = inLocation
	}
	return g.line(open) + g.body(inside) + g.closing(kind, g.pick("</"+kind+">", "</"+kind+">", "</"+strings.ToUpper(kind)+">", "</"+kind+"> x", `"</`+kind+`>"`))
}

func (g *generator) body(where int) string {
	var out strings.Builder
	for range g.IntN(5) {
		out.WriteString(g.item(where))
	}
	return out.String()
}

func (g *generator) closing(kind, end string) string {
	if g.odd() {
		end = g.pick("", "</"+kind, "</"+kind+" >", "</"+kind+">x", "</ "+kind+">", "</Other>", "</"+kind+"X", `"</`+kind+`>"`, "${CLOSE}", "</", "</>", "</"+kind+"> x")
	}
	return g.line(end)
}

func (g *generator) include() string {
	name := g.pick("a.conf", "b.conf", "d/*.conf", "d", "d/", "d/*", "d/?.conf", "d/[!1]*", "*/in.conf", "d/*/in.conf", "%DIR%/a.conf", "./d/../a.conf",
		"d/[0-9]*.conf", "lnd/*.conf", "d/e/*", "é.conf", "d/*.none", "none/*.conf", "d/1*", `"d/*.conf"`, "d/.*", "d/l*", "*/*/*", "httpd.conf/x", "d/[Z-a]*", `d/\*.conf`, "d/*~",
		"d/[[]*", "d/[]1]*", "d/[^.]*.co[!x]f", "d/*.c*", "d/[1-]*", "d/[\xc3]*", "d/[\\1]*", "d//1.conf", "d/e/../*.conf", "d/?*", "[d]/*.conf", "d/[a")
	if !g.main && !g.odd() {
		name = g.pick("d/e/*", "é.conf", "none/*.conf", "d/f/in.conf", "lnd/1.conf") // seldom a cycle
	}
	if !g.odd() {
		return g.pick("IncludeOptional ", "includeoptional ") + name
	}
	if g.odd() {
		name = g.pick("none.conf", "a b", "", "httpd.conf", `"`, "httpd.conf/*")
	}
	return "Include " + name
}

// macros defines those that are used everywhere, with no parameter, one and two.
func (g *generator) macros() string {
	return g.definition("k", "") + g.definition("m", g.pick(" $p", " @r", " p")) + g.definition("n", g.pick(" $p %q", " $p @r", " @r @rr", " $p $pq"))
}

func (g *generator) definition(name, params string) string {
	var body strings.Builder
	for range g.IntN(4) {
		if g.IntN(2) == 0 {
			body.WriteString(g.line("UnsetEnv A " + g.pick("$p", "%q", "@r", "a$p b", "$pq", "x\\ ", "p", `"$p"`, "@rr@r", "$p\\ ")))
		} else {
			body.WriteString(g.item(inFolder))
		}
	}
	if g.odd() {
		body.WriteString(g.line(g.pick("<Directory /m>", "</Directory>", "<IfModule mod_env.c>", "</IfModule>", "<Macro x>", "Use "+name)))
	}
	if g.IntN(60) == 0 {
		body.WriteString("<Files m>\n" + g.item(inFolder)) // closed behind its Use
	}
	end := g.pick("</Macro>", "</Macro>", "</macro>", "</Macro> x", "</Macro> # x")
	if g.odd() {
		end = ""
	}
	head := "<Macro " + g.pick(name, strings.ToUpper(name)) + g.pick("", "", "", " /IgnoreEmptyArgs", " /ignorebadnesting", " /x", " /IgnoreEmptyArgs/IgnoreBadNesting")
	return g.line(head+params+">"+g.pick("", "", " x")) + body.String() + g.line(end)
}

func (g *generator) macro(where int) string {
	if g.IntN(6) == 0 && g.deep < 3 {
		return g.definition("m", g.pick(" $p", " @r", " p", " $"))
	}
	if g.odd() {
		return g.line(g.pick("UndefMacro ", "Use ", "MacroIgnoreEmptyArgs ", "MacroIgnoreBadNesting ") + g.pick("m", "K", "none", ""))
	}
	value := func() string {
		return g.pick("v", `""`, `"two words"`, "$p", "@r", `'a"b'`, `c\\d`, `"\\@r"`, `"\\\\@r"`, "%q", "${X}", "#", "<X>", "p", `"x\\"`)
	}
	use := g.pick("Use k", "Use m "+value(), "USE M "+value(), "Use n "+value()+" "+value())
	if g.IntN(60) == 0 {
		return g.line(use) + g.body(inFolder) + g.line("</Files>")
	}
	return g.line(use)
}
