package pyenv

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/modwsgi-lint/modwsgi-lint/rules/experiment"
)

func tree(files map[string]string) fstest.MapFS {
	t := fstest.MapFS{}
	for name, text := range files {
		if target, ok := strings.CutPrefix(text, "-> "); ok {
			t[name] = &fstest.MapFile{Data: []byte(target), Mode: fs.ModeSymlink | 0o777}
			continue
		}
		t[name] = &fstest.MapFile{Data: []byte(text), Mode: 0o644}
	}
	return t
}

func TestRead(t *testing.T) {
	files := tree(map[string]string{
		"srv/venv/pyvenv.cfg":                   "home = /usr/bin\ninclude-system-site-packages = false\nversion = 3.11.2\n",
		"srv/venv/lib/python3.11/os.py":         "",
		"srv/venv/lib64":                        "-> lib",
		"srv/both/pyvenv.cfg":                   "HOME=/opt/py/bin\r\nversion_info = 3.9.18.final.0\r\n",
		"srv/both/lib/python3.11/x":             "",
		"srv/both/lib/python3.9/x":              "",
		"srv/bare/pyvenv.cfg":                   "",
		"srv/bom/pyvenv.cfg":                    "\ufeffHome = /usr/bin\rVERSION_INFO=3.12.1\rinclude-system-site-packages = true",
		"srv/odd/pyvenv.cfg":                    "# home = /no\nhome= /a = b\n\n=\nversion\nversion = three\nuv = 0.4.1\n" + strings.Repeat("x", 1<<17) + "\nhome = /late",
		"srv/old/lib/python2.7/orig-prefix.txt": "/usr",
		"srv/old/bin/activate":                  "",
		"srv/old/local/lib":                     "-> ../lib",
		"srv/conda/conda-meta/history":          "",
		"srv/conda/lib/python3.10/os.py":        "",
		"srv/conda/lib/python3.1":               "-> python3.10",
		"opt/python/lib/python3.13t/x":          "",
		"opt/python/lib/python3.12":             "a file",
		"opt/python/lib/python3/dist/x":         "",
		"opt/fedora/lib64/python3.6/x":          "",
		"srv/project/lib/pythonista/x.py":       "",
		"srv/project/src/pyvenv.cfg/a/folder":   "",
	})
	for folder, want := range map[string]*Environment{
		"/srv/venv":         {Folder: "/srv/venv", Versions: []Version{{3, 11}}, Virtual: true, Base: "/usr/bin", Made: Version{3, 11}},
		"/srv/../srv/venv/": {Folder: "/srv/venv", Versions: []Version{{3, 11}}, Virtual: true, Base: "/usr/bin", Made: Version{3, 11}},
		"/srv/both":         {Folder: "/srv/both", Versions: []Version{{3, 9}, {3, 11}}, Virtual: true, Base: "/opt/py/bin", Made: Version{3, 9}},
		"/srv/bare":         {Folder: "/srv/bare", Virtual: true},
		"/srv/bom":          {Folder: "/srv/bom", Virtual: true, Base: "/usr/bin", Made: Version{3, 12}},
		"/srv/odd":          {Folder: "/srv/odd", Virtual: true, Base: "/a = b"},
		"/srv/old":          {Folder: "/srv/old", Versions: []Version{{2, 7}}},
		"/srv/conda":        {Folder: "/srv/conda", Versions: []Version{{3, 1}, {3, 10}}},
		"/opt/python":       {Folder: "/opt/python", Versions: []Version{{3, 13}}},
		"/opt/fedora":       {Folder: "/opt/fedora", Versions: []Version{{3, 6}}},
		"/srv/project":      nil,
		"/srv/project/src":  nil,
		"/srv/none":         nil,
		"/":                 nil,
	} {
		got := Read(files, folder)
		if (got == nil) != (want == nil) || got != nil && (got.Folder != want.Folder || !slices.Equal(got.Versions, want.Versions) ||
			got.Virtual != want.Virtual || got.Base != want.Base || got.Made != want.Made) {
			t.Errorf("%s: %+v, want %+v", folder, got, want)
		}
	}
}

func TestNear(t *testing.T) {
	files := tree(map[string]string{
		"srv/blog/manage.py":                               "",
		"srv/blog/app/models.py":                           "",
		"srv/blog/python/pyvenv.cfg":                       "",
		"srv/blog/.venv/pyvenv.cfg":                        "",
		"srv/blog-env/pyvenv.cfg":                          "",
		"srv/conda/lib/python3.9/x":                        "",
		"srv/conda/bin/python":                             "",
		"srv/shop/lib/python3.9/packages":                  "",
		"opt/app/x":                                        "",
		"root/.pyenv/shims/python":                         "",
		"root/.pyenv/versions/3.11.4/bin/python":           "",
		"root/.pyenv/versions/3.11.4/lib/python3.11/os.py": "",
		"root/.pyenv/versions/blog":                        "-> 3.11.4",
		"root/conda/conda-meta/history":                    "",
		"root/conda/envs/blog/bin/python":                  "",
		"root/conda/envs/blog/lib/python3.9/os.py":         "",
	})
	for folder, want := range map[string][]string{
		"/srv/blog":             {"/srv/blog/.venv", "/srv/blog/python"},
		"/srv/gone":             {"/srv/blog-env", "/srv/conda"},
		"/srv":                  {"/srv/blog-env", "/srv/conda"},
		"/opt/app/y":            nil,
		"/root/.pyenv":          {"/root/.pyenv/versions/3.11.4", "/root/.pyenv/versions/blog"},
		"/root/.pyenv/versions": {"/root/.pyenv/versions/3.11.4", "/root/.pyenv/versions/blog"},
		"/root/conda":           {"/root/conda/envs/blog"},
	} {
		if got := NewReader(files).Near(folder); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", folder, got, want)
		}
	}
}

func TestGone(t *testing.T) {
	files := tree(map[string]string{
		"usr/bin/python3.11":        "",
		"srv/good/pyvenv.cfg":       "home = /usr/bin\n",
		"srv/good/bin/python":       "-> python3",
		"srv/good/bin/python3":      "-> ../../../usr/bin/python3.11",
		"srv/old/pyvenv.cfg":        "home = /usr/bin\n",
		"srv/old/bin/python":        "-> python3",
		"srv/old/bin/python3":       "-> ../../../usr/bin/python3.9",
		"srv/pyenv/pyvenv.cfg":      "home = /srv/versions/3.9.1/bin\n",
		"srv/pyenv/bin/python":      "a copy",
		"srv/elsewhere/pyvenv.cfg":  "home = /opt/python/bin\n",
		"srv/loop/pyvenv.cfg":       "home = /usr/bin\n",
		"srv/loop/bin/python":       "-> python",
		"srv/half/pyvenv.cfg":       "home = /usr/bin\n",
		"srv/half/bin/python":       "-> ../../../usr/bin/python2",
		"srv/half/bin/python3":      "-> ../../../usr/bin/python3.11",
		"srv/bare/pyvenv.cfg":       "",
		"srv/conda/lib/python3.9/x": "",
		"srv/conda/bin/python":      "-> ../../../usr/bin/none",
	})
	for folder, want := range map[string][2]string{
		"/srv/good": {}, "/srv/loop": {}, "/srv/half": {}, "/srv/bare": {}, "/srv/conda": {},
		"/srv/old":       {"/srv/old/bin/python", "/usr/bin/python3.9"},
		"/srv/pyenv":     {"/srv/pyenv/pyvenv.cfg", "/srv/versions/3.9.1/bin"},
		"/srv/elsewhere": {"/srv/elsewhere/pyvenv.cfg", "/opt/python/bin"},
	} {
		if name, target := Read(files, folder).Gone(files); name != want[0] || target != want[1] {
			t.Errorf("%s: %q, %q, want %q", folder, name, target, want)
		}
	}
	copied := tree(map[string]string{"srv/blog/pyvenv.cfg": "home = /opt/python/bin\n", "usr/lib/apache2/modules/mod_wsgi.so": ""})
	if name, _ := Read(copied, "/srv/blog").Gone(copied); name != "" {
		t.Errorf("a tree without the system's programs: %q", name)
	}
}

// TestRealEnvironment makes environments with the Pythons of this machine.
func TestRealEnvironment(t *testing.T) {
	found := 0
	for _, python := range []string{experiment.SystemPython(), experiment.OtherPython("3.12"), experiment.OtherPython("3.8")} {
		folder := filepath.Join(t.TempDir(), "venv")
		version, err := exec.Command(python, "-c", "import sys; print('%d.%d' % sys.version_info[:2])").Output()
		if err != nil {
			continue
		}
		if out, err := exec.Command(python, "-m", "venv", "--without-pip", folder).CombinedOutput(); err != nil {
			t.Logf("%s makes no venv: %s", python, out)
			continue
		}
		found++
		e := Read(os.DirFS("/"), folder)
		want := strings.TrimSpace(string(version))
		if e == nil || !e.Virtual || e.Made.String() != want || len(e.Versions) != 1 || e.Versions[0].String() != want {
			t.Errorf("%s: %+v, want version %s", python, e, want)
			continue
		}
		if name, target := e.Gone(os.DirFS("/")); name != "" {
			t.Errorf("%s: %s leads to %s, which is not there", python, name, target)
		}
		for _, name := range []string{"python", "python3"} {
			os.Remove(filepath.Join(folder, "bin", name))
			if err := os.Symlink("/usr/bin/python3.0", filepath.Join(folder, "bin", name)); err != nil {
				t.Fatal(err)
			}
		}
		if name, target := e.Gone(os.DirFS("/")); target != "/usr/bin/python3.0" {
			t.Errorf("%s: a dangling link is not found: %q, %q", python, name, target)
		}
	}
	if found == 0 {
		t.Skip("no Python with venv on this machine")
	}
	t.Logf("%d environments", found)
}
