package access

import (
	"fmt"
	"path"

	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

var worldWritableScript = lint.Rule{
	ID:       "world-writable-script",
	Family:   "access",
	Severity: lint.Warning,
	Needs:    lint.FileSystem,
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "Script that every account of the machine may change",
		Seen:  "Nothing is seen or logged, until somebody makes use of it.",
		Why: `Apache runs what stands in the script. Where its mode lets everybody write to it, as after ` + "`chmod 777`" + `, or to the folder it lies in, every account of
the machine can put its own program there: a guest, the user of a database, whoever found a hole in another site. mod_wsgi loads the changed script at the next
request and runs it with the rights of the application, which reads its passwords and its data. Nothing is logged.

A folder with the sticky bit, such as /tmp, keeps others from replacing the file, and is no finding if the file itself is closed. Where not everybody can get
to the file, for a folder further up keeps them out, nothing is open either.`,
		Instead: "Take the right away, `chmod -R o-w /srv/blog`, and let the script belong to whoever installs it; Apache only has to read it. Folders that the application " +
			"writes to, such as uploads, lie elsewhere and belong to the user it runs as.",
		Refs: []string{"https://httpd.apache.org/docs/2.4/misc/security_tips.html"},
	},
	Check: func(p *lint.Pass) {
		if p.Accounts == nil {
			return
		}
		open := writable{p: p, places: map[string][]model.Value{}}
		for _, s := range p.Servers {
			for _, m := range s.Mounts {
				open.look(m.Script)
			}
		}
		for _, i := range p.Imports {
			open.look(i.File)
		}
		for _, h := range p.HandlerScripts {
			open.look(h.File)
		}
		for _, name := range open.names {
			p.Report(openToAll(p, name, open.places[name]))
		}
	},
}

// A writable collects what everybody may write to, with the places that name a script there: one chmod mends them all.
type writable struct {
	p      *lint.Pass
	names  []string // in the order they are found
	places map[string][]model.Value
}

func (w *writable) look(script model.Value) {
	name := path.Clean(script.Value)
	if !path.IsAbs(name) || model.Garbled(name) || model.Unfinished(name) {
		return
	}
	open := w.p.Accounts.OpenToAll(name)
	if open == "" {
		return
	}
	if w.places[open] == nil {
		w.names = append(w.names, open)
	}
	w.places[open] = append(w.places[open], script)
}

// maxPlaces is how many places one finding relates to.
const maxPlaces = 10

func openToAll(p *lint.Pass, name string, scripts []model.Value) lint.Diagnostic {
	what := "changes it"
	if p.Files.IsDir(name) {
		what = "puts another in its place"
	}
	d := lint.Diagnostic{
		At:      scripts[0].At(),
		Message: fmt.Sprintf("every account of the machine may write to %q; whoever %s runs programs as the application; run chmod o-w on it", name, what),
		Symptom: "nothing, and nothing in the error log, until somebody does",
		Via:     scripts[0].Decl.Via,
	}
	for _, other := range scripts[1:min(len(scripts), maxPlaces)] {
		if other.At() != d.At {
			d.Related = append(d.Related, lint.Related{At: other.At(), Message: "and this script can be changed there"})
		}
	}
	return d
}
