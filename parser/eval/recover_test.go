package eval_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
)

// closed is a server whose modules are known.
var closed = eval.Host{ServerRoot: "/etc", HTTPD: "2.4.71", Modules: []eval.Module{
	{ID: "core_module", Source: "core.c"}, {ID: "so_module", Source: "mod_so.c"}, {ID: "version_module", Source: "mod_version.c"},
	{ID: "macro_module", Source: "mod_macro.c"}, {ID: "env_module", Source: "mod_env.c"},
}}

// read reads a text as /t.conf.
func read(h eval.Host, text string) *eval.Config {
	return eval.ReadText(h, source.NewFile("/t.conf", text))
}

// outline is the stream: a line for each directive, indented as it nests.
func outline(c *eval.Config) string {
	var out strings.Builder
	for _, d := range c.Directives {
		depth := 0
		for in := d.In; in != nil; in = in.In {
			depth++
		}
		when := ""
		for w := d.When; w != nil; w = w.Outer {
			not := map[bool]string{true: "!"}[w.Negated]
			when += " ?" + not + w.Test
		}
		fmt.Fprintf(&out, "%s%s %s%s\n", strings.Repeat(" ", depth), d.Name, d.RawArgs(), when)
	}
	return out.String()
}

// faults are the problems: the line where the text at fault begins, and the message.
func faults(c *eval.Config) (all []string) {
	for _, p := range c.Problems {
		all = append(all, fmt.Sprintf("%d: %s", p.At.From().Line, p.Message))
	}
	return all
}

// recoveries are what httpd refuses, with the problems told and the stream that is read all the same.
var recoveries = []struct {
	name, text string
	faults     []string
	outline    string
}{
	{
		"an unclosed section blames its opener",
		"<VirtualHost *>\n<Directory /a>\nA 1\n</VirtualHost>\nB 2\n",
		[]string{"2: Expected </Directory> but saw </VirtualHost>"},
		"<VirtualHost *>\n <Directory /a>\n  A 1\nB 2\n",
	},
	{
		"two unclosed sections are two problems",
		"<VirtualHost *>\n<Directory /a>\n<Limit GET>\n</VirtualHost>\n",
		[]string{"3: Expected </Limit> but saw </VirtualHost>", "2: <Directory> was not closed."},
		"<VirtualHost *>\n <Directory /a>\n  <Limit GET>\n",
	},
	{
		"one missing </VirtualHost> is one problem, and the hosts stand side by side",
		"<VirtualHost a>\nA 1\n<VirtualHost b>\nB 1\n</VirtualHost>\n<VirtualHost c>\nC 1\n</VirtualHost>\n",
		[]string{"1: /t.conf:1: <VirtualHost> was not closed."},
		"<VirtualHost a>\n A 1\n<VirtualHost b>\n B 1\n<VirtualHost c>\n C 1\n",
	},
	{
		"a misspelt condition is one problem, and its body may be read",
		"<IfModule core.c>\n<IfModul x.c>\nA 1\n</IfModule>\nB 2\n</IfModule>\n",
		[]string{"2: Expected </IfModul> but saw </IfModule>"},
		"<IfModul x.c>\n A 1 ?\nB 2\n",
	},
	{
		"a condition with a blank in its name is one problem",
		"<VirtualHost *>\n<If Define X>\nA 1\n</IfDefine>\n</VirtualHost>\n",
		[]string{"2: Expected </If> but saw </IfDefine>"},
		"<VirtualHost *>\n <If Define X>\n  A 1 ?\n",
	},
	{
		"a misspelt section in one of its kind is one problem",
		"<Directory /a>\n<Directroy /b>\nA 1\n</Directory>\nB 2\n</Directory>\n",
		[]string{"4: Expected </Directroy> but saw </Directory>"},
		"<Directory /a>\n <Directroy /b>\n  A 1\n B 2\n",
	},
	{
		"a misspelt macro is one problem, however it is used",
		"<Marco m>\nA 1\n</Macro>\nUse m\nB 2\n",
		[]string{"1: Expected </Marco> but saw </Macro>"},
		"<Marco m>\n A 1\nB 2\n",
	},
	{
		"a condition opened where it should be closed is one problem",
		"<VirtualHost *>\n<IfModule core.c>\nA 1\n<IfModule>\nB 2\n</VirtualHost>\n",
		[]string{"4: <IfModule> directive requires additional arguments"},
		"<VirtualHost *>\n A 1\n B 2\n",
	},
	{
		"a macro opened where it should be closed is one problem",
		"<Macro m>\nA 1\n<Macro>\nB 2\n",
		[]string{"1: macro 'm' (defined on line 1 of \"/t.conf\")\n\tcontents error: expected token not found: </Macro>"},
		"B 2\n",
	},
	{
		"a blank in a closing tag is one problem, where what is before it is a section too",
		"<Directory /a>\n<DirectoryMatch b>\nA 1\n</Directory Match>\nB 2\n</Directory>\nC 3\n",
		[]string{"4: </Directory> directive missing closing '>'"},
		"<Directory /a>\n <DirectoryMatch b>\n  A 1\n B 2\nC 3\n",
	},
	{
		"a blank in the closing tag of a condition is one problem",
		"<VirtualHost *>\n<IfModule core.c>\nA 1\n</If Module>\n</VirtualHost>\nB 2\n",
		[]string{"4: </If without matching <If section"},
		"<VirtualHost *>\n A 1\nB 2\n",
	},
	{
		"a blank in the closing tag of what is skipped is one problem",
		"Define X\n<IfDefine !X>\n<Files a>\n</ Files>\n</IfDefine>\nB 2\n",
		[]string{"4: Expected </Files> but saw <>"},
		"B 2\n",
	},
	{
		"a blank in the closing tag of a macro is one problem",
		"<Macro m>\nA 1\n</Mac ro>\nB 2\n",
		[]string{"1: macro 'm' (defined on line 1 of \"/t.conf\")\n\tcontents error: expected token not found: </Macro>"},
		"B 2\n",
	},
	{
		"a stray closing tag is skipped",
		"A 1\n</Directory>\n<Directory /a>\n</Files>\nB 2\n</Directory>\nC 3\n",
		[]string{"2: </Directory> without matching <Directory> section", "4: Expected </Directory> but saw </Files>"},
		"A 1\n<Directory /a>\n B 2\nC 3\n",
	},
	{
		"a closing tag that is not well made closes",
		"<Directory /a>\nA 1\n</Directory >\nB 2\n<Files x>\n</Files>x\nC 3\n",
		[]string{"3: </Directory> directive missing closing '>'", "6: </Files>x> directive missing closing '>'"},
		"<Directory /a>\n A 1\nB 2\n<Files x>\nC 3\n",
	},
	{
		"two tags on a line are one problem, and both are read",
		"<VirtualHost a>\n<Directory /a>\nA 1\n</Directory></VirtualHost>\n" +
			"<VirtualHost b>\nB 1\n</VirtualHost><VirtualHost c>\nC 1\n</VirtualHost>\nD 1\n",
		[]string{
			"4: Expected </Directory> but saw </Directory></VirtualHost>",
			"7: </VirtualHost><VirtualHost> directive missing closing '>'",
		},
		"<VirtualHost a>\n <Directory /a>\n  A 1\n<VirtualHost b>\n B 1\n<VirtualHost c>\n C 1\nD 1\n",
	},
	{
		"a misspelt tag is one problem",
		"<Directory /a>\nA 1\n</Directoy>\nB 2\n<VirtualHost b>\n< Directory /b>\nC 3\n</Directory>\nD 4\n</VirtualHost>\n",
		[]string{"3: Expected </Directory> but saw </Directoy>", "8: Expected </> but saw </Directory>"},
		"<Directory /a>\n A 1\nB 2\n<VirtualHost b>\n < Directory /b>\n  C 3\n D 4\n",
	},
	{
		"text behind the closing tag of a true condition",
		"<IfModule env_module>\nA 1\n</IfModule> env\nB 2\n",
		[]string{"3: </IfModule> without matching <IfModule> section"},
		"A 1\nB 2\n",
	},
	{
		"a true condition that interleaves with a section is one problem",
		"<Directory /a>\n<IfModule env_module>\nA 1\n</Directory>\n</IfModule>\nB 2\n",
		[]string{"4: </Directory> without matching <Directory> section"},
		"<Directory /a>\n A 1\nB 2\n",
	},
	{
		"a false condition that interleaves with a section is one problem",
		"<Directory /a>\n<IfModule none>\nA 1\n</Directory>\n</IfModule>\nB 2\n",
		[]string{"2: Expected </IfModule> but saw </Directory>"},
		"<Directory /a>\nB 2\n",
	},
	{
		"a false condition is not closed",
		"A 1\n<IfModule none>\nB 2\n",
		[]string{"2: Expected </IfModule> before end of configuration"},
		"A 1\n",
	},
	{
		"a condition without its argument is read as one that may hold",
		"<IfModule>\nA 1\n</IfModule>\n<IfDefine X\nB 2\n</IfDefine>\nC 3\n",
		[]string{"1: <IfModule> directive requires additional arguments", "4: <IfDefine> directive missing closing '>'"},
		"A 1 ?\nB 2 ?\nC 3\n",
	},
	{
		"a macro without an end is one mistake",
		"<Macro m>\nA 1\nUse m\nB 2\n",
		[]string{"1: macro 'm' (defined on line 1 of \"/t.conf\")\n\tcontents error: expected token not found: </Macro>"},
		"A 1\nB 2\n",
	},
	{
		"a bad Include is skipped",
		"A 1\nInclude none.conf\nInclude\nB 2\n",
		[]string{"2: Could not open configuration file /etc/none.conf: No such file or directory",
			"3: Include takes one argument, Name(s) of the config file(s) to be included; fails if the wildcard does not match at least one file"},
		"A 1\nB 2\n",
	},
}

func TestRecovery(t *testing.T) {
	for _, test := range recoveries {
		t.Run(test.name, func(t *testing.T) {
			c := read(closed, test.text)
			if diff := cmp.Diff(test.faults, faults(c)); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(test.outline, strings.ReplaceAll(outline(c), " \n", "\n")); diff != "" {
				t.Error(diff)
			}
		})
	}
}
