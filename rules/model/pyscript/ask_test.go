package pyscript

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

func TestLacks(t *testing.T) {
	for text, lacks := range map[string]bool{
		"":                                                true,
		"app = 1":                                         true,
		"# application = 1":                               true,
		"'application = 1'":                               true,
		"def f():\n  application = 1":                     true,
		"class A:\n  application = 1":                     true,
		"x.application = 1":                               true,
		"f(application=1)":                                true,
		"from application import app":                     true,
		"from a import application as app":                true,
		"import application.a as app":                     true,
		"exec(open('a').read(), {})":                      true,
		"execfile('a', dict(__file__='a'))":               true,
		"def f(a, application=None): pass":                true,
		"def f(a=(application := app)): pass":             false,
		"@application.f\ndef f(a): pass":                  false,
		"application: object = app":                       false,
		"a = application = app":                           false,
		"a, (b, application) = app":                       false,
		"[application] = app":                             false,
		"application += app":                              false,
		"if a:\n  pass\nelse: application = app":          false,
		"try:\n  a\nexcept E as application: pass":        false,
		"for a, application in b: pass":                   false,
		"with a as (application): pass":                   false,
		"f(application := app)":                           false,
		"def application(a, b): pass":                     false,
		"async def application(a, b): pass":               false,
		"class application: pass":                         false,
		"import application":                              false,
		"import application.wsgi":                         false,
		"import a as application":                         false,
		"from a import (b,\n  c as application,\n)":       false,
		"from a import application":                       false,
		"if a:\n  from b import *":                        false,
		"def f():\n  global a, application\n":             false,
		"globals()['a'] = 1":                              false,
		"vars().update(a)":                                false,
		"setattr(sys.modules[__name__], 'a', b)":          false,
		"exec('a')":                                       false,
		"exec code in globals()":                          false,
		"execfile('a')":                                   false,
		"def __getattr__(name): pass":                     false,
		"raise SystemExit":                                false,
		"if __name__ == '__main__':\n  application = app": true,
		"if '__main__' == __name__:\n  import sys\n  sys.exit(application())": true,
		"if __name__ == '__main__':\n  a\nelse:\n  application = app":         false,
		"if __name__ != '__main__':\n  application = app":                     false,
		"if __name__ == '__main__' or a:\n  application = app":                false,
		"import sys\nsys.exit(1)":                                             false,
		"from sys import exit as leave\nleave()":                              false,
		"match a:\n  case application: pass":                                  false,
		"type application = int":                                              false,
		"del application":                                                     false,
		"import sys\nif a:\n  sys.exit()\n":                                   false,
		"import sys\ndef f():\n  sys.exit()\n  raise E\n":                     true,
	} {
		s := parse(text)
		if s == nil {
			t.Errorf("%q is not understood", text)
		} else if got := s.Lacks("application"); got != lacks {
			t.Errorf("%q: lacks %v, want %v", text, got, lacks)
		}
	}
}

func TestValue(t *testing.T) {
	const imports = "import os\nfrom os.path import dirname, join as j, abspath\nfrom pathlib import Path\nimport pathlib\nBASE = '/srv'\nTWICE = 1\nTWICE = '/x'\nif a: MAYBE = 'm'\n"
	for expression, want := range map[string]string{
		`'/a' "/b"`: "/a/b", `r'/a'`: "/a", `u"/a"`: "/a", `"""/a"""`: "/a", `('/a')`: "/a", `''`: "",
		`'/a' + '/b'`: "/a/b", `BASE + '/b'`: "/srv/b", `__file__`: "/srv/blog/wsgi.py",
		`os.path.join(BASE, 'a', 'b')`: "/srv/a/b", `j(BASE, '/abs')`: "/abs", `j('a/', 'b')`: "a/b",
		`dirname(__file__)`: "/srv/blog", `os.path.dirname(dirname(os.path.realpath(__file__)))`: "/srv", `dirname('/a')`: "/", `dirname('/')`: "/",
		`abspath('/a/../b/')`: "/b", `os.path.abspath(j(dirname(__file__), '..'))`: "/srv",
		`Path(__file__).resolve().parent.parent`: "/srv", `str(pathlib.Path('/a') / 'b' / 'c')`: "/a/b/c", `Path('/a').joinpath('b').as_posix()`: "/a/b",

		`f'/a'`: "/a", `f"{BASE}/{ BASE }x"`: "/srv//srvx", `rf'{__file__}'`: "/srv/blog/wsgi.py", `'/a' f'{BASE}'`: "/a/srv",
		`'%s/b' % BASE`: "/srv/b", `'%s/%s' % ('/a', 'b')`: "/a/b", `'/a' '/%s' % ('b',) + '/c'`: "/a/b/c", `'{}/b'.format(BASE)`: "/srv/b", `('{}/' '{}').format('/a', 'b')`: "/a/b",
		`os.path.join('%s' % BASE, 'a')`: "/srv/a", `'%s' % a`: "?", `'%s%s' % BASE`: "?", `'%s' % ('/a', 'b')`: "?", `'%s/%d' % BASE`: "?", `'%s%%' % BASE`: "?", `'{0}'.format(BASE)`: "?",
		`'{}/{a}'.format(BASE)`: "?", `'{{{}}}'.format(BASE)`: "?", `'{}'.format(a=BASE)`: "?", `'{}'.format(*BASE)`: "?", `BASE % '/a' % 'b'`: "?", `'%s'.join('/a')`: "?",

		`f'{a}'`: "?", `f'{BASE!r}'`: "?", `f'{BASE:>9}'`: "?", `f'{{BASE}}'`: "?", `f'{TWICE}'`: "?", `bf'{BASE}'`: "?", `f'{BASE}\n'`: "?", `t'{BASE}'`: "?", `b'/a'`: "?", `'a\x41'`: "?", `'a' % 1`: "?", `'a'.format()`: "?", `a`: "?", `TWICE`: "?", `MAYBE`: "?", `abspath('a')`: "?",
		`os.getcwd()`: "?", `f(x)(y)`: "?", `j()`: "?", `dirname(a, b)`: "?", `'a' - 'b'`: "?", `['a']`: "?", `()`: "?", `'a' if b else 'c'`: "?", `os.environ['A']`: "?",
		`Path('/a/b/c').parents[1]`: "/a", `Path(__file__).resolve().parents[0] / 'x'`: "/srv/blog/x", `Path('/a').parents[0]`: "/", `Path('/a').parents[1]`: "?",
		`Path('/a/b').parents[-1]`: "?", `Path('/a/b').parents[i]`: "?", `Path('/a/b').parents[10]`: "?", `Path('/a/b').parents`: "?", `Path('/a/b')[0]`: "?", `SELF`: "?",
	} {
		s := parse(imports + "SELF = SELF + 'x'\nsys.path.append(" + expression + ")\n")
		if s == nil {
			t.Errorf("%s is not understood", expression)
			continue
		}
		got := "?"
		for _, c := range s.PathChanges() {
			for _, f := range c.Folders {
				got = f.Path
			}
		}
		if got != want {
			t.Errorf("%s is %q, want %q", expression, got, want)
		}
	}
}

func TestPathChanges(t *testing.T) {
	for text, want := range map[string]string{
		"import sys\nsys.path.insert(0, '/a')":                                                      "/a",
		"from sys import path as p\np.append('/a')":                                                 "/a",
		"import sys as s\ns.path.extend(['/a', x, ('/b')])":                                         "/a /b ...",
		"import site\nsite.addsitedir('/a', k)":                                                     "/a",
		"from site import addsitedir\naddsitedir(f'/a')":                                            "/a",
		"sys.path += ['/a', '/b']":                                                                  "/a /b",
		"sys.path[:0] = ['/a']":                                                                     "/a",
		"sys.path = ['/a'] + sys.path + ['/b']":                                                     "/a /b",
		"sys.path = new":                                                                            "...",
		"a = '/a'\nif a not in sys.path:\n  sys.path.append(a)":                                     "/a",
		"try:\n  sys.path.append('/a')\nexcept E: pass":                                             "/a",
		"if a:\n  sys.path.append('/a')":                                                            "",
		"for p in ['/a', '/b']:\n  sys.path.append(p)":                                              "/a /b",
		"ALL = ('/a', x, '/b',)\nfor p in ALL:\n  if p not in sys.path:\n    sys.path.insert(0, p)": "/a /b ...",
		"for p in ['/a']:\n  sys.path[:0] = [p, '/c']":                                              "/a /c",
		"for p in ['/a']:\n  sys.path.append('/c')":                                                 "/c",
		"for p in ['/a']:\n  if p: continue\n  sys.path.append(p)":                                  "",
		"for p in ['/a']:\n  if p:\n    sys.path.append(p)":                                         "",
		"for p in paths:\n  sys.path.append(p)":                                                     "",
		"for a, b in [('/a', '/b')]:\n  sys.path.append(a)":                                         "",
		"while 1:\n  sys.path.append('/a')":                                                         "",
		"def f():\n  sys.path.append('/a')":                                                         "",
		"f = lambda: sys.path.append('/a')":                                                         "",
		"'sys.path.append(1)'; sys.path.remove('/a'); x(sys.path)":                                  "",
		"os.path.join('/a'); path.append('/b')":                                                     "",
	} {
		s := parse(text)
		if s == nil {
			t.Errorf("%q is not understood", text)
			continue
		}
		var got []string
		for _, c := range s.PathChanges() {
			for _, f := range c.Folders {
				got = append(got, f.Path)
			}
			if !c.Whole {
				got = append(got, "...")
			}
		}
		if g := strings.Join(got, " "); g != want {
			t.Errorf("%q adds %q, want %q", text, g, want)
		}
	}
}

func TestEnviron(t *testing.T) {
	const name = "SETTINGS"
	for text, want := range map[string]string{
		"import os\nos.environ.setdefault('SETTINGS', 'a.b')":                     "a.b default",
		"from os import environ as e\ne['SETTINGS'] = 'a' '.b'":                   "a.b",
		"import os\nNAME = 'SETTINGS'\nos.environ.setdefault('SETTINGS', S)":      "?",
		"import os\nos.environ['SETTINGS'] = 'a'\nprint(os.environ['SETTINGS'])":  "a",
		"import os\nos.environ['SETTINGS'] = 'a'\nx = os.environ.get('SETTINGS')": "a",
		"import os\nos.environ['SETTINGS'] = 'a'\nos.environ['SETTINGS'] = 'b'":   "?",
		"import os\nos.environ['SETTINGS'] = 'a'\nx = f(os.environ['SETTINGS'])":  "a",
		"import os\nif a: os.environ['SETTINGS'] = 'a'":                           "?",
		"import os\ndef f(): os.environ['SETTINGS'] = 'a'":                        "?",
		"import os\nos.environ.update({'SETTINGS': 'a'})":                         "?",
		"import os\nos.environ.update(SETTINGS='a')":                              "?",
		"import os\nos.environ['OTHER'] = 'SETTINGS'":                             "?",
		"import os\nos.environ['OTHER'] = 'a' # SETTINGS":                         "?",
		"environ['SETTINGS'] = 'a'":                                               "?",
	} {
		s := parse(text)
		if s == nil {
			t.Errorf("%q is not understood", text)
			continue
		}
		got := "?"
		if v, known := s.Environ(name); known {
			got = v.Value
			if v.Default {
				got += " default"
			}
		}
		if got != want {
			t.Errorf("%q sets %q, want %q", text, got, want)
		}
	}
}

func TestPassesOn(t *testing.T) {
	const def = "import os\ndef application(environ, start_response):\n "
	for text, want := range map[string]bool{
		def + "os.environ['NAME'] = environ['NAME']":                                true,
		def + "for key in KEYS: os.environ[key] = environ.get(key, '')":             true,
		def + "os.environ.update((k, environ[k]) for k in KEYS)":                    true,
		def + "os.environ.setdefault('NAME', environ['NAME'])":                      true,
		def + "return connect(environ['NAME'])":                                     true,
		"from os import environ as system\ndef f(e, s):\n system[NAME] = e[NAME]":   true,
		def + "return connect(os.environ['NAME'])":                                  false,
		def + "return os.getenv('NAME') == os.environ.get('NAME')":                  false,
		def + "return environ['OTHER'] # NAME":                                      false,
		"import os\nos.environ.setdefault('NAME', 'a')\ndef f(e, s): return APP(e)": false,
		"import os\nos.environ['NAME'] = 'a'\nNAMES = ['NAME']":                     false,
	} {
		s := parse(text)
		if s == nil {
			t.Errorf("%q is not understood", text)
		} else if got := s.PassesOn("NAME"); got != want {
			t.Errorf("%q: %t", text, got)
		}
	}
}

func TestRunsOf(t *testing.T) {
	for text, want := range map[string]string{
		"execfile('/v/bin/activate_this.py', dict(__file__='x'))":                                       "execfile /v/bin/activate_this.py",
		"a = '/v/bin/activate_this.py'\nexec(open(a).read(), dict(__file__=a))":                         "exec /v/bin/activate_this.py",
		"a = '/v/bin/activate_this.py'\nwith open(a) as f: exec(compile(f.read(), a, 'exec'))":          "exec /v/bin/activate_this.py",
		"import runpy as r\nr.run_path('/v/bin/activate_this.py')":                                      "runpy.run_path /v/bin/activate_this.py",
		"a = f'{v}/bin/activate_this.py'\nf = open(a)\ncode = f.read()\nexec(code)":                     "exec ",
		"from past.builtins import execfile\nexecfile('/v/bin/activate_this.py')":                       "past.builtins.execfile /v/bin/activate_this.py",
		"if a:\n  execfile('/v/bin/activate_this.py')":                                                  "execfile /v/bin/activate_this.py",
		"print(exec(open('x').read(), dict(__file__='/v/bin/activate_this.py')))\nexec(__file__)":       "exec /v/bin/activate_this.py",
		"def f():\n  execfile('/v/bin/activate_this.py')":                                               "",
		"'activate_this.py'\na = 'activate_this.py'\nprint(a)\nexec(b)\n# execfile('activate_this.py')": "",
		"open('/v/bin/activate_this.py')":                                                               "",
	} {
		s := parse(text)
		if s == nil {
			t.Errorf("%q is not understood", text)
			continue
		}
		got := ""
		for _, run := range s.RunsOf("activate_this.py") {
			got += run.Name + " " + run.Path
		}
		if got != want {
			t.Errorf("%q runs %q, want %q", text, got, want)
		}
	}
}

func TestFollowing(t *testing.T) {
	const text = "# one\n\na = 1  # two\nb = (  # three\n  2)\n# four\nif c:\n  # five\n  d\n  e\n# six\n"
	s := parse(text)
	want := []string{"a = 1", "a = 1", "b = (  # three\n  2)", "if c:\n  # five\n  d\n  e", "d", ""}
	for i, c := range s.Comments {
		if got := s.Following(c).Text(); got != want[i] {
			t.Errorf("%s speaks of %q, want %q", c.Text(), got, want[i])
		}
	}
}

func TestReader(t *testing.T) {
	files := fstest.MapFS{
		"srv/a.py":     {Data: []byte("a = 1\n")},
		"srv/large.py": {Data: []byte("#" + strings.Repeat("x", maxScript))},
		"srv/half.py":  {Data: []byte("a = (")},
		"srv/other.py": {Data: []byte("a = 1\n")},
	}
	r := NewReader(files, slices.Values([]string{"/srv/a.py", "/srv/large.py", "/srv/half.py", "/srv", "/srv/none.py", "/", "srv/a.py", "/srv/a.py"}))
	if s := r.Read("/srv/../srv/a.py"); s == nil || s != r.Read("/srv/a.py") || s.Source.Name != "/srv/a.py" {
		t.Errorf("/srv/a.py: %+v", s)
	}
	for _, name := range []string{"/srv/large.py", "/srv/half.py", "/srv", "/srv/none.py", "/", "srv/a.py", "/srv/other.py", ""} {
		if s := r.Read(name); s != nil {
			t.Errorf("%s: read %d bytes", name, len(s.Source.Text))
		}
	}
	if all := r.All(); len(all) != 1 {
		t.Errorf("%d scripts", len(all))
	}
}

// TestReaderIsFairInAnyOrder asks for more than is read of all scripts, from either end: the first ones named are read.
func TestReaderIsFairInAnyOrder(t *testing.T) {
	files := fstest.MapFS{
		"srv/a.py": {Data: []byte("a = 1\n")}, "srv/b.py": {Data: []byte("b = 1\n")}, "srv/c.py": {Data: []byte("c = 1\n")},
		"srv/half.py": {Data: []byte(strings.Repeat("#", 5*minToken) + "\n(")},
	}
	for _, tt := range []struct {
		names []string
		want  string // those that are read where 5 tokens are left
	}{
		{[]string{"/srv/a.py", "/srv/b.py", "/srv/c.py"}, "ab"},
		{[]string{"/srv/c.py", "/srv/c.py", "/srv/b.py", "/srv/a.py"}, "bc"},
		{[]string{"/srv/half.py", "/srv/a.py", "/srv/b.py"}, "a"},
	} {
		for _, asked := range []string{"abc", "cba", "bca"} {
			r := NewReader(files, slices.Values(tt.names))
			r.left = 5
			got := ""
			for _, name := range strings.Split(asked, "") {
				if r.Read("/srv/"+name+".py") != nil {
					got += name
				}
			}
			letters := strings.Split(got, "")
			if slices.Sort(letters); strings.Join(letters, "") != tt.want {
				t.Errorf("of %q asked for as %q: %q, want %q", tt.names, asked, got, tt.want)
			}
		}
	}
}

func TestReorders(t *testing.T) {
	const add = "import sys, site\nsite.addsitedir('/a')\n"
	for text, want := range map[string]bool{
		add + "sys.path[:0] = new":                                                true,
		add + "sys.path[0:0] = sorted(new)":                                       true,
		add + "sys.path[:0] = [p for p in sys.path if p != '/a']":                 true,
		add + "sys.path[:0] = ['/b', '/c']":                                       false,
		add + "sys.path[1:] = new":                                                false,
		add + "sys.path = new":                                                    false,
		add + "def f():\n  sys.path[:0] = new":                                    false,
		"import sys\nsys.path[:0] = new":                                          false,
		"import sys, site\ndef f():\n  site.addsitedir('/a')\nsys.path[:0] = new": false,
	} {
		if got := parse(text).Reorders() != nil; got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}
