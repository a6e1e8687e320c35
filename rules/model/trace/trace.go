// Package trace follows one request through a server as httpd does: which virtual host it reaches, what maps its URL to what, which sections
// apply to it, who may come, and in which process and interpreter mod_wsgi runs the application.
//
// It says what the configuration decides. What depends on something else (a condition on the environment, a name to be looked up, a file
// that may not be asked for) is told in [Trace.Unknown] and not guessed.
package trace

import (
	"net/netip"

	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

// A Request is what a client asks.
type Request struct {
	// URL is absolute: http://HOST[:PORT]/PATH[?QUERY], as typed, with its escapes.
	URL string
	// Method is GET where it is empty.
	Method string
	// Header are the fields the client sends. A Host field says another name than the URL.
	Header []Field
	// Listen is the address and port the connection arrives at. Where it is the zero AddrPort the port is the URL's, and the address what Listen
	// and the virtual hosts leave.
	Listen netip.AddrPort
}

// A Field is a field of a request's header.
type Field struct{ Name, Value string }

// A Trace is what becomes of a request.
type Trace struct {
	Request
	Host    Host
	Mapping Mapping
	// Hidden are the mappings that would have taken the URL too, in the order httpd asks them.
	Hidden []Mapping
	// Sections are those that apply, in the order httpd merges them: a later one is stronger.
	Sections []*model.Section
	// Handler is the name of the handler in force, "" for that of plain files; HandlerAt the line that says so, where one does.
	Handler   string
	HandlerAt *eval.Directive
	// Script is the file that mod_wsgi runs; "" where it runs none. ScriptName and PathInfo are what the application gets.
	Script, ScriptName, PathInfo string
	Access                       Access
	ProcessGroup                 ProcessGroup
	ApplicationGroup             ApplicationGroup
	Python                       Python
	// Status is the answer where the application answers 200; 0 where it cannot be known.
	Status int
	// Unknown are the things that the configuration alone does not tell, each a sentence without its full stop.
	Unknown []string
}

// A Host is the server that a request reaches.
type Host struct {
	Server *model.Server // nil where none is
	Reason Reason
}

// Name is the host's ServerName, without scheme and port; "" where it has none of its own.
func (h Host) Name() string {
	name, _ := h.Server.HostName()
	return name
}

// A Reason says why a virtual host was chosen (ap_update_vhost_given_ip, ap_update_vhost_from_headers).
type Reason string

// The reasons.
const (
	ByName    Reason = "name"    // its ServerName or a ServerAlias
	ByAddress Reason = "address" // it is the only one of the address
	ByDefault Reason = "default" // the first of the address, for no name fits
	ByMain    Reason = "main"    // no virtual host has the address
)

// A Mapping is what a URL leads to.
type Mapping struct {
	Kind Kind
	// Decl is the line that says so; nil for a DocumentRoot that no line sets, and for no mapping.
	Decl *eval.Directive
	// Target is the file, folder or URL: of a mount the file asked for, before it is cut into script and PATH_INFO. "" where there is none.
	Target string
}

// A Kind is a way to map a URL.
type Kind string

// The kinds.
const (
	Rewrite         Kind = "rewrite"
	Proxy           Kind = "proxy"
	Redirect        Kind = "redirect"
	Alias           Kind = "alias"
	ScriptAlias     Kind = "script-alias"
	WSGI            Kind = "wsgi"
	UserDir         Kind = "userdir"
	VHostAlias      Kind = "vhost-alias"
	LocationHandler Kind = "location-handler"
	DocumentRoot    Kind = "document-root"
	Nothing         Kind = "none"
	Unknown         Kind = "unknown"
)

// Access is whether the request may come, and by which line.
type Access struct {
	Verdict Verdict
	Decl    *eval.Directive // nil where no line says anything
}

// A Verdict is what access control answers.
type Verdict string

// The verdicts.
const (
	Granted   Verdict = "granted"
	Denied    Verdict = "denied"
	Undecided Verdict = "unknown"
)

// A ProcessGroup is where the application runs.
type ProcessGroup struct {
	Mode Mode
	// Name is the group's, expanded; "" for Apache's own processes.
	Name string
	// Usable is false where mod_wsgi refuses: no such group, one of another host, or one that a directive forbids.
	Usable bool
	// Decl is the line that selects it; nil where none does. Group is its definition; nil where there is none.
	Decl  *eval.Directive
	Group *model.DaemonGroup
}

// A Mode is a kind of process.
type Mode string

// The modes.
const (
	Daemon   Mode = "daemon"
	Embedded Mode = "embedded"
	NoMode   Mode = "none" // no application runs
)

// An ApplicationGroup is the interpreter the application runs in.
type ApplicationGroup struct {
	Name string          // as mod_wsgi.application_group gives it: "" for the first interpreter
	Decl *eval.Directive // nil for mod_wsgi's default
}

// Python is what the process runs.
type Python struct {
	Home model.Value // of the group, or the server's; the zero Value for the Python that mod_wsgi was built for
	Path []string    // the entries of python-path or WSGIPythonPath
}
