package trace

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

// A Tracer follows requests through one server. It may be used for many, one after the other.
type Tracer struct {
	config *model.Config
	files  *files // nil where the machine may not be asked
	hosts  *hosts
	sites  map[*model.Server]*site
	// home and path are the server's WSGIPythonHome and WSGIPythonPath.
	home, path model.Value
}

// New makes a tracer of a configuration. Files is the machine's file system, names without the leading slash as in io/fs; nil where it is not to be
// asked: then what a line names is taken to exist.
func New(c *model.Config, machine fs.ReadLinkFS) *Tracer {
	t := &Tracer{config: c, hosts: newHosts(c), sites: map[*model.Server]*site{}}
	if home := c.ServerHome(); home != nil {
		t.home = home.Value
	}
	if path := c.ServerPath(); path != nil {
		t.path = path.Value
	}
	if machine != nil {
		t.files = newFiles(machine)
	}
	return t
}

// A run is one request on its way.
type run struct {
	*Trace
	t     *Tracer
	url   address
	asked address // the host and port that the client names, in the URL or in a Host field
	path  string  // decoded; what a RewriteRule with PT makes of it
	// halves are the sites asked, the main server's first; layers what applies, in the order httpd merges it.
	halves []*site
	layers []applied
	// first is what applied to the client's own URL, where another answers instead.
	first []applied
	// aside are those of Unknown that do not change the answer: they are about the interpreter, and nothing else is in doubt for the same reason.
	aside []string
	// taken is how the URL was mapped, file what its target is on disk.
	taken *taken
	file  target
	// inner is how many requests deep httpd only asks what would become of the URL; 0 for the client's own.
	inner int
	// requeried says that a RewriteRule has given the request another query.
	requeried bool
}

// Trace follows a request. A URL that is none is answered too: Unknown then says what is wrong with it.
func (t *Tracer) Trace(request Request) *Trace { return t.follow(request).Trace }

func (t *Tracer) follow(request Request) *run {
	r := &run{t: t, Trace: &Trace{Request: request}}
	r.Mapping.Kind, r.Access.Verdict, r.ProcessGroup = Nothing, Undecided, ProcessGroup{Mode: NoMode, Usable: true}
	if r.Method == "" {
		r.Method = "GET"
	}
	if err := r.address(); err != nil {
		r.unknown("%v", err)
		return r
	}
	r.chooseHost()
	if r.Host.Server == nil {
		return r
	}
	r.halves = t.halves(r.Host.Server)
	r.conditionalHost()
	if !r.decode() {
		return r
	}
	r.locate()
	r.translate()
	r.mergeLayers()
	r.decideAccess()
	r.redirectInFolder()
	r.chooseHandler()
	r.answer()
	return r
}

// address reads the URL, and the Host field where the client sends another.
func (r *run) address() (err error) {
	if r.url, err = parseURL(r.URL); err != nil {
		return err
	}
	r.asked = r.url
	for _, f := range r.Header {
		if strings.EqualFold(f.Name, "Host") {
			if err := r.asked.setHost(f.Value); err != nil {
				return fmt.Errorf("Host: %s: %w", f.Value, err)
			}
		}
	}
	return nil
}

// unknown notes something that the configuration does not tell, once.
func (r *run) unknown(format string, args ...any) {
	reason := fmt.Sprintf(format, args...)
	if !slices.Contains(r.Unknown, reason) {
		r.Unknown = append(r.Unknown, reason)
	}
	r.aside = slices.DeleteFunc(r.aside, func(other string) bool { return other == reason })
}

// conditionalHost tells of a virtual host that may not be read.
func (r *run) conditionalHost() {
	if s := r.Host.Server; s.Decl != nil && s.Decl.When != nil {
		r.unknown("whether <VirtualHost> at %s is read: it stands in <%s %s>", place(s.Decl), s.Decl.When.Kind, s.Decl.When.Test)
	}
	if !r.t.config.Closed() {
		r.unknown("the rest of the server: this is a part of it, read by itself")
	}
}

// decode makes the path that httpd compares. It is false where httpd refuses the URL.
func (r *run) decode() bool {
	own := r.halves[len(r.halves)-1]
	d := own.base.last("allowencodedslashes")
	if d == nil && !slices.ContainsFunc(own.body, model.OfCore) {
		d = r.serverLine("allowencodedslashes")
	}
	encoded := slashesRefused
	if d != nil {
		switch lower(d, 0) {
		case "on":
			encoded = slashesDecoded
		case "nodecode":
			encoded = slashesKept
		}
	}
	path, status := decoded(r.url.path, encoded, r.serverFlag("mergeslashes", true))
	switch status {
	case 0:
		r.path = path
		return true
	case 400:
		r.unknown("what the URL means: httpd answers 400 Bad Request, for an escape that is none or a .. that leads above /")
	case 404:
		r.unknown("what is meant by %%2F or %%00: httpd answers 404 before it looks for anything, while AllowEncodedSlashes is Off")
	}
	r.Status = status
	return false
}

// serverFlag is a flag of the server, inherited from the main server.
func (r *run) serverFlag(name string, usual bool) bool {
	for _, h := range slices.Backward(r.halves) {
		if d := h.base.last(name); d != nil {
			return lower(d, 0) == "on"
		}
	}
	return usual
}

// serverLine is the line of a directive of the server, inherited from the main server; nil where there is none.
func (r *run) serverLine(name string) *eval.Directive {
	for _, h := range slices.Backward(r.halves) {
		if d := h.base.last(name); d != nil {
			return d
		}
	}
	return nil
}
