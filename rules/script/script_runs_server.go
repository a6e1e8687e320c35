package script

import (
	"fmt"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model/pyscript"
)

var runsServer = lint.Rule{
	ID:       "script-runs-server",
	Family:   "script",
	Severity: lint.Warning,
	Needs:    lint.FileSystem,
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "Script that starts a server of its own",
		Seen: "Requests wait until Timeout, 60 seconds by default, and get \"504 Gateway Timeout\"; in Apache's own processes they wait for " +
			"ever. Where the port is taken they are \"500 Internal Server Error\".",
		Why: `` + "`app.run()`" + ` starts a development server and does not return. Where it stands at the top of the script, mod_wsgi never gets to the end of it: the first
request waits until ` + "`Timeout`" + ` and is then "504 Gateway Timeout", in embedded mode it waits for ever, and every further request joins it until no thread is left. Where the port is
taken, by another process of the group or by Apache itself, the script fails instead: "500 Internal Server Error".

Meanwhile the development server answers on its own port, perhaps with a debugger that runs whatever it is sent.

Under ` + "`if __name__ == '__main__':`" + ` it does no harm: mod_wsgi gives the script another name.`,
		Log: []lint.LogLine{
			{Text: " * Running on http://127.0.0.1:5000", Versions: "Flask"},
			{Text: "OSError: [Errno 98] Address already in use", Versions: "where the port is taken"},
			{Text: "Timeout when reading response headers from daemon process 'blog': /srv/blog/wsgi.py", Versions: "mod_wsgi 4.9 and 5.0"},
			{Text: "WSGI0145: Timeout when reading response headers from daemon process 'blog'.", Versions: lint.FromReference},
		},
		Instead: "Put the call under `if __name__ == \"__main__\":`, or take it out: Apache is the server.",
		Refs: []string{
			"https://flask.palletsprojects.com/en/stable/deploying/mod_wsgi/",
			"https://modwsgi.readthedocs.io/en/master/user-guides/application-issues.html",
		},
	},
	Check: func(p *lint.Pass) {
		for _, x := range scriptsOf(p) {
			if call := x.serverCall(); call != nil {
				x.report(p, lint.Diagnostic{
					At:      call.At,
					Message: fmt.Sprintf("%s() starts a server and does not return, so mod_wsgi never gets the application; put it under if __name__ == '__main__'", call.Written),
					Symptom: fmt.Sprintf("requests wait until Timeout (60 s) and get 504: %q; 500 where the port is taken",
						p.Target.Coded("WSGI0145", "Timeout when reading response headers from daemon process")),
				})
			}
		}
	},
}

// servers are functions that serve for ever.
var servers = map[string]bool{
	"bottle.run": true, "uvicorn.run": true, "waitress.serve": true, "werkzeug.serving.run_simple": true, "werkzeug.run_simple": true,
	"aiohttp.web.run_app": true, "cherrypy.quickstart": true, "hypercorn.run": true, "eventlet.wsgi.server": true, "gunicorn.app.wsgiapp.run": true,
	"twisted.internet.reactor.run": true,
}

// loops are what makes the objects whose method start serves.
var loops = map[string]bool{
	"tornado.ioloop.IOLoop": true, "tornado.ioloop.IOLoop.instance": true, "tornado.ioloop.IOLoop.current": true,
}

// frameworks are what makes the objects whose methods run and run_server serve.
var frameworks = map[string]bool{
	"flask.Flask": true, "bottle.Bottle": true, "bottle.default_app": true, "bottle.app": true, "eve.Eve": true, "quart.Quart": true, "sanic.Sanic": true,
	"web.application": true, "connexion.App": true, "connexion.FlaskApp": true, "flask_socketio.SocketIO": true,
	"dash.Dash": true,
}

// serverCall is the first call that certainly starts a server when the script is loaded; nil for none.
func (x *loaded) serverCall() *pyscript.Call {
	for _, st := range x.Statements {
		if !st.Runs() {
			continue
		}
		for _, call := range x.Calls(st) {
			if x.serves(call) {
				return &call
			}
		}
	}
	return nil
}

func (x *loaded) serves(call pyscript.Call) bool {
	object, method, of := call.Written, call.Written, call.Of
	if at := strings.LastIndexByte(call.Written, '.'); at >= 0 {
		object, method = call.Written[:at], call.Written[at+1:]
		if of == "" {
			of = x.MadeBy(object)
		}
	}
	isMethod := strings.Contains(call.Name, ".")
	switch method {
	case "serve_forever", "run_forever":
		return isMethod
	case "start":
		return loops[of]
	case "run", "run_server":
		if frameworks[of] {
			return true
		}
	}
	return servers[call.Name] || method == "run" && x.isApplication(call, object)
}

// isApplication reports whether a call is a method of the script's own app or application.
func (x *loaded) isApplication(call pyscript.Call, object string) bool {
	_, own := x.Names()[object]
	module, _, _ := strings.Cut(call.Name, ".")
	return (object == "app" || object == "application") && own && module != "" && !pyscript.InLibrary(module)
}
