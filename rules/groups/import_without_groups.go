package groups

import (
	"fmt"
	"path"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

var importWithoutGroups = lint.Rule{
	ID:       "import-without-groups",
	Family:   "groups",
	Severity: lint.Error,
	Fixes:    lint.Manual,
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "WSGIImportScript that does not say where to load the script",
		Why: `Apache does not start. WSGIImportScript loads a script when the processes start, and mod_wsgi must be told both the process group and the
application group, for no request tells it. WSGIProcessGroup and WSGIApplicationGroup do not count here.`,
		Log: []lint.LogLine{
			{Text: "Name of WSGI application group required."},
			{Text: "Name of WSGI process group required."},
		},
		Instead: "Give both: `WSGIImportScript /srv/blog/wsgi.py process-group=blog application-group=%{GLOBAL}`.",
		Fix: "Where the script is mounted, the groups that its requests run in. A human must decide, for other reasons to load a script cannot be read " +
			"from the configuration.",
		Refs: []string{"https://modwsgi.readthedocs.io/en/master/configuration-directives/WSGIImportScript.html"},
	},
	Check: func(p *lint.Pass) {
		if len(p.Imports) == 0 {
			return
		}
		mounts := mountsOf.Of(p)
		for _, i := range p.Imports {
			lacks := lacking(i)
			if len(lacks) == 0 || misspelt(i) || !i.File.IsSet() {
				continue
			}
			found := lint.Diagnostic{
				At:       i.Decl.At(),
				Message:  fmt.Sprintf("WSGIImportScript lacks %s, without which mod_wsgi does not know where to load the script", strings.Join(lacks, " and ")),
				Symptom:  refused(fmt.Sprintf("Name of WSGI %s required.", strings.Replace(lacks[0], "-", " ", 1))),
				Via:      i.Decl.Via,
				Explains: lint.Below(i.Decl),
			}
			if found.Explains != nil {
				found.Message += "; with a backslash at its end the line below is a part of it"
			} else {
				found.Fixes = whereMounted(i, lacks, mounts[path.Clean(i.File.Value)])
			}
			p.Report(found)
		}
	},
}

// misspelt reports whether what is lacking may be an option that is none, which rule alias-option-unknown tells, or that white space of Unicode makes a
// part of another: rule unicode-space.
func misspelt(i *model.Script) bool {
	return model.RefusesOption(i.Decl, &i.Options) || strings.ContainsAny(i.Decl.RawArgs(), model.WideSpaces)
}

// lacking are the options that are missing, the one first that mod_wsgi speaks of.
func lacking(i *model.Script) []string {
	var lacks []string
	for _, name := range []string{"application-group", "process-group"} {
		if _, _, given := i.Options.Last(name); !given {
			lacks = append(lacks, name)
		}
	}
	return lacks
}

// whereMounted loads the script where the requests of its first mount run.
func whereMounted(i *model.Script, lacks []string, mounts []*model.Mount) []lint.Fix {
	if len(mounts) == 0 || !lint.Movable(i.Decl) {
		return nil
	}
	h, ok := homeOf(mounts[0])
	names := map[string]string{"process-group": h.processGroup(), "application-group": h.applicationGroup()}
	if names["application-group"] == "" {
		names["application-group"] = model.Global
	}
	var words []string
	for k := len(lacks) - 1; k >= 0; k-- {
		words = append(words, lacks[k]+"="+parser.Quote(names[lacks[k]], 0))
	}
	edits := lint.AddWords(i.Decl, strings.Join(words, " "))
	if !ok || len(edits) == 0 {
		return nil
	}
	return []lint.Fix{{Title: "Load it where its requests run", Safety: lint.Manual, Edits: edits}}
}
