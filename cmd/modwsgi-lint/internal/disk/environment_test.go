package disk

import (
	"testing"

	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model/pyenv"
)

var _ lint.Files = &Snapshot{}

// Environments of an image are judged by the image's own programs: its absolute links do not lead to this machine's.
func TestEnvironmentsOfAnImage(t *testing.T) {
	root := tree(t, map[string]string{
		"usr/bin/python3.9":             "",
		"srv/venv/pyvenv.cfg":           "home = /usr/bin\nversion = 3.9.2\n",
		"srv/venv/bin/python":           "-> python3",
		"srv/venv/bin/python3":          "-> /usr/bin/python3.9",
		"srv/venv/lib/python3.9/x":      "",
		"srv/venv/lib64":                "-> lib",
		"srv/lost/pyvenv.cfg":           "home = /usr/bin\nversion = 3.7.3\n",
		"srv/lost/bin/python3":          "-> /usr/bin/python3",
		"srv/lost/lib/python3.7/x":      "",
		"srv/current":                   "-> /srv/venv",
		"srv/fifo-like/pyvenv.cfg":      "/",
		"srv/outside/pyvenv.cfg":        "-> /../../../../etc/passwd",
		"srv/outside/lib/python3.9":     "-> /usr/lib",
		"home/deploy/project/manage.py": "",
	})
	files := (&Overlay{open(t, root), NewTexts()}).Snapshot()
	e := pyenv.Read(files, "/srv/current")
	if e == nil || !e.Virtual || !e.Has(pyenv.Version{Major: 3, Minor: 9}) || len(e.Versions) != 1 {
		t.Fatalf("/srv/current: %+v", e)
	}
	for folder, want := range map[string]string{"/srv/venv": "", "/srv/current": "", "/srv/lost": "/usr/bin/python3"} {
		if _, target := pyenv.Read(files, folder).Gone(files); target != want {
			t.Errorf("%s: %q is gone, want %q", folder, target, want)
		}
	}
	for _, folder := range []string{"/srv/fifo-like", "/srv/outside", "/home/deploy/project", "/"} {
		if e := pyenv.Read(files, folder); e != nil {
			t.Errorf("%s: %+v, want none", folder, e)
		}
	}
}
