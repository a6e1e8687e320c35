package layout

import (
	"encoding/json"

	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
)

// Assume is what a harness says of the httpd that it compares with.
type Assume struct {
	Modules []eval.Module
	Before  []string // lines read before the main file
}

// ParseAssume reads a harness.json.
func ParseAssume(text []byte) (*Assume, error) {
	type module struct{ ID, Source, File string }
	var harness struct {
		Builtin   []module `json:"builtin_modules"`
		Preloaded []module `json:"preloaded_modules"`
		Before    []string `json:"pre_directives"`
	}
	if err := json.Unmarshal(text, &harness); err != nil {
		return nil, err
	}
	a := &Assume{Before: harness.Before}
	for _, m := range append(harness.Builtin, harness.Preloaded...) {
		a.Modules = append(a.Modules, eval.Module{ID: m.ID, Source: m.Source, File: m.File})
	}
	return a, nil
}
