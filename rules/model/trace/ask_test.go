package trace_test

import (
	"encoding/hex"
	"fmt"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"github.com/modwsgi-lint/modwsgi-lint/parser/httpdtest"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model/trace"
)

// An ask is a request and the address it goes to.
type ask struct {
	method, host, target, addr string
	port                       int // 1 or 2
}

func (a ask) String() string {
	return fmt.Sprintf("%s http://%s%s at %s:%%%d%%", a.method, a.host, a.target, a.addr, a.port)
}

// request is the ask as Trace takes it.
func (a ask) request(w *world) trace.Request {
	return trace.Request{
		URL: "http://" + w.into(a.host) + a.target, Method: a.method,
		Listen: netip.AddrPortFrom(netip.MustParseAddr(a.addr), uint16(w.ports[a.port])),
	}
}

// An answer is what a server did, paths and ports as a world writes them.
type answer struct {
	status   int
	host     string // the server that answered, by its X-Host
	kind     string // "app", "file", "cgi", "proxy", "redirect", "status-page" or "none"
	what     string // the script, the file, the program, the URL the backend was asked for, Location
	name     string // SCRIPT_NAME
	info     string // PATH_INFO
	group    string // mod_wsgi.process_group
	appGroup string // mod_wsgi.application_group
	prefix   string // sys.prefix
	path     []string
}

func (a answer) String() string {
	text := fmt.Sprintf("%d %s %s", a.status, a.host, a.kind)
	if a.what != "" {
		text += " " + strconv.Quote(a.what)
	}
	if a.kind == "app" {
		text += fmt.Sprintf(" SCRIPT_NAME=%q PATH_INFO=%q group=%q application-group=%q sys.prefix=%q", a.name, a.info, a.group, a.appGroup, a.prefix)
	}
	return text
}

// put sends the ask to a server. What comes while processes still start, or a machine is busy, is asked for again.
func (a ask) put(s *httpdtest.Server, w *world) answer {
	var got httpdtest.Answer
	for range 5 {
		got = s.Ask(httpdtest.Request{Method: a.method, Host: w.into(a.host), Target: a.target, Addr: a.addr, Port: w.ports[a.port]})
		if got.Status != 0 && got.Status != http.StatusServiceUnavailable && got.Status != http.StatusGatewayTimeout {
			break
		}
		time.Sleep(300 * time.Millisecond)
	}
	return w.understand(got)
}

// understand says what an answer tells.
func (w *world) understand(got httpdtest.Answer) answer {
	h := got.Header
	a := answer{status: got.Status, host: h.Get("X-Host"), kind: "none"}
	switch {
	case h.Get("X-App") != "":
		var values []string
		for word := range strings.FieldsSeq(h.Get("X-App")) {
			value, err := hex.DecodeString(word[1:])
			if err != nil {
				a.kind = err.Error()
			}
			values = append(values, w.back(string(value)))
		}
		a.kind, a.what, a.name, a.info, a.group, a.appGroup, a.prefix = "app", values[0], values[1], values[2], values[3], values[4], values[5]
		a.path = values[6:]
	case h.Get("X-CGI") != "":
		a.kind, a.what = "cgi", h.Get("X-CGI")
	case h.Get("X-Backend") != "":
		a.kind, a.what = "proxy", h.Get("X-Backend")
	case h.Get("Location") != "":
		a.kind, a.what = "redirect", w.back(h.Get("Location"))
	case h.Get("Last-Modified") != "":
		a.kind = "file"
		if at, err := http.ParseTime(h.Get("Last-Modified")); err == nil {
			if i := int(at.Sub(changed(0)) / time.Minute); i >= 0 && i < len(files) {
				a.what = "%DIR%" + files[i]
			}
		}
	case strings.Contains(got.Body, "Apache Server Status"):
		a.kind = "status-page"
	case got.Status == 0:
		a.what = got.Body
	}
	return a
}
