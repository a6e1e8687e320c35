// Package graph draws a server: which virtual hosts there are, what they mount, in which process groups that runs, and in which Python
// environments those.
//
// Of makes nodes and edges of a model; Write draws them in one of the Formats.
package graph

import (
	"bytes"
	"encoding/json"
)

// A Graph is what is drawn; its fields are the format json, version 1. Edges are the ids of nodes of the same graph.
type Graph struct {
	Version int `json:"version"`
	// Whole says that all of the server is known; else it is a fragment, or a file could not be read.
	Whole bool `json:"whole"`
	// Servers are the main server and the virtual hosts, in the order of the configuration.
	Servers []*Server `json:"servers"`
	// Groups are the daemon groups in the order they are defined, then what else applications are sent to.
	Groups       []*Group       `json:"groups"`
	Environments []*Environment `json:"environments"`
}

// A Text is a text that may be missing: null in JSON, and empty here.
type Text string

// MarshalJSON writes null for the empty text.
func (t Text) MarshalJSON() ([]byte, error) {
	if t == "" {
		return []byte("null"), nil
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(string(t))
	return b.Bytes(), err
}

// A Place is a line of a file, as the user knows it.
type Place struct {
	File string `json:"file"`
	Line int    `json:"line"`
}

// Origin says where something is written, nil for nowhere, and under which conditions that could not be decided.
type Origin struct {
	Location  *Place `json:"location"`
	Condition Text   `json:"condition"`
}

// A Server is the main server or a virtual host, with what it says itself.
type Server struct {
	ID        string   `json:"id"`
	Main      bool     `json:"main"`
	Name      Text     `json:"name"` // ServerName as written
	Aliases   []string `json:"aliases"`
	Addresses []string `json:"addresses"`
	Origin
	// Mappings take URLs before the mounts do, in httpd's order; those of kind userdir take what the mounts leave.
	Mappings []Mapping `json:"mappings"`
	// Mounts are in the order mod_wsgi tries them.
	Mounts []*Mount `json:"mounts"`
	// Inherited are mounts of the main server that this virtual host sends to other groups than the main server does. The first few are
	// looked at; LeftOut counts the others.
	Inherited []Inherited `json:"inherited"`
	LeftOut   int         `json:"inherited_left_out"`
	// Scripts are the other lines that have mod_wsgi run something.
	Scripts []*Script `json:"scripts"`
}

// The first and the last of the kinds of mappings.
const (
	rewrite = "rewrite"
	userdir = "userdir"
)

// A Mapping is a line of mod_rewrite, mod_proxy, mod_alias or mod_userdir.
type Mapping struct {
	Kind      string `json:"kind"` // rewrite, proxy, redirect, alias or userdir
	Directive string `json:"directive"`
	URL       Text   `json:"url"`
	Target    Text   `json:"target"`
	Section   Text   `json:"section"` // <Location /x> where the line stands in one
	Origin
}

// A Mount is a WSGIScriptAlias, or with Match a WSGIScriptAliasMatch.
type Mount struct {
	ID     string `json:"id"`
	URL    string `json:"url"`
	Match  bool   `json:"match"`
	Script string `json:"script"`
	Origin
	// Taken says why no request reaches the mount; nil where some may.
	Taken *Taker `json:"never_reached"`
	Ways
}

// Ways are where something runs, the strongest way first: the last is that of all other requests. Of a great many the first are there; More
// counts those left out before the last.
type Ways struct {
	Runs []Run `json:"process_groups"`
	More int   `json:"process_groups_left_out"`
}

// A Taker is the line that takes every URL of a mount: another mount, by its id, or a Mapping.
type Taker struct {
	Mount     Text   `json:"mount"`
	Directive string `json:"directive"`
	URL       Text   `json:"url"`
	Hosts     int    `json:"virtual_hosts"` // how many take the URLs of a mount of the main server, each by a mount; else 0
	Origin
}

// A Run is a way from a mount or script to a group.
type Run struct {
	Group    string `json:"group"`       // an id
	By       Text   `json:"selected_by"` // process-group= or WSGIProcessGroup, "default" where a mount has neither; null where nothing can select
	Section  Text   `json:"section"`     // <Location /x> where the WSGIProcessGroup stands in one
	Location *Place `json:"location"`    // of what selects
	// Certain says that some requests certainly go this way.
	Certain bool `json:"certain"`
	// Usable is false where mod_wsgi answers requests with 500 rather than send them there, nil where that is not known.
	Usable *bool `json:"usable"`
}

// Inherited is a mount of the main server, by its id, and where the requests to a virtual host run.
type Inherited struct {
	Mount string `json:"mount"`
	Ways
}

// A Script is a line that has mod_wsgi run something without a mount: WSGIImportScript, WSGIHandlerScript, SetHandler wsgi-script and the like.
type Script struct {
	ID        string `json:"id"`
	Directive string `json:"directive"`
	Arguments string `json:"arguments"`
	Section   Text   `json:"section"`
	Origin
	Ways
}

// What a group is.
const (
	daemon    = "daemon"
	embedded  = "embedded"  // Apache's own processes
	undefined = "undefined" // a name that no WSGIDaemonProcess defines
	elsewhere = "elsewhere" // a name that nothing here defines, where the whole server is not known
	unknown   = "unknown"   // chosen for each request
)

// A Group is where applications run: a WSGIDaemonProcess, Apache's own processes, or only a name.
type Group struct {
	ID     string `json:"id"`
	Kind   string `json:"kind"`
	Name   Text   `json:"name"`   // null for Apache's own processes
	Server Text   `json:"server"` // the id of the one that defines it
	Origin
	// User is whom its processes run as; null where nothing here says. UserGroup is the option group=.
	User        Text   `json:"user"`
	UserGroup   Text   `json:"user_group"`
	Processes   *int64 `json:"processes"` // for each daemon group; else null
	Threads     *int64 `json:"threads"`
	DisplayName Text   `json:"display_name"`
	Home        Text   `json:"home"`
	Environment Text   `json:"environment"` // an id; null where no Python is known to run
	// Named says that some line asks for the group by its name, or nothing does and it is Apache's own.
	Named bool `json:"named"`
}

// An Environment is what Python finds its modules by.
type Environment struct {
	ID string `json:"id"`
	// Home is python-home= or else WSGIPythonHome; null for the Python that mod_wsgi was built with.
	Home Text     `json:"python_home"`
	Path []string `json:"python_path"`
	// Condition is one that could not be decided, of the WSGIPythonHome.
	Condition Text `json:"condition"`
	// Locations are the lines that say so.
	Locations []*Place `json:"locations"`
}

// Empty reports whether nothing runs under mod_wsgi, as far as is known here.
func (g *Graph) Empty() bool {
	for _, s := range g.Servers {
		if len(s.Mounts)+len(s.Scripts) > 0 {
			return false
		}
	}
	return len(g.Groups) == 0
}
