package graph

import (
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

// scripts finds the lines that have mod_wsgi run something without a mount.
func (b *builder) scripts() {
	for _, i := range b.config.Imports {
		b.script(i.Decl, b.asked(i))
	}
	for _, h := range b.config.HandlerScripts {
		b.script(h.Decl, b.asked(h))
	}
	for _, d := range b.config.ScriptHandlers {
		b.script(d, b.handled(d))
	}
	for _, d := range b.config.Own {
		if d.Is("WSGIAccessScript") || d.Is("WSGIAuthUserScript") || d.Is("WSGIAuthGroupScript") || d.Is("WSGIDispatchScript") {
			r := b.inApache() // what decides about a request runs where it arrives
			if !*r.Usable {
				r.Usable = nil // WSGIRestrictEmbedded is for applications
			}
			b.script(d, r)
		}
	}
}

func (b *builder) script(d *eval.Directive, r Run) {
	out := b.servers[b.serverOf(d).Decl]
	b.scriptCount++
	out.Scripts = append(out.Scripts, &Script{
		ID: id("script", b.scriptCount-1), Directive: d.Name, Arguments: d.RawArgs(), Section: sectionAround(d), Origin: b.origin(d), Ways: Ways{Runs: []Run{r}},
	})
}

// asked is where a script runs whose line may name a group.
func (b *builder) asked(s *model.Script) Run {
	name := s.Option("process-group")
	b.named[name.Value] = true
	if !name.IsSet() {
		return b.handled(s.Decl)
	}
	return b.run(s.Server, s.Decl, model.Selection{Name: name, Certain: true})
}

// handled is where the files run that a handler gives to mod_wsgi: what WSGIProcessGroup says of each, which is not looked into.
func (b *builder) handled(d *eval.Directive) Run {
	for s := b.serverOf(d); s != nil; s = s.Main {
		if len(s.Settings("wsgiprocessgroup")) > 0 {
			return Run{Group: b.other(unknown, "").ID, Certain: true}
		}
	}
	return b.inApache()
}

// inApache is the way into Apache's own processes.
func (b *builder) inApache() Run {
	usable := b.config.RestrictsEmbedded() == nil
	return Run{Group: b.other(embedded, "").ID, Certain: true, Usable: &usable}
}

func (b *builder) serverOf(d *eval.Directive) *model.Server {
	for in := d.In; in != nil; in = in.In {
		if s := b.hosts[in]; s != nil {
			return s
		}
	}
	return b.config.Main
}

// sectionAround is the innermost section that d stands in; "" for a server.
func sectionAround(d *eval.Directive) Text {
	if d.In == nil || d.In.Is("<VirtualHost") {
		return ""
	}
	return title(d.In)
}

func titleOf(s *model.Section) Text {
	if s == nil {
		return ""
	}
	return title(s.Decl)
}

// title is the opening of a section as it is written.
func title(d *eval.Directive) Text {
	return Text(d.Name + " " + strings.TrimSpace(d.SectionArgs()) + ">")
}
