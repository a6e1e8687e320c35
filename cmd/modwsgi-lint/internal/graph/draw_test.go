package graph

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

// The lines of a drawing. In a label of dot every backslash begins an escape and no quote stands alone; in one of mermaid there is nothing but
// letters, what is harmless, numbers of characters and line breaks.
var (
	dotQuoted = `"(?:\\[\\"n]|&amp;|[^\\"&])*"`
	dotLines  = regexp.MustCompile(`^(?:digraph modwsgi \{|  rankdir=LR;|  (?:node|edge) \[[^\]\\]*\];| +fontname="sans-serif";|` +
		`  subgraph cluster_(?P<node>\w+) \{|    label=` + dotQuoted + `;| *(?P<node>\w+) \[label=` + dotQuoted + `[\w ,=]*\];|` +
		`  (?P<edge>\w+) -> (?P<edge>\w+)(?: \[label=` + dotQuoted + `[\w ,=]*\])?;| *\})$`)
	mermaidQuoted = `"(?:[a-zA-Z0-9 /.,:=_()\x{80}-\x{10ffff}-]|#\d+;|<br/>)*"`
	mermaidLines  = regexp.MustCompile(`^(?:flowchart LR|  subgraph (?P<node>\w+)\[` + mermaidQuoted + `\]|  end|` +
		` +(?P<node>\w+)(?:\[|>|\[\[|\[\()` + mermaidQuoted + `(?:\]|\]\]|\)\])|` +
		`  (?P<edge>\w+) (?:-->|-\.->)(?:\|` + mermaidQuoted + `\|)? (?P<edge>\w+)|  classDef \w+ [\w:#,-]+|  class (?P<edge>[\w,]+) \w+)$`)
)

// checkDrawing checks that a drawing has only lines of the grammar, gives each id once, and has every end of an edge.
func checkDrawing(t *testing.T, text string, grammar *regexp.Regexp) {
	t.Helper()
	defined, used := map[string]bool{}, map[string]bool{}
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		m := grammar.FindStringSubmatch(line)
		if m == nil {
			t.Errorf("a line is none of the language: %q", line)
			continue
		}
		for i, name := range grammar.SubexpNames() {
			for id := range strings.SplitSeq(m[i], ",") {
				switch {
				case id == "":
				case name == "node" && defined[id]:
					t.Errorf("%s is drawn twice", id)
				case name == "node":
					defined[id] = true
				case name == "edge":
					used[id] = true
				}
			}
		}
	}
	for id := range used {
		if !defined[id] {
			t.Errorf("%s is drawn nowhere", id)
		}
	}
}

// checkDrawings draws a graph in all formats.
func checkDrawings(t *testing.T, g *Graph) {
	t.Helper()
	checkDrawing(t, written(t, "dot", g), dotLines)
	checkDrawing(t, written(t, "mermaid", g), mermaidLines)
	for _, format := range Formats() {
		text := written(t, format, g)
		if !utf8.ValidString(text) {
			t.Errorf("%s is not UTF-8", format)
		}
		if i := strings.IndexFunc(text, func(r rune) bool { return r != '\n' && !unicode.IsPrint(r) }); i >= 0 {
			t.Errorf("%s has a control character: %q", format, text[i:min(len(text), i+10)])
		}
	}
}

// TestDrawings draws every fixture.
func TestDrawings(t *testing.T) {
	eachFixture(t, func(t *testing.T, c *model.Config) {
		checkDrawings(t, Of(c, showName))
	})
}

// hostile are names that mean something to a format, a terminal or a browser.
var hostile = []string{
	`"`, `\`, `\"`, `\\"];x`, `\N\G`, "`", "`x`", `"]`, `]`, `[[`, `)]`, `|`, `-->`, `--`, `%%`, `%%{init: {}}%%`, `;`, `#`, `#35;`, `#quot;`, `&lt;`, `&amp;`, `<b>`,
	`<script>alert(1)</script>`, `{`, `}`, `end`, `graph`, `subgraph`, `digraph`, "a\x1b[31mb", "a\x00b", "a\tb", "\u202ea", "\xff\xfe", "日本語", "é", "", " ", "→", "javascript:x",
	strings.Repeat("long", 200), `x\`, `"x`, `'`, `''`, `$1`, `%{GLOBAL}`, `%{ENV:"}`, `@`, `*`, `~`, `^(a|b)$`,
}

// TestHostile draws names that could break out of the formats, in every place a name has.
func TestHostile(t *testing.T) {
	for _, name := range hostile {
		q := parser.Quote(name, '"')
		text := strings.ReplaceAll(strings.Join([]string{
			"WSGIPythonHome NAME", "WSGIPythonPath NAME", "User NAME", "ServerName NAME", "Alias NAME NAME", "RewriteRule NAME NAME",
			"WSGIScriptAlias /NAME NAME process-group=NAME", "WSGIScriptAliasMatch NAME NAME", "WSGIImportScript NAME process-group=NAME application-group=NAME",
			"<Location NAME>", "WSGIProcessGroup NAME", "SetHandler wsgi-script", "ProxyPass NAME", "</Location>",
			"<IfDefine NAME>", "<VirtualHost NAME *:80>", "ServerName NAME", "ServerAlias NAME NAME", "Redirect NAME NAME",
			"WSGIDaemonProcess NAME user=NAME group=NAME home=NAME display-name=NAME python-home=NAME python-path=NAME threads=NAME",
			"WSGIScriptAlias / NAME process-group=NAME", "</VirtualHost>", "</IfDefine>", "",
		}, "\n"), "NAME", q)
		for _, open := range []bool{false, true} {
			t.Run(fmt.Sprintf("%.20q", name), func(t *testing.T) { checkDrawings(t, graphOf(text, open)) })
		}
	}
}

// TestFolded checks that servers that are alike are drawn once, and that a drawing grows as the server does.
func TestFolded(t *testing.T) {
	alike := "WSGIDaemonProcess app\n"
	for i := range 500 {
		alike += fmt.Sprintf("<VirtualHost *:80>\nServerName h%d.example\nWSGIScriptAlias / /srv/app.wsgi process-group=app\n</VirtualHost>\n", i)
		alike += fmt.Sprintf("<VirtualHost *:80>\nServerName r%d.example\nRedirect / https://h%[1]d.example/\n</VirtualHost>\n", i)
	}
	apart := func(hosts int) (text string) {
		for i := range hosts {
			text += fmt.Sprintf("<VirtualHost *:80>\nServerName h%d.example\nWSGIDaemonProcess g%[1]d\nWSGIScriptAlias / /srv/%[1]d.wsgi process-group=g%[1]d\n</VirtualHost>\n", 1000+i)
		}
		return text
	}
	for _, format := range []string{"text", "dot", "mermaid"} {
		got := written(t, format, graphOf(alike, false))
		if lines := strings.Count(got, "\n"); lines > 70 {
			t.Errorf("%s of servers that are alike has %d lines", format, lines)
		}
		if !strings.Contains(got, "h0.example") || strings.Contains(got, "h499.example") || !strings.Contains(got, "more") {
			t.Errorf("%s does not tell of servers that are alike:\n%s", format, got)
		}
		one, two := written(t, format, graphOf(apart(500), false)), written(t, format, graphOf(apart(1000), false))
		if len(two) > 2*len(one)+1000 { // ids have more digits
			t.Errorf("%s has %d bytes, of twice as many servers %d", format, len(one), len(two))
		}
		for i := range 500 {
			if want := fmt.Sprintf("/srv/%d.wsgi", 1000+i); strings.Count(one, want) != 1 {
				t.Errorf("%s names %s %d times", format, want, strings.Count(one, want))
			}
		}
	}
}

// TestBounded checks that virtual hosts that choose groups do not each list all mounts of the main server.
func TestBounded(t *testing.T) {
	text := "WSGIDaemonProcess a\nWSGIDaemonProcess b\nWSGIProcessGroup a\n"
	for i := range 200 {
		text += fmt.Sprintf("WSGIScriptAlias /m%d /srv/%[1]d.wsgi\n<VirtualHost *:80>\nServerName h%[1]d.example\nWSGIProcessGroup b\n</VirtualHost>\n", i)
	}
	g := graphOf(text, false)
	for _, s := range g.Servers[1:] {
		if len(s.Inherited) != maxInherited || s.LeftOut != 200-maxInherited {
			t.Fatalf("%s has %d mounts of the main server, and %d more", s.Name, len(s.Inherited), s.LeftOut)
		}
	}
	checkDrawings(t, g)

	text = ""
	for i := range 40 {
		text += fmt.Sprintf("WSGIScriptAlias /m%d /srv/a.wsgi\n<LocationMatch ^/x%[1]d/>\nWSGIProcessGroup g%[1]d\n</LocationMatch>\n", i)
	}
	g = graphOf(text, true)
	for _, m := range g.Servers[0].Mounts {
		// 16 sections are compared with the mount, and lead elsewhere.
		if len(m.Runs) != maxRuns || m.More != 40+1-16-maxRuns || m.Runs[maxRuns-1].By != byDefault {
			t.Fatalf("%s has %d ways, and %d more", m.URL, len(m.Runs), m.More)
		}
	}
	checkDrawings(t, g)
}

// TestOnly checks what is left of a graph for some files: what they have to do with, and nothing that leads nowhere.
func TestOnly(t *testing.T) {
	eachFixture(t, func(t *testing.T, c *model.Config) {
		for _, files := range [][]string{{"httpd.conf"}, nil} {
			g := Of(c, showName)
			g.Only(files)
			checkIDs(t, g)
			checkDrawings(t, g)
		}
	})
	const sites = "/etc/apache2/sites-enabled/"
	g := Of(demo(t), showName)
	g.Only([]string{sites + "shop.conf"})
	if len(g.Servers) != 2 || len(g.Groups) != 1 || len(g.Environments) != 1 || g.Servers[1].Name != "shop.example" || g.Groups[0].Name != "shop" {
		t.Errorf("of shop.conf is left: %s", written(t, "text", g))
	}
	g = Of(demo(t), showName)
	g.Only([]string{sites + "wiki.conf", sites + "blog.conf"})
	if len(g.Servers) != 3 || len(g.Groups) != 2 {
		t.Errorf("of two files is left: %s", written(t, "text", g))
	}
}
