package report

import (
	"bytes"
	"encoding/json"
	"io"

	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model/trace"
)

// The members of the contract for what becomes of a request, in their order.
type (
	jsonTrace struct {
		Version          int                   `json:"version"`
		URL              string                `json:"url"`
		Host             *jsonHost             `json:"host"`
		Mapping          jsonMapping           `json:"mapping"`
		Hidden           []jsonHidden          `json:"hidden"`
		Handler          *string               `json:"handler"`
		Script           *string               `json:"script"`
		ScriptName       string                `json:"script_name"`
		PathInfo         string                `json:"path_info"`
		Access           jsonAccess            `json:"access"`
		ProcessGroup     jsonProcessGroup      `json:"process_group"`
		ApplicationGroup *jsonApplicationGroup `json:"application_group"`
		Python           jsonPython            `json:"python"`
		Status           *int                  `json:"status"`
		Unknown          []string              `json:"unknown"`
	}
	jsonHost struct {
		Name     *string   `json:"name"`
		Main     bool      `json:"main"`
		Location *Location `json:"location"`
		Reason   string    `json:"reason"`
	}
	jsonMapping struct {
		Kind     string    `json:"kind"`
		Location *Location `json:"location"`
		Target   *string   `json:"target"`
	}
	jsonHidden struct {
		Kind     string    `json:"kind"`
		Location *Location `json:"location"`
	}
	jsonAccess struct {
		Verdict  string    `json:"verdict"`
		Location *Location `json:"location"`
	}
	jsonProcessGroup struct {
		Mode     string    `json:"mode"`
		Name     string    `json:"name"`
		Usable   bool      `json:"usable"`
		Location *Location `json:"location"`
		Defined  *Location `json:"defined"`
	}
	jsonApplicationGroup struct {
		Name     string    `json:"name"`
		Location *Location `json:"location"`
	}
	jsonPython struct {
		Home *string  `json:"home"`
		Path []string `json:"path"`
	}
)

// A TraceWriter shows what becomes of requests. Show gives the name the user knows a file by.
type TraceWriter struct {
	Show func(*source.File) string
	// Compact puts each JSON object on one line.
	Compact bool

	line bytes.Buffer // the last such line, for its room
}

// JSON writes one object.
func (t *TraceWriter) JSON(w io.Writer, x *trace.Trace) error {
	out := jsonTrace{
		Version: 1, URL: x.URL,
		Mapping: jsonMapping{string(x.Mapping.Kind), t.at(x.Mapping.Decl), optional(x.Mapping.Target)},
		Hidden:  []jsonHidden{},
		Handler: optional(x.Handler), Script: optional(x.Script), ScriptName: x.ScriptName, PathInfo: x.PathInfo,
		Access:       jsonAccess{string(x.Access.Verdict), t.at(x.Access.Decl)},
		ProcessGroup: jsonProcessGroup{Mode: string(x.ProcessGroup.Mode), Name: x.ProcessGroup.Name, Usable: x.ProcessGroup.Usable, Location: t.at(x.ProcessGroup.Decl)},
		Python:       jsonPython{optional(x.Python.Home.Value), append([]string{}, x.Python.Path...)},
		Unknown:      append([]string{}, x.Unknown...),
	}
	if s := x.Host.Server; s != nil {
		out.Host = &jsonHost{Name: optional(x.Host.Name()), Main: s.IsMain(), Location: t.at(s.Decl), Reason: string(x.Host.Reason)}
	}
	for _, h := range x.Hidden {
		out.Hidden = append(out.Hidden, jsonHidden{string(h.Kind), t.at(h.Decl)})
	}
	if g := x.ProcessGroup.Group; g != nil {
		out.ProcessGroup.Defined = t.at(g.Decl)
	}
	if x.ProcessGroup.Mode != trace.NoMode {
		out.ApplicationGroup = &jsonApplicationGroup{x.ApplicationGroup.Name, t.at(x.ApplicationGroup.Decl)}
	}
	if x.Status != 0 {
		out.Status = &x.Status
	}
	if !t.Compact {
		return WriteObject(w, out)
	}
	t.line.Reset()
	e := json.NewEncoder(&t.line)
	e.SetEscapeHTML(false)
	if err := e.Encode(out); err != nil {
		return err
	}
	escapeInvisible(&t.line, 0)
	_, err := w.Write(t.line.Bytes())
	return err
}

func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func (t *TraceWriter) at(d *eval.Directive) *Location { return LocationOf(d, t.Show) }

// A Location is the place of a directive: the line, from 1, where its text starts.
type Location struct {
	File string `json:"file"`
	Line int    `json:"line"`
}

// LocationOf is the place of a directive, its file by the name that show gives; nil for no directive.
func LocationOf(d *eval.Directive, show func(*source.File) string) *Location {
	if d == nil {
		return nil
	}
	span := d.At()
	return &Location{show(span.File), span.File.Position(span.Start).Line}
}
