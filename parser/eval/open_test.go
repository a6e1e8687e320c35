package eval_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
)

func opened(h eval.Host) eval.Host {
	h.Open = true
	return h
}

// TestThreeValues reads conditions in a fragment, where what is not known may be so.
func TestThreeValues(t *testing.T) {
	for _, test := range []struct{ name, text, open, closed string }{
		{
			"a module",
			"<IfModule env_module>\nA 1\n</IfModule>\n<IfModule !mod_env.c>\nA 2\n</IfModule>\n" +
				"<IfModule mod_ssl.c>\nB 1\n</IfModule>\n<IfModule !mod_ssl.c>\nB 2\n</IfModule>\n",
			"A 1\nB 1 ?mod_ssl.c\nB 2 ?!mod_ssl.c\n",
			"A 1\nB 2\n",
		},
		{
			"a module loaded here is loaded, and its names are known",
			"LoadModule ssl_module x.so\n<IfModule mod_ssl.c>\nsslengine on\n</IfModule>\n",
			"SSLEngine on\n", "SSLEngine on\n",
		},
		{
			"mod_perl's programs are none of ours; they end at one spelling of the tag",
			"LoadModule perl_module x.so\n<Perl>\nif (1 < 2) {}\n<STDIN>;\n</perl>\n  </Perl>\nA 1\n<Perl>\nA 2\n",
			"A 1\n", "A 1\n",
		},
		{"without mod_perl its tag is unknown", "<Perl>\nA 1\n</Perl>\nA 2\n", "A 2\n", "<Perl >\n A 1\nA 2\n"},
		{
			"a module loaded perhaps",
			"<IfDefine X>\nLoadModule ssl_module x.so\n</IfDefine>\n<IfModule mod_ssl.c>\nA 1\n</IfModule>\n",
			"A 1 ?mod_ssl.c\n", "",
		},
		{
			"a flag",
			"<IfDefine X>\nA 1\n</IfDefine>\nDefine X\n<IfDefine X>\nA 2\n</IfDefine>\n<IfDefine !X>\nA 3\n</IfDefine>\nUnDefine X\n<IfDefine X>\nA 4\n</IfDefine>\n",
			"A 1 ?X\nA 2\n", "A 2\n",
		},
		{
			"a flag defined under a condition that is not decided",
			"<IfModule mod_ssl.c>\nDefine X\n</IfModule>\n<IfDefine X>\nA 1\n</IfDefine>\n<IfDefine !X>\nA 2\n</IfDefine>\n",
			"A 1 ?X\nA 2 ?!X\n", "A 2\n",
		},
		{
			"conditions nest",
			"<IfModule mod_ssl.c>\n<IfDefine X>\n<IfModule env_module>\n<Files x>\nA 1\n</Files>\n</IfModule>\n</IfDefine>\nA 2\n</IfModule>\n",
			"<Files x> ?X ?mod_ssl.c\n A 1 ?X ?mod_ssl.c\nA 2 ?mod_ssl.c\n", "",
		},
		{
			"a name",
			"<IfDirective SetEnv>\nA 1\n</IfDirective>\n<IfDirective SSLEngine>\nA 2\n</IfDirective>\n<IfSection Directory>\nA 3\n</IfSection>\n<IfSection None>\nA 4\n</IfSection>\n",
			"A 1\nA 2 ?SSLEngine\nA 3\nA 4 ?None\n", "A 1\nA 3\n",
		},
		{
			"a file",
			"<IfFile /none>\nA 1\n</IfFile>\n<IfFile !/none>\nA 2\n</IfFile>\n",
			"A 1 ?/none\nA 2 ?!/none\n", "A 2\n",
		},
		{
			"the version is known",
			"<IfVersion >= 2.4>\nA 1\n</IfVersion>\n<IfVersion !~ ^2>\nA 2\n</IfVersion>\n",
			"A 1\n", "A 1\n",
		},
		{
			"macros that are defined elsewhere",
			"Use Site a.example\nA 1\n",
			"A 1\n", "A 1\n",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.open, outline(read(opened(closed), test.text))); diff != "" {
				t.Errorf("open: %s", diff)
			}
			if diff := cmp.Diff(test.closed, outline(read(closed, test.text))); diff != "" {
				t.Errorf("closed: %s", diff)
			}
		})
	}
}

func TestUnknownVersion(t *testing.T) {
	h := closed
	h.HTTPD = ""
	c := read(h, "<IfVersion >= 2.4>\nA 1\n</IfVersion>\n<IfVersion !~ ^2>\nA 2\n</IfVersion>\n<IfVersion x>\nA 3\n</IfVersion>\n")
	if got, want := outline(c), "A 1 ?>= 2.4\nA 2 ?!~ ^2\nA 3 ?= x\n"; got != want {
		t.Error(cmp.Diff(want, got))
	}
	if len(c.Problems) != 1 || c.Problems[0].At.From().Line != 7 {
		t.Errorf("%q", faults(c))
	}
}

// TestOpenWorldIsSilent checks that a fragment is not blamed for what other files may give it.
func TestOpenWorldIsSilent(t *testing.T) {
	c := read(opened(closed), "A ${X} ${X:y}\nUse M\nUse\nSSLEngine on\n<Foo>\n</Foo>\n")
	if len(c.Warnings) > 0 || len(c.Problems) != 1 || c.Problems[0].Message != "no macro name specified with Use" {
		t.Errorf("%v %q", c.Warnings, faults(c))
	}
}

// TestProblemsUnderAConditionSaySo checks that what httpd need not meet is told from what it meets.
func TestProblemsUnderAConditionSaySo(t *testing.T) {
	c := read(opened(closed), "<IfDefine X>\n<Files a>\n</Directory>\n</Files>\nDefine a:b\n</IfDefine>\n</Files>\n")
	if len(c.Problems) != 3 {
		t.Fatalf("%q", faults(c))
	}
	for i, want := range []string{"X", "X", ""} {
		got := ""
		if w := c.Problems[i].When; w != nil {
			got = w.Test
		}
		if got != want {
			t.Errorf("problem %d stands under %q", i, got)
		}
	}
	if d := eval.Effective(c); d.Accepted || *d.Error.Line != 7 {
		t.Errorf("%+v", d.Error)
	}
}

func TestHoldsWith(t *testing.T) {
	c := read(opened(closed), "A 1\n<IfDefine X>\nA 2\n<IfDefine !Y>\nA 3\n</IfDefine>\n</IfDefine>\n<IfDefine X>\nA 4\n</IfDefine>\n")
	d := c.Directives
	for _, test := range []struct {
		a, b int
		want bool
	}{{0, 1, true}, {1, 0, false}, {1, 2, true}, {2, 1, false}, {1, 3, true}, {3, 1, true}, {0, 0, true}} {
		if got := d[test.a].HoldsWith(d[test.b]); got != test.want {
			t.Errorf("A %d holds with A %d: %v", test.a+1, test.b+1, got)
		}
	}
}

// TestHoldsWithModule checks that a guard for the directive's own module does not count, but beside its opposite.
func TestHoldsWithModule(t *testing.T) {
	text := "A 1\n<IfModule ssl_module>\nSSLEngine on\nA 2\n</IfModule>\n<IfModule !mod_ssl.c>\nA 3\n</IfModule>\n" +
		"<IfModule mod_proxy.c>\nSSLEngine on\n</IfModule>\n<IfModule !ssl_module>\nSSLEngine on\n</IfModule>\n"
	d := read(opened(closed), text).Directives
	for _, test := range []struct {
		d, o int
		want bool
	}{{1, 0, true}, {1, 2, true}, {1, 3, false}, {2, 0, false}, {4, 0, false}, {5, 0, false}, {5, 3, true}} {
		if got := d[test.d].HoldsWithModule(d[test.o]); got != test.want {
			t.Errorf("%s %s holds with %s %s: %v", d[test.d].Name, d[test.d].RawArgs(), d[test.o].Name, d[test.o].RawArgs(), got)
		}
	}
}

// TestHoldsWithItsModule checks that a directive shows its module to be there.
func TestHoldsWithItsModule(t *testing.T) {
	text := "SSLEngine on\nA 1\n"
	for _, test := range []string{"ssl_module", "mod_ssl.c", "!mod_ssl.c", "mod_proxy.c"} {
		text += "<IfModule " + test + ">\nA\n</IfModule>\n"
	}
	d := read(opened(closed), text).Directives
	for i, want := range []bool{true, true, false, false} {
		if got := d[2+i].HoldsWith(d[0]); got != want {
			t.Errorf("what stands under %s holds with SSLEngine: %v", d[2+i].When.Test, got)
		}
		if d[2+i].HoldsWith(d[1]) {
			t.Errorf("what stands under %s holds with A", d[2+i].When.Test)
		}
	}
}

// TestMisspeltCondition reads the body of a section that was meant to be a condition as httpd does: what it refuses there comes first.
func TestMisspeltCondition(t *testing.T) {
	d := eval.Effective(read(closed, "<IfDefin B>\nDefine A\n<IfDefine !A>\n"))
	if d.Accepted || d.Error.Message != "Expected </IfDefine> before end of configuration" {
		t.Errorf("%+v", d.Error)
	}
}
