package experiment

import (
	"strings"
	"testing"
)

func TestParseRefuses(t *testing.T) {
	tests := []struct{ line, want string }{
		{"# before: GTE http://a.example/ -> 200", `unknown expectation "GTE"`},
		{"# befor: GET http://a.example/ -> 200", `unknown word "befor"`},
		{"# before:", "expects nothing"},
		{"# before: GET http://a.example/ 200", "want METHOD URL -> STATUS"},
		{"# before: GET http://a.example/ ->", "want METHOD URL -> STATUS"},
		{"# before: GET /path -> 200", `"/path" is not a URL`},
		{"# before: GET http://a.example -> 200", "is not a URL"},
		{"# before: GET http://a.example/ -> 20", `"20" is not a status`},
		{"# before: GET http://a.example/ -> 200 body", `"body" must be quoted`},
		{"# before: GET http://a.example/ Cookie:x -> 200", `"Cookie:x" must be quoted`},
		{`# before: GET http://a.example/ -> 200 "open`, "bad quoted text"},
		{"# before: log", "log wants one quoted text"},
		{`# before: log ""`, "log wants one quoted text"},
		{"# before: -t fails", `-t wants "accepts" or "refuses"`},
		{"# server: vennv /srv/venv", `unknown requirement "vennv"`},
		{"# server: venv", "want KIND PATH"},
		{"# server: venv /home/me/venv", "want a path below /srv or /var/www"},
		{"# server: folder /srv/venv big", "folder wants a path"},
		{"# server: file /srv/a", "file wants a path and a quoted text"},
		{"# server: file /srv/a b", "file wants a path and a quoted text"},
		{"# server: copy /srv/a", "copy wants a path and a word"},
		{"# observed:", "observed: names nothing"},
		{"# source:  ", "source: names nothing"},
		{`# before: no log "x"`, "the log is silent when nothing is asked"},
		{"# always: -t refuses\n# after: GET http://a.example/ -> 200", "refused by -t and cannot be asked"},
	}
	for _, tt := range tests {
		_, err := Parse("x.conf", "ServerName a.example\n"+tt.line+"\n")
		if err == nil || !strings.Contains(err.Error(), tt.want) || !strings.HasPrefix(err.Error(), "x.conf:") {
			t.Errorf("%s\ngot  %v\nwant x.conf:LINE: …%s…", tt.line, err, tt.want)
		}
	}
}

func TestParseNamesEveryBadLine(t *testing.T) {
	_, err := Parse("x.conf", "# before: log\n# want `x`: a finding -> here\n# host: module=a\n# server: venv\n")
	if err == nil || err.Error() != "x.conf:1: log wants one quoted text\nx.conf:4: want KIND PATH" {
		t.Errorf("got %v", err)
	}
}

func TestParseLeavesOtherCommentsAlone(t *testing.T) {
	e, err := Parse("x.conf", "# want `/`: mounted here\n# Note: before: nothing\nServerName a.example\n#\n")
	if err != nil || len(e.Steps)+len(e.Server)+len(e.Observed)+len(e.Source) > 0 {
		t.Errorf("got %+v, %v", e, err)
	}
}

func TestAfterNeedsAFixedForm(t *testing.T) {
	_, _, err := open("testdata/unfixed.conf")
	if err == nil || err.Error() != "testdata/unfixed.conf:2: after: there is no unfixed.conf.fixed" {
		t.Errorf("got %v", err)
	}
}

func TestStageMapsThereAndBack(t *testing.T) {
	s := &stage{dir: "/tmp/x", ports: map[int]int{80: 20080, 8080: 28080}}
	text := `ServerRoot "/etc/httpd"
Listen 80
Listen [::]:8080
Listen 9999
<VirtualHost *:80 _default_:8080 *:*>
WSGIDaemonProcess a python-path=/srv/a:/srv/b:/opt/srv/c home='/var/www'
WSGIScriptAlias /api:80 /srv/a.wsgi
`
	want := `ServerRoot /tmp/x/conf
Listen 127.0.0.1:20080
Listen 127.0.0.1:28080
Listen 127.0.0.1:9999
<VirtualHost *:20080 _default_:28080 *:*>
WSGIDaemonProcess a python-path=/tmp/x/srv/a:/tmp/x/srv/b:/opt/srv/c home='/tmp/x/var/www'
WSGIScriptAlias /api:80 /tmp/x/srv/a.wsgi
`
	if got := s.into(text); got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
	said := "/tmp/x/conf/a.conf: /tmp/x/srv/a http://a.example:20080/ http://a.example:28080/"
	if got, want := s.back(said), "a.conf: /srv/a http://a.example/ http://a.example:8080/"; got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}
