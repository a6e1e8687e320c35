package trace_test

import (
	"fmt"
	"net/http"
	"path"
	"slices"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model/trace"
)

// systemPrefix is sys.prefix where no home is set.
const systemPrefix = "/usr"

// knows reports whether a trace says what the answer will be. What a backend or a program answers it cannot say, but that it is asked.
func knows(t *trace.Trace) bool {
	return t.Status != 0 || len(t.Unknown) == 1 && (strings.HasPrefix(t.Unknown[0], "what the server") || strings.HasPrefix(t.Unknown[0], "what the program"))
}

// compare tells where a trace and the server's answer differ, a line each. What a trace does not know is not compared.
func (w *world) compare(c *model.Config, t *trace.Trace, got answer) []string {
	var differ []string
	check := func(what string, traced, seen any) {
		if traced != seen {
			differ = append(differ, fmt.Sprintf("%s: trace says %#v, the server %#v", what, traced, seen))
		}
	}
	if doubt := strings.Join(t.Unknown, "\n"); t.Host.Server != nil && got.host != "" && !strings.Contains(doubt, "which virtual host") {
		check("host", idOf(c, t.Host.Server), got.host)
	}
	if !knows(t) {
		return differ
	}
	served := got.kind != "none" && got.kind != "redirect"
	if t.Access.Verdict == trace.Denied && served {
		check("access", t.Access.Verdict, trace.Granted)
	}
	if status := t.Status; status != 0 {
		if t.Script != "" && status == http.StatusOK {
			status = statusOf(w.back(t.Script), t.ProcessGroup.Mode)
		}
		check("status", status, got.status)
	}
	if t.Status == 0 && strings.HasPrefix(t.Unknown[0], "what the server") && got.status < http.StatusInternalServerError && got.status != http.StatusBadRequest {
		check("answer", "proxy", got.kind)
	}
	if t.Status == 0 && strings.HasPrefix(t.Unknown[0], "what the program") && got.status != http.StatusInternalServerError {
		check("answer", "cgi", got.kind)
	}
	switch got.kind {
	case "app":
		return append(differ, w.compareApp(t, got)...)
	case "file":
		check("script", t.Script, "")
		if target := followed(path.Clean(w.back(t.Mapping.Target))); got.what != target && !strings.HasPrefix(got.what, target+"/") && !strings.HasPrefix(target, got.what+"/") {
			check("file", target, got.what)
		}
	case "proxy":
		if t.Mapping.Kind != trace.Rewrite {
			check("mapping", t.Mapping.Kind, trace.Proxy)
		}
	case "cgi":
		check("handler", t.Handler, "cgi-script")
	case "status-page":
		check("handler", t.Handler, "server-status")
	case "redirect":
		if !slices.Contains([]trace.Kind{trace.Redirect, trace.Rewrite, trace.Alias, trace.DocumentRoot, trace.UserDir, trace.WSGI, trace.ScriptAlias}, t.Mapping.Kind) {
			check("mapping", t.Mapping.Kind, trace.Redirect)
		}
	}
	return differ
}

// statusOf is the answer of mod_wsgi when it runs a file of the suite.
func statusOf(script string, mode trace.Mode) int {
	switch name := strings.TrimPrefix(script, "%DIR%"); {
	case isScript(name):
		return http.StatusOK
	case strings.HasPrefix(name, "/cgi/"), strings.HasSuffix(name, "pyvenv.cfg"):
		return http.StatusInternalServerError // it is no Python
	case mode == trace.Daemon:
		return http.StatusInternalServerError // it has no application
	}
	return http.StatusNotFound // nor here, and another status
}

func (w *world) compareApp(t *trace.Trace, got answer) []string {
	group, appGroup, home := t.ProcessGroup.Name, t.ApplicationGroup.Name, systemPrefix
	if t.ProcessGroup.Mode != trace.Daemon {
		group = "(" + string(t.ProcessGroup.Mode) + ")"
	}
	if t.ProcessGroup.Mode == trace.Embedded {
		group = ""
	}
	if t.Python.Home.IsSet() {
		home = w.back(t.Python.Home.Value)
	}
	if len(t.Unknown) > 0 { // about the interpreter alone, for the status is known
		appGroup = got.appGroup
	}
	var differ []string
	for _, f := range []struct{ what, traced, seen string }{
		{"script", w.back(t.Script), got.what},
		{"SCRIPT_NAME", w.back(t.ScriptName), got.name},
		{"PATH_INFO", w.back(t.PathInfo), got.info},
		{"process group", w.back(group), got.group},
		{"application group", w.back(appGroup), got.appGroup},
		{"sys.prefix", home, got.prefix},
	} {
		if f.traced != f.seen {
			differ = append(differ, fmt.Sprintf("%s: trace says %q, the server %q", f.what, f.traced, f.seen))
		}
	}
	if !t.ProcessGroup.Usable {
		differ = append(differ, "trace says that the process group is not usable")
	}
	for _, entry := range t.Python.Path {
		if got.path != nil && !slices.Contains(got.path, w.back(entry)) {
			differ = append(differ, fmt.Sprintf("sys.path: trace says %q, the server %q", entry, got.path))
		}
	}
	return differ
}

// idOf is what the X-Host line of a server says.
func idOf(c *model.Config, s *model.Server) string {
	lines := c.Directives
	if s.Decl != nil {
		lines = c.Body(s.Decl)
	}
	id := "main"
	for _, d := range lines {
		if d.Is("Header") && d.In == s.Decl {
			id = d.Arg(3).Value
		}
	}
	return id
}
