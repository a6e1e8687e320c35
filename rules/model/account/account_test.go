package account

import (
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
)

// A machine is a file system of texts, links ("-> TARGET") and folders ("/"). A name may be followed by its mode and owner: "home/x 0700 1000:100".
// What has none is root's.
type machine struct{ fstest.MapFS }

type owner struct{ uid, gid uint32 }

func (machine) Owner(info fs.FileInfo) (uid, gid uint32, ok bool) {
	o, _ := info.Sys().(owner)
	return o.uid, o.gid, o.uid != 4000000000
}

func (machine) HasACL(name string) bool { return strings.HasSuffix(name, "acl") }

const (
	passwd = "root:x:0:0:root:/root:/bin/sh\nwww:x:33:33::/var/www:/bin/sh\ndeploy:x:1000:1000:Deploy:/home/deploy:/bin/sh\n" +
		"toor:x:0:0::/root:/bin/sh\nbad line\nnone:x:-1:0::/:\n+::::::\n"
	group = "root:x:0:\nwww:x:33:\ndeploy:x:1000:www\nmedia:x:50:deploy,www\n#odd\n"
)

func newMachine(files map[string]string) machine {
	m := machine{fstest.MapFS{}}
	for name, text := range files {
		at, rest, _ := strings.Cut(name, " ")
		file := &fstest.MapFile{Data: []byte(text), Mode: 0o644}
		if target, ok := strings.CutPrefix(text, "-> "); ok {
			file = &fstest.MapFile{Data: []byte(target), Mode: fs.ModeSymlink | 0o777}
		} else if text == "/" {
			file = &fstest.MapFile{Mode: fs.ModeDir | 0o755}
		}
		var mode uint32
		var o owner
		if n, _ := fmt.Sscanf(rest, "%o %d:%d", &mode, &o.uid, &o.gid); n > 0 {
			file.Mode, file.Sys = file.Mode.Type()|fs.FileMode(mode&0o777), o
			if mode&0o1000 != 0 {
				file.Mode |= fs.ModeSticky
			}
		}
		m.MapFS[at] = file
	}
	return m
}

func TestRefuses(t *testing.T) {
	files := map[string]string{
		"etc/passwd": passwd, "etc/group": group,
		"root 0700 0:0":                 "/",
		"root/venv":                     "/",
		"home/deploy 0750 1000:1000":    "/",
		"home/deploy/app.py":            "",
		"home/open 0711 1000:1000":      "/",
		"home/open/app.py 0640 1000:33": "",
		"home/mine 0077 1000:50":        "/",
		"home/acl 0750 1000:1001":       "/",
		"srv/app":                       "-> ../home/deploy",
		"srv/abs":                       "-> /home/deploy/app.py",
		"srv/loop":                      "-> loop",
		"srv/gone":                      "-> /root/none/at/all",
		"nobodys 0700 4000000000:0":     "/",
	}
	r := NewReader(newMachine(files))
	www, deploy := Who{User: "www", Group: "www"}, Who{User: "deploy", Group: "www"}
	for _, c := range []struct {
		who  Who
		name string
		want Right
		says string // "" where nothing refuses
	}{
		{www, "/root", None, ""},
		{www, "/root", Enter, `www may not enter "/root" (0700, of root:root)`},
		{www, "/root/venv", None, `www may not enter "/root" (0700, of root:root)`},
		{www, "/root/none/at/all", None, `www may not enter "/root" (0700, of root:root)`},
		{www, "/srv/gone", None, `www may not enter "/root" (0700, of root:root)`},
		{Who{}, "/root/venv", None, `only root may enter "/root"`},
		{Who{User: "root"}, "/root/venv", None, `only root may enter "/root"`},
		{Who{User: "ldap-user", Group: "www"}, "/root/venv", None, `only root may enter "/root"`},
		{www, "/home/deploy/app.py", Read, ""}, // www is listed in deploy's group
		{Who{User: "www", Group: "www", Supplementary: []string{"www"}}, "/home/deploy/app.py", Read, `www may not enter "/home/deploy" (0750, of deploy:deploy)`},
		{Who{User: "www", Group: "www", Supplementary: []string{}}, "/srv/app/app.py", Read, `www may not enter "/home/deploy" (0750, of deploy:deploy)`},
		{Who{User: "www", Group: "www", Supplementary: []string{}}, "/srv/abs", Read, `www may not enter "/home/deploy" (0750, of deploy:deploy)`},
		{Who{User: "www", Group: "www", Supplementary: []string{"unheard-of"}}, "/home/deploy/app.py", Read, ""},
		{Who{User: "www", Supplementary: []string{"#1000"}}, "/home/deploy/app.py", Read, ""},
		{Who{User: "#33", Group: "#33"}, "/home/deploy/app.py", Read, ""},
		{Who{User: "#34", Group: "#33"}, "/home/deploy/app.py", Read, ""}, // may be anybody
		{deploy, "/home/deploy/app.py", Read, ""},
		{www, "/home/open", Enter, ""},
		{www, "/home/open", Enter | Read, `www may not read "/home/open" (0711, of deploy:deploy)`},
		{www, "/home/open/app.py", Read, ""},
		{Who{User: "www", Group: "deploy", Supplementary: []string{}}, "/home/open/app.py", Read, `www may not read "/home/open/app.py" (0640, of deploy:www)`},
		{deploy, "/home/mine", Enter, `deploy may not enter "/home/mine" (0077, of deploy:media)`},
		{www, "/home/mine", Enter, ""},
		{www, "/home/acl", Enter, ""},
		{www, "/srv/loop", Read, ""},
		{www, "/nobodys/file", Read, ""},
		{www, "/none", Read, ""},
		{www, "/", Enter | Read, ""},
		{www, "relative", Enter | Read, ""},
		{www, "", Enter | Read, ""},
		{www, "/" + strings.Repeat("a/", 1<<20), Read, ""},
	} {
		says := ""
		if f := r.Refuses(r.Identity(c.who), c.name, c.want); f != nil {
			says = f.String()
		}
		if says != c.says {
			t.Errorf("%+v %.40s %o: %q, want %q", c.who, c.name, c.want, says, c.says)
		}
	}
}

// TestGenuine asks file systems whose owners and modes are somebody else's: nothing is known but what is root's by its name.
func TestGenuine(t *testing.T) {
	for passwd, want := range map[string]bool{"etc/passwd 0644 0:0": true, "etc/passwd 0644 1000:1000": false, "etc/passwd 0600 0:0": false, "etc/passwd 0666 0:0": false, "opt": true} {
		r := NewReader(newMachine(map[string]string{passwd: "", "home/x 0700 0:0": "/", "root 0700 1000:1000": "/"}))
		if got := r.Refuses(r.Identity(Who{}), "/home/x/y", None) != nil; got != want {
			t.Errorf("%s: refused %v, want %v", passwd, got, want)
		}
		if !want && r.Refuses(r.Identity(Who{}), "/root/y", None) == nil {
			t.Errorf("%s: /root is open", passwd)
		}
	}
}

func TestOpenToAll(t *testing.T) {
	r := NewReader(newMachine(map[string]string{
		"etc/passwd":             passwd,
		"srv/a.py":               "",
		"srv/b.py 0666 0:0":      "",
		"srv/b":                  "-> b.py",
		"srv/open 0777 0:0":      "/",
		"srv/open/a.py":          "",
		"srv/open/link":          "-> ../a.py",
		"tmp 1777 0:0":           "/",
		"tmp/a.py":               "",
		"tmp/b.py 0646 0:0":      "",
		"closed 0750 0:33":       "/",
		"closed/b.py 0777 0:0":   "",
		"closed/open 0777 33:33": "/",
		"group 0775 0:33":        "/",
		"group/a.py 0664 0:33":   "",
	}))
	lost := NewReader(newMachine(map[string]string{". 0777 0:0": "/", "srv/a.py 0777 0:0": ""}))
	if got := lost.OpenToAll("/srv/a.py"); got != "" {
		t.Errorf("modes that were lost: %q", got)
	}
	unpacked := NewReader(newMachine(map[string]string{"etc/passwd 0644 1000:1000": passwd, "srv/a.py 0666 1000:1000": "", "closed 0700 1000:1000": "/", "closed/a.py 0666 1000:1000": ""}))
	if got := unpacked.OpenToAll("/srv/a.py") + unpacked.OpenToAll("/closed/a.py"); got != "/srv/a.py" {
		t.Errorf("somebody's own files: %q", got)
	}
	for name, want := range map[string]string{
		"/srv/a.py": "", "/srv/b.py": "/srv/b.py", "/srv/b": "/srv/b.py", "/srv/open/a.py": "/srv/open", "/srv/open": "/srv/open", "/srv/open/link": "/srv/open",
		"/tmp/a.py": "", "/tmp/b.py": "/tmp/b.py", "/tmp": "/tmp", "/closed/b.py": "", "/closed/open": "", "/group/a.py": "", "/none": "",
	} {
		if got := r.OpenToAll(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}
