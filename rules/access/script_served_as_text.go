package access

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

var scriptServedAsText = lint.Rule{
	ID:       "script-served-as-text",
	Family:   "access",
	Severity: lint.Error,
	Fixes:    lint.Manual,
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "Alias to a WSGI script",
		Seen: "Whoever asks for the URL of an Alias reads the **source of the script**; that of a ScriptAlias is \"500 Internal Server " +
			"Error\" or \"403 Forbidden\".",
		Why: `Alias serves a file as it is. ` + "`Alias /app /srv/blog/wsgi.py`" + ` shows the **source of the script** to everybody who asks for /app, with what it says of
keys and passwords, and the application is never run. ScriptAlias hands the file to CGI, which does not know WSGI: the visitor gets "500 Internal Server Error" or
"403 Forbidden", or the source where no CGI module is loaded.

This rule is silent where a handler may be set for the file, in the configuration or in a .htaccess.`,
		Instead: "Mount the script: `WSGIScriptAlias /app /srv/blog/wsgi.py`.",
		Fix:     "The directive is shown as WSGIScriptAlias. You must judge whether the file is a WSGI script indeed.",
		Refs:    []string{"https://modwsgi.readthedocs.io/en/master/configuration-directives/WSGIScriptAlias.html"},
	},
	Check: func(p *lint.Pass) {
		mounted := sync.OnceValue(func() map[string]bool { return mountedModules(p) })
		isProgram := func(name string) bool { return isScript(name) || isModule(name) && mounted()[name] }
		for _, s := range p.Servers {
			var mounts map[string][]*model.Mount
			for _, a := range s.Mappings {
				if !inPlace(a) || a.Kind != model.Alias || !isProgram(scriptOf(a)) || mayBeHandled(s, a) {
					continue
				}
				if mounts == nil {
					mounts = mountsByScript(s)
				}
				if !hidesItsMount(mounts[scriptOf(a)], a) {
					p.Report(asText(a))
				}
			}
		}
	},
}

// scriptOf is the file that an Alias leads to, of a Match form up to what it takes from the URL.
func scriptOf(a *model.Mapping) string {
	name := a.Target.Value
	if a.Decl.Is("AliasMatch") || a.Decl.Is("ScriptAliasMatch") {
		name, _, _ = strings.Cut(name, "$")
	}
	return name
}

func mountsByScript(s *model.Server) map[string][]*model.Mount {
	mounts := map[string][]*model.Mount{}
	for _, m := range s.Mounts {
		mounts[m.Script.Value] = append(mounts[m.Script.Value], m)
	}
	return mounts
}

// hidesItsMount reports whether the script, which has the mounts, is mounted at the URL as well, so that rule mount-shadowed-by-alias says which of the two
// lines must go.
func hidesItsMount(mounts []*model.Mount, a *model.Mapping) bool {
	return slices.ContainsFunc(mounts, func(m *model.Mount) bool {
		return m.Decl.HoldsWith(a.Decl) && a.Decl.HoldsWith(m.Decl) && a.URLs.Covers(m.URLs)
	})
}

// mayBeHandled reports whether some handler may be in force for the file, said here or in a .htaccess.
func mayBeHandled(s *model.Server, a *model.Mapping) bool {
	as := a.AsMount()
	m := &as
	m.Script.Value = scriptOf(a)
	other := func(held model.Held) bool { return !strings.EqualFold(held.Value().Value, "none") }
	if slices.ContainsFunc(s.InForce("sethandler", m), other) || slices.ContainsFunc(s.InForce("allowoverride", m), other) {
		return true
	}
	for at := s; at != nil; at = at.Main {
		for _, set := range at.Settings("addhandler") {
			if set.IsFor(m.Script.Value) && (set.Section == nil || set.Section.Reach(m) != model.None) {
				return true
			}
		}
	}
	return false
}

// isScript reports whether a file is called as only WSGI scripts are.
func isScript(name string) bool {
	base := path.Base(name)
	return path.Ext(base) == ".wsgi" && !endsInSlash(name) || base == "wsgi.py" || strings.HasSuffix(base, "_wsgi.py")
}

// isModule reports whether a file is called as any Python module is, so that it may be a script.
func isModule(name string) bool { return path.Ext(name) == ".py" }

// mountedModules are the modules that some server mounts, and so are scripts whatever their names.
func mountedModules(p *lint.Pass) map[string]bool {
	found := map[string]bool{}
	for _, s := range p.Servers {
		for _, m := range s.Mounts {
			if isModule(m.Script.Value) {
				found[m.Script.Value] = true
			}
		}
	}
	return found
}

func endsInSlash(s string) bool { return strings.HasSuffix(s, "/") }

func asText(a *model.Mapping) lint.Diagnostic {
	d := lint.Diagnostic{
		At:      a.Target.At(),
		Message: fmt.Sprintf("%s shows the source of %q to everybody and does not run it; mount it with WSGIScriptAlias", a.Decl.Name, a.Target.Value),
		Symptom: fmt.Sprintf("the visitor of %s reads the program's text", a.AsMount().URL.Value),
		Via:     a.Decl.Via,
	}
	mount := "WSGIScriptAlias"
	if a.Decl.Is("AliasMatch") || a.Decl.Is("ScriptAliasMatch") {
		mount = "WSGIScriptAliasMatch"
	}
	if a.Decl.Is("ScriptAlias") || a.Decl.Is("ScriptAliasMatch") {
		d.Message = fmt.Sprintf("%s runs %q as a CGI program, which it is not; mount it with %s", a.Decl.Name, a.Target.Value, mount)
		d.Symptom = "500 or 403, or the program's text where no CGI module is loaded"
	}
	if a.Target.Exact() && a.Section == nil {
		d.Fixes = []lint.Fix{{Title: "Mount the script", Safety: lint.Manual, Edits: []source.Edit{{Span: nameAt(a), New: mount}}}}
	}
	return d
}

func nameAt(a *model.Mapping) source.Span {
	name := a.Decl.Syntax.Name()
	return a.Decl.Syntax.At(name.Start, name.End)
}
